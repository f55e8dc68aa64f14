"""Trouble on the way to a phone, through the whole house: who hears it, when, and what is never lost (cases 13–18)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.demo.telegram import scripts
from bot.notifiers.telegram import TelegramNotifier
from bot.ports import TELEGRAM
from tests.bot.office import Office
from tests.bot.protocol import CARE
from tests.fakes.telegram import Wire

NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"
Build = Callable[..., Office]


@pytest.fixture
def care(office: Build) -> Office:
    return office(CARE)


def number(care: Office, person: str) -> int:
    return care.phone(person).number


def sends(care: Office, person: str) -> int:
    return care.telegram.count("sendMessage", number(care, person))


def test_case_14_one_busy_chat_waits_exactly_as_long_as_asked_and_holds_nobody_else_up(care: Office) -> None:
    care.telegram.script("sendMessage", scripts.too_many(35), chat=number(care, "sanne"))
    care.says(NEGLECT)
    assert care.phone("imran").rings()
    assert care.phone("karin").rings() or care.phone("joost").rings()
    care.forward(seconds=34)
    assert sends(care, "sanne") == 1
    care.forward(seconds=2)
    assert care.phone("sanne").shows("Ernstig")
    assert sends(care, "sanne") == 2


@pytest.mark.parametrize(
    "words",
    ["Forbidden: bot was blocked by the user", "Forbidden: user is deactivated", "Bad Request: chat not found"],
)
def test_case_15_when_nobody_of_a_step_can_be_reached_the_next_hears_it_at_once(care: Office, words: str) -> None:
    status = 403 if words.startswith("Forbidden") else 400
    for person in ("sanne", "imran", "karin"):
        care.telegram.script("*", scripts.refusal(status, words), chat=number(care, person))
    before = care.clock.now()
    care.says(NEGLECT)
    care.forward(seconds=5)
    assert care.clock.now() - before <= timedelta(seconds=5)
    assert care.phone("joost").rings()
    assert "undeliverable" in care.log()
    assert sends(care, "sanne") == 1


def test_case_15_an_unknown_403_is_tried_again_and_nobody_is_written_off(care: Office) -> None:
    care.telegram.script("sendMessage", scripts.refusal(403, "Forbidden: iets nieuws"), chat=number(care, "sanne"))
    care.says(NEGLECT)
    care.forward(seconds=5)
    assert care.phone("sanne").rings()
    assert "undeliverable" not in care.log()


def test_case_16_refused_markup_arrives_plain_at_once_and_keeps_its_buttons(care: Office) -> None:
    broken = scripts.refusal(400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0')
    care.telegram.script("sendMessage", broken, chat=number(care, "sanne"))
    care.says(NEGLECT)
    shown = care.phone("sanne").last
    assert shown.entities == ()
    assert "Mijn moeder ligt al uren" in shown.text
    assert "<" not in shown.text
    assert care.phone("sanne").presses("Ik pak dit op") == "U hebt het. De opschaling is gestopt."


def test_case_17_a_chat_that_moved_is_followed_at_once_and_from_then_on(care: Office) -> None:
    care.telegram.person(9001, "Sanne")
    care.telegram.script("sendMessage", scripts.migrated(9001), chat=number(care, "sanne"))
    care.says(NEGLECT)
    moved = care.telegram.chats[9001]
    assert "Ernstig" in moved.messages[-1].text
    care.phone("imran").presses("Ik pak dit op")
    care.forward(seconds=5)
    assert moved.messages[-1].text.startswith("✅ Imran heeft dit")


def test_case_18_a_revoked_token_loses_nothing_and_hammers_nobody(care: Office) -> None:
    token = "100200:" + "o" * 35
    sender = TelegramNotifier(lambda: token, transport=Wire(care.telegram))
    care.house.parts.notifiers[TELEGRAM] = sender  # type: ignore[index]
    care.says(NEGLECT)
    tried = care.telegram.count("sendMessage")
    care.forward(minutes=10)
    assert tried <= 3
    assert care.telegram.count("sendMessage") - tried <= 10 * tried
    assert not care.phone("sanne").messages
    token = care.telegram.token
    care.forward(minutes=2)
    assert care.phone("sanne").rings()
    assert care.phone("imran").rings()


@pytest.mark.slow
def test_case_13_two_hours_without_telegram_lose_no_open_case(care: Office) -> None:
    care.telegram.script("sendMessage", *[scripts.page(502)] * 2000)
    care.says(NEGLECT)
    care.forward(hours=2)
    assert all(not phone.messages for phone in care.phones.values())
    care.telegram.scripts.clear()
    care.forward(minutes=2)
    for person in ("sanne", "imran", "marleen"):
        assert care.phone(person).rings(), person
        assert len(care.phone(person).messages) == 1, person
    assert care.phone("marleen").shows("Nog steeds open · 2 uur")


def test_case_5_a_lost_answer_is_tried_again_after_fifteen_seconds_and_the_log_says_perhaps_twice(care: Office) -> None:
    sender = TelegramNotifier(lambda: care.telegram.token, transport=Wire(care.telegram))
    care.house.parts.notifiers[TELEGRAM] = sender  # type: ignore[index]
    care.telegram.script("sendMessage", scripts.no_answer(carried_out=True), chat=number(care, "sanne"))
    care.says(NEGLECT)
    care.forward(seconds=14)
    assert len(care.phone("sanne").messages) == 1
    care.forward(seconds=2)
    assert len(care.phone("sanne").messages) == 2
    details = [line.detail for line in care.case().log if line.what == "told" and line.who == "sanne"]
    assert details == ["telegram maybe_twice"]
