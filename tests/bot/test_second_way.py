"""When one way to a person fails there is another, through the whole house (catalogue cases 13, 15, 18, 32)."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.demo.telegram import scripts
from bot.notifiers.telegram import TelegramNotifier
from bot.ports import TELEGRAM
from bot.store import lines
from rules.case.model import Action, Pressed
from tests.bot.office import PAGES, Office
from tests.bot.protocol import CARE
from tests.fakes.telegram import Wire

NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"
SAME = {"Sec-Fetch-Site": "same-origin"}
Build = Callable[..., Office]


@pytest.fixture
def care(office: Build) -> Office:
    return office(CARE, mail=True)


def number(care: Office, person: str) -> int:
    return care.phone(person).number


def broken(care: Office, times: int = 3000) -> None:
    """Telegram gives nothing but 502 from now on."""
    care.telegram.script("sendMessage", *[scripts.page(502)] * times)


def link_in(care: Office, person: str, which: int = -1) -> str:
    """The link in a mail, as a path."""
    found = re.search(PAGES + r"(/op/[A-Za-z0-9_-]+)", care.mailbox(person)[which].text)
    assert found, care.mailbox(person)[which].text
    return found[1]


# --- Telegram is down -----------------------------------------------------------------------------------------------


def test_while_telegram_works_nobody_gets_a_mail(care: Office) -> None:
    care.says(NEGLECT)
    care.forward(hours=2)
    assert care.phone("sanne").rings()
    assert care.mail is not None
    assert care.mail.got == []


def test_case_13_what_is_urgent_comes_by_mail_within_two_minutes(care: Office) -> None:
    broken(care)
    care.says(NEGLECT)
    care.forward(minutes=2)
    for person in ("sanne", "imran", "karin"):
        [mail] = care.mailbox(person)
        assert mail.subject.startswith("🟠 Ernstig"), person
        assert "Mijn moeder ligt al uren" in mail.text
    assert care.log().count("second_way") == 3


def test_case_13_with_telegram_down_for_a_while_a_new_case_comes_by_mail_at_once(care: Office) -> None:
    broken(care)
    care.says(NEGLECT)
    care.forward(minutes=10)
    care.says("Ik weet je te vinden, ik maak je af")
    care.forward(seconds=5)
    assert care.mailbox("marleen")[-1].subject.startswith("🔴 Crisis")


def test_what_can_wait_waits_for_telegram(care: Office) -> None:
    broken(care)
    care.forward(hours=10)  # 20:00
    care.says("Ik heb een klacht over Zorg Proef, nooit teruggebeld")
    care.forward(hours=1)
    assert care.mail is not None
    assert care.mail.got == []
    care.telegram.scripts.clear()
    care.forward(minutes=2)
    assert any(phone.messages for phone in care.phones.values())


def take(care: Office, path: str, **headers: str) -> tuple[int, str]:
    """Press the button behind a link: the status and what the page then says."""
    form = {"content-type": "application/x-www-form-urlencoded", **SAME, **headers}
    answer = care.pages().post(path, content=b"", headers=form)
    care.forward(seconds=2)
    return answer.status_code, answer.text


OUTAGE = (
    (timedelta(minutes=30), scripts.refusal(500, "Internal Server Error")),
    (timedelta(minutes=30), scripts.page(502)),
    (timedelta(minutes=60), scripts.no_answer(carried_out=False)),
)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_case_13_two_hours_down_forty_cases_fifteen_done_by_mail_then_one_digest_each(office: Build) -> None:
    care = office(CARE.replace("[thread, same_text, subject + location]", "[thread]"), mail=True)
    sender = TelegramNotifier(lambda: care.telegram.token, transport=Wire(care.telegram))
    care.house.parts.notifiers[TELEGRAM] = sender  # type: ignore[index]
    said = 0
    for lasts, trouble in OUTAGE:
        care.telegram.scripts.clear()
        care.telegram.script("sendMessage", *[trouble] * 3000)
        for _ in range(lasts // timedelta(minutes=3)):
            said += 1
            care.says(f"Mijn moeder ligt al uren in haar eigen plas, melding {said}", thread_id=f"draad {said}")
            opened_at = care.clock.now()
            care.forward(minutes=2)
            assert [m for m in care.mailbox("imran") if f"melding {said}" in m.text], (said, opened_at)
            care.forward(minutes=1)
    assert said == 40
    tries = care.telegram.count("sendMessage")
    assert tries <= 120 * 5  # one look each fifteen seconds, and the first two minutes
    for mail in [m for m in care.mailbox("sanne") if "Nog niemand pakt dit op" in m.text][:15]:
        path = re.search(PAGES + r"(/op/\S+)", mail.text)
        assert path
        status, page = take(care, path[1])
        assert (status, "U hebt het." in page) == (200, True), page
    care.telegram.scripts.clear()
    care.forward(minutes=1)
    for person in ("sanne", "imran", "karin", "joost", "marleen"):
        texts = [message.text for message in care.phone(person).messages]
        digests = [text for text in texts if text.startswith("📬")]
        assert len(digests) == 1, (person, texts)
        assert len(texts) <= 2, (person, texts)
        left = int(digests[0].partition("Nog van niemand: ")[2].partition(".")[0])
        assert left in (24, 25) or (person in ("joost", "marleen") and left < 25)  # told at a later step
        assert "heeft dit" not in digests[0]
    lines_left = care.store.read(lines.failing)
    assert lines_left == {}


def test_a_case_of_a_digest_is_taken_from_it_and_everybodys_digest_shows_so(office: Build) -> None:
    care = office(CARE, mail=True)
    broken(care)
    care.says(NEGLECT)
    care.says("Ik weet je te vinden, ik maak je af")
    care.forward(minutes=10)
    care.says("Ik ben journalist en werk aan een stuk voor een artikel over Beukenhof")
    care.forward(minutes=2)
    care.telegram.scripts.clear()
    care.forward(minutes=1)
    karin = care.phone("karin")
    [digest] = [m for m in karin.messages if m.text.startswith("📬")]
    [label] = [label for label in digest.labels if "#1" in label]
    assert karin.presses(label, digest) == "U hebt het. De opschaling is gestopt."
    assert "U hebt dit" in karin.last.text
    assert "Afgerond" in karin.last.labels
    assert "Karin heeft dit" in care.phone("imran").last.text
    shown = next(m for m in karin.messages if m.id == digest.id)
    assert not [label for label in shown.labels if "#1" in label]


def test_mail_never_waits_for_a_telegram_that_hangs(care: Office) -> None:
    """Every message to Telegram hangs; what goes by mail leaves all the same."""
    broken(care)
    care.says(NEGLECT)
    care.forward(minutes=3)
    before = len(care.mailbox("marleen"))
    care.telegram.scripts.clear()
    care.telegram.script("sendMessage", *[scripts.slow(30)] * 50)
    care.says("Ik weet je te vinden, ik maak je af")

    async def look() -> None:
        for _ in range(3):
            care.house.think()
            await care.house.outbox.run_once()

    care.loop.run_until_complete(look())
    assert len(care.mailbox("marleen")) == before + 1
    care.loop.run_until_complete(care.house.outbox.stop(0))


# --- a mail says more only when it matters --------------------------------------------------------------------------


def test_a_mail_is_followed_once_when_somebody_else_has_it_and_never_by_edits(care: Office) -> None:
    broken(care)
    care.says(NEGLECT)
    care.forward(minutes=3)
    before = len(care.mailbox("imran"))
    care.says("Nog steeds in de eigen plas in Beukenhof", thread_id="m1")
    care.forward(minutes=2)
    assert len(care.mailbox("imran")) == before
    assert take(care, link_in(care, "sanne"))[0] == 200
    follow = care.mailbox("imran")[before:]
    assert [mail.subject for mail in follow] == [follow[0].subject]
    assert follow[0].subject.startswith("✅ Sanne heeft dit")
    assert follow[0].mail["In-Reply-To"] == care.mailbox("imran")[before - 1].mail["Message-ID"]
    assert len(follow[0].text) < 300
    mine = len(care.mailbox("sanne"))
    care.house.desk.act(1, Pressed(Action.RESOLVE, "sanne"))
    care.forward(minutes=5)
    assert len(care.mailbox("imran")) == before + 1
    assert len(care.mailbox("sanne")) == mine


# --- one person cannot be reached -------------------------------------------------------------------------------------


def test_case_15_whoever_blocked_the_bot_gets_a_mail_the_next_is_told_and_the_manager_hears_so(care: Office) -> None:
    care.telegram.script("sendMessage", scripts.blocked(), chat=number(care, "sanne"))
    care.says(NEGLECT)
    care.forward(seconds=5)
    assert care.mailbox("sanne")[0].subject.startswith("🟠 Ernstig")
    assert "undeliverable" in care.log()
    assert any("Sanne de Wit is niet meer te bereiken via Telegram" in m.text for m in care.phone("karin").messages)
    assert "unreachable" in care.log(None)
    care.says("Ik weet je te vinden, ik maak je af")
    care.forward(minutes=1)
    assert care.telegram.count("sendMessage", number(care, "sanne")) == 1


def test_case_15_whoever_blocks_the_bot_is_told_of_before_anything_happens(care: Office) -> None:
    care.telegram.block(number(care, "sanne"))
    care.forward(seconds=5)
    assert any("Sanne de Wit is niet meer te bereiken via Telegram" in m.text for m in care.phone("karin").messages)
    care.telegram.block(number(care, "sanne"), blocked=False)
    care.forward(seconds=5)
    assert "sanne" not in care.store.read(care.house.desk.team).staffing.unreachable


def test_case_15_a_mailbox_that_is_gone_is_not_tried_again_until_the_address_is_another(office: Build) -> None:
    care = office(CARE, mail=True)
    assert care.mail is not None
    care.telegram.script("sendMessage", scripts.blocked(), chat=number(care, "sanne"))
    care.mail.says("RCPT", "550 5.1.1 nobody here")
    care.says(NEGLECT)
    care.forward(minutes=5)
    assert care.mailbox("sanne") == []
    assert any("niet meer te bereiken via e-mail" in m.text for m in care.phone("karin").messages)
    team = care.store.read(care.house.desk.team)
    assert team.ways["sanne"] == ()
    assert "sanne" in team.staffing.unreachable


# --- the token -----------------------------------------------------------------------------------------------------------


def test_case_18_a_refused_token_alarms_by_mail_within_a_minute_and_asks_once_a_minute(care: Office) -> None:
    token = "100200:" + "o" * 35
    sender = TelegramNotifier(lambda: token, transport=Wire(care.telegram))
    care.house.parts.notifiers[TELEGRAM] = sender  # type: ignore[index]
    care.says(NEGLECT)
    care.forward(seconds=30)
    assert [m.subject for m in care.mailbox("karin")].count("🔴 Telegram weigert de toegang van seintje") == 1
    assert care.mailbox("sanne")[0].subject.startswith("🟠 Ernstig")
    tried = care.telegram.count("sendMessage")
    assert tried == 1
    care.forward(minutes=10)
    assert care.telegram.count("sendMessage") - tried <= 10
    assert not care.phone("sanne").messages
    token = care.telegram.token
    care.forward(minutes=1, seconds=5)
    for person in ("sanne", "imran", "karin"):
        assert care.phone(person).rings(), person
    assert [m.subject for m in care.mailbox("karin")].count("🔴 Telegram weigert de toegang van seintje") == 1


# --- nothing works -------------------------------------------------------------------------------------------------------


def test_case_32_when_the_second_way_fails_as_well_both_are_kept_and_tried_again(care: Office) -> None:
    assert care.mail is not None
    broken(care)
    care.mail.down = True
    care.says(NEGLECT)
    care.forward(minutes=10)
    assert care.mail.got == []
    assert care.mail.calls > 5
    failing = care.store.read(lines.failing)
    assert set(failing) == {"telegram", "email"}
    waiting = care.case().notices
    assert {(n.notifier, n.state) for n in waiting if n.person == "sanne" and n.state != "replaced"} == {
        ("telegram", "pending"),
        ("email", "pending"),
    }
    care.mail.down = False
    care.forward(minutes=1)
    assert care.mailbox("sanne")
    care.telegram.scripts.clear()
    care.forward(minutes=1)
    assert care.phone("sanne").rings()
    assert care.store.read(lines.failing) == {}
