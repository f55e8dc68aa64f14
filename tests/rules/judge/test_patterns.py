"""Many mentions together against the usual rhythm of that hour of the week (catalogue 28), as tables and laws."""

from datetime import UTC, datetime, timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.judge.patterns import (
    UNKNOWN,
    Hour,
    Usual,
    Window,
    at_least_as_many,
    at_most_as_many,
    is_seen,
    looks_down,
    usual,
)
from rules.protocol.model import AllOf, Bound, Compare, Pattern
from tests.rules.case.office import PROTOCOL

HOUR = timedelta(hours=1)
NOON = datetime(2026, 3, 4, 11, 0, tzinfo=UTC)
"""Wednesday 12:00 in Amsterdam."""


def pattern(**more: object) -> Pattern:
    return Pattern("p", AllOf(()), **{"within": HOUR, **more})  # type: ignore[arg-type]


def weeks(count: int, at: datetime = NOON - HOUR, **more: object) -> dict[datetime, Hour]:
    """The same hour in each of the last five weeks, and the start of counting."""
    hours = {at - timedelta(weeks=back): Hour(count, **more) for back in range(1, 6)}  # type: ignore[arg-type]
    return {NOON - timedelta(weeks=6): Hour(0), **hours}


def test_usual_is_the_mean_of_the_same_window_in_the_last_four_weeks() -> None:
    hours = weeks(4) | {NOON - HOUR - timedelta(weeks=2): Hour(8)}
    found = usual(hours, HOUR, NOON, PROTOCOL)
    assert found.counts == (4, 8, 4, 4)
    assert found.mean == 5


def test_an_hour_that_lies_half_in_the_window_counts_half() -> None:
    assert usual(weeks(4), HOUR, NOON - HOUR / 2, PROTOCOL).mean == 2


def test_younger_than_four_weeks_nothing_is_usual() -> None:
    assert usual({NOON - timedelta(weeks=3): Hour(9)}, HOUR, NOON, PROTOCOL) is UNKNOWN
    assert usual({}, HOUR, NOON, PROTOCOL) is UNKNOWN
    assert not UNKNOWN.known and UNKNOWN.mean == 0


def test_storms_and_days_off_tell_nothing_about_what_is_usual() -> None:
    assert usual(weeks(50, storm=True), HOUR, NOON, PROTOCOL) is UNKNOWN
    from dataclasses import replace

    off = frozenset({(NOON - timedelta(weeks=1)).date()})
    calendar = replace(PROTOCOL.calendar, extra_days_off=off)
    found = usual(weeks(4), HOUR, NOON, replace(PROTOCOL, calendar=calendar))
    assert found.counts == (4, 4, 4)
    today = replace(calendar, extra_days_off=off | {NOON.date()})
    assert len(usual(weeks(4), HOUR, NOON, replace(PROTOCOL, calendar=today)).counts) == 4


def test_windows_go_by_the_local_clock_over_the_change_of_clocks() -> None:
    after = datetime(2026, 4, 1, 10, 0, tzinfo=UTC)  # 12:00 in summer; a week before 12:00 was 11:00 UTC
    hours = {after - timedelta(weeks=6): Hour(0), datetime(2026, 3, 25, 10, 0, tzinfo=UTC): Hour(7)}
    assert usual(hours, HOUR, after, PROTOCOL).counts == (7, 0, 0, 0)


def test_the_hour_that_the_clock_skips_has_no_window() -> None:
    sunday = datetime(2026, 4, 5, 1, 0, tzinfo=UTC)  # 03:00; a week before the clock went from 02:00 to 03:00
    hours = {sunday - timedelta(weeks=6): Hour(0)}
    assert len(usual(hours, HOUR, sunday, PROTOCOL).counts) == 3


