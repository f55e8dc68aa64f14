"""What the events share: steps that are due, those who are told beside the owner, the promise of whoever takes a case."""

from datetime import datetime, timedelta

from rules.case.chain import (
    is_loud,
    people_of,
    take_step,
    told,
)
from rules.case.model import (
    Case,
    Effect,
    MentionJudged,
    NoticeKind,
    Notify,
    StartTimer,
    TimerKind,
)
from rules.duty.hours import due, is_office
from rules.duty.roster import who
from rules.duty.staffing import Staffing
from rules.protocol.model import Protocol

GRACE = timedelta(minutes=15)
"""The least time between a reminder and the chain going on."""


def take_due_steps(
    case: Case, protocol: Protocol, now: datetime, staffing: Staffing, kind: NoticeKind
) -> tuple[Case, list[Effect]]:
    """Take the next step and those that are due at the same moment as it (``after: 0 minutes`` twice)."""
    case, effects = take_step(case, protocol, now, staffing, kind)
    while case.step < len(case.chain) and case.chain[case.step].after == case.chain[case.step - 1].after:
        effects.pop()  # the timer of a step that is taken right now
        case, more = take_step(case, protocol, now, staffing, kind)
        effects += more
    return case, effects


def inform(
    case: Case, event: MentionJudged, protocol: Protocol, now: datetime, staffing: Staffing
) -> tuple[Case, list[Effect]]:
    """Tell those whom the matching rules name beside the owner, and outside the office whoever the rule names for then."""
    loud = is_loud(case, protocol, now)
    if loud is None:
        return case, []
    effects: list[Effect] = []
    if event.outside_office and not is_office(now, protocol):
        answer = who(event.outside_office, now, protocol, staffing, location=case.location, owner=case.owner)
        effects += _loudly(case, answer.people, answer.role, answer.reason, effects)
    for person, role, why in people_of(event.notify, case, protocol, now, staffing):
        if person not in case.told and all(not isinstance(e, Notify) or e.person != person for e in effects):
            effects.append(Notify(person, NoticeKind.INFORMED, loud, role, why, case.step))
    return told(case, effects), effects


def _loudly(case: Case, people: tuple[str, ...], role: str, why: str, so_far: list[Effect]) -> list[Effect]:
    return [Notify(p, NoticeKind.NEW, True, role, why, case.step) for p in people if p not in case.told]


def promise(case: Case, protocol: Protocol, now: datetime, since: datetime) -> list[StartTimer]:
    """Taking a case is a promise: remind the holder when the reply is due (at the earliest in a quarter of an hour)."""
    target = protocol.levels[case.level].reply
    if target is None or case.replied:
        return []
    return [StartTimer(TimerKind.REPLY, case.turn, max(due(since, target, protocol), now + GRACE))]


def with_one(known: tuple[str, ...], one: str | None) -> tuple[str, ...]:
    return known if one is None or one in known else (*known, one)
