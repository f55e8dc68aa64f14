"""What did not arrive is on the page until a person has seen it; ways that fail are named; the last words go on past a dead way."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.app.last_words import places, say
from bot.app.office import StoreOffice
from bot.app.service import Service
from bot.demo.telegram.scripts import page, refusal
from bot.inbox.callback import Other
from bot.inbox.spoken.undelivered import SEEN, press
from bot.inbox.spoken.values import Pressing
from bot.ports import Address, DeliveryError, Fault, Message
from bot.store import StoreError, dead
from bot.web.desk_port import StatusView
from rules.i18n import Lang
from tests.bot.office import Office
from tests.bot.protocol import CARE

Build = Callable[..., Office]
NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"


def status(care: Office) -> StatusView:
    return care.loop.run_until_complete(StoreOffice(care.house, None, lambda: None).status())


def test_a_message_that_was_given_up_is_on_the_page_until_somebody_has_seen_it(office: Build) -> None:
    care = office(CARE)
    care.telegram.block(care.phone("sanne").number)
    care.settle()
    care.telegram.script(
        "sendMessage",
        *[refusal(400, "Bad Request: text must be encoded in UTF-8")] * 9,
        chat=care.phone("imran").number,
    )
    care.says(NEGLECT)
    care.forward(minutes=20)
    letters = status(care).dead
    assert [(one.person, one.case) for one in letters] == [("imran", 1)]
    assert status(care).failed == 1
    office_ = StoreOffice(care.house, None, lambda: None)
    assert care.loop.run_until_complete(office_.seen(letters[0].number, "karin"))
    assert not care.loop.run_until_complete(office_.seen(letters[0].number, "joost"))
    assert not care.loop.run_until_complete(office_.seen(99_999, "joost"))
    assert not status(care).dead and status(care).failed == 0
    assert "failure_seen" in care.log(1)
    assert care.store.read(dead.letters) == []


def test_whoever_manages_the_protocol_ticks_it_off_on_the_phone(office: Build) -> None:
    care = office(CARE)
    care.telegram.script(
        "sendMessage",
        *[refusal(400, "Bad Request: text must be encoded in UTF-8")] * 9,
        chat=care.phone("imran").number,
    )
    care.says(NEGLECT)
    care.forward(minutes=20)
    karin = care.phone("karin")
    said = karin.writes("/status")
    assert "Seintjes die niet aankwamen: 1" in said.text
    assert "• Imran Bouali · Telegram · 10:00 · zaak 1: Telegram weigerde het bericht" in said.text
    assert said.labels == ("Gezien: Imran Bouali, zaak 1",)
    assert karin.presses(said.labels[0], said) == "Afgevinkt; het staat in het logboek."
    assert karin.presses(said.labels[0], said) == "Dit was al afgevinkt."
    assert "failure_seen" in care.log(1) and status(care).failed == 0
    assert "niet aankwamen" not in karin.writes("/status").text


def test_only_who_manages_the_protocol_ticks_it_off(office: Build) -> None:
    care = office(CARE)
    unread = [refusal(400, "Bad Request: text must be encoded in UTF-8")] * 9
    care.telegram.script("sendMessage", *unread, chat=care.phone("imran").number)
    care.says(NEGLECT)
    care.forward(minutes=20)
    (letter,) = care.store.read(dead.letters)
    pressing = Pressing("sanne", Lang.NL, 1, 1, care.clock.now())
    room = care.house.inbox.room
    toast = care.store.write(lambda tx: press(tx, room, pressing, Other(SEEN, letter.number, 1)))
    assert toast.alert and toast.text == "Dit is voor wie het protocol beheert."
    assert status(care).failed == 1


def test_a_way_by_which_nothing_arrives_is_named_with_since_when(office: Build) -> None:
    care = office(CARE, mail=True)
    care.telegram.script("sendMessage", *[page(502)] * 50)
    care.says(NEGLECT)
    care.forward(minutes=1)
    ways = status(care).ways
    assert [way.notifier for way in ways] == ["telegram"]
    assert ways[0].since <= care.clock.now() and ways[0].fault


# --- case 23: the last words -------------------------------------------------------------------------------------


class Broken:
    """A way that takes nothing: ``error``, or silence."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error
        self.tried = 0

    async def send(self, to: Address, message: Message) -> str:
        self.tried += 1
        if self.error is not None:
            raise self.error
        await asyncio.sleep(60)
        return ""


@pytest.mark.parametrize("error", [DeliveryError("no", Fault.UNREACHABLE), DeliveryError("no", Fault.TOKEN), None])
def test_case_23_the_alarm_goes_on_past_a_way_that_fails_as_well(
    office: Build, error: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.last_words.ENOUGH", 1.0)
    care = office(CARE, mail=True)
    known = care.store.read(lambda tx: places(tx, care.house.desk))
    assert next(iter(known)) == "karin" and [to.notifier for to in known["karin"]] == ["telegram", "email"]
    broken = Broken(error)
    ways: dict[str, Any] = {**care.house.parts.notifiers, "telegram": broken}
    lost = StoreError("weggehaald of vervangen")
    told = care.loop.run_until_complete(say(lost, known, ways, care.rulebook.current.protocol))
    assert told == "karin" and broken.tried == 1
    assert len(care.mailbox("karin")) == 1


def test_case_23_when_nobody_can_be_told_everybody_was_tried(office: Build) -> None:
    care = office(CARE)
    known = care.store.read(lambda tx: places(tx, care.house.desk))
    broken = Broken(DeliveryError("no", Fault.UNREACHABLE))
    ways: dict[str, Any] = {"telegram": broken}
    told = care.loop.run_until_complete(say(StoreError("weg"), known, ways, care.rulebook.current.protocol))
    assert told == "" and broken.tried == len(known) > 1


@pytest.mark.usefixtures("of_a_file")
def test_case_23_with_telegram_down_the_owner_hears_by_mail(office: Build, tmp_path: Path) -> None:
    care = office(CARE, mail=True)
    care.telegram.script("sendMessage", *[page(502)] * 50)
    service = Service(care.house, api=None)

    async def work() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(service.run(stop))
        await asyncio.sleep(0.2)
        care.store.path.rename(tmp_path / "weg.db")
        await asyncio.wait_for(running, 10)

    async def stays_open() -> None:
        pass

    care.notifier.close, close = stays_open, care.notifier.close  # type: ignore[method-assign]
    with pytest.raises((StoreError, OperationalError)):
        care.loop.run_until_complete(work())
    care.notifier.close = close  # type: ignore[method-assign]
    assert len(care.mailbox("karin")) == 1
