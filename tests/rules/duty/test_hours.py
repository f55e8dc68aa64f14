"""Office hours are half-open and local; promises keep their length over closing time, days off and clock changes."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.duty.hours import (
    before,
    due,
    instant,
    is_office,
    is_workday,
    next_office_opening,
    next_report,
    next_workday,
    office_intervals,
    office_time,
)
from rules.protocol.model import Calendar, Clock, OfficeHours, Report, Span
from tests.laws import examples
from tests.rules.duty.team import AMSTERDAM, CALENDAR, HOUR, TEAM, WEEKDAYS, local, naive, shown, team


def office(amount: timedelta) -> Span:
    return Span(amount, Clock.OFFICE)


def days(count: int) -> Span:
    return Span(timedelta(days=count), Clock.WORKDAYS)


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        ("2026-11-23 08:29", False),
        ("2026-11-23 08:30", True),
        ("2026-11-23 17:29", True),
        ("2026-11-23 17:30", False),  # half-open
        ("2026-11-22 12:00", False),  # Sunday
        ("2026-12-25 12:00", False),  # Christmas
        ("2026-10-26 08:30", True),  # the Monday after the clock went back
        ("2027-03-29 12:00", False),  # Easter Monday
        ("2027-03-30 08:30", True),
    ],
)
def test_the_office_is_open_at(at: str, open_: bool):
    assert is_office(local(at), TEAM) is open_


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23 10:00", 4, "2026-11-23 14:00"),
        ("2026-11-23 16:30", 1, "2026-11-23 17:30"),  # up at closing time itself
        ("2026-11-23 16:30", 2, "2026-11-24 09:30"),
        ("2026-11-20 17:00", 1, "2026-11-23 09:00"),  # over a weekend
        ("2026-11-21 03:00", 1, "2026-11-23 09:30"),  # from a closed moment
        ("2026-12-24 17:00", 1, "2026-12-28 09:00"),  # over Christmas and a weekend
        ("2026-10-23 17:00", 1, "2026-10-26 09:00"),  # clock goes back on the 25th
        ("2027-03-26 17:00", 1, "2027-03-30 09:00"),  # clock goes forward, Easter Monday
        ("2026-11-23 08:30", 45, "2026-11-27 17:30"),
        ("2026-11-22 03:00", 0, "2026-11-22 03:00"),
    ],
)
def test_office_hours_pass(start: str, hours: int, end: str):
    assert shown(due(local(start), office(hours * HOUR), TEAM)) == end


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-23 10:00", 1, "2026-11-24 17:30"),
        ("2026-11-20 16:00", 5, "2026-11-27 17:30"),
        ("2026-11-21 12:00", 1, "2026-11-23 17:30"),
        ("2026-12-24 12:00", 1, "2026-12-28 17:30"),
        ("2026-11-23 10:00", 0, "2026-11-23 10:00"),
    ],
)
def test_workdays_end_when_the_office_closes(start: str, count: int, end: str):
    assert shown(due(local(start), days(count), TEAM)) == end


def test_wall_time_never_stops_and_is_real_time_when_the_clock_changes():
    assert shown(due(local("2026-10-25 01:30"), Span(2 * HOUR), TEAM)) == "2026-10-25 02:30"
    assert shown(due(local("2027-03-28 01:30"), Span(HOUR), TEAM)) == "2027-03-28 03:30"


def test_a_time_that_occurs_twice_is_its_first_and_a_skipped_one_is_the_jump():
    assert instant(naive("2026-10-25 02:30"), AMSTERDAM) == local("2026-10-25 02:30", fold=0)
    jump = local("2027-03-28 03:00")
    assert [instant(naive(f"2027-03-28 02:{minute:02}"), AMSTERDAM) for minute in (0, 1, 30, 59)] == [jump] * 4


@given(
    st.datetimes(naive("2026-10-24"), naive("2027-03-30")),
    st.datetimes(naive("2026-10-24"), naive("2027-03-30")),
)
def test_later_local_times_are_never_earlier_moments(one: datetime, other: datetime):
    first, second = sorted((one, other))
    assert instant(first, AMSTERDAM) <= instant(second, AMSTERDAM)


around = st.one_of(
    st.datetimes(naive("2026-10-23"), naive("2026-10-28")),
    st.datetimes(naive("2027-03-26"), naive("2027-04-01")),
    st.datetimes(naive("2026-12-22"), naive("2027-01-06")),
).map(lambda wall: instant(wall, AMSTERDAM))
amounts = st.integers(0, 60 * 60).map(lambda minutes: timedelta(minutes=minutes))
night = team(calendar=Calendar((OfficeHours(WEEKDAYS, time(22), time(6)), OfficeHours(WEEKDAYS, time(5), time(23)))))
calendars = st.sampled_from([TEAM, night, team(calendar=Calendar())])


@given(around, amounts, amounts, calendars)
@settings(max_examples=examples(60), deadline=None)
def test_office_time_adds_up(start: datetime, one: timedelta, other: timedelta, protocol):
    halfway = due(start, office(one), protocol)
    assert due(halfway, office(other), protocol) == due(start, office(one + other), protocol)


@given(around, amounts.filter(bool), calendars)
@settings(max_examples=examples(60), deadline=None)
def test_a_promise_is_due_when_the_office_has_been_open_that_long_and_not_earlier(start, amount, protocol):
    end = due(start, office(amount), protocol)
    assert office_time(start, end, protocol) == amount
    assert office_time(start, end - timedelta(seconds=1), protocol) < amount


@given(around, amounts.filter(bool), calendars)
@settings(max_examples=examples(60), deadline=None)
def test_looking_back_is_the_inverse_of_looking_ahead(end: datetime, amount: timedelta, protocol):
    start = before(end, office(amount), protocol)
    assert office_time(start, end, protocol) == amount
    assert is_office(start, protocol)


@given(around, calendars)
@settings(max_examples=examples(60), deadline=None)
def test_the_office_opens_at_the_first_open_moment(at: datetime, protocol):
    opening = next_office_opening(at, protocol)
    assert is_office(opening, protocol)
    assert (opening == at) is is_office(at, protocol)
    assert office_time(at, opening, protocol) == timedelta(0)


def test_office_time_between_two_moments():
    assert office_time(local("2026-11-20 16:30"), local("2026-11-23 09:30"), TEAM) == 2 * HOUR
    assert office_time(local("2026-11-23 12:00"), local("2026-11-23 11:00"), TEAM) == timedelta(0)


@pytest.mark.parametrize(
    ("span", "start"),
    [
        (Span(timedelta(days=1)), "2026-11-22 09:00"),
        (office(HOUR), "2026-11-20 17:00"),
        (days(1), "2026-11-20 08:30"),
        (days(0), "2026-11-23 09:00"),
    ],
)
def test_a_reminder_lies_a_span_before(span: Span, start: str):
    end = local("2026-11-23 09:00") if span.clock is not Clock.OFFICE else local("2026-11-23 09:00") - HOUR / 2
    assert shown(before(end, span, TEAM)) == ("2026-11-20 16:30" if span.clock is Clock.OFFICE else start)


def test_without_written_hours_every_hour_counts_so_that_no_promise_waits_for_ever():
    protocol = team(calendar=Calendar((OfficeHours(frozenset(), time(9), time(17)),)))
    start = local("2026-11-22 03:00")
    assert is_office(start, protocol)
    assert due(start, office(5 * HOUR), protocol) == start + 5 * HOUR
    assert shown(due(start, days(1), protocol)) == "2026-11-24 00:00"


def test_an_extra_workday_on_a_saturday_has_the_hours_of_an_ordinary_day():
    saturday = date(2026, 11, 28)
    protocol = team(calendar=replace(CALENDAR, extra_workdays=frozenset({saturday, date(2026, 12, 25)})))
    assert is_workday(saturday, protocol)
    assert is_office(local("2026-11-28 08:30"), protocol)
    assert is_workday(date(2026, 12, 25), protocol)
    assert next_workday(date(2026, 12, 24), protocol) == date(2026, 12, 25)


def test_hours_that_meet_or_overlap_are_one_stretch_and_those_in_a_skipped_hour_are_none():
    hours = [
        OfficeHours(WEEKDAYS, time(13), time(17)),
        OfficeHours(WEEKDAYS, time(9), time(13)),
        OfficeHours(WEEKDAYS, time(10), time(12)),
    ]
    lunch = OfficeHours(WEEKDAYS, time(18), time(19))
    [first, second] = office_intervals(date(2026, 11, 23), team(calendar=Calendar((*hours, lunch))))
    assert [shown(moment) for moment in (*first, *second)] == [f"2026-11-23 {h}:00" for h in ("09", "17", "18", "19")]
    skipped = team(calendar=Calendar((OfficeHours(frozenset({6}), time(2, 15), time(2, 45)),)))
    assert office_intervals(date(2027, 3, 28), skipped) == ()
    assert len(office_intervals(date(2027, 3, 21), skipped)) == 1


@pytest.mark.parametrize(
    ("weekdays", "at", "after", "goes_out"),
    [
        (WEEKDAYS, time(8, 45), "2026-11-23 08:44", "2026-11-23 08:45"),
        (WEEKDAYS, time(8, 45), "2026-11-23 08:45", "2026-11-24 08:45"),
        (WEEKDAYS, time(8, 45), "2026-12-24 12:00", "2026-12-28 08:45"),
        ({0}, time(9, 30), "2027-03-24 12:00", "2027-03-30 09:30"),  # Easter Monday: moves to Tuesday
        ({0}, time(9, 30), "2027-03-30 12:00", "2027-04-05 09:30"),
        ({5}, time(9, 30), "2026-11-20 12:00", "2026-11-23 09:30"),  # Saturday moves to Monday
    ],
)
def test_a_report_moves_to_the_next_workday(weekdays, at: time, after: str, goes_out: str):
    report = Report("Verslag", ("lead",), frozenset(weekdays), at)
    moment = next_report(report, local(after), TEAM)
    assert moment is not None
    assert shown(moment) == goes_out


def test_a_report_without_days_never_goes_out():
    assert next_report(Report("Verslag", ("lead",), frozenset(), time(9)), local("2026-11-23 09:00"), TEAM) is None