@given(st.integers(0, 400), st.lists(st.integers(0, 60), min_size=1, max_size=4), st.floats(0, 60))
def test_more_is_never_more_probable_and_the_tails_make_one(count: int, counts: list[int], typical: float) -> None:
    known = Usual(tuple(float(one) for one in counts), typical)
    here = at_least_as_many(count, known)
    assert 0 <= at_least_as_many(count + 1, known) <= here + 1e-9
    assert here <= 1
    if count:
        assert isclose(at_least_as_many(count, known) + at_most_as_many(count - 1, known), 1, abs_tol=1e-6)


@given(st.integers(1, 60))
def test_the_prediction_is_near_what_was_learned(mean: int) -> None:
    known = Usual((float(mean),) * 4, float(mean))
    assert at_least_as_many(mean * 4 + 8, known) < 0.01
    assert at_least_as_many(max(mean // 4, 1), known) > 0.3


PEAKS = [
    ("a single hit never", pattern(times_usual=Bound(Compare.AT_LEAST, 2)), Window(1, 1, Usual((0.0,) * 4)), False),
    ("two never either", pattern(times_usual=Bound(Compare.AT_LEAST, 2)), Window(2, 2, Usual((0.0,) * 4)), False),
    ("a peak", pattern(at_least=8, times_usual=Bound(Compare.AT_LEAST, 4)), Window(20, 9, Usual((2.0,) * 4, 2.0)), True),
    ("too few authors", pattern(at_least=8, authors=6), Window(20, 5), False),
    ("no history, enough of them", pattern(at_least=8, authors=6, times_usual=Bound(Compare.AT_LEAST, 4)), Window(8, 6), True),
    ("no history and no number", pattern(times_usual=Bound(Compare.AT_LEAST, 4)), Window(80, 60), False),
    ("usual", pattern(at_least=8, times_usual=Bound(Compare.AT_LEAST, 4)), Window(9, 9, Usual((5.0,) * 4)), False),
    ("not usual enough", pattern(at_least=3, usual_at_least=5), Window(9, 9, Usual((1.0,) * 4)), False),
    ("only a number", pattern(at_least=3), Window(3, 1, Usual((1.0,) * 4)), True),
    ("chance does it too", pattern(at_least=3, times_usual=Bound(Compare.AT_LEAST, 3)), Window(3, 3, Usual((1.0,) * 4, 1.0)), False),
    ("silent", pattern(fewer_than=1, usual_at_least=5), Window(0, 0, Usual((10.0,) * 4, 10.0)), True),
    ("heard", pattern(fewer_than=1, usual_at_least=5), Window(1, 1, Usual((10.0,) * 4, 10.0)), False),
    ("always silent", pattern(fewer_than=1), Window(0, 0, Usual((0.0,) * 4)), False),
    ("nobody knows", pattern(fewer_than=1, usual_at_least=5), Window(0, 0), False),
    ("chance", pattern(fewer_than=1), Window(0, 0, Usual((1.0,) * 4, 1.0)), False),
    ("calm", pattern(proposes="close storm", times_usual=Bound(Compare.AT_MOST, 2)), Window(1, 1), True),
    ("not calm", pattern(proposes="close storm", times_usual=Bound(Compare.AT_MOST, 2)), Window(9, 9, Usual((4.0,) * 4)), False),
    ("calm by number", pattern(proposes="close storm", at_least=3), Window(2, 2), True),
    ("not calm by number", pattern(proposes="close storm", at_least=3), Window(3, 3), False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "wanted", "window", "seen"), PEAKS, ids=[row[0] for row in PEAKS])
def test_case_28_what_a_pattern_sees(name: str, wanted: Pattern, window: Window, seen: bool) -> None:
    assert is_seen(wanted, window) is seen, name


def test_patterns_about_few_are_looked_at_by_the_clock() -> None:
    assert looks_down(pattern(fewer_than=1))
    assert looks_down(pattern(proposes="close storm"))
    assert looks_down(pattern(times_usual=Bound(Compare.AT_MOST, 2)))
    assert not looks_down(pattern(at_least=3, times_usual=Bound(Compare.AT_LEAST, 2)))
