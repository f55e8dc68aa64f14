"""Who decides on a new version of the protocol, and what their word does. Pure: the store keeps what comes of it.

Only ``owner`` and ``approved_by`` of the version in force may change the protocol; what a new version says about
itself does not count until it rules.
"""

from dataclasses import dataclass
from enum import StrEnum

from rules.protocol.model import Protocol


class State(StrEnum):
    """Where a version stands."""

    PROPOSED = "proposed"  # good, and waiting for a second person
    ACTIVE = "active"  # in force
    REFUSED = "refused"  # somebody said no
    SUPERSEDED = "superseded"  # was in force, or was overtaken before anybody decided


class Choice(StrEnum):
    """What a person can say of a proposal."""

    ACCEPT = "accept"
    REFUSE = "refuse"


class Answer(StrEnum):
    """What came of it; ``rules.explain.changes`` has the words."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    OWN = "own"  # nobody accepts their own change
    NOT_ALLOWED = "not_allowed"
    DECIDED = "decided"  # it does not wait any more
    UNSURE = "unsure"  # a rule matches nearly everything: say that it is meant
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Broad:
    """A rule of the new version that matches nearly every mention, and did not before: ``count`` of the last ``total``."""

    rule: str
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A version as far as deciding on it goes. ``writer`` is a person's id; empty when nobody is known."""

    state: State
    writer: str = ""
    broad: tuple[Broad, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer to whoever decided, and the state the version has from now on (None: as it was)."""

    answer: Answer
    state: State | None = None


def managers(in_force: Protocol) -> tuple[str, ...]:
    """Who may change the protocol: the owner first, then who approves; each once."""
    owner = (in_force.owner,) if in_force.owner else ()
    return tuple(dict.fromkeys((*owner, *in_force.approved_by)))


def first_state(in_force: Protocol | None, broad: tuple[Broad, ...] = ()) -> State:
    """The state of a new, good version: in force at once, or waiting for somebody's word.

    The first version of all rules at once, for without it there is none. After that it waits when the version in
    force asks for a second person (``approved_by``), or when a rule would match nearly everything and there is
    somebody to ask whether that is meant.
    """
    if in_force is None:
        return State.ACTIVE
    asks = bool(in_force.approved_by) or (bool(broad) and bool(managers(in_force)))
    return State.PROPOSED if asks else State.ACTIVE


def approvers(in_force: Protocol, proposal: Proposal) -> tuple[str, ...]:
    """Whose yes puts the proposal in force. Empty: nobody is left, only ``alone`` helps."""
    known = managers(in_force)
    if not in_force.approved_by:  # nobody asked for two people: it waits only because a rule is so broad
        return known
    return tuple(person for person in known if person != proposal.writer)


def decide(
    in_force: Protocol, proposal: Proposal, choice: Choice, person: str, *, sure: bool = False, alone: bool = False
) -> Ruling:
    """What ``person`` saying ``choice`` does.

    ``sure``: they know which rules match nearly everything. ``alone``: the writer knows that nobody else is left to
    ask; it counts only then. Saying no is open to the writer too: that takes the change back.
    """
    if proposal.state is not State.PROPOSED:
        return Ruling(Answer.DECIDED)
    if person not in managers(in_force):
        return Ruling(Answer.NOT_ALLOWED)
    if choice is Choice.REFUSE:
        return Ruling(Answer.REFUSED, State.REFUSED)
    left = approvers(in_force, proposal)
    if person not in left and (left or not alone):
        return Ruling(Answer.OWN)
    if proposal.broad and not sure:
        return Ruling(Answer.UNSURE)
    return Ruling(Answer.ACCEPTED, State.ACTIVE)
