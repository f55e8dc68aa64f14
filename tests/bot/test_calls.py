"""Calls to one phone: never two within a minute, however many cases ring; other phones and other ways do not wait."""

from datetime import datetime, timedelta
from itertools import pairwise

from bot.ports import Address, Message
from tests.bot.office import Office
from tests.bot.test_officer import CHAIN, TWO_AT_NIGHT, Voice

MINUTE = timedelta(minutes=1)


class Timed(Voice):
    """A service that rings people and remembers when."""

    def __init__(self) -> None:
        super().__init__()
        self.care: Office | None = None
        self.calls: list[tuple[datetime, str]] = []

    async def send(self, to: Address, message: Message) -> str:
        assert self.care is not None
        self.calls.append((self.care.clock.now(), to.to))
        return await super().send(to, message)


def two_fires(office) -> tuple[Office, Timed]:
    """Two cases of which the call step falls due within seconds of each other."""
    voice = Timed()
    care: Office = office(CHAIN, TWO_AT_NIGHT, mail=True, voice=voice)
    voice.care = care
    care.says("Mijn vader ligt alleen, geen nachtzorg in Beukenhof!")
    care.forward(seconds=10)
    care.says("Er is niemand in Lindehof en mijn zus belt al uren, geen nachtzorg!", author="b")
    return care, voice


def test_the_second_call_waits_a_minute(office) -> None:
    care, voice = two_fires(office)
    care.forward(minutes=8, seconds=5)
    assert len(voice.calls) == 1
    care.forward(minutes=3)
    assert [to for _, to in voice.calls] == ["MAIL_JOOST", "MAIL_JOOST"]
    assert all(later - first >= MINUTE for (first, _), (later, _) in pairwise(voice.calls))
    assert voice.calls[1][0] - voice.calls[0][0] < MINUTE + timedelta(seconds=5)


def test_a_call_that_waits_is_not_made_once_she_has_that_case_too(office) -> None:
    care, voice = two_fires(office)
    care.forward(minutes=8, seconds=20)
    phone = care.phone("joost")
    for message in {m.text.splitlines()[0]: m for m in phone.messages if "Ik pak dit op" in m.labels}.values():
        phone.presses("Ik pak dit op", message)
    care.forward(minutes=10)
    assert len(voice.calls) == 1
