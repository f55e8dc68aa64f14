"""Frozen values to and from JSON text, exactly."""

from typing import TypeVar

import msgspec

from rules.case.model import Case
from rules.judge import Verdict
from rules.mention import Mention

T = TypeVar("T")

_encode = msgspec.json.Encoder(order="deterministic").encode
_case = msgspec.json.Decoder(Case)
_verdict = msgspec.json.Decoder(Verdict)
_mention = msgspec.json.Decoder(Mention)


def dump(value: object) -> str:
    """JSON text of a frozen value."""
    return _encode(value).decode()


def load_case(body: str) -> Case:
    """A case as it was stored."""
    return _case.decode(body)


def load_mention(body: str) -> Mention:
    """A mention as it was stored."""
    return _mention.decode(body)


def load_verdict(body: str) -> Verdict:
    """A judgement as it was stored."""
    return _verdict.decode(body)
