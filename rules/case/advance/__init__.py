"""What happens next: one case, one event, the protocol and the time in; the case as it is then and the effects out.

Laws (tests/rules/case): a handled case never rings but for a new fact; each step is taken at most once; an open case
always has a timer; somebody is always told or the case says that nobody could be.
"""

from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import assert_never

from rules.case.advance.acts import acted_upon
from rules.case.advance.mentions import absorb, danger_told, mention_judged
from rules.case.advance.notes import noted
from rules.case.advance.platform import answered, mention_gone
from rules.case.advance.posting import with_posts
from rules.case.advance.presses import pressed
from rules.case.advance.regroup import joined, parted, split_case
from rules.case.advance.steps import inform, take_due_steps
from rules.case.advance.storms import into_storm
from rules.case.advance.timers import timer_due
from rules.case.advance.undeliverable import undeliverable
from rules.case.chain import chain_for, last_resort_for
from rules.case.model import (
    ActedUpon,
    Answered,
    Case,
    Decision,
    Event,
    IntoStorm,
    Joined,
    MentionGone,
    MentionJudged,
    Noted,
    NoticeKind,
    Parted,
    Pressed,
    Record,
    TimerDue,
    Undeliverable,
)
from rules.duty.staffing import EVERYBODY, Staffing
from rules.protocol.model import Protocol

ATTENTION = 2
"""The number of the lowest level that is a case."""

__all__ = ["advance", "open_case", "open_split"]


def open_case(
    number: int, event: MentionJudged, protocol: Protocol, now: datetime, staffing: Staffing = EVERYBODY
) -> Decision:
    """A new case for a mention that needs a person: the first steps of its level are taken at once."""
    case = _fresh(number, event, protocol, now)
    case, effects = take_due_steps(case, protocol, now, staffing, NoticeKind.NEW)
    case, more = inform(case, event, protocol, now, staffing)
    opened = Record("opened", detail=event.level, mention=event.mention)
    return with_posts(Decision(case, (opened, *effects, *more)), protocol)


def _fresh(number: int, event: MentionJudged, protocol: Protocol, now: datetime) -> Case:
    case = Case(
        id=number,
        opened_at=now,
        level=event.level,
        level_number=event.level_number,
        category=event.category,
        owner=event.owner,
        location=event.location,
        topics=event.topics,
        level_since=now,
        chain=chain_for(event.level, protocol),
        last_resort=last_resort_for(protocol),
        first_mention=event.mention,
        worst_mention=event.mention,
    )
    case = danger_told(absorb(case, event), event, now)
    return replace(case, storm_since=now) if event.storm else case


def open_split(
    number: int,
    event: MentionJudged,
    by: str,
    origin: int,
    protocol: Protocol,
    now: datetime,
    also: tuple[MentionJudged, ...] = (),
) -> Decision:
    """A case for mentions that a person took out of case ``origin``: attention at least, for a person will look at it.

    ``event`` is the most serious of them, with the authors and reach of all; ``also`` the others.
    """
    if event.level_number < ATTENTION:
        event = replace(event, level=protocol.level_of(ATTENTION).id, level_number=ATTENTION)
    fresh = reduce(absorb, also, _fresh(number, event, protocol, now))
    return with_posts(split_case(fresh, event, by, origin, protocol, now), protocol)


def advance(current: Case, event: Event, protocol: Protocol, now: datetime, staffing: Staffing = EVERYBODY) -> Decision:
    """The case after ``event`` and what must be done. Never raises for any event in any state; all times aware."""
    return with_posts(_advance(current, event, protocol, now, staffing), protocol)


def _advance(current: Case, event: Event, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    match event:
        case MentionJudged():
            return mention_judged(current, event, protocol, now, staffing)
        case Pressed():
            return pressed(current, event, protocol, now, staffing)
        case Noted():
            return noted(current, event)
        case TimerDue():
            return timer_due(current, event, protocol, now, staffing)
        case Undeliverable():
            return undeliverable(current, event, protocol, now, staffing)
        case MentionGone() | Answered() | ActedUpon():
            return _in_public(current, event)
        case Joined() | Parted() | IntoStorm():
            return _regrouped(current, event, protocol, now)
        case _:
            assert_never(event)


def _regrouped(current: Case, event: Joined | Parted | IntoStorm, protocol: Protocol, now: datetime) -> Decision:
    match event:
        case Joined():
            return joined(current, event, protocol, now)
        case Parted():
            return parted(current, event)
        case IntoStorm():
            return into_storm(current, event, now)
        case _:
            assert_never(event)


def _in_public(current: Case, event: MentionGone | Answered | ActedUpon) -> Decision:
    """Something changed where everybody sees it."""
    match event:
        case MentionGone():
            return mention_gone(current, event)
        case Answered():
            return answered(current, event)
        case ActedUpon():
            return acted_upon(current, event)
        case _:
            assert_never(event)
