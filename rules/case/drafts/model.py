"""A draft, and what whoever acted on it gets to hear."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.case.acting import Why
from rules.case.actions import Failure, Verb


class Stage(StrEnum):
    """Where it stands."""

    WRITING = "writing"
    PROPOSED = "proposed"
    SENDING = "sending"
    BY_HAND = "by_hand"  # agreed, and the platform cannot do it for us: a person places it
    DONE = "done"
    FAILED = "failed"
    UNSURE = "unsure"  # it may have happened: only a person may say
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OVER = frozenset({Stage.DONE, Stage.REFUSED, Stage.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Draft:
    """``by`` wrote the present text; ``hands`` wrote earlier ones; ``agreed`` are the others who said yes to this ``turn``.

    ``wants``: groups of roles of which somebody must agree; ``asked``: who was asked, empty when nobody could be reached;
    ``instead``: for each of the groups who of them speaks for it without having the role. ``revision``: of the message it was
    proposed about. ``tries`` counts the times a person wanted it published.
    """

    id: int
    case: int
    mention: int
    verb: Verb
    source: str
    by: str
    stage: Stage = Stage.WRITING
    turn: int = 0
    template: str | None = None
    own_words: bool = False
    wants: tuple[tuple[str, ...], ...] = ()
    why: Why = Why.AGREED
    breach: str | None = None
    review: str | None = None
    hands: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    refused_by: str = ""
    reason: str = ""
    proposed_at: datetime | None = None
    tries: int = 0
    failure: Failure | None = None
    undoes: int | None = None
    own: str = ""
    asked: tuple[str, ...] = ()
    instead: tuple[tuple[str, ...], ...] = ()
    revision: int = 0
    seen: tuple[tuple[str, datetime], ...] = ()
    """Who of the others said to have seen it as it is, and when (aware UTC)."""
    out_by: str = ""
    """Whose press let it go out, ``out_at`` (aware UTC)."""
    out_at: datetime | None = None


class Word(StrEnum):
    """What whoever acted gets to hear."""

    KEPT = "kept"
    SENDING = "sending"
    BY_HAND = "by_hand"
    ASKED = "asked"
    NOBODY_NOW = "nobody_now"  # nobody who may agree can be reached now
    AGREED_MORE = "agreed_more"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"
    SEEN = "seen"
    OWN = "own"  # your own text: somebody else must agree
    NOT_YOURS = "not_yours"
    STALE = "stale"  # it changed since
    EDITED = "edited"  # its author changed the message since it was proposed
    OVER = "over"
    NOT_NOW = "not_now"  # not in this stage
    REFUSED = "refused"  # by the protocol: ``permission`` says why


GOOD = (
    Word.KEPT,
    Word.SENDING,
    Word.BY_HAND,
    Word.ASKED,
    Word.AGREED_MORE,
    Word.DECLINED,
    Word.WITHDRAWN,
    Word.SETTLED,
    Word.SEEN,
)
"""What went as whoever acted wanted it."""
