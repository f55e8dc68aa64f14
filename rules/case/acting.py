"""May this person do this now, in public, about this message? The protocol's answer with its reason. Pure.

Texts go by the level's ``sign_off`` and by what the secrecy guard found; actions on our own pages by the house rules
(protocol/language, "Two people"). Everybody may propose: who may not decide alone needs a second person.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from rules.case.actions import Verb
from rules.case.chain import last_resort_for
from rules.case.eyes import ACTION_EYES, TEXT_EYES, TWO_PEOPLE
from rules.case.secrecy import Finding, blocks
from rules.case.texts import open_fields
from rules.duty.hours import is_office
from rules.duty.roster import BACKUP, OWNER, change_points, could_be, who
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


def may(asked: Asked, at: Moment) -> Permission:
    """What the protocol says of this wish. Never raises."""
    for check in _ALWAYS:
        if (refused := check(asked, at)) is not None:
            return refused
    if asked.verb in TEXTS:
        return _text(asked, at)
    if asked.verb in RULED:
        return _ruled(asked, at)
    return _simple(asked, at)


@dataclass(frozen=True, slots=True)
class Called:
    """Who is asked to be the second person, for one group of roles. ``instead``: they speak for roles they do not have,

    because nobody of those roles but the asker can be reached now.
    """

    people: tuple[str, ...]
    instead: bool = False


def call(group: tuple[str, ...], asked: Asked, at: Moment) -> Called:
    """Whom to ask for a group, never the one who wishes it and only who can be reached.

    Those on duty in its roles; else who backs them up; else the roles' own people, also out of their hours; else the
    manager of the location, the owner of the protocol, and whoever is the last resort. Nobody: nobody can be reached.
    """
    for people, instead in _ladder(group, asked, at):
        if able := _others(people, asked, at):
            return Called(able, instead and not any(in_group(p, group, asked, at) for p in able))
    return Called(())


def _others(people: Iterable[str], asked: Asked, at: Moment) -> tuple[str, ...]:
    return tuple(p for p in dict.fromkeys(people) if p != asked.person and p not in at.staffing.unreachable)


def _ladder(group: tuple[str, ...], asked: Asked, at: Moment) -> Iterator[tuple[Iterable[str], bool]]:
    """Step by step who could be asked, and whether they would speak for roles they do not have."""
    yield _told(group, asked, at), False
    yield [p for role in group for p in who(BACKUP, at.now, at.protocol, at.staffing, owner=role).people], True
    yield _named(group, at), False
    place = at.protocol.organisation.locations.get(asked.location or "")
    yield ([place.manager] if place and place.manager else []), True
    yield ([at.protocol.owner] if at.protocol.owner else []), True
    yield _told(last_resort_for(at.protocol).notify, asked, at), True


def _told(roles: Iterable[str], asked: Asked, at: Moment) -> list[str]:
    return [p for role in roles for p in who(role, at.now, at.protocol, at.staffing, **_around(asked)).people]


def _named(group: tuple[str, ...], at: Moment) -> list[str]:
    return [p for role in group if (known := at.protocol.roles.get(role)) for p in known.people]


def seconds(wants: tuple[tuple[str, ...], ...], asked: Asked, at: Moment) -> tuple[str, ...]:
    """Everybody to ask for these groups now, in order; see ``call``."""
    return tuple(dict.fromkeys(p for group in wants for p in call(group, asked, at).people))


AHEAD = timedelta(days=7)
"""So far ahead is looked for somebody who will be able to agree."""


@dataclass(frozen=True, slots=True)
class Later:
    """Who can be asked from a moment (UTC) on."""

    at: datetime
    people: tuple[str, ...]


def asked_later(wants: tuple[tuple[str, ...], ...], asked: Asked, at: Moment) -> Later | None:
    """When nobody can be asked now: the first moment of the coming week at which somebody can. None: nobody then either."""
    for moment in change_points(at.now, at.now + AHEAD, at.protocol, at.staffing):
        if found := seconds(wants, asked, replace(at, now=moment)):
            return Later(moment, found)
    return None


def can_wait_alone(asked: Asked, at: Moment) -> bool:
    """Whether one person may do it after ``PATIENCE`` without an answer, with a reason."""
    urgent = asked.verb is Verb.HIDE and asked.category in URGENT
    return urgent and in_group(asked.person, ACTION_EYES, asked, at)


def in_group(person: str, group: tuple[str, ...], asked: Asked, at: Moment) -> bool:
    """Whether a person may speak for one of these roles now: theirs by name, on duty, or standing in."""
    for role_id in group:
        role = at.protocol.roles.get(role_id)
        if role is not None and person in role.people:
            return True
        if person in who(role_id, at.now, at.protocol, at.staffing, **_around(asked)).people:
            return True
    return False


def _around(asked: Asked) -> dict[str, str | None]:
    return {"location": asked.location, "owner": asked.owner}


# --- always ------------------------------------------------------------------------------------------------


def _refused(why: Why, rule: HouseRule | None = None, detail: str = "") -> Permission:
    return Permission(Outcome.REFUSED, why, rule=rule, detail=detail)


def _drill(asked: Asked, at: Moment) -> Permission | None:
    return _refused(Why.DRILL) if asked.drill else None


def _gone(asked: Asked, at: Moment) -> Permission | None:
    return _refused(Why.GONE) if asked.gone and asked.verb is not Verb.DELETE_OWN else None


def _can(asked: Asked, at: Moment) -> Permission | None:
    return None if asked.verb in asked.verbs else _refused(Why.CANNOT)


_ALWAYS: tuple[Callable[[Asked, Moment], Permission | None], ...] = (_drill, _gone)


# --- texts -------------------------------------------------------------------------------------------------


def _text(asked: Asked, at: Moment) -> Permission:
    return _text_refused(asked, at) or _text_wants(asked, at)


def _text_refused(asked: Asked, at: Moment) -> Permission | None:
    """What keeps a text from going out whoever agrees. Whether the platform can place it comes last: it may be copied."""
    policy = at.protocol.platforms.get(asked.platform)
    if policy is not None and policy.reply is None:
        return _refused(Why.NEVER_HERE)
    if asked.template == NOTHING:
        return _refused(Why.NO_ANSWER)
    if asked.answered_by:
        return _refused(Why.ANSWERED, detail=asked.answered_by)
    if not asked.text.strip():
        return _refused(Why.EMPTY)
    if left := open_fields(asked.text):
        return _refused(Why.OPEN_FIELD, detail=left[0])
    if asked.limit is not None and len(asked.text) > asked.limit:
        return _refused(Why.TOO_LONG, detail=str(asked.limit))
    return _refused(Why.SECRET) if blocks(asked.findings) else None


def _text_wants(asked: Asked, at: Moment) -> Permission:
    level = at.protocol.levels.get(asked.level)
    signs = level.sign_off if level else ()
    if signs:
        return _second(Why.SIGN_OFF, _signing(signs, asked, at), asked, at)
    if asked.findings:
        return _second(Why.DOUBTFUL, (TEXT_EYES,), asked, at)
    policy = at.protocol.platforms.get(asked.platform)
    if policy is not None and policy.reply and not in_group(asked.person, (policy.reply, *TEXT_EYES), asked, at):
        return _second(Why.NOT_YOUR_ROLE, ((policy.reply, *TEXT_EYES),), asked, at)
    return Permission(Outcome.DO, Why.AGREED)


def _signing(signs: tuple[str, ...], asked: Asked, at: Moment) -> tuple[tuple[str, ...], ...]:
    """The groups of which somebody must agree: roles the writer has are signed by writing, but two people it is."""
    groups = [
        TEXT_EYES if role == TWO_PEOPLE else (asked.owner or role,) if role == OWNER else (role,) for role in signs
    ]
    left = [g for g in groups if g == TEXT_EYES or not in_group(asked.person, g, asked, at)]
    return tuple(left) or (TEXT_EYES,)


def _second(
    why: Why, wants: tuple[tuple[str, ...], ...], asked: Asked, at: Moment, rule: HouseRule | None = None
) -> Permission:
    """Somebody else must agree; refused where a group has nobody else at all."""
    for group in wants:
        others = {p for role in group for p in could_be(role, at.protocol)} - {asked.person}
        if not others:
            return _refused(Why.NOBODY_ELSE, rule)
    return Permission(Outcome.SECOND, why, wants, rule, rule.review_after if rule else None)


# --- house rules -------------------------------------------------------------------------------------------


def _ruled(asked: Asked, at: Moment) -> Permission:
    """Only on our own pages, only what the house rule of this sort of message allows."""
    policy = at.protocol.platforms.get(asked.platform)
    if policy is None or not policy.ours:
        return _refused(Why.NOT_OURS)
    rule = at.protocol.house_rules.get(asked.category or "")
    if rule is None:
        return _refused(Why.NO_RULE, detail=asked.category or "")
    if asked.verb.value not in rule.may:
        return _refused(Why.NOT_IN_RULE, rule, rule.note)
    if (cannot := _can(asked, at)) is not None:
        return cannot
    if rule.warn_first and not asked.warned and asked.verb in (Verb.DELETE, Verb.BLOCK):
        return _refused(Why.WARN_FIRST, rule)
    return _by_rule(asked, rule, at)


def _by_rule(asked: Asked, rule: HouseRule, at: Moment) -> Permission:
    if not rule.four_eyes:
        if in_group(asked.person, ACTION_EYES, asked, at):
            return Permission(Outcome.DO, Why.AGREED, rule=rule, review=rule.review_after)
        return _second(Why.NOT_YOUR_ROLE, (ACTION_EYES,), asked, at, rule)
    if (alone := _alone(asked, rule, at)) is not None:
        return alone
    return _second(Why.FOUR_EYES, (ACTION_EYES,), asked, at, rule)


def _alone(asked: Asked, rule: HouseRule, at: Moment) -> Permission | None:
    """What one person may do all the same; a second looks at it on the next workday."""
    if not in_group(asked.person, ACTION_EYES, asked, at):
        return None
    review = rule.review_after or ACTION_EYES[1]
    if asked.verb.value in rule.alone_outside_office and not is_office(at.now, at.protocol):
        return Permission(Outcome.DO, Why.OUTSIDE_OFFICE, rule=rule, review=review)
    waited = asked.waited is not None and asked.waited >= PATIENCE
    if waited and can_wait_alone(asked, at):
        if not asked.reason.strip():
            return _refused(Why.NO_REASON, rule)
        return Permission(Outcome.DO, Why.NOBODY_ANSWERED, rule=rule, review=review)
    return None


def _simple(asked: Asked, at: Moment) -> Permission:
    """A like, and taking back what we did: whoever may act on our pages or answer."""
    if (cannot := _can(asked, at)) is not None:
        return cannot
    eyes = ACTION_EYES if asked.verb in UNDOING else (*ACTION_EYES, *TEXT_EYES)
    if in_group(asked.person, eyes, asked, at):
        return Permission(Outcome.DO, Why.AGREED)
    return _second(Why.NOT_YOUR_ROLE, (eyes,), asked, at)
