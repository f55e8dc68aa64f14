"""A mention joins the case: what it adds, whether it is a new fact, whether it makes the case more serious."""

from dataclasses import replace
from datetime import datetime

from rules.case.advance.reopening import reopen_silently
from rules.case.advance.sleeping import awake, wake, why_wake
from rules.case.advance.steps import CHASING, at_level, inform, take_due_steps, with_one
from rules.case.chain import (
    is_loud,
    people_of,
    told,
)
from rules.case.facts import new_facts
from rules.case.model import (
    Case,
    Decision,
    Effect,
    MentionJudged,
    NoticeKind,
    Notify,
    Record,
    Redraw,
    State,
    StopTimers,
)
from rules.duty.staffing import Staffing
from rules.protocol.model import Protocol


def absorb(case: Case, event: MentionJudged) -> Case:
    worse = event.level_number > case.level_number
    return replace(
        case,
        mentions=case.mentions + (0 if event.revised else 1),
        worst_mention=event.mention if worse else case.worst_mention,
        last_mention_at=max(event.posted_at, case.last_mention_at or event.posted_at),
        categories=with_one(case.categories, event.category),
        author_kinds=with_one(case.author_kinds, event.author_kind),
        topics=tuple(dict.fromkeys((*case.topics, *event.topics))),
        authors=max(case.authors, event.authors),
        reach=max(case.reach, event.reach),
    )


def mention_judged(case: Case, event: MentionJudged, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    facts = new_facts(case, event, protocol)
    word = "mention_edited" if event.revised else "mention_added"
    added: list[Effect] = [Record(word, detail=event.level, mention=event.mention)]
    if "level_up" in facts:
        return _level_up(case, event, protocol, now, staffing)
    case = absorb(case, event)
    if case.state is State.RESOLVED and event.level_number >= 2:
        case, effects = reopen_silently(case, protocol, now)
        added += effects
    if case.state is State.SNOOZED:
        case, effects = _disturb(case, event, facts, protocol, now)
        added += effects
    if facts and case.state is not State.RESOLVED:
        case, effects = _new_fact(case, event, facts, protocol, now, staffing)
        added += effects
    return Decision(case, (*added, Redraw()))


def _disturb(
    case: Case, event: MentionJudged, facts: tuple[str, ...], protocol: Protocol, now: datetime
) -> tuple[Case, list[Effect]]:
    """Put aside *unless*: a new fact ends it (and rings as such), and so does another newspaper or much more of the same."""
    if facts:
        return awake(case, protocol, now, facts[0])
    why = "" if event.silenced else why_wake(case, event)
    return wake(case, protocol, now, why) if why else (case, [])


def _level_up(case: Case, event: MentionJudged, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    """More serious than thought: a new acknowledgement is asked and the new level's chain begins.

    Whoever was told already and belongs to its first step is told again, and so is the holder.
    """
    before = case
    reopened = case.state is not State.OPEN
    case = replace(
        at_level(absorb(case, event), event.level, protocol, now),
        category=event.category or case.category,
        owner=event.owner or case.owner,
        location=case.location or event.location,
        state=State.OPEN,
        resolved_at=None,
        snoozed_until=None,
        turn=case.turn + 1 if reopened else case.turn,
    )
    case, effects = take_due_steps(case, protocol, now, staffing, NoticeKind.LEVEL_UP)
    case, more = inform(case, event, protocol, now, staffing)
    effects = [StopTimers(CHASING), *effects, *more]
    loud = is_loud(case, protocol, now)
    if before.assignee and before.assignee not in case.told and loud is not None:
        extra: list[Effect] = [Notify(before.assignee, NoticeKind.LEVEL_UP, loud, "", "holder", case.step)]
        case, effects = told(case, extra), [*effects, *extra]
    case = replace(case, told=tuple(dict.fromkeys((*before.told, *case.told))))
    record = Record("level_up", detail=f"{before.level} → {case.level}", mention=event.mention)
    return Decision(case, (record, *effects, Redraw()))


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
