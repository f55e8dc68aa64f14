"""Signed button data: short enough for Telegram's 64 bytes, worthless when changed or used in another chat."""

import base64
import hashlib
import hmac
import struct
from dataclasses import dataclass

from rules.case.model import Action

VERSION = 1
MAC_BYTES = 12
_FIELDS = struct.Struct(">BQBI")  # version, case, action, turn
_ACTIONS = {Action.TAKE: 1, Action.RESOLVE: 2, Action.RETURN: 3, Action.DECLINE: 4}
_MEANING = {number: action for action, number in _ACTIONS.items()}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a genuine button says. ``turn``: the case's turn it was drawn for; an older one is out of date."""

    case: int
    action: Action
    turn: int


def sign(key: bytes, chat: str, case: int, action: Action, turn: int) -> str:
    """Callback data for a button in ``chat``: 35 ASCII characters. Raises ``ValueError`` for a number out of range."""
    try:
        fields = _FIELDS.pack(VERSION, case, _ACTIONS[action], turn)
    except struct.error as error:
        raise ValueError(f"case {case}, turn {turn}: out of range for a button") from error
    return base64.urlsafe_b64encode(fields + _mac(key, chat, fields)).rstrip(b"=").decode()


def read(key: bytes, chat: str, data: str) -> Parsed | None:
    """What the button says; None when it was not made by us, for this chat. Takes the same time either way."""
    fields = _decode(data)
    genuine = base64.urlsafe_b64encode(fields + _mac(key, chat, fields)).rstrip(b"=")
    if not hmac.compare_digest(genuine, data.encode("utf-8", "replace")):
        return None
    version, case, action, turn = _FIELDS.unpack(fields)
    meant = _MEANING.get(action)
    return Parsed(case, meant, turn) if version == VERSION and meant else None


def _decode(data: str) -> bytes:
    """The fields as claimed, zeros when there are none."""
    try:
        raw = base64.urlsafe_b64decode(data.encode("ascii") + b"=" * (-len(data) % 4))
    except ValueError:
        raw = b""
    return raw[: _FIELDS.size].ljust(_FIELDS.size, b"\0")


def _mac(key: bytes, chat: str, fields: bytes) -> bytes:
    return hmac.digest(key, b"button\0" + chat.encode() + b"\0" + fields, hashlib.sha256)[:MAC_BYTES]
