"""A mention joins the case: what it adds, whether it is a new fact, whether it makes the case more serious."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from rules.case.advance.reopening import reopen_silently
from rules.case.advance.sleeping import awake, wake, why_wake
from rules.case.advance.steps import CHASING, at_level, inform, take_due_steps, with_one
from rules.case.chain import (
    is_loud,
    people_of,
    told,
)
from rules.case.facts import VOICES, is_dangerous, is_growth, is_urgent, new_facts
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
from rules.duty.hours import is_office
from rules.duty.staffing import Staffing
from rules.protocol.model import Protocol


def absorb(case: Case, event: MentionJudged) -> Case:
    for other in event.others:
        case = _with_known(case, other)
    worse = event.level_number > case.level_number and not event.pattern
    return replace(
        case,
        mentions=case.mentions + (0 if event.revised else 1),
        worst_mention=event.mention if worse else case.worst_mention,
        last_mention_at=max(event.posted_at, case.last_mention_at or event.posted_at),
        categories=with_one(case.categories, event.category),
        locations=with_one(case.locations, event.location),
        author_kinds=with_one(case.author_kinds, event.author_kind),
        voices=_voices(case, event),
        patterns=with_one(case.patterns, event.pattern or None),
        topics=tuple(dict.fromkeys((*case.topics, *event.topics))),
        authors=max(case.authors, event.authors),
        reach=max(case.reach, event.reach),
    )


def _with_known(case: Case, other: Case) -> Case:
    """What another case told already is no news for this one."""
    voices = dict(case.voices)
    for kind, reach in other.voices:
        voices[kind] = max(reach, voices.get(kind, 0))
    return replace(
        case,
        categories=tuple(dict.fromkeys((*case.categories, *other.categories))),
        locations=tuple(dict.fromkeys((*case.locations, *other.locations))),
        author_kinds=tuple(dict.fromkeys((*case.author_kinds, *other.author_kinds))),
        topics=tuple(dict.fromkeys((*case.topics, *other.topics))),
        voices=tuple(voices.items()),
        authors=case.authors + other.authors,
        reach=case.reach + other.reach,
        mentions=case.mentions + other.mentions,
    )


def _voices(case: Case, event: MentionJudged) -> tuple[tuple[str, int], ...]:
    """The loudest of each kind so far."""
    if event.author_kind not in VOICES:
        return case.voices
    known = dict(case.voices)
    known[event.author_kind] = max(event.own_reach, known.get(event.author_kind, 0))
    return tuple(known.items())


def danger_told(case: Case, event: MentionJudged, now: datetime) -> Case:
    """From now on this danger is known."""
    return replace(case, danger=event.danger, danger_at=now) if is_dangerous(event) else case


def _storm(case: Case, event: MentionJudged, now: datetime) -> tuple[Case, list[Effect]]:
    """It is a storm from now on."""
    if not event.storm or case.storm_since is not None:
        return case, []
    return replace(case, storm_since=now), [Record("storm", detail=event.pattern)]


def mention_judged(case: Case, event: MentionJudged, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    facts = new_facts(case, event, protocol, now)
    case, added = _storm(case, event, now)
    if "danger" in facts:
        case = danger_told(case, event, now)
    if "level_up" in facts:
        risen = _level_up(case, event, protocol, now, staffing)
        return replace(risen, effects=(*added, *risen.effects))
    if not event.pattern:
        word = "mention_edited" if event.revised else "mention_added"
        added.append(Record(word, detail=event.level, mention=event.mention))
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


def _on_at_night(role: str, protocol: Protocol) -> bool:
    known = protocol.roles.get(role)
    return known is not None and (known.schedule is not None or known.always_on)


def _new_fact(
    case: Case, event: MentionJudged, facts: tuple[str, ...], protocol: Protocol, now: datetime, staffing: Staffing
) -> tuple[Case, list[Effect]]:
    """Ring for something new: the holder, else those told so far; a new category also tells its own owner."""
    urgent = is_urgent(facts)
    loud = urgent or is_loud(case, protocol, now)
    if loud is None:
        return case, []
    office = is_office(now, protocol)
    if is_growth(facts):
        case = replace(case, grown_at=now)
        loud = loud and (office or case.assignee is None)  # more of the same wakes nobody who has it in hand
    roles = dict.fromkeys((event.owner,) if event.owner else ())
    if urgent and not office:  # whoever holds it may sleep: those on duty hear it too
        roles |= dict.fromkeys(role for step in case.chain[:1] for role in step.notify if _on_at_night(role, protocol))
    holders = (case.assignee,) if case.assignee else tuple(p for p in case.told if p not in case.declined)
    people = dict.fromkeys(holders, "")
    for person, role, _ in people_of(tuple(roles), case, protocol, now, staffing):
        people.setdefault(person, role)
    new = partial(Notify, kind=NoticeKind.NEW_FACT, loud=loud, why=facts[0], step=case.step, mention=event.mention)
    effects: list[Effect] = [Record("new_fact", detail=", ".join(facts), mention=event.mention)]
    effects += [new(person=person, role=role) for person, role in people.items()]
    return told(case, effects), effects
