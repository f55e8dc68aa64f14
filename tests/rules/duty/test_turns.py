"""Turns of duty change hands at local times, once each, whatever the clock does."""

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.duty.hours import instant
from rules.duty.staffing import EVERYBODY, Staffing, Swap
from rules.duty.turns import Handover, next_handover, on_duty, reminder_at, turns
from rules.protocol.model import Clock, Every, Schedule, Shift, Span
from tests.laws import examples
from tests.rules.duty.team import AMSTERDAM, DUTY, HOUR, TEAM, local, naive, override, shown, with_duty


@pytest.mark.parametrize(
    ("at", "person"),
    [
        ("2026-01-05 09:00", "anna"),
        ("2026-01-12 08:59", "anna"),
        ("2026-01-12 09:00", "bert"),  # 09:00:00 belongs to the new shift
        ("2026-01-19 09:00", "cora"),
        ("2026-01-26 09:00", "anna"),
        ("2026-10-26 08:59", "cora"),  # the clock went back on the 25th
        ("2026-10-26 09:00", "anna"),
        ("2026-01-05 08:59", None),  # before the first turn
    ],
)
def test_the_weekly_turn(at: str, person: str | None):
    assert on_duty(DUTY, local(at), TEAM) == person


def test_the_first_turn_waits_for_its_weekday():
    schedule = replace(DUTY, shift=replace(DUTY.shift, first=date(2026, 1, 7)))
    assert on_duty(schedule, local("2026-01-12 08:59"), TEAM) is None
    assert on_duty(schedule, local("2026-01-12 09:00"), TEAM) == "anna"


def test_a_turn_of_two_weeks_and_a_daily_turn():
    fortnight = replace(DUTY, shift=replace(DUTY.shift, count=2))
    assert [on_duty(fortnight, local(f"2026-01-{day:02} 12:00"), TEAM) for day in (5, 12, 19)] == [
        "anna",
        "anna",
        "bert",
    ]
    daily = replace(DUTY, shift=Shift(Every.DAY, None, time(7), date(2026, 1, 5)))
    assert [on_duty(daily, local(f"2026-01-{day:02} 12:00"), TEAM) for day in (5, 6, 7, 8)] == [
        "anna",
        "bert",
        "cora",
        "anna",
    ]


def test_nobody_is_on_duty_without_a_rotation():
    assert on_duty(replace(DUTY, rotation=()), local("2026-01-12 09:00"), TEAM) is None


def test_an_override_beats_the_rotation_a_later_one_beats_an_earlier_and_a_swap_beats_both():
    protocol = with_duty(
        overrides=(
            override("dirk", "2026-01-06 00:00", "2026-01-08 09:00"),
            override("emma", "2026-01-07 00:00", "2026-01-07 12:00"),
        )
    )
    schedule = protocol.on_call["duty"]
    assert on_duty(schedule, local("2026-01-06 12:00"), protocol) == "dirk"
    assert on_duty(schedule, local("2026-01-07 11:59"), protocol) == "emma"
    assert on_duty(schedule, local("2026-01-07 12:00"), protocol) == "dirk"
    assert on_duty(schedule, local("2026-01-08 09:00"), protocol) == "anna"
    swaps = tuple(
        Swap(where, name, local("2026-01-07 10:00"), local("2026-01-07 11:00"))
        for where, name in (("duty", "finn"), ("duty", "gijs"), ("elsewhere", "bert"))
    )
    assert on_duty(schedule, local("2026-01-07 10:30"), protocol, Staffing(swaps)) == "gijs"
    assert on_duty(schedule, local("2026-01-07 11:00"), protocol, Staffing(swaps)) == "emma"


def test_turns_are_shown_with_their_reason_and_a_hole_as_a_hole():
    protocol = with_duty(overrides=(override("dirk", "2026-01-06 00:00", "2026-01-07 00:00"),))
    found = turns(protocol.on_call["duty"], local("2026-01-04 00:00"), local("2026-01-13 00:00"), protocol)
    assert [(turn.who, shown(turn.start), turn.why) for turn in found] == [
        (None, "2026-01-04 00:00", "hole"),
        ("anna", "2026-01-05 09:00", "rotation"),
        ("dirk", "2026-01-06 00:00", "override"),
        ("anna", "2026-01-07 00:00", "rotation"),
        ("bert", "2026-01-12 09:00", "rotation"),
    ]
    assert found[-1].end == local("2026-01-13 00:00")


@pytest.mark.parametrize("hour", ["02:00", "02:30", "03:00"])
def test_a_hand_over_in_a_double_or_a_missing_hour_happens_once(hour: str):
    schedule = replace(DUTY, shift=Shift(Every.DAY, None, time.fromisoformat(hour), date(2026, 10, 1)))
    for start, end in (("2026-10-24 12:00", "2026-10-25 12:00"), ("2027-03-27 12:00", "2027-03-28 12:00")):
        assert len(turns(schedule, local(start), local(end), TEAM)) == 2


@given(
    st.datetimes(naive("2026-10-20"), naive("2026-10-30")),
    st.integers(1, 60 * 24 * 9),
    st.sampled_from([time(2), time(2, 30), time(9), time(0)]),
    st.sampled_from([Every.DAY, Every.WEEK]),
)
@settings(max_examples=examples(80), deadline=None)
def test_turns_are_the_person_on_duty_at_every_moment_and_leave_no_gap(wall, minutes, starts, every):
    schedule = Schedule(
        "duty", ("anna", "bert"), Shift(every, None if every is Every.DAY else 6, starts, date(2026, 10, 1))
    )
    start = instant(wall, AMSTERDAM)
    end = start + timedelta(minutes=minutes)
    found = turns(schedule, start, end, TEAM)
    assert found[0].start == start
    assert found[-1].end == end
    assert all(one.end == next_.start and one.who != next_.who for one, next_ in pairwise(found))
    for turn in found:
        last = turn.end - timedelta(seconds=1)
        assert on_duty(schedule, turn.start, TEAM) == turn.who == on_duty(schedule, last, TEAM)


def test_the_next_hand_over_is_the_next_change_of_person():
    assert next_handover(DUTY, local("2026-01-06 12:00"), TEAM) == Handover(local("2026-01-12 09:00"), "anna", "bert")
    assert next_handover(DUTY, local("2025-12-01 12:00"), TEAM) == Handover(local("2026-01-05 09:00"), None, "anna")
    swap = Staffing((Swap("duty", "cora", local("2026-01-07 00:00"), local("2026-01-20 00:00")),))
    assert next_handover(DUTY, local("2026-01-08 00:00"), TEAM, swap) == Handover(
        local("2026-01-26 09:00"), "cora", "anna"
    )


def test_one_person_alone_never_hands_over():
    alone = replace(DUTY, rotation=("anna",))
    assert next_handover(alone, local("2026-01-06 12:00"), TEAM, EVERYBODY) is None


def test_a_hand_over_is_reminded_of_on_the_clock_that_is_written():
    handover = Handover(local("2026-01-12 09:00"), "anna", "bert")
    assert reminder_at(DUTY, handover, TEAM) is None
    a_day = replace(DUTY, remind=Span(timedelta(days=1)))
    assert reminder_at(a_day, handover, TEAM) == local("2026-01-11 09:00")
    an_office_hour = replace(DUTY, remind=Span(HOUR, Clock.OFFICE))
    assert reminder_at(an_office_hour, handover, TEAM) == local("2026-01-09 17:00")
