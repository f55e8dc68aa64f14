"""What is done after a failure: a table for every fault, laws for the times."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.case.delivery import (
    Attempted,
    Circuit,
    Fault,
    GiveUp,
    Halt,
    Moved,
    Outcome,
    Plain,
    Retry,
    after_break,
    after_failure,
    backoff,
    blames_notifier,
)

NOW = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)


def seconds(amount: float) -> timedelta:
    return timedelta(seconds=amount)


def tried(
    attempts: int = 1, since: float = 0, *, urgent: bool = False, plain: bool = False, alone: bool = False
) -> Attempted:
    return Attempted(attempts, NOW - seconds(since), urgent=urgent, plain=plain, alone=alone)


TABLE: list[tuple[str, Fault, Attempted, Outcome]] = [
    ("down, first time", Fault.UNREACHABLE, tried(), Retry(NOW + seconds(1))),
    ("down, third time", Fault.UNREACHABLE, tried(3), Retry(NOW + seconds(4))),
    ("down for hours", Fault.UNREACHABLE, tried(400, 7200), Retry(NOW + seconds(60))),
    ("down for a day", Fault.UNREACHABLE, tried(1440, 86_400), Retry(NOW + seconds(60))),
    ("case 26: only this one, six hours", Fault.UNREACHABLE, tried(360, 21_600, alone=True), GiveUp(next_person=True)),
    ("only this one, not yet six hours", Fault.UNREACHABLE, tried(359, 21_599, alone=True), Retry(NOW + seconds(60))),
    ("case 13: down, urgent", Fault.UNREACHABLE, tried(6, 88, urgent=True), Retry(NOW + seconds(32), fall_back=True)),
    ("down, urgent, not yet two minutes", Fault.UNREACHABLE, tried(6, 87, urgent=True), Retry(NOW + seconds(32))),
    ("another poller", Fault.CONFLICT, tried(2), Retry(NOW + seconds(2))),
    ("case 5: may have arrived", Fault.UNKNOWN, tried(), Retry(NOW + seconds(15), possible_duplicate=True)),
    ("again unknown", Fault.UNKNOWN, tried(7), Retry(NOW + seconds(60), possible_duplicate=True)),
    (
        "unknown and urgent",
        Fault.UNKNOWN,
        tried(1, 105, urgent=True),
        Retry(NOW + seconds(15), possible_duplicate=True, fall_back=True),
    ),
    ("case 15: gone", Fault.GONE, tried(), GiveUp(next_person=True, unreachable=True)),
    ("case 16: markup", Fault.MARKUP, tried(), Plain()),
    ("case 16: even plain", Fault.MARKUP, tried(plain=True), GiveUp(next_person=True)),
    ("refused", Fault.REFUSED, tried(), Plain()),
    ("refused, even plain", Fault.REFUSED, tried(plain=True), GiveUp(next_person=True)),
    ("case 17: moved", Fault.MOVED, tried(), Moved()),
    ("case 18: token", Fault.TOKEN, tried(), Halt(NOW + seconds(60))),
    ("nothing to edit", Fault.STALE, tried(), GiveUp(next_person=False)),
    ("throttled without a time", Fault.THROTTLED, tried(2), Retry(NOW + seconds(2), hold_chat=True)),
]


@pytest.mark.parametrize(("what", "fault", "attempted", "outcome"), TABLE, ids=[row[0] for row in TABLE])
def test_what_is_done_after_each_failure(what: str, fault: Fault, attempted: Attempted, outcome: Outcome) -> None:
    assert after_failure(fault, attempted, NOW) == outcome


@pytest.mark.parametrize(("attempts", "again", "ends"), [(10, True, True), (9, True, False), (400, False, False)])
def test_case_26_what_we_break_over_ourselves_ends_after_ten_tries_but_not_for_one_mishap(
    attempts: int, again: bool, ends: bool
) -> None:
    assert after_break(attempts, again=again) == (GiveUp(next_person=True) if ends else None)


@given(st.integers(0, 100_000), st.floats(0, 1), st.integers(1, 50))
def test_case_14_a_throttled_chat_is_left_alone_for_exactly_as_long_as_asked(asked: int, jitter: float, n: int) -> None:
    outcome = after_failure(Fault.THROTTLED, tried(n), NOW, jitter=jitter, retry_after=seconds(asked))
    assert outcome == Retry(NOW + seconds(asked), hold_chat=True)


@given(st.sampled_from(Fault), st.integers(1, 10_000), st.floats(0, 1), st.booleans(), st.booleans())
def test_no_failure_is_ever_the_end_without_somebody_hearing(
    fault: Fault, attempts: int, jitter: float, urgent: bool, plain: bool
) -> None:
    """Law: a message is tried again, goes another way, or the case goes on to somebody else; stale edits excepted."""
    outcome = after_failure(fault, tried(attempts, 10, urgent=urgent, plain=plain), NOW, jitter=jitter)
    if isinstance(outcome, GiveUp):
        assert outcome.next_person or fault is Fault.STALE
    if isinstance(outcome, Retry):
        assert NOW < outcome.at <= NOW + seconds(75)


def test_the_waits_double_up_to_a_minute_and_the_jitter_only_adds() -> None:
    assert [backoff(n).total_seconds() for n in (0, 1, 2, 3, 4, 5, 6, 7, 8, 900)] == [1, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert backoff(3, 1.0) == seconds(5)


def test_a_circuit_opens_after_two_minutes_without_success_and_closes_at_once() -> None:
    circuit = Circuit().failed(NOW).failed(NOW + seconds(100))
    assert not circuit.open(NOW + seconds(119))
    assert circuit.open(NOW + seconds(120))
    assert not circuit.worked().open(NOW + seconds(500))
    assert not Circuit().open(NOW)


def test_only_failures_of_the_notifier_itself_count_for_its_circuit() -> None:
    assert {fault for fault in Fault if blames_notifier(fault)} == {Fault.UNREACHABLE, Fault.UNKNOWN, Fault.TOKEN}
