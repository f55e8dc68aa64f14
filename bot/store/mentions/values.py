"""Mentions as the vault gives them, and how many came."""

from dataclasses import dataclass
from enum import StrEnum

from rules.judge import Verdict
from rules.mention import Mention


@dataclass(frozen=True, slots=True)
class Stored:
    """A mention in the vault. ``case_id`` is set once it belongs to a case."""

    number: int
    mention: Mention
    revision: int
    attempts: int
    case_id: int | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A mention about us with its judgement."""

    stored: Stored
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of a batch were new, changed, and known already."""

    new: int = 0
    changed: int = 0
    known: int = 0


class Place(StrEnum):
    """Which of a source's two places a batch moves; a webhook has none."""

    LOOK = "cursor"
    STREAM = "stream"
    NONE = ""
