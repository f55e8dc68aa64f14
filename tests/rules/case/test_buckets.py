"""No window of time ever holds more messages than the platform allows, and nobody waits longer than needed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.case.buckets import CALL, GROUP, OVERALL, PRIVATE, Limit, book, free_at, hold, limit_of, pace_of
from tests.laws import examples

NOW = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
GAPS = st.lists(st.floats(0, 8, allow_nan=False), max_size=50)


def booked(limit: Limit, gaps: list[float]) -> list[datetime]:
    """When messages asked for with these gaps (seconds) may go."""
    now, state, times = NOW, None, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        when, state = book(limit, state, now)
        assert when >= now
        times.append(when)
    return times


@pytest.mark.parametrize(
    ("limit", "window", "most"),
    [(PRIVATE, timedelta(seconds=1), 1), (GROUP, timedelta(minutes=1), 18), (OVERALL, timedelta(seconds=1), 25)],
)
@settings(max_examples=examples(40))
@given(gaps=GAPS)
def test_case_14_no_window_holds_too_many(limit: Limit, window: timedelta, most: int, gaps: list[float]) -> None:
    times = booked(limit, gaps)
    for place, first in enumerate(times):
        assert sum(1 for t in times[place:] if t < first + window) <= most
    assert times == sorted(times)


def test_a_storm_to_a_group_takes_its_time_and_a_single_message_none() -> None:
    times = booked(GROUP, [0.0] * 22)
    waits = [(t - NOW).total_seconds() for t in times]
    assert waits[:6] == [0, 0, 0, 0, 4, 8]
    assert waits[-1] == 72
    assert book(GROUP, None, NOW)[0] == NOW


def test_a_rested_chat_has_its_burst_again() -> None:
    _, state = book(PRIVATE, None, NOW)
    assert free_at(PRIVATE, state, NOW) == NOW + timedelta(seconds=1)
    assert free_at(PRIVATE, state, NOW + timedelta(hours=1)) == NOW + timedelta(hours=1)
    assert free_at(PRIVATE, None, NOW) == NOW


@settings(max_examples=examples(40))
@given(st.sampled_from([PRIVATE, GROUP, OVERALL]), GAPS, st.floats(0, 100_000))
def test_case_14_nothing_goes_before_the_end_of_a_hold(limit: Limit, gaps: list[float], seconds: float) -> None:
    until = NOW + timedelta(seconds=seconds)
    state: datetime | None = None
    for gap in gaps:
        _, state = book(limit, state, NOW + timedelta(seconds=gap))
    held = hold(limit, state, until)
    assert free_at(limit, held, NOW) >= until
    first, after = book(limit, held, NOW)
    assert book(limit, after, NOW)[0] >= first + limit.interval


def test_groups_have_negative_ids() -> None:
    assert limit_of(7) is PRIVATE
    assert limit_of(-1001234567890) is GROUP


def test_a_phone_rings_once_a_minute_and_every_other_way_has_its_own_pace() -> None:
    assert pace_of("voice", "TG_SANNE") is CALL
    assert pace_of("sms", "TG_SANNE") is PRIVATE
    assert pace_of("telegram", "-1001234567890") is GROUP
    when, state = book(CALL, None, NOW)
    assert (when, book(CALL, state, NOW)[0]) == (NOW, NOW + timedelta(minutes=1))
