"""The choice of a button as a number that fits in its data, and back. Names become checksums: they outlive a reload."""

from collections.abc import Iterable
from zlib import crc32

from rules.case.deeds import Ask
from rules.case.model import Action
from rules.protocol.model import Protocol

_CLOCK = 10_000
"""From here on a number is a time of day in minutes; below it is that many minutes from now."""


def encode(deed: Action | Ask, choice: str) -> int:
    """The number of a choice; 0 for none. Raises ``ValueError`` for a choice that has no number."""
    if not choice:
        return 0
    match deed:
        case Action.SNOOZE:
            return _until(choice)
        case Action.MERGE | Action.SPLIT | Ask():  # a case, a mention, a page
            return int(choice)
        case _:
            return crc32(choice.encode())


def decode(deed: Action | Ask, number: int, protocol: Protocol) -> str:
    """The choice of a number; empty for none, and for a person or level that the protocol does not have any more."""
    if not number:
        return ""
    match deed:
        case Action.SNOOZE if number >= _CLOCK:
            return f"{(number - _CLOCK) // 60:02}:{(number - _CLOCK) % 60:02}"
        case Action.SNOOZE:
            return f"{number}m"
        case Action.HAND:
            return _named(number, protocol.people) or "?"
        case Action.RAISE:
            return _named(number, protocol.levels) or "?"
        case _:
            return str(number)


def _until(choice: str) -> int:
    if ":" in choice:
        hour, _, minute = choice.partition(":")
        return _CLOCK + int(hour) * 60 + int(minute)
    return int(choice[:-1]) * (60 if choice.endswith("h") else 1)


def _named(number: int, known: Iterable[str]) -> str:
    return next((name for name in known if crc32(name.encode()) == number), "")
