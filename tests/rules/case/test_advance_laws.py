"""Laws of a case: whatever happens in whatever order."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.case.advance import advance, open_case
from rules.case.model import (
    Action,
    Case,
    Decision,
    Event,
    MentionJudged,
    Noted,
    NoticeKind,
    Notify,
    Pressed,
    Record,
    StartTimer,
    State,
    StopTimers,
    TimerDue,
    TimerKind,
    Undeliverable,
)
from tests.laws import examples
from tests.rules.case.office import LEVELS, MONDAY_TEN, PROTOCOL, mention

people = st.sampled_from(sorted(PROTOCOL.people))
levels = st.sampled_from(sorted(LEVELS))
categories = st.sampled_from(["complaint", "threat", "media_request", None])
mentions = st.builds(
    lambda level, category, kind: mention(level, 2, category=category, author_kind=kind),
    levels,
    categories,
    st.sampled_from([None, "media", "politics"]),
)
presses = st.builds(Pressed, st.sampled_from(list(Action)), people, st.none() | st.integers(0, 3))
events = st.one_of(
    mentions,
    presses,
    presses,
    st.builds(Noted, people, st.just("x")),
    st.builds(Undeliverable, people, st.just("gone")),
)
histories = st.lists(st.tuples(events | st.none(), st.timedeltas(timedelta(0), timedelta(hours=2))), max_size=25)


class World:
    """A shell in miniature: keeps the timers a case asks for and lets them fall due."""

    def __init__(self, level: str) -> None:
        self.now = MONDAY_TEN
        self.timers: dict[TimerKind, StartTimer] = {}
        self.decisions: list[tuple[Case, Event, Decision]] = []
        first = open_case(1, mention(level), PROTOCOL, self.now)
        self.case = first.case
        self._keep(first)

    def _keep(self, decision: Decision) -> None:
        for effect in decision.effects:
            if isinstance(effect, StopTimers):
                for kind in effect.kinds or tuple(self.timers):
                    self.timers.pop(kind, None)
            if isinstance(effect, StartTimer):
                self.timers[effect.kind] = effect
        self.case = decision.case

    def take(self, event: Event) -> Decision:
        before, decision = self.case, advance(self.case, event, PROTOCOL, self.now)
        self.decisions.append((before, event, decision))
        self._keep(decision)
        return decision

    def forward(self, amount: timedelta) -> None:
        until = self.now + amount
        while due := [t for t in self.timers.values() if t.due_at <= until]:
            timer = min(due, key=lambda t: t.due_at)
            del self.timers[timer.kind]
            self.now = max(self.now, timer.due_at)
            self.take(TimerDue(timer.kind, timer.step))
        self.now = until


def lived(level: str, history: list[tuple[Event | None, timedelta]]) -> World:
    world = World(level)
    for event, wait in history:
        world.forward(wait)
        if event is not None:
            world.take(event)
    return world


@given(st.sampled_from(["attention", "serious", "crisis"]), histories)
@settings(max_examples=examples(150), deadline=None)
def test_an_open_case_always_has_a_timer(level, history):
    world = lived(level, history)
    for before, _, _ in world.decisions:
        assert before.id == 1
    if world.case.state is State.OPEN:
        assert TimerKind.STEP in world.timers or TimerKind.LAST_RESORT in world.timers


@given(st.sampled_from(["attention", "serious", "crisis"]), histories)
@settings(max_examples=examples(150), deadline=None)
def test_a_handled_case_rings_only_for_news_reminders_and_broken_promises(level, history):
    for before, event, decision in lived(level, history).decisions:
        if before.state is State.OPEN:
            continue
        for effect in decision.effects:
            if isinstance(effect, Notify):
                news = effect.kind in (
                    NoticeKind.NEW_FACT,
                    NoticeKind.LEVEL_UP,
                    NoticeKind.REMINDER,
                    NoticeKind.INFORMED,
                    NoticeKind.WOKEN,
                    NoticeKind.ENDED,
                )
                loosened = isinstance(event, Pressed | TimerDue | Undeliverable) and decision.case.state is State.OPEN
                raised = isinstance(event, MentionJudged) and decision.case.level_number > before.level_number
                assert news or loosened or raised


@given(st.sampled_from(["serious", "crisis"]), histories)
@settings(max_examples=examples(150), deadline=None)
def test_each_step_of_a_level_is_taken_once(level, history):
    taken: set[tuple[datetime | None, str]] = set()
    for _, _, decision in lived(level, history).decisions:
        for effect in decision.effects:
            if isinstance(effect, Record) and effect.what == "step":
                entry = (decision.case.level_since, effect.detail)
                assert entry not in taken
                taken.add(entry)


@given(st.sampled_from(["attention", "serious", "crisis"]), histories)
@settings(max_examples=examples(150), deadline=None)
def test_the_turn_never_goes_back_and_changes_with_state_and_holder(level, history):
    for before, _, decision in lived(level, history).decisions:
        after = decision.case
        assert after.turn >= before.turn
        if (after.state, after.assignee) != (before.state, before.assignee):
            assert after.turn > before.turn
        assert after.level_number >= before.level_number
        assert after.mentions >= before.mentions


@given(st.sampled_from(["serious", "crisis"]))
@settings(max_examples=examples(10), deadline=None)
def test_a_case_nobody_touches_tells_the_last_resort_for_ever(level):
    world = World(level)
    world.forward(timedelta(hours=12))
    rings = [e for _, _, d in world.decisions for e in d.effects if isinstance(e, Notify) and e.person == "marleen"]
    assert len(rings) > 12
