"""Signed button data: short enough for Telegram's 64 bytes, worthless when changed or used in another chat."""

import base64
import hashlib
import hmac
import struct
from dataclasses import dataclass

from rules.case.model import Action
from rules.protocol.versions import Choice

VERSION = 1
PROTOCOL = 101
"""The same first byte says whether a button is about a case (its version) or about a version of the protocol."""
MAC_BYTES = 12
_FIELDS = struct.Struct(">BQBI")  # what for (a case, or a version of the protocol), its number, action or choice, turn
_ACTIONS = {Action.TAKE: 1, Action.RESOLVE: 2, Action.RETURN: 3, Action.DECLINE: 4}
_MEANING = {number: action for action, number in _ACTIONS.items()}
_CHOICES = {Choice.ACCEPT: 1, Choice.REFUSE: 2}
_CHOSEN = {number: choice for choice, number in _CHOICES.items()}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a genuine button says. ``turn``: the case's turn it was drawn for; an older one is out of date."""

    case: int
    action: Action
    turn: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a genuine button under a version of the protocol says."""

    version: int
    choice: Choice


def sign(key: bytes, chat: str, case: int, action: Action, turn: int) -> str:
    """Callback data for a button in ``chat``: 35 ASCII characters. Raises ``ValueError`` for a number out of range."""
    return _signed(key, chat, VERSION, case, _ACTIONS[action], turn)


def sign_choice(key: bytes, chat: str, version: int, choice: Choice) -> str:
    """The same for a button under a version of the protocol. It is not out of date before somebody has decided."""
    return _signed(key, chat, PROTOCOL, version, _CHOICES[choice], 0)


def _signed(key: bytes, chat: str, *values: int) -> str:
    try:
        fields = _FIELDS.pack(*values)
    except struct.error as error:
        raise ValueError(f"{values[1]}, {values[3]}: out of range for a button") from error
    return base64.urlsafe_b64encode(fields + _mac(key, chat, fields)).rstrip(b"=").decode()


def read(key: bytes, chat: str, data: str) -> Parsed | Chosen | None:
    """What the button says; None when it was not made by us, for this chat. Takes the same time either way."""
    fields = _decode(data)
    genuine = base64.urlsafe_b64encode(fields + _mac(key, chat, fields)).rstrip(b"=")
    if not hmac.compare_digest(genuine, data.encode("utf-8", "replace")):
        return None
    return _meant(*_FIELDS.unpack(fields))


def _meant(what: int, number: int, action: int, turn: int) -> Parsed | Chosen | None:
    if what == VERSION and action in _MEANING:
        return Parsed(number, _MEANING[action], turn)
    if what == PROTOCOL and action in _CHOSEN:
        return Chosen(number, _CHOSEN[action])
    return None


def _decode(data: str) -> bytes:
    """The fields as claimed, zeros when there are none."""
    try:
        raw = base64.urlsafe_b64decode(data.encode("ascii") + b"=" * (-len(data) % 4))
    except ValueError:
        raw = b""
    return raw[: _FIELDS.size].ljust(_FIELDS.size, b"\0")


def _mac(key: bytes, chat: str, fields: bytes) -> bytes:
    return hmac.digest(key, b"button\0" + chat.encode() + b"\0" + fields, hashlib.sha256)[:MAC_BYTES]
