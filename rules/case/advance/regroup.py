"""Cases that belong together become one, and a mention that does not belong becomes a case of its own. No mention is lost."""

from dataclasses import replace
from datetime import datetime

from rules.case.advance.steps import CHASING, held, loose, promise, with_one
from rules.case.chain import is_loud, next_timer, told
from rules.case.model import (
    Answer,
    Case,
    Decision,
    Effect,
    JoinCase,
    Joined,
    MentionJudged,
    NoticeKind,
    Notify,
    Parted,
    Pressed,
    Record,
    Redraw,
    Reply,
    SplitOff,
    StartTimer,
    State,
    StopTimers,
    TimerKind,
    Withdraw,
)
from rules.protocol.model import Protocol

DIGITS = 15


def number_in(choice: str) -> int | None:
    """The number a person chose; None when it is none."""
    return int(choice) if choice.isascii() and choice.isdigit() and len(choice) <= DIGITS else None


def numbers_in(choice: str) -> tuple[int, ...] | None:
    """The numbers a person chose, each once; None when one of them is none, or there are none."""
    found = [number_in(word) for word in choice.split()]
    return None if not found or None in found else tuple(dict.fromkeys(n for n in found if n is not None))


def merge(case: Case, event: Pressed, now: datetime) -> Decision:
    """This case belongs to another one: it is closed, and everything in it goes there."""
    into = number_in(event.choice)
    if into is None or into == case.id:
        return Decision(case, answer=Answer(Reply.NO_CHOICE, alert=True))
    join = JoinCase(into, event.by, waiting=case.state is State.OPEN)
    holder = case.assignee
    case = replace(loose(case), state=State.RESOLVED, assignee=holder, resolved_at=now, merged_into=into)
    record = Record("merged", event.by, str(into), why=event.why)
    effects = (record, StopTimers(CHASING), Withdraw(), join, Redraw())
    return Decision(case, effects, Answer(Reply.MERGED, who=str(into)))


def joined(case: Case, event: Joined, protocol: Protocol, now: datetime) -> Decision:
    """What another case brings. The more serious one's level and chain count; whoever had either of them has this one.

    When the other was more serious and nobody had it, somebody has to acknowledge it anew.
    """
    before, other = case, event.other
    higher = other.level_number > case.level_number
    case = _with_contents(case, event)
    if higher:
        case = replace(
            case,
            level=other.level,
            level_number=other.level_number,
            level_since=other.level_since,
            chain=other.chain,
            last_resort=other.last_resort,
            step=other.step,
            repeats=other.repeats,
            worst_mention=other.worst_mention,
        )
    case = _in_whose_hands(case, event, now, anew=higher and event.waiting)
    effects: list[Effect] = [Record("joined", event.by, str(other.id)), StopTimers(CHASING)]
    effects += [Notify(p, NoticeKind.NEW, False, "", "merged", case.step) for p in other.told if p not in before.told]
    loud = is_loud(case, protocol, now)
    if before.assignee and case.state is State.OPEN and before.state is not State.OPEN and loud is not None:
        effects.append(Notify(before.assignee, NoticeKind.LEVEL_UP, loud, "", "holder", case.step))
    return Decision(told(case, effects), (*effects, *_timers(case, protocol, now), Redraw()))


def _with_contents(case: Case, event: Joined) -> Case:
    other = event.other
    return replace(
        case,
        mentions=case.mentions + other.mentions,
        gone=case.gone + other.gone,
        authors=event.authors,
        reach=case.reach + other.reach,
        location=case.location or other.location,
        first_mention=min(case.first_mention, other.first_mention),
        last_mention_at=max((t for t in (case.last_mention_at, other.last_mention_at) if t), default=None),
        categories=tuple(dict.fromkeys((*case.categories, *other.categories))),
        author_kinds=tuple(dict.fromkeys((*case.author_kinds, *other.author_kinds))),
        topics=tuple(dict.fromkeys((*case.topics, *other.topics))),
        turn=case.turn + 1,
    )


def _in_whose_hands(case: Case, event: Joined, now: datetime, *, anew: bool) -> Case:
    if anew:
        return loose(case)
    if case.state is State.RESOLVED:
        return replace(held(case, event.by, now), replied=False)
    if case.state is State.OPEN and not event.waiting and event.other.assignee:
        return held(case, event.other.assignee, event.other.taken_at or now)
    return case


def _timers(case: Case, protocol: Protocol, now: datetime) -> list[StartTimer]:
    if case.state is State.OPEN:
        return [next_timer(case, protocol, now)]
    if case.snoozed_until is not None:
        return [StartTimer(TimerKind.SNOOZE, case.turn, case.snoozed_until)]
    return promise(case, protocol, now, case.taken_at or now)


def split(case: Case, event: Pressed) -> Decision:
    """Mentions do not belong here. The case itself changes once they have a place of their own (``parted``)."""
    mentions = numbers_in(event.choice)
    if mentions is None or case.mentions <= len(mentions):
        return Decision(case, answer=Answer(Reply.NO_CHOICE, alert=True))
    said = Reply.SPLIT if len(mentions) == 1 else Reply.SPLIT_SEVERAL
    return Decision(case, (SplitOff(mentions, event.by, event.why),), Answer(said))


def parted(case: Case, event: Parted) -> Decision:
    """The case without that mention. Its level stays: what was serious is not undone by moving a post."""
    case = replace(
        case,
        mentions=case.mentions - 1,
        first_mention=event.first_mention,
        worst_mention=event.worst_mention,
        authors=event.authors,
        authors_notified=min(case.authors_notified, event.authors),
        reach=event.reach,
        reach_notified=min(case.reach_notified, event.reach),
    )
    record = Record("split", event.by, str(event.case), event.mention, event.why)
    return Decision(case, (record, Redraw()))


def split_case(fresh: Case, event: MentionJudged, by: str, origin: int, protocol: Protocol, now: datetime) -> Decision:
    """The case of mentions that were taken out of another: held by whoever did that, so that no phone rings for it.

    They get it silently, with its buttons.
    """
    case = replace(held(fresh, by, now), told=with_one((), by))
    records = (Record("opened", detail=event.level, mention=event.mention), Record("split_from", by, str(origin)))
    shown = Notify(by, NoticeKind.NEW, False, "", "split", case.step)
    return Decision(case, (*records, shown, *promise(case, protocol, now, now)), Answer(Reply.SPLIT))
