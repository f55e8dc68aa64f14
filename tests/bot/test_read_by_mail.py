"""What is to be read and can wait, for whoever has no phone here: tips to share and cards of drafts come by mail."""

import re

import pytest

from bot.app.sharing import Sharing
from bot.signed import share_links
from bot.signed.links import Wrong
from bot.store import acting, people
from bot.ways import Way, for_reading
from tests.bot.office import MONDAY_TEN, PAGES, Office
from tests.bot.public import office_in_public, says
from tests.bot.test_acting import HATE, begins, card, taken
from tests.bot.test_sharing import PRAISE, SHARE

KEY = b"k" * 32


@pytest.fixture
def tipped(office) -> Office:
    """Sanne has no Telegram and got a tip."""
    care: Office = office(SHARE, mail=True)
    care.store.write(lambda tx: [people.unpair(tx, person) for person in care.phones])
    sharing = Sharing(care.house)
    care.says(PRAISE)
    assert sharing.look() == 1
    care.forward(seconds=5)
    return care


def link_of(care: Office, person: str) -> str:
    found = re.search(PAGES + r"(/deel/[\w-]+)", care.mailbox(person)[-1].text)
    assert found, care.mailbox(person)[-1].text
    return found[1]


def test_a_tip_comes_by_mail_with_a_link_to_say_what_came_of_it(tipped: Office) -> None:
    mail = tipped.mailbox("sanne")[-1]
    assert mail.subject == "💚 Mooi om te delen · Facebook"
    assert PRAISE in mail.text
    page = tipped.pages()
    path = link_of(tipped, "sanne")
    seen = page.get(path)
    assert seen.status_code == 200
    assert "Wat kwam er van deze tip?" in seen.text
    own = {"sec-fetch-site": "same-origin"}
    assert page.post(path, data={"choice": "sold"}, headers=own).status_code == 422
    assert page.post(path, data={"choice": "shared"}).status_code == 403  # not our own form
    assert "Mooi, genoteerd als gedeeld." in page.post(path, data={"choice": "shared"}, headers=own).text
    assert "Sanne was u voor: gedeeld." in page.post(
        link_of(tipped, "imran"), data={"choice": "declined"}, headers=own
    ).text  # fmt: skip


def test_a_link_that_was_changed_or_is_old_says_so(tipped: Office) -> None:
    page, path = tipped.pages(), link_of(tipped, "sanne")
    assert page.get(path[:-2] + "AA").status_code == 404
    assert page.get("/deel/é").status_code == 404
    assert (
        page.post(path[:-2] + "AA", data={"choice": "shared"}, headers={"sec-fetch-site": "same-origin"}).status_code
        == 404
    )
    tipped.clock.forward(share_links.LIFE)
    assert page.get(path).status_code == 410
    gone = share_links.sign(KEY, 1, "nobody", tipped.clock.now() + share_links.LIFE)
    assert page.get(share_links.PATH + gone).status_code == 404


def test_a_link_says_which_tip_and_whose() -> None:
    token = share_links.sign(KEY, 12, "sanne", MONDAY_TEN)
    assert share_links.read(KEY, token, MONDAY_TEN - share_links.LIFE) == share_links.ShareLink(12, "sanne")
    assert share_links.read(b"another", token, MONDAY_TEN - share_links.LIFE) is Wrong.FORGED
    assert share_links.read(KEY, token, MONDAY_TEN) is Wrong.EXPIRED
    assert re.fullmatch(r"[\w-]+", token)


def test_a_second_person_without_telegram_is_asked_by_mail_and_decides_on_the_page(office) -> None:
    care, there = office_in_public(office, mail=True)
    says(care, there, HATE)
    phone = taken(care)
    care.store.write(lambda tx: [people.unpair(tx, person) for person in care.phones if person != "sanne"])
    begins(phone, "Verberg")
    phone.presses("Leg voor", card(phone))
    care.forward(seconds=30)
    assert "Wacht op akkoord van Imran, Karin." in card(phone).text
    for person in ("imran", "karin"):
        mail = care.mailbox(person)[-1]
        assert "vraagt uw akkoord" in mail.text
        assert f"Bekijk en beslis (na inloggen): {PAGES}/cases/1/public" in mail.text
    before = len(care.mail.got)
    kept = care.store.read(lambda tx: acting.peek(tx, 1))
    care.store.write(lambda tx: care.house.acting.agree(tx, 1, "karin", kept.draft.turn))
    care.forward(seconds=30)
    assert "Het bericht is verborgen." in card(phone).text
    fresh = care.mail.got[before:]
    assert [(mail.to, "Het bericht is verborgen." in mail.text) for mail in fresh] == [("karin@zorgproef.test", True)]


def test_what_is_long_is_read_on_a_phone_else_in_a_mail_and_never_in_a_text_message_or_a_call() -> None:
    voice, sms, mail = Way("voice", "T", calls=True), Way("sms", "T"), Way("email", "M", prompt=False)
    assert for_reading([sms, voice]) is None
    assert for_reading([sms, mail, voice]) == mail
    assert for_reading([mail, Way("telegram", "7")]) == Way("telegram", "7")
