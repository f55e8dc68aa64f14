"""Frozen values to and from JSON text, exactly."""

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

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


def dump_case(case: Case) -> str:
    """JSON text of a case without what is as it begins: most of it is in nearly every case, and there may be many.

    Reads back as an equal case. What counts for no comparison (the line of the protocol a step came from) is not kept.
    """
    return msgspec.json.encode(_spare(case)).decode()


def _spare(value: Any) -> Any:
    of: Any = type(value)
    usual = _usual(of)
    if usual is not None:
        return {name: _spare(one) for name, like in usual if (one := getattr(value, name)) != like}
    return [_spare(one) for one in value] if type(value) is tuple else value


@cache
def _usual(of: type) -> tuple[tuple[str, Any], ...] | None:
    """The fields that are compared, each with what it is where nothing is said; None for what has no fields."""
    return tuple((one.name, one.default) for one in fields(of) if one.compare) if is_dataclass(of) else None


def load_case(body: str) -> Case:
    """A case as it was stored, whole or spare."""
    return _case.decode(body)


def load_mention(body: str) -> Mention:
    """A mention as it was stored."""
    return _mention.decode(body)


def load_verdict(body: str) -> Verdict:
    """A judgement as it was stored."""
    return _verdict.decode(body)
