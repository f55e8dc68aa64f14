"""Reports with a picture on phones and in mails: the text always, the picture where it can be had, and never lost."""

from datetime import UTC, datetime

import pytest

from bot.app.reports import Reports
from bot.demo.phones import DemoPhones
from bot.demo.telegram import scripts
from bot.demo.telegram.chats import measures
from bot.messages import charts
from bot.store import people
from tests.bot.office import Office
from tests.bot.test_reports import REPORTS
from tests.bot.test_way_of_a_mention import NEGLECT

needs_extra = pytest.mark.skipif(not charts.installed(), reason="the extra charts is not installed")
MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


@pytest.fixture
def sent(office) -> Office:
    """A case on Monday at eight; at 09:30 the week's report is due."""
    return told(office(REPORTS, at=MONDAY))


def told(care: Office) -> Office:
    reports = Reports(care.house)
    care.says(NEGLECT)
    care.forward(hours=2, minutes=31)
    care.phone("karin").fresh()
    reports.look()
    return care


@needs_extra
def test_the_picture_follows_the_text_and_says_in_words_what_it_shows(sent: Office) -> None:
    sent.forward(seconds=5)
    text, shown = sent.phone("karin").fresh()
    assert text.text.startswith("Weekbericht:")
    assert not text.photo
    assert measures(shown.photo)[0] == 1080
    assert shown.silent
    assert shown.text.startswith("Weekbericht: ")
    assert "Berichten over ons: ma 2 1." in shown.text


@needs_extra
def test_a_picture_that_does_not_get_through_is_tried_again(sent: Office) -> None:
    sent.telegram.script("sendPhoto", scripts.page(502), scripts.too_many(3))
    sent.forward(minutes=5)
    assert [bool(m.photo) for m in sent.phone("karin").fresh()] == [False, True]


@needs_extra
def test_a_picture_that_telegram_refuses_leaves_the_text_and_everybody_reachable(sent: Office) -> None:
    sent.telegram.script("sendPhoto", *[scripts.refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")] * 9)
    sent.forward(minutes=5)
    assert [bool(m.photo) for m in sent.phone("karin").fresh()] == [False]
    assert all(c.unreachable_since is None for c in sent.store.read(people.contacts))


def test_without_the_extra_there_is_the_text(office, monkeypatch) -> None:
    monkeypatch.setattr(charts, "installed", lambda: False)
    care = told(office(REPORTS, at=MONDAY))
    care.forward(seconds=5)
    assert [bool(m.photo) for m in care.phone("karin").fresh()] == [False]


@needs_extra
def test_the_pretend_phone_shows_it(sent: Office) -> None:
    sent.forward(seconds=5)
    phones = DemoPhones(sent.telegram, sent.rulebook.current.protocol)
    run = sent.loop.run_until_complete
    [view] = [view for view in run(phones.phones()) if view.person == "karin"]
    last = view.messages[-1]
    assert last.picture
    assert run(phones.picture("karin", last.id)) == sent.phone("karin").last.photo
    assert run(phones.picture("karin", view.messages[0].id)) is None
    assert run(phones.picture("nobody", last.id)) is None


@needs_extra
def test_whoever_reads_by_mail_gets_one_letter_with_tables_and_the_picture_in_it(office) -> None:
    care = office(REPORTS, at=MONDAY, mail=True)
    care.store.write(lambda tx: people.unpair(tx, "karin"))
    told(care)
    care.forward(seconds=5)
    [got] = [mail for mail in care.mailbox("karin") if mail.subject.startswith("Weekbericht: ")]
    assert got.subject.startswith("Weekbericht: ")
    assert "Hoe snel er gereageerd is" in got.text
    assert '<th scope="col"' in got.html
    assert '<img src="cid:verslag.png" alt="Weekbericht: ' in got.html
    [picture] = [part for part in got.mail.walk() if part.get_content_type() == "image/png"]
    assert (picture["Content-ID"], measures(picture.get_content())[0]) == ("<verslag.png>", 1080)
    assert not care.phone("karin").fresh()
    assert care.phone("marleen").last.photo  # whoever has Telegram keeps it


def test_a_letter_without_the_extra_has_no_picture(office, monkeypatch) -> None:
    monkeypatch.setattr(charts, "installed", lambda: False)
    care = office(REPORTS, at=MONDAY, mail=True)
    care.store.write(lambda tx: people.unpair(tx, "karin"))
    told(care)
    care.forward(seconds=5)
    [got] = [mail for mail in care.mailbox("karin") if mail.subject.startswith("Weekbericht: ")]
    assert "<h2" in got.html
    assert "cid:" not in got.html
