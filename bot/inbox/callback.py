"""Signed button data: short enough for Telegram's 64 bytes, worthless when changed or used in another chat."""

import struct
from dataclasses import dataclass

from bot.signed.seal import Seal
from rules.case.deeds import Ask
from rules.case.model import Action
from rules.protocol.versions import Choice

VERSION = 1
PROTOCOL = 101
"""The same first byte says whether a button is about a case (its version) or about a version of the protocol."""
OTHERS = range(102, 200)
"""First bytes for buttons about anything else; who uses which stands in ``bot.inbox.spoken.BUTTONS``."""
_SEAL = Seal(
    b"button", struct.Struct(">BQBII")
)  # what for (a case, or a version of the protocol), its number, deed, turn, argument
_DEEDS: dict[Action | Ask, int] = {
    Action.TAKE: 1,
    Action.RESOLVE: 2,
    Action.RETURN: 3,
    Action.DECLINE: 4,
    Action.SNOOZE: 5,
    Action.RAISE: 6,
    Action.REOPEN: 7,
    Action.HAND: 8,
    Action.MERGE: 9,
    Action.SPLIT: 10,
    Ask.MORE: 101,
    Ask.BACK: 102,
    Ask.SNOOZE_UNTIL: 103,
    Ask.RAISE_TO: 104,
    Ask.HAND_TO: 105,
    Ask.MERGE_WITH: 106,
    Ask.WHY: 107,
    Ask.TEXT: 108,
    Ask.NOTE: 109,
    Ask.SHOW: 110,
    Ask.FALSE_ALARM: 111,
    Ask.MISSED: 112,
    Ask.PICK: 113,
    Ask.ABOUT: 114,
    Ask.GATHER: 115,
    Ask.GATHER_PAGE: 116,
    Ask.PART: 117,
    Ask.NOT_YET: 118,
    Ask.EVIDENCE: 119,
}
_MEANING = {number: deed for deed, number in _DEEDS.items()}
_CHOICES = {Choice.ACCEPT: 1, Choice.REFUSE: 2}
_CHOSEN = {number: choice for choice, number in _CHOICES.items()}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a genuine button says. ``turn``: the case's turn it was drawn for; an older one is out of date.

    ``argument``: which choice, see ``bot.inbox.choices``.
    """

    case: int
    deed: Action | Ask
    turn: int
    argument: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a genuine button under a version of the protocol says."""

    version: int
    choice: Choice


@dataclass(frozen=True, slots=True)
class Other:
    """What a genuine button about something else says; ``what`` is one of ``OTHERS``."""

    what: int
    number: int
    action: int
    turn: int = 0
    argument: int = 0


def sign(key: bytes, chat: str, case: int, deed: Action | Ask, turn: int, argument: int = 0) -> str:
    """Callback data for a button in ``chat``: 40 ASCII characters. Raises ``ValueError`` for a number out of range."""
    return _SEAL.sign(key, chat, VERSION, case, _DEEDS[deed], turn, argument)


def sign_other(key: bytes, chat: str, other: Other) -> str:
    """The same for a button about something else. Raises ``ValueError`` for a number out of range."""
    if other.what not in OTHERS:
        raise ValueError(f"{other.what}: not a number for such a button")
    return _SEAL.sign(key, chat, other.what, other.number, other.action, other.turn, other.argument)


def sign_choice(key: bytes, chat: str, version: int, choice: Choice) -> str:
    """The same for a button under a version of the protocol. It is not out of date before somebody has decided."""
    return _SEAL.sign(key, chat, PROTOCOL, version, _CHOICES[choice], 0, 0)


def read(key: bytes, chat: str, data: str) -> Parsed | Chosen | Other | None:
    """What the button says; None when it was not made by us, for this chat. Takes the same time either way."""
    fields = _SEAL.read(key, chat, data)
    return None if fields is None else _meant(*fields)


def _meant(what: int, number: int, action: int, turn: int, argument: int) -> Parsed | Chosen | Other | None:
    if what == VERSION and action in _MEANING:
        return Parsed(number, _MEANING[action], turn, argument)
    if what == PROTOCOL and action in _CHOSEN:
        return Chosen(number, _CHOSEN[action])
    return Other(what, number, action, turn, argument) if what in OTHERS else None
