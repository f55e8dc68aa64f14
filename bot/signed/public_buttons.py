"""Signed data of the buttons of public actions and of the tip line: 35 characters, worthless in another chat."""

import struct
from dataclasses import dataclass

from bot.signed.seal import Seal
from rules.case.actions import Verb
from rules.explain.acting import CardAction

CARD, START, TIP = 102, 103, 104
"""The first byte: under a card of a draft, under a notification, under a question about a tip. No other button has these."""
PLACES = 64
"""Room for the place in a list beside the turn of a draft."""
_SEAL = Seal(b"public", struct.Struct(">BQBI"))
_ACTIONS = dict(enumerate(CardAction, start=1))
_VERBS = dict(enumerate(Verb, start=1))
_ACTION_CODE = {action: code for code, action in _ACTIONS.items()}
_VERB_CODE = {verb: code for code, verb in _VERBS.items()}


@dataclass(frozen=True, slots=True)
class OnCard:
    """A button of a card: which draft, what, drawn for which version of it (``turn``), which place in a list."""

    draft: int
    action: CardAction
    turn: int
    place: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """A button under a notification: begin this about that message of the case."""

    case: int
    verb: Verb
    mention: int


@dataclass(frozen=True, slots=True)
class TipAnswer:
    """Yes or no to "does this come from outside?"; ``number`` is the update it was asked about."""

    number: int
    yes: bool


Button = OnCard | Start | TipAnswer


def sign(key: bytes, chat: str, button: Button) -> str:
    """Callback data for a button in ``chat``. Raises ``ValueError`` for a number out of range."""
    match button:
        case OnCard(draft, action, turn, place):
            values = CARD, draft, _ACTION_CODE[action], turn * PLACES + place % PLACES
        case Start(case, verb, mention):
            values = START, case, _VERB_CODE[verb], mention
        case TipAnswer(number, yes):
            values = TIP, number, int(yes), 0
    return _SEAL.sign(key, chat, *values)


def read(key: bytes, chat: str, data: str) -> Button | None:
    """What the button says; None when it is no genuine one of these, for this chat. Takes the same time either way."""
    fields = _SEAL.read(key, chat, data)
    if fields is None:
        return None
    what, number, code, rest = fields
    if what == CARD and code in _ACTIONS:
        return OnCard(number, _ACTIONS[code], rest // PLACES, rest % PLACES)
    if what == START and code in _VERBS:
        return Start(number, _VERBS[code], rest)
    return TipAnswer(number, bool(code)) if what == TIP else None
