"""What every way to reach a person promises. A notifier's test inherits ``NotifierContract`` and says how its other side
puts things; the promises then run against that side.
"""

import asyncio
from abc import ABC, abstractmethod

import pytest

from bot.ports import Address, Button, DeliveryError, Fault, Message, Notifier

CANARY = "kanarie-4f2a9c"
"""The credential of the other side: it must never come out in an error."""
BODY = "een tekst die geheim blijft"
LINES = f"🟠 Ernstig · Beukenhof\nnog niemand pakt dit op\n\n{BODY}"
HELLO = Message(f"<b>{LINES.splitlines()[0]}</b>\nnog niemand pakt dit op\n\n{BODY}", LINES)
WITH_LINK = Message(HELLO.html, HELLO.plain, ((Button("Ik pak dit op", url="https://seintje.test/op/x1"),),))


class Side(ABC):
    """The other side of a notifier, and the notifier itself."""

    notifier: Notifier
    to: Address
    unknown: Address
    """Somebody who is not there."""

    @abstractmethod
    def seen(self) -> list[str]:
        """What the person can read now, oldest first."""

    @abstractmethod
    def trouble(self, fault: Fault) -> bool:
        """Make the next message end so; False when this side cannot."""


ALWAYS = (Fault.UNREACHABLE, Fault.TOKEN)
"""Trouble that every side knows."""


class NotifierContract:
    """The promises. ``side`` is a fixture of the test that inherits."""

    def send(self, side: Side, message: Message = HELLO, to: Address | None = None) -> str:
        return asyncio.run(side.notifier.send(to or side.to, message))

    def fails(self, side: Side, to: Address | None = None) -> DeliveryError:
        with pytest.raises(DeliveryError) as caught:
            self.send(side, to=to)
        return caught.value

    def test_the_first_lines_arrive_and_a_second_message_is_another(self, side: Side) -> None:
        self.send(side)
        self.send(side, Message("", "een ander seintje"))
        first, second = side.seen()
        assert "Ernstig · Beukenhof" in first
        assert "nog niemand pakt dit op" in first
        assert "een ander seintje" in second

    def test_a_button_that_opens_a_page_can_be_followed(self, side: Side) -> None:
        if side.notifier.abilities.presses:
            pytest.skip("its buttons send data back")
        self.send(side, WITH_LINK)
        assert "https://seintje.test/op/x1" in side.seen()[0]

    def test_an_edit_shows_the_new_text(self, side: Side) -> None:
        number = self.send(side)
        asyncio.run(side.notifier.edit(side.to, number, Message("<b>Imran heeft dit</b>", "Imran heeft dit")))
        shown = side.seen()
        assert len(shown) == (1 if side.notifier.abilities.edits else 2)
        assert "Imran heeft dit" in shown[-1]

    @pytest.mark.parametrize("fault", Fault)
    def test_every_trouble_has_its_name_and_gives_nothing_away(self, side: Side, fault: Fault) -> None:
        if not side.trouble(fault):
            assert fault not in ALWAYS
            pytest.skip(f"{side.notifier.name} cannot fail so: {fault.value}")
        error = self.fails(side)
        assert error.fault is fault
        for secret in (CANARY, BODY):
            assert secret not in f"{error!s} {error!r} {error.__cause__!r} {error.__context__!r}"

    def test_one_attempt_and_after_trouble_it_works_again(self, side: Side) -> None:
        assert side.trouble(Fault.UNREACHABLE)
        self.fails(side)
        self.send(side)
        assert len(side.seen()) == 1

    def test_somebody_who_is_not_there_is_gone(self, side: Side) -> None:
        assert self.fails(side, side.unknown).fault is Fault.GONE

    @pytest.mark.parametrize(
        "plain", ["", "a\r\nBcc: iemand@elders.test", "x" * 9000, "é😀\u202e" * 50, "\x00\x1b[31m", "regel\n" * 900]
    )
    def test_no_text_is_too_strange(self, side: Side, plain: str) -> None:
        self.send(side, Message("", plain or "leeg"))
        assert len(side.seen()) == 1

    def test_its_own_words_about_itself_hold_no_secret(self, side: Side) -> None:
        assert CANARY not in repr(side.notifier)

    def test_closing_twice_is_no_error(self, side: Side) -> None:
        async def twice() -> None:
            await side.notifier.close()
            await side.notifier.close()

        asyncio.run(twice())
