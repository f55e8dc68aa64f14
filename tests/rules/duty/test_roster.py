"""For every role somebody is told at every hour: the right person, else who stands in, else its people all the same."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.duty.hours import instant
from rules.duty.roster import change_points, could_be, who
from rules.duty.staffing import EVERYBODY, Staffing, Swap, Who
from rules.protocol.model import Role
from tests.laws import examples
from tests.rules.duty.team import AMSTERDAM, DUTY, PEOPLE, TEAM, local, naive, override, roles, team, with_duty

DAY, NIGHT, BEFORE = local("2026-12-01 12:00"), local("2026-12-01 23:00"), local("2025-12-30 12:00")
# On 1 December 2026 cora has the duty (47 weeks after anna began).


def without(*people: str) -> Staffing:
    return Staffing(unreachable=frozenset(people))


@pytest.mark.parametrize(
    ("role", "at", "staffing", "people", "reason"),
    [
        ("webcare", DAY, EVERYBODY, ("finn", "gijs"), "people"),
        ("webcare", DAY, without("finn"), ("gijs",), "people"),
        ("webcare", NIGHT, EVERYBODY, ("cora",), "stand_in"),
        ("webcare", DAY, without("finn", "gijs"), ("cora",), "stand_in"),
        ("webcare", DAY, without(*PEOPLE), ("finn", "gijs"), "told_anyway"),
        ("lead", NIGHT, EVERYBODY, ("anna",), "told_anyway"),
        ("lead", NIGHT, without("anna"), ("anna",), "told_anyway"),
        ("on_call", NIGHT, EVERYBODY, ("cora",), "on_duty"),
        ("on_call", NIGHT, without("cora"), ("anna",), "backup"),
        ("on_call", NIGHT, without("cora", "anna"), ("bert",), "backup"),
        ("on_call", NIGHT, without(*PEOPLE), ("cora",), "told_anyway"),
        ("on_call", BEFORE, EVERYBODY, ("anna",), "backup"),
        ("on_call", BEFORE, without(*PEOPLE), ("anna",), "told_anyway"),
        ("clinical", NIGHT, EVERYBODY, ("dirk",), "always_on"),
        ("clinical", NIGHT, without("dirk"), ("anna",), "told_anyway"),
        ("clinical", DAY, without("dirk"), ("anna",), "stand_in"),
        ("manager", NIGHT, EVERYBODY, ("cora",), "stand_in"),
        ("left", NIGHT, EVERYBODY, ("dirk",), "told_anyway"),  # a circle of stand-ins ends; neither has duty
        ("left", DAY, without("emma"), ("dirk",), "stand_in"),
        ("left", NIGHT, without("dirk"), ("emma",), "told_anyway"),
        ("empty", DAY, EVERYBODY, (), "nobody"),
        ("gone", DAY, EVERYBODY, (), "nobody"),
        ("owner", DAY, EVERYBODY, (), "nobody"),
    ],
)
def test_who_is_told(role, at, staffing, people, reason):
    assert who(role, at, TEAM, staffing) == Who(people, reason, role)


def test_the_manager_of_the_location_is_told_in_office_hours():
    assert who("manager", DAY, TEAM, location="hof") == Who(("emma",), "location_manager", "manager")
    assert who("manager", DAY, TEAM, without("emma"), location="hof") == Who(("cora",), "stand_in", "manager")
    assert who("manager", DAY, TEAM, location="kade") == Who(("cora",), "stand_in", "manager")  # no manager there
    assert who("alone", NIGHT, TEAM, location="hof") == Who(("emma",), "told_anyway", "alone")
    assert who("alone", NIGHT, TEAM) == Who((), "nobody", "alone")


def test_owner_is_the_role_that_owns_the_case():
    assert who("owner", DAY, TEAM, owner="webcare") == Who(("finn", "gijs"), "people", "webcare")
    assert who("owner", DAY, TEAM, owner="owner") == Who((), "nobody", "owner")


def test_backup_is_never_the_person_on_duty():
    assert who("backup", NIGHT, TEAM) == Who(("anna",), "backup", "backup")
    anna_on_duty = local("2026-12-07 12:00")
    assert who("on_call", anna_on_duty, TEAM).people == ("anna",)
    assert who("backup", anna_on_duty, TEAM).people == ("bert",)  # the next one in the rotation
    assert who("backup", anna_on_duty, TEAM, without("bert")).people == ("cora",)


def test_backup_is_another_than_who_steps_in_for_an_absent_person_on_duty():
    assert who("on_call", NIGHT, TEAM, without("cora")).people == ("anna",)
    assert who("backup", NIGHT, TEAM, without("cora")).people == ("bert",)


def test_a_team_of_one_is_its_own_backup_because_nobody_is_worse():
    alone = with_duty(rotation=("anna",))
    assert who("backup", NIGHT, alone) == Who(("anna",), "told_anyway", "backup")


def test_backup_follows_the_schedule_behind_the_owner():
    second = replace(DUTY, id="care", rotation=("dirk", "emma"), backup=None)
    protocol = team(
        on_call={"duty": DUTY, "care": second},
        roles={
            **TEAM.roles,
            **roles(Role("care", "Zorg", schedule="care"), Role("nurse", "Zuster", people=("finn",), stand_in="care")),
        },
    )
    on_duty = who("care", NIGHT, protocol).people[0]
    other = {"dirk": "emma", "emma": "dirk"}[on_duty]
    assert who("backup", NIGHT, protocol, owner="nurse").people == (other,)
    assert who("backup", NIGHT, protocol, owner="care").people == (other,)
    assert who("backup", NIGHT, protocol, owner="left").people == ("anna",)  # a circle: the first schedule


def test_backup_of_nothing_is_nobody():
    assert who("backup", NIGHT, team(on_call={})) == Who((), "nobody", "backup")
    assert who("backup", NIGHT, with_duty(rotation=(), backup=None)) == Who((), "nobody", "backup")


def test_a_role_whose_schedule_is_gone_falls_on_its_stand_in():
    protocol = team(roles=roles(Role("on_call", "Piket", schedule="elsewhere", stand_in="lead"), TEAM.roles["lead"]))
    assert who("on_call", NIGHT, protocol) == Who(("anna",), "told_anyway", "on_call")


def test_a_backup_named_after_itself_is_the_next_in_the_rotation():
    assert who("backup", NIGHT, with_duty(backup="backup")).people == ("anna",)
    stands_in = {**TEAM.roles, **roles(Role("lead", "Teamleider", stand_in="backup"))}
    assert who("backup", NIGHT, team(roles=stands_in)).people == ("anna",)


moments = st.datetimes(naive("2026-10-20"), naive("2027-04-02")).map(lambda wall: instant(wall, AMSTERDAM))
absent = st.sets(st.sampled_from(PEOPLE)).map(lambda people: Staffing(unreachable=frozenset(people)))
FILLED = ("webcare", "lead", "on_call", "clinical", "manager", "left", "right")


@given(moments, absent, st.sampled_from([*FILLED, "backup"]), st.sampled_from([None, "hof", "kade"]))
@settings(max_examples=examples(150), deadline=None)
def test_never_nobody_and_never_only_absent_people_while_others_can_step_in(at, staffing, role, location):
    told = who(role, at, TEAM, staffing, location=location)
    assert told.people
    if told.reason != "told_anyway":
        assert not set(told.people) & staffing.unreachable


@given(moments, absent)
@settings(max_examples=examples(100), deadline=None)
def test_backup_is_never_who_is_told_for_the_duty_as_long_as_there_is_another(at, staffing):
    backup = who("backup", at, TEAM, staffing)
    if backup.reason == "backup":
        assert not set(backup.people) & set(who("on_call", at, TEAM, staffing).people)


def test_everybody_who_may_be_told_is_listed_in_the_order_of_the_file():
    assert could_be("webcare", TEAM) == ("anna", "bert", "cora", "finn", "gijs")
    assert could_be("manager", TEAM) == ("anna", "bert", "cora", "emma")
    assert could_be("backup", TEAM) == ("anna", "bert", "cora")
    assert could_be("left", TEAM) == ("dirk", "emma")
    assert could_be(
        "on_call", with_duty(overrides=(override("gijs", "2026-01-06 00:00", "2026-01-07 00:00"),), backup=None)
    ) == (
        "anna",
        "bert",
        "cora",
        "gijs",
    )
    assert could_be("gone", TEAM) == ()


@given(moments, st.integers(1, 60 * 24 * 3))
@settings(max_examples=examples(40), deadline=None)
def test_between_two_change_points_nothing_changes(start, minutes):
    staffing = Staffing((Swap("duty", "gijs", start + timedelta(minutes=7), start + timedelta(hours=5)),))
    end = start + timedelta(minutes=minutes)
    points = [*change_points(start, end, TEAM, staffing), end]
    assert points[0] == start
    for begin, finish in pairwise(points):
        for role in ("webcare", "on_call", "backup"):
            assert who(role, begin, TEAM, staffing) == who(role, finish - timedelta(microseconds=1), TEAM, staffing)
