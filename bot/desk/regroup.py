"""What a decision asks beyond its own case: one case goes into another, a mention gets a case of its own."""

from collections.abc import Callable
from dataclasses import replace

from bot.store import Tx, cases, mentions, regroup
from rules.case.advance.regroup import number_in, numbers_in
from rules.case.model import (
    Action,
    Answer,
    Case,
    Effect,
    Event,
    JoinCase,
    Joined,
    MentionJudged,
    Parted,
    Pressed,
    Reply,
    SplitOff,
)

Handle = Callable[[int, Event], object]
"""(case, event): take it there, in the same transaction."""
Open = Callable[[MentionJudged, str, int, tuple[MentionJudged, ...]], int]
"""(event, by, origin, also) → the number of the new case."""

LONGEST = 100
"""So many cases that went into each other are followed; more cannot be made by hand."""


def home_of(tx: Tx, number: int) -> Case | None:
    """The case, or the one it went into in the end; None when there is none."""
    for _ in range(LONGEST):
        found = cases.peek(tx, number)
        if found is None or found[0].merged_into is None:
            return None if found is None else found[0]
        number = found[0].merged_into
    return None


def checked(tx: Tx, case: Case, event: Event) -> Event | Answer:
    """The event with its choice made sure in the store; an answer when what was chosen is not there."""
    if not isinstance(event, Pressed) or event.action not in (Action.MERGE, Action.SPLIT):
        return event
    if event.action is Action.SPLIT:
        wanted = numbers_in(event.choice) or ()
        return event if regroup.can_leave(tx, wanted, case.id) else Answer(Reply.NO_CHOICE, alert=True)
    chosen = number_in(event.choice)
    if chosen is None:
        return event
    home = home_of(tx, chosen)
    return Answer(Reply.NO_CHOICE, alert=True) if home is None else replace(event, choice=str(home.id))


def carry_out(tx: Tx, case: Case, effect: Effect, handle: Handle, open_case: Open) -> None:
    """Do what ``JoinCase`` or ``SplitOff`` asks; any other effect is not ours."""
    match effect:
        case JoinCase(into=into, by=by, waiting=waiting):
            regroup.move(tx, case.id, into)
            handle(into, Joined(case, by, regroup.left_in(tx, into).authors, waiting))
        case SplitOff():
            _split(tx, case, effect, handle, open_case)
        case _:
            return


def _split(tx: Tx, case: Case, effect: SplitOff, handle: Handle, open_case: Open) -> None:
    """The most serious of them opens the new case, the others join it there."""
    events = [_event(tx, case, mention) for mention in effect.mentions]
    whole = regroup.consists_of(tx, effect.mentions)
    worst = max(events, key=lambda event: (event.level_number, -event.mention))
    others = tuple(event for event in events if event is not worst)
    opening = replace(worst, authors=whole.authors, reach=whole.reach)
    number = open_case(opening, effect.by, case.id, others)
    for mention in effect.mentions:
        mentions.attach(tx, mention, number)
    left = regroup.left_in(tx, case.id)
    for mention in effect.mentions:
        event = Parted(mention, number, effect.by, left.first, left.worst, left.authors, left.reach, effect.why)
        handle(case.id, event)


def _event(tx: Tx, case: Case, number: int) -> MentionJudged:
    """The mention as it was judged; a mention without a judgement goes by what its case was opened for."""
    found = mentions.judged_mention(tx, number)
    mention, verdict = found if found is not None else (None, None)
    at = mention.posted_at if mention else case.opened_at
    reach = (mention.reach or 0) if mention else 0
    if verdict is None:
        return MentionJudged(
            number, case.level, case.level_number, at, reach=reach, category=case.category, owner=case.owner
        )
    return MentionJudged(
        number,
        verdict.level,
        verdict.level_number,
        at,
        reach=reach,
        category=verdict.category,
        owner=verdict.owner,
        location=verdict.location,
        topics=verdict.topics,
        author_kind=verdict.author_kind,
    )
