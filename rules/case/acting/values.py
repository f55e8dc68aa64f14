"""One wish, the moment it is made, and the answer with its reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.case.actions import Verb
from rules.case.secrecy import Finding
from rules.duty.staffing import EVERYBODY, Staffing
from rules.protocol.model import HouseRule, Protocol

TEXTS = frozenset({Verb.REPLY, Verb.PRIVATE_REPLY})


RULED = frozenset({Verb.HIDE, Verb.DELETE, Verb.BLOCK, Verb.REPORT, Verb.MUTE})
"""What house rules speak of."""


UNDOING = frozenset({Verb.UNHIDE, Verb.UNBLOCK, Verb.DELETE_OWN})


URGENT = frozenset({"threat", "privacy_leak", "suicidal"})
"""Breaches of which a message may be hidden alone, with a reason, when no second person answers."""


PATIENCE = timedelta(minutes=15)


NOTHING = "none"


class Outcome(StrEnum):
    """What follows."""

    DO = "do"
    SECOND = "second"
    REFUSED = "refused"


class Why(StrEnum):
    """The named reason."""

    AGREED = "agreed"
    OUTSIDE_OFFICE = "outside_office"  # the house rule lets one person do it outside office hours
    NOBODY_ANSWERED = "nobody_answered"  # urgent, and no second person answered in time
    FOUR_EYES = "four_eyes"  # the house rule asks for two people
    SIGN_OFF = "sign_off"  # the level asks for somebody's agreement
    DOUBTFUL = "doubtful"  # the secrecy guard doubts
    NOT_YOUR_ROLE = "not_your_role"  # somebody of the right role must agree
    CANNOT = "cannot"  # the platform cannot do it
    NOT_OURS = "not_ours"  # not our own page
    NO_RULE = "no_rule"  # no house rule for this sort of message
    NOT_IN_RULE = "not_in_rule"  # the house rule does not allow this
    WARN_FIRST = "warn_first"  # an earlier warning is asked
    NEVER_HERE = "never_here"  # we never answer on this platform
    NO_ANSWER = "no_answer"  # the rule says: send nothing
    SECRET = "secret"  # noqa: S105 - the secrecy guard blocks it
    DRILL = "drill"
    NOBODY_ELSE = "nobody_else"  # two people are asked and there is only one
    EMPTY = "empty"
    TOO_LONG = "too_long"
    OPEN_FIELD = "open_field"
    ANSWERED = "answered"  # a colleague's answer is on its way or stands there
    GONE = "gone"  # the message is not there any more
    NO_REASON = "no_reason"  # alone only with a reason


@dataclass(frozen=True, slots=True)
class Asked:
    """One wish. ``verbs`` and ``limit`` are what the source can do; ``category`` … ``template`` what the judgement says.

    ``warned``: this author had a warning before; ``answered_by``: who else answers this message; ``waited``: how long a
    proposal has been without an answer; ``reason``: what the person says about doing it alone; ``revision``: how often its
    author changed the message.
    """

    person: str
    verb: Verb
    platform: str
    verbs: frozenset[Verb]
    level: str
    category: str | None = None
    location: str | None = None
    owner: str | None = None
    template: str | None = None
    text: str = ""
    limit: int | None = None
    findings: tuple[Finding, ...] = ()
    warned: bool = False
    answered_by: str = ""
    drill: bool = False
    gone: bool = False
    waited: timedelta | None = None
    reason: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Permission:
    """The answer. ``wants``: groups of roles; of each group somebody else must agree. ``rule``: the house rule it goes by.

    ``review``: the role that looks at it afterwards. ``detail``: what the reason is about (a field, a number, a person).
    """

    outcome: Outcome
    why: Why
    wants: tuple[tuple[str, ...], ...] = ()
    rule: HouseRule | None = None
    review: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything that decides who may: the protocol, an aware moment, the team."""

    protocol: Protocol
    now: datetime
    staffing: Staffing = EVERYBODY


def refused(why: Why, rule: HouseRule | None = None, detail: str = "") -> Permission:
    """No, whoever agrees."""
    return Permission(Outcome.REFUSED, why, rule=rule, detail=detail)
