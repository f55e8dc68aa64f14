"""Patterns at work: count what was judged, compare it with the usual rhythm, take what is seen to a case."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.desk.casework import Desk
from bot.store import Tx, cases, rhythm
from bot.store.mentions import Stored
from bot.store.rhythm import Alarm, Count
from rules.case.model import Case, IntoStorm, MentionJudged, State
from rules.judge.patterns import WEEKS, Usual, Window, is_seen, looks_down, usual
from rules.judge.verdict import Verdict
from rules.protocol.model import Pattern

log = structlog.get_logger()

KEPT = timedelta(weeks=WEEKS + 1)
"""So long the hours are kept."""
LONGEST = timedelta(days=8)
"""So long counted messages are kept; no window is longer."""
LOOK = timedelta(hours=1)
"""How often patterns about few messages are looked at."""
SHARE = 10
"""A case that holds at least one in so many of the counted messages may become the storm."""
CHORE = "patterns"


def summary_chore(number: int) -> str:
    """The name under which a storm's next summary stands."""
    return f"summary:{number}"


@dataclass(slots=True)
class Round:
    """What was counted in one round of judging."""

    found: list[Count] = field(default_factory=list)

    @property
    def places(self) -> list[tuple[str, str]]:
        """The patterns and places where something was counted, each once."""
        return list(dict.fromkeys((one.pattern, one.place) for one in self.found))


class Patterns:
    """Counts for every pattern of the protocol. Everything in the caller's transaction."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self.desk = desk
        self.clock = clock

    def counted(self, stored: Stored, verdict: Verdict, case: int | None) -> Iterator[Count]:
        """What a judged mention counts for."""
        judge = self.desk.rules.judge
        for pattern in self.desk.rules.protocol.patterns:
            if not (verdict.about_us or not pattern.count.conditions):
                continue
            if pattern.count.conditions and not judge.holds(pattern.count, stored.mention, verdict):
                continue
            author = f"{stored.mention.platform}\n{stored.mention.author.handle}"
            for place in _places(pattern, stored, verdict, case):
                yield Count(pattern.id, place, stored.number, author, stored.mention.posted_at)

    def look(self, tx: Tx, told: Round) -> None:
        """Keep the counts of a round and act on the peaks among them."""
        if not told.found:
            return
        now = self.clock.now()
        rhythm.count(tx, told.found, storm=bool(cases.storms(tx)))
        known = {one.id: one for one in self.desk.rules.protocol.patterns}
        if any(looks_down(one) for one in known.values()):
            rhythm.start_chore(tx, CHORE, now + LOOK)
        for name, place in told.places:
            if not looks_down(known[name]):
                self._peak(tx, known[name], place, now)

    def chore(self, tx: Tx) -> None:
        """Every hour: sources that fell silent; what is too old is forgotten."""
        now = self.clock.now()
        rhythm.forget(tx, now - LONGEST, now - KEPT)
        for pattern in self.desk.rules.protocol.patterns:
            if pattern.fewer_than is not None and pattern.proposes is None:
                for place in rhythm.places(tx, pattern.id, now - KEPT):
                    self._peak(tx, pattern, place, now)
        if any(looks_down(one) for one in self.desk.rules.protocol.patterns):
            rhythm.start_chore(tx, CHORE, now + LOOK)

    def window(self, tx: Tx, pattern: Pattern, place: str, now: datetime) -> Window:
        """What the pattern counts at a place now, beside what is usual there."""
        count, authors = rhythm.window(tx, pattern.id, place, now - pattern.within, now)
        return Window(count, authors, self._usual(tx, pattern, place, now))

    def _usual(self, tx: Tx, pattern: Pattern, place: str, now: datetime) -> Usual:
        hours = rhythm.hours(tx, pattern.id, place, now - KEPT)
        since = rhythm.first_hour(tx, pattern.id)
        return usual(hours, pattern.within, now, self.desk.rules.protocol, since)

    # --- acting on it ----------------------------------------------------------------------------------------

    def _peak(self, tx: Tx, pattern: Pattern, place: str, now: datetime) -> None:
        if rhythm.is_told(tx, pattern.id, place, now - pattern.within):
            return
        seen = self.window(tx, pattern, place, now)
        if not is_seen(pattern, seen):
            return
        number = self._to_case(tx, pattern, place, now)
        mean = seen.usual.mean if seen.usual.known else None
        rhythm.add_alarm(tx, Alarm(pattern.id, place, number, now, seen.count, seen.authors, mean))
        log.info("pattern_seen", pattern=pattern.id, case=number, count=seen.count)

    def _to_case(self, tx: Tx, pattern: Pattern, place: str, now: datetime) -> int:
        """Raise the case that holds these messages, else open one; a storm takes the others under its wing."""
        since = now - pattern.within
        held = rhythm.members(tx, pattern.id, place, since, now)
        running = _running(tx, held)
        storms = cases.storms(tx) if pattern.opens == "storm" else []  # one storm at a time: the rest joins it
        chosen = storms[0] if storms else _chosen(held, running)
        event = self._event(tx, pattern, place, since, now)
        if pattern.opens == "storm":
            event = replace(event, others=tuple(case for case in running if chosen is None or case.id != chosen.id))
        if chosen is None:
            number = self.desk.open(tx, replace(event, category=_sort(pattern)))
        else:
            number = chosen.id
            self.desk.handle(tx, number, event)
        if pattern.opens == "storm":
            rhythm.start_chore(tx, summary_chore(number), now + self.desk.rules.protocol.storm.summary)
            rhythm.in_storm(tx, since, now)
            for case in running:
                if case.id != number:
                    self.desk.handle(tx, case.id, IntoStorm(number))
        return number

    def _event(self, tx: Tx, pattern: Pattern, place: str, since: datetime, now: datetime) -> MentionJudged:
        protocol = self.desk.rules.protocol
        level = protocol.levels.get(pattern.level or "") or protocol.level_of(2)
        return MentionJudged(
            mention=rhythm.newest(tx, pattern.id, place, since, now),
            level=level.id,
            level_number=level.number,
            posted_at=now,
            owner=pattern.owner,
            location=place if pattern.per == "location" and place else None,
            revised=True,
            pattern=pattern.id,
            storm=pattern.opens == "storm",
        )


def _sort(pattern: Pattern) -> str:
    """What a case is about that no mention opened."""
    return "silent_source" if pattern.fewer_than is not None else "storm" if pattern.opens == "storm" else "peak"


def _places(pattern: Pattern, stored: Stored, verdict: Verdict, case: int | None) -> tuple[str, ...]:
    """Where a mention counts. The same subject is the same case: that is how mentions are brought together."""
    if pattern.same is not None:
        return (f"case:{case}",) if case is not None else ()
    match pattern.per:
        case "location":
            return (verdict.location or "",)
        case "platform":
            return (stored.mention.platform,)
        case "topic":
            return verdict.topics
        case _:
            return ("",)


def _running(tx: Tx, held: dict[int, int]) -> list[Case]:
    """The cases among these that are not closed and belong to no storm."""
    found = [known[0] for number in sorted(held) if (known := cases.peek(tx, number)) is not None]
    return [case for case in found if case.state is not State.RESOLVED and case.parent is case.merged_into is None]


def _chosen(held: dict[int, int], running: list[Case]) -> Case | None:
    """The most serious case that holds a fair share of the messages; of equals the one with most."""
    total = sum(held.values())
    fair = [case for case in running if held[case.id] * SHARE >= total]
    return max(fair, key=lambda case: (case.level_number, held[case.id], -case.id), default=None)
