"""What the events share: steps that are due, those who are told beside the owner, the promise of whoever takes a case."""

from dataclasses import replace
from datetime import datetime, timedelta

from rules.case.chain import (
    chain_for,
    is_loud,
    last_resort_for,
    next_timer,
    people_of,
    take_step,
    told,
)
from rules.case.model import (
    Answer,
    Case,
    Effect,
    MentionJudged,
    NoticeKind,
    Notify,
    Reply,
    StartTimer,
    State,
    TimerKind,
)
from rules.duty.hours import due, is_office
from rules.duty.roster import who
from rules.duty.staffing import Staffing
from rules.protocol.model import Protocol

GRACE = timedelta(minutes=15)
"""The least time between a reminder and the chain going on."""

CHASING = (TimerKind.STEP, TimerKind.LAST_RESORT, TimerKind.REPLY, TimerKind.RESUME, TimerKind.SNOOZE)
"""The timers that look for somebody; who takes a case stops them. The report of a chain that ended is not among them."""


def loose(case: Case) -> Case:
    """The case in nobody's hands: another turn, and nothing left of how it came there."""
    return replace(
        case,
        state=State.OPEN,
        assignee=None,
        taken_at=None,
        resolved_at=None,
        snoozed_until=None,
        raised_by=None,
        handed_to=None,
        turn=case.turn + 1,
    )


def held(case: Case, by: str, at: datetime) -> Case:
    """The case in somebody's hands since ``at``: another turn."""
    return replace(loose(case), state=State.ACKNOWLEDGED, assignee=by, taken_at=at)


def at_level(case: Case, level: str, protocol: Protocol, now: datetime) -> Case:
    """The case at another level: its chain begins, nobody was told yet of that."""
    return replace(
        case,
        level=level,
        level_number=protocol.levels[level].number,
        level_since=now,
        chain=chain_for(level, protocol),
        last_resort=last_resort_for(protocol),
        step=0,
        repeats=0,
        told=(),
        declined=(),
    )


def ring_the_rest(
    case: Case, protocol: Protocol, now: datetime, staffing: Staffing, why: str
) -> tuple[Case, list[Effect]]:
    """The case is loose again: whoever was told and has not said no hears so; if nobody is left the next step is taken."""
    rest = [p for p in case.told if p not in case.declined and p not in staffing.unreachable]
    loud = is_loud(case, protocol, now)
    if not rest or loud is None:
        return take_due_steps(case, protocol, now, staffing, NoticeKind.ESCALATED)
    effects: list[Effect] = [Notify(p, NoticeKind.AGAIN, loud, "", why, case.step) for p in rest]
    return case, [*effects, next_timer(case, protocol, now)]


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


def outdated(case: Case) -> Answer:
    """The answer to a button that does not fit the case any more."""
    if case.state is State.RESOLVED:
        return Answer(Reply.CLOSED, alert=True)
    return Answer(Reply.STALE, who=case.assignee or "", alert=True)


def with_one(known: tuple[str, ...], one: str | None) -> tuple[str, ...]:
    return known if one is None or one in known else (*known, one)
