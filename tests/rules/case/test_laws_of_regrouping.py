"""Laws of many cases that are snoozed, raised, handed over, merged and split at random: nobody and nothing gets lost."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.case.advance import advance, open_case, open_split
from rules.case.model import (
    Action,
    Answered,
    Case,
    Decision,
    Event,
    JoinCase,
    Joined,
    MentionGone,
    MentionJudged,
    Noted,
    NoticeKind,
    Notify,
    Parted,
    Pressed,
    Record,
    SplitOff,
    StartTimer,
    State,
    StopTimers,
    TimerDue,
    TimerKind,
    Undeliverable,
)
from tests.laws import examples
from tests.rules.case.office import LEVELS, MONDAY_TEN, PROTOCOL, mention

PEOPLE = sorted(PROTOCOL.people)
CHOICES = {
    Action.SNOOZE: ["15m", "1h", "07:30", "08:00", "99:99"],
    Action.RAISE: ["", "serious", "crisis", "onzin"],
    Action.HAND: [*PEOPLE, "weg"],
    Action.MERGE: ["0", "1", "2", "x"],
    Action.SPLIT: ["0", "1", "2", "0 1", "1 2 0", "x"],
}

people = st.sampled_from(PEOPLE)
presses = st.sampled_from(list(Action)).flatmap(
    lambda action: st.builds(
        Pressed, st.just(action), people, st.none() | st.integers(0, 4), st.sampled_from(CHOICES.get(action, [""]))
    )
)
regroupings = st.builds(
    Pressed, st.sampled_from([Action.MERGE, Action.SPLIT]), people, st.none(), st.sampled_from(["0", "1", "2"])
)
happenings = st.one_of(
    regroupings,
    st.builds(
        lambda level, kind: ("mention", level, kind), st.sampled_from(sorted(LEVELS)), st.sampled_from([None, "media"])
    ),
    presses,
    presses,
    st.builds(Noted, people, st.just("x")),
    st.builds(Undeliverable, people, st.just("gone")),
    st.builds(MentionGone, st.just(1)),
    st.builds(Answered, st.just(1)),
)
histories = st.lists(
    st.tuples(st.integers(0, 3), happenings | st.none(), st.timedeltas(timedelta(0), timedelta(hours=3))), max_size=30
)


class Town:
    """A shell in miniature for several cases: their timers, and which mention belongs to which."""

    def __init__(self, level: str) -> None:
        self.now = MONDAY_TEN
        self.cases: dict[int, Case] = {}
        self.timers: dict[tuple[int, TimerKind], StartTimer] = {}
        self.where: dict[int, int] = {}
        self.decisions: list[tuple[Case, Event, Decision, datetime]] = []
        self.judged: dict[int, MentionJudged] = {}
        for at in (level, "attention"):
            self.open(at)

    def open(self, level: str) -> None:
        event = self.said(level, None)
        number = len(self.cases) + 1
        self.where[event.mention] = number
        self.keep(number, open_case(number, event, PROTOCOL, self.now))

    def said(self, level: str, kind: str | None) -> MentionJudged:
        number = len(self.judged) + 1
        self.judged[number] = mention(level, number, self.now, author_kind=kind)
        return self.judged[number]

    def keep(self, number: int, decision: Decision) -> None:
        self.cases[number] = decision.case
        for effect in decision.effects:
            if isinstance(effect, StopTimers):
                for kind in effect.kinds or tuple(TimerKind):
                    self.timers.pop((number, kind), None)
            if isinstance(effect, StartTimer):
                self.timers[number, effect.kind] = effect
        for effect in decision.effects:
            if isinstance(effect, JoinCase):
                moved = [one for one, home in self.where.items() if home == number]
                self.where |= dict.fromkeys(moved, effect.into)
                other = self.cases[effect.into]
                self.take(effect.into, Joined(decision.case, effect.by, other.authors + 1, effect.waiting))
            if isinstance(effect, SplitOff):
                self.split(number, effect)

    def split(self, number: int, effect: SplitOff) -> None:
        fresh = len(self.cases) + 1
        events = sorted((self.judged[one] for one in effect.mentions), key=lambda event: -event.level_number)
        self.where |= dict.fromkeys(effect.mentions, fresh)
        self.keep(fresh, open_split(fresh, events[0], effect.by, number, PROTOCOL, self.now, tuple(events[1:])))
        left = sorted(one for one, home in self.where.items() if home == number)
        worst = max(left, key=lambda one: self.judged[one].level_number)
        for one in effect.mentions:
            self.take(number, Parted(one, fresh, effect.by, left[0], worst, 1, 0))

    def take(self, number: int, event: Event) -> None:
        case = self.cases[number]
        decision = advance(case, event, PROTOCOL, self.now)
        self.decisions.append((case, event, decision, self.now))
        self.keep(number, decision)

    def happens(self, place: int, what: Event | tuple[str, str, str | None]) -> None:
        number = 1 + place % len(self.cases)
        while (into := self.cases[number].merged_into) is not None and not isinstance(what, Pressed):
            number = into
        if isinstance(what, tuple):
            event = self.said(what[1], what[2])
            self.where[event.mention] = number
            self.take(number, event)
        else:
            self.take(number, self.chosen(number, what))

    def chosen(self, number: int, what: Event) -> Event:
        """The desk lets through only cases and mentions that are there: a digit chooses among those."""
        if not isinstance(what, Pressed) or what.action not in (Action.MERGE, Action.SPLIT) or what.choice == "x":
            return what
        if what.action is Action.SPLIT:
            there = sorted(one for one, home in self.where.items() if home == number)
            wanted = {there[int(word) % len(there)] for word in what.choice.split()} if there else set()
            return replace(what, choice=" ".join(map(str, sorted(wanted))) if len(wanted) < len(there) else "x")
        else:
            there = [one for one, case in self.cases.items() if case.merged_into is None]
        return replace(what, choice=str(there[int(what.choice) % len(there)]) if there else "x")

    def forward(self, amount: timedelta) -> None:
        until = self.now + amount
        while due := [(key, t) for key, t in self.timers.items() if t.due_at <= until]:
            key, timer = min(due, key=lambda one: one[1].due_at)
            del self.timers[key]
            self.now = max(self.now, timer.due_at)
            self.take(key[0], TimerDue(timer.kind, timer.step))
        self.now = until


def lived(level: str, history: list[tuple[int, Event | tuple[str, str, str | None] | None, timedelta]]) -> Town:
    town = Town(level)
    for place, what, wait in history:
        town.forward(wait)
        if what is not None:
            town.happens(place, what)
    return town


NEWS = (
    NoticeKind.NEW_FACT,
    NoticeKind.LEVEL_UP,
    NoticeKind.REMINDER,
    NoticeKind.INFORMED,
    NoticeKind.WOKEN,
    NoticeKind.ENDED,
)


def no_law_is_broken(town: Town) -> None:
    held: dict[int, int] = {}
    for home in town.where.values():
        held[home] = held.get(home, 0) + 1
    for number, case in town.cases.items():
        kinds = {kind for (one, kind) in town.timers if one == number}
        if case.merged_into is not None:
            assert held.get(number, 0) == 0, "a mention stayed behind in a case that went into another"
        else:
            assert case.mentions == held[number], "a case counts other mentions than it has"
        if case.state is State.OPEN:
            assert kinds & {TimerKind.STEP, TimerKind.LAST_RESORT}, "an open case that nothing looks at again"
        if case.state is State.SNOOZED:
            assert TimerKind.SNOOZE in kinds, "a snooze without an end"
        if case.state is State.ACKNOWLEDGED:
            assert case.assignee, "a case in nobody's hands"
            assert case.replied or kinds & {TimerKind.REPLY, TimerKind.RESUME}, "a promise that nothing looks at again"
    for before, event, decision, _ in town.decisions:
        quiet_after_all(before, event, decision)
        steps_once(before, decision)


def quiet_after_all(before: Case, event: Event, decision: Decision) -> None:
    """A case that somebody has, or that is closed, rings only for news, or because it became loose again."""
    if before.state is State.OPEN:
        return
    for effect in decision.effects:
        if isinstance(effect, Notify) and effect.loud:
            loose = decision.case.state is State.OPEN and not isinstance(event, MentionJudged)
            raised = decision.case.level_number > before.level_number
            assert effect.kind in NEWS or loose or raised, (before, event, effect)


def steps_once(before: Case, decision: Decision) -> None:
    taken = [int(e.detail) for e in decision.effects if isinstance(e, Record) and e.what == "step"]
    assert len(taken) == len(set(taken))
    if taken and (decision.case.level, decision.case.level_since) == (before.level, before.level_since):
        assert min(taken) == before.step + 1, "a step was taken again"


@given(st.sampled_from(["attention", "serious", "crisis"]), histories)
@settings(max_examples=examples(120), deadline=None)
def test_no_history_breaks_a_law(level, history):
    no_law_is_broken(lived(level, history))


@pytest.mark.slow
@pytest.mark.timeout(1800)
@given(st.sampled_from(["attention", "serious", "crisis"]), histories)
@settings(max_examples=5000, deadline=None)
def test_five_thousand_histories_break_no_law(level, history):
    no_law_is_broken(lived(level, history))


@given(st.sampled_from(["serious", "crisis"]), histories)
@settings(max_examples=examples(60), deadline=None)
def test_whoever_leaves_a_case_open_long_enough_hears_the_last_resort(level, history):
    """Somebody is always told: an open case that nobody touches reaches the board, and goes on doing so."""
    town = lived(level, history)
    town.forward(timedelta(days=4))
    count = len(town.decisions)
    town.forward(timedelta(days=4))
    for number, case in town.cases.items():
        if case.state is State.OPEN:
            rung = [d for c, _, d, _ in town.decisions[count:] if c.id == number]
            assert any(isinstance(e, Notify) for d in rung for e in d.effects)
