"""What happens next: one case, one event, the protocol and the time in; the case as it is then and the effects out.

Laws (tests/rules/case): a handled case never rings but for a new fact; each step is taken at most once; an open case
always has a timer; somebody is always told or the case says that nobody could be.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from rules.case.chain import (
    chain_for,
    is_loud,
    last_resort_for,
    next_timer,
    people_of,
    take_step,
    told,
)
from rules.case.facts import new_facts
from rules.case.model import (
    Action,
    Answer,
    Case,
    Decision,
    Effect,
    Event,
    MentionJudged,
    Noted,
    NoticeKind,
    Notify,
    Pressed,
    Record,
    Redraw,
    Reply,
    StartTimer,
    State,
    StopTimers,
    TimerDue,
    TimerKind,
    Undeliverable,
    Withdraw,
)
from rules.duty.hours import due, is_office
from rules.duty.roster import who
from rules.duty.staffing import EVERYBODY, Staffing
from rules.protocol.model import Protocol

GRACE = timedelta(minutes=15)
"""The least time between a reminder and the chain going on."""


def open_case(
    number: int, event: MentionJudged, protocol: Protocol, now: datetime, staffing: Staffing = EVERYBODY
) -> Decision:
    """A new case for a mention that needs a person: the first steps of its level are taken at once."""
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
    case = _absorb(case, event)
    case, effects = take_due_steps(case, protocol, now, staffing, NoticeKind.NEW)
    case, more = _inform(case, event, protocol, now, staffing)
    return Decision(case, (Record("opened", detail=event.level, mention=event.mention), *effects, *more))


def advance(current: Case, event: Event, protocol: Protocol, now: datetime, staffing: Staffing = EVERYBODY) -> Decision:
    """The case after ``event`` and what must be done. Never raises for any event in any state; all times aware."""
    match event:
        case MentionJudged():
            return _mention(current, event, protocol, now, staffing)
        case Pressed():
            return _pressed(current, event, protocol, now, staffing)
        case Noted():
            return _noted(current, event)
        case TimerDue():
            return _timer(current, event, protocol, now, staffing)
        case Undeliverable():
            return _undeliverable(current, event, protocol, now, staffing)
        case _:
            assert_never(event)


# --- the chain -----------------------------------------------------------------------------------------------


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


def _inform(
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


# --- mentions ------------------------------------------------------------------------------------------------


def _absorb(case: Case, event: MentionJudged) -> Case:
    worse = event.level_number > case.level_number
    return replace(
        case,
        mentions=case.mentions + (0 if event.revised else 1),
        worst_mention=event.mention if worse else case.worst_mention,
        last_mention_at=max(event.posted_at, case.last_mention_at or event.posted_at),
        categories=_with(case.categories, event.category),
        author_kinds=_with(case.author_kinds, event.author_kind),
        topics=tuple(dict.fromkeys((*case.topics, *event.topics))),
        authors=max(case.authors, event.authors),
        reach=max(case.reach, event.reach),
    )


def _with(known: tuple[str, ...], one: str | None) -> tuple[str, ...]:
    return known if one is None or one in known else (*known, one)


def _mention(case: Case, event: MentionJudged, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    facts = new_facts(case, event, protocol)
    added: list[Effect] = [Record("mention_added", detail=event.level, mention=event.mention)]
    if "level_up" in facts:
        return _level_up(case, event, protocol, now, staffing)
    case = _absorb(case, event)
    if case.state is State.RESOLVED and event.level_number >= 2:
        case, effects = _reopen(case, protocol, now)
        added += effects
    if facts and case.state is not State.RESOLVED:
        case, effects = _new_fact(case, event, facts, protocol, now, staffing)
        added += effects
    return Decision(case, (*added, Redraw()))


def _level_up(case: Case, event: MentionJudged, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    """More serious than thought: a new acknowledgement is asked and the new level's chain begins.

    Whoever was told already and belongs to its first step is told again, and so is the holder.
    """
    before = case
    reopened = case.state is not State.OPEN
    case = replace(
        _absorb(case, event),
        level=event.level,
        level_number=event.level_number,
        category=event.category or case.category,
        owner=event.owner or case.owner,
        location=case.location or event.location,
        state=State.OPEN,
        resolved_at=None,
        turn=case.turn + 1 if reopened else case.turn,
        level_since=now,
        chain=chain_for(event.level, protocol),
        last_resort=last_resort_for(protocol),
        step=0,
        repeats=0,
        told=(),
        declined=(),
    )
    case, effects = take_due_steps(case, protocol, now, staffing, NoticeKind.LEVEL_UP)
    case, more = _inform(case, event, protocol, now, staffing)
    effects = [StopTimers(), *effects, *more]
    loud = is_loud(case, protocol, now)
    if before.assignee and before.assignee not in case.told and loud is not None:
        extra: list[Effect] = [Notify(before.assignee, NoticeKind.LEVEL_UP, loud, "", "holder", case.step)]
        case, effects = told(case, extra), [*effects, *extra]
    case = replace(case, told=tuple(dict.fromkeys((*before.told, *case.told))))
    record = Record("level_up", detail=f"{before.level} → {case.level}", mention=event.mention)
    return Decision(case, (record, *effects, Redraw()))


def _reopen(case: Case, protocol: Protocol, now: datetime) -> tuple[Case, list[Effect]]:
    """Silently open again: whoever held it holds it again and is reminded in time; without a holder the chain goes on."""
    held = case.assignee is not None
    case = replace(
        case,
        state=State.ACKNOWLEDGED if held else State.OPEN,
        turn=case.turn + 1,
        resolved_at=None,
        taken_at=now if held else None,
        replied=False,
    )
    timers = _promise(case, protocol, now, since=now) if held else [next_timer(case, protocol, now)]
    return case, [Record("reopened"), *timers]


def _new_fact(
    case: Case, event: MentionJudged, facts: tuple[str, ...], protocol: Protocol, now: datetime, staffing: Staffing
) -> tuple[Case, list[Effect]]:
    """Ring for something new: the holder, else those told so far; a new category also tells its own owner."""
    loud = is_loud(case, protocol, now)
    if loud is None:
        return case, []
    people = (case.assignee,) if case.assignee else tuple(p for p in case.told if p not in case.declined)
    why = facts[0]
    effects: list[Effect] = [Record("new_fact", detail=", ".join(facts))]
    effects += [Notify(person, NoticeKind.NEW_FACT, loud, "", why, case.step) for person in people]
    if event.owner is not None:
        for person, role, _ in people_of((event.owner,), case, protocol, now, staffing):
            if person not in people:
                effects.append(Notify(person, NoticeKind.NEW_FACT, loud, role, why, case.step))
    return told(case, effects), effects


# --- people --------------------------------------------------------------------------------------------------


def _pressed(case: Case, event: Pressed, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    mine = case.assignee == event.by
    if event.action is Action.TAKE and mine and case.state is State.ACKNOWLEDGED:
        return Decision(case, answer=Answer(Reply.YOURS_ALREADY))
    if event.turn is not None and event.turn != case.turn:
        return Decision(case, (Record("stale", event.by, event.action),), _outdated(case))
    if case.state is State.RESOLVED:
        return Decision(case, answer=Answer(Reply.CLOSED, alert=True))
    match event.action:
        case Action.TAKE:
            return _take(case, event.by, protocol, now)
        case Action.RESOLVE:
            return _resolve(case, event.by, now)
        case Action.RETURN:
            return _return(case, event.by, protocol, now, staffing)
        case Action.DECLINE:
            return _decline(case, event.by, protocol, now, staffing)
        case _:
            assert_never(event.action)


def _outdated(case: Case) -> Answer:
    if case.state is State.RESOLVED:
        return Answer(Reply.CLOSED, alert=True)
    return Answer(Reply.STALE, who=case.assignee or "", alert=True)


def _take(case: Case, by: str, protocol: Protocol, now: datetime) -> Decision:
    if case.state is State.ACKNOWLEDGED:
        return Decision(case, (Record("stale", by, Action.TAKE),), _outdated(case))
    case = replace(case, state=State.ACKNOWLEDGED, assignee=by, taken_at=now, turn=case.turn + 1)
    effects: list[Effect] = [Record("taken", by), StopTimers(), Withdraw(), Redraw()]
    return Decision(case, (*effects, *_promise(case, protocol, now, case.opened_at)), Answer(Reply.TAKEN))


def _promise(case: Case, protocol: Protocol, now: datetime, since: datetime) -> list[StartTimer]:
    """Taking a case is a promise: remind the holder when the reply is due (at the earliest in a quarter of an hour)."""
    target = protocol.levels[case.level].reply
    if target is None or case.replied:
        return []
    return [StartTimer(TimerKind.REPLY, case.turn, max(due(since, target, protocol), now + GRACE))]


def _resolve(case: Case, by: str, now: datetime) -> Decision:
    case = replace(
        case, state=State.RESOLVED, assignee=case.assignee or by, resolved_at=now, replied=True, turn=case.turn + 1
    )
    return Decision(case, (Record("resolved", by), StopTimers(), Withdraw(), Redraw()), Answer(Reply.RESOLVED))


def _return(case: Case, by: str, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    if case.assignee != by:
        return Decision(case, (Record("stale", by, Action.RETURN),), _outdated(case))
    case = replace(
        case, state=State.OPEN, assignee=None, taken_at=None, turn=case.turn + 1, declined=_with(case.declined, by)
    )
    case, effects = _ring_the_rest(case, protocol, now, staffing)
    return Decision(case, (Record("returned", by), StopTimers(), *effects, Redraw()), Answer(Reply.RETURNED))


def _ring_the_rest(case: Case, protocol: Protocol, now: datetime, staffing: Staffing) -> tuple[Case, list[Effect]]:
    """The case is loose again: whoever was told and has not said no hears so; if nobody is left the next step is taken."""
    rest = [p for p in case.told if p not in case.declined and p not in staffing.unreachable]
    loud = is_loud(case, protocol, now)
    if not rest or loud is None:
        return take_due_steps(case, protocol, now, staffing, NoticeKind.ESCALATED)
    effects: list[Effect] = [Notify(p, NoticeKind.AGAIN, loud, "", "returned", case.step) for p in rest]
    return case, [*effects, next_timer(case, protocol, now)]


def _decline(case: Case, by: str, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    if case.assignee == by:
        return _return(case, by, protocol, now, staffing)
    if by in case.declined:
        return Decision(case, answer=Answer(Reply.DECLINED))
    case = replace(case, declined=_with(case.declined, by))
    effects: list[Effect] = [Record("declined", by)]
    if case.state is State.OPEN and not [p for p in case.told if p not in case.declined]:
        case, more = take_due_steps(case, protocol, now, staffing, NoticeKind.MOVED_ON)
        effects += [StopTimers((TimerKind.STEP, TimerKind.LAST_RESORT)), *more]
    return Decision(case, (*effects, Redraw()), Answer(Reply.DECLINED))


def _noted(case: Case, event: Noted) -> Decision:
    stop: tuple[Effect, ...] = ()
    if case.state is State.ACKNOWLEDGED and not case.replied:
        case = replace(case, replied=True)
        stop = (StopTimers((TimerKind.REPLY, TimerKind.RESUME)),)
    return Decision(case, (Record("noted", event.by, event.text), *stop), Answer(Reply.NOTED))


# --- time and failure ------------------------------------------------------------------------------------------


def _timer(case: Case, event: TimerDue, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    match event.kind:
        case TimerKind.STEP:
            wanted = case.state is State.OPEN and event.step == case.step < len(case.chain)
            return _climb(case, protocol, now, staffing) if wanted else Decision(case)
        case TimerKind.LAST_RESORT:
            wanted = case.state is State.OPEN and case.step >= len(case.chain)
            return _climb(case, protocol, now, staffing) if wanted else Decision(case)
        case TimerKind.REPLY:
            return _remind(case, protocol, now)
        case TimerKind.RESUME:
            return _resume(case, protocol, now, staffing)
        case _:
            assert_never(event.kind)


def _climb(case: Case, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    case, effects = take_due_steps(case, protocol, now, staffing, NoticeKind.ESCALATED)
    return Decision(case, (*effects, Redraw()))


def _remind(case: Case, protocol: Protocol, now: datetime) -> Decision:
    """The reply that was promised is due: the holder hears so (silently outside office hours), then the chain goes on."""
    target = protocol.levels[case.level].reply
    if case.state is not State.ACKNOWLEDGED or case.replied or case.assignee is None or target is None:
        return Decision(case)
    remind = Notify(case.assignee, NoticeKind.REMINDER, is_office(now, protocol), "", "reply_due", case.step)
    resume = StartTimer(TimerKind.RESUME, case.turn, now + max(target.amount / 2, GRACE))
    return Decision(case, (Record("reminded", case.assignee), remind, resume))


def _resume(case: Case, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    """Accept is a promise: it was not kept, so the chain goes on; the holder keeps the case until somebody takes it."""
    if case.state is not State.ACKNOWLEDGED or case.replied:
        return Decision(case)
    case = replace(case, state=State.OPEN, turn=case.turn + 1)
    case, effects = take_due_steps(case, protocol, now, staffing, NoticeKind.ESCALATED)
    return Decision(case, (Record("promise_lapsed", case.assignee or ""), *effects, Redraw()))


def _undeliverable(case: Case, event: Undeliverable, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    """Nobody heard this message: the same step is filled again without that person, else the next one is taken at once."""
    record = Record("undeliverable", event.person, event.reason)
    was_told = event.person in case.told
    case = replace(case, told=tuple(p for p in case.told if p != event.person))
    if case.state is not State.OPEN or not was_told:
        return Decision(case, (record,))
    absent = replace(staffing, unreachable=staffing.unreachable | {event.person})
    filled = _fill_gap(case, event.person, protocol, now, absent)
    if filled:
        return Decision(told(case, filled), (record, *filled))
    if [p for p in case.told if p not in case.declined]:
        return Decision(case, (record,))
    stop = StopTimers((TimerKind.STEP, TimerKind.LAST_RESORT))
    case, more = _past_the_unreachable(case, event.person, protocol, now, absent)
    return Decision(case, (record, stop, *more))


def _fill_gap(case: Case, person: str, protocol: Protocol, now: datetime, staffing: Staffing) -> list[Effect]:
    """Whoever now stands for the roles of the steps taken so far and was not told yet."""
    loud = is_loud(case, protocol, now)
    if loud is None:
        return []
    roles = tuple(role for step in case.chain[: case.step] for role in step.notify)
    return [
        Notify(other, NoticeKind.MOVED_ON, loud, role, why, case.step)
        for other, role, why in people_of(roles, case, protocol, now, staffing)
        if other not in case.told and other != person
    ]


def _past_the_unreachable(
    case: Case, person: str, protocol: Protocol, now: datetime, staffing: Staffing
) -> tuple[Case, list[Effect]]:
    """Take steps until one tells somebody else; the last resort is the end of it (then its timer repeats)."""
    effects: list[Effect] = []
    while case.step < len(case.chain):
        case, more = take_due_steps(case, protocol, now, staffing, NoticeKind.MOVED_ON)
        effects = [*(e for e in effects if not isinstance(e, StartTimer)), *more]
        if any(isinstance(e, Notify) and e.person != person for e in effects):
            return case, effects
    effects = [e for e in effects if not isinstance(e, StartTimer)]
    case, more = take_step(case, protocol, now, staffing, NoticeKind.MOVED_ON)
    return case, [*effects, *more]
