"""Moments, durations and numbers in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.explain.when import lasted, moment, number
from rules.i18n import Lang

HOME = ZoneInfo("Europe/Amsterdam")

LASTED = [
    (timedelta(seconds=-5), "1 min", "1 min"),
    (timedelta(seconds=59), "1 min", "1 min"),
    (timedelta(minutes=89), "89 min", "89 min"),
    (timedelta(minutes=90), "2 uur", "2 hours"),
    (timedelta(hours=35), "35 uur", "35 hours"),
    (timedelta(hours=36), "2 dagen", "2 days"),
    (timedelta(days=9), "9 dagen", "9 days"),
]


@pytest.mark.parametrize(("amount", "dutch", "english"), LASTED)
def test_how_long_it_lasted(amount: timedelta, dutch: str, english: str) -> None:
    assert (lasted(amount, Lang.NL), lasted(amount, Lang.EN)) == (dutch, english)


def test_a_moment_is_local_and_names_another_day() -> None:
    now = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    assert moment(now, now, HOME, Lang.NL) == "00:30"
    assert moment(now - timedelta(hours=1), now, HOME, Lang.NL) == "28 mrt 23:30"
    assert moment(now - timedelta(hours=1), now, HOME, Lang.EN) == "28 Mar 23:30"


def test_a_number_is_grouped_as_the_reader_is_used_to() -> None:
    assert (number(12300, Lang.NL), number(12300, Lang.EN), number(14, Lang.NL)) == ("12.300", "12,300", "14")
