"""A route is what the desk would do if nobody answered, in words."""

from datetime import UTC, datetime

import pytest

from rules.duty.staffing import Staffing
from rules.explain.route import Loudness, RouteStep, route, route_lines
from rules.i18n import Lang
from tests.rules.lint.golden import protocol_of

TEXT = """roles:
  webcare: {name: Webcare, people: [anna, cora], stand_in: comms_on_call}
  team_lead: {name: Leiding, people: [bert]}
  manager: {name: Locatiemanager, from: location.manager, stand_in: comms_on_call}
  care: {name: Achterwacht, people: [dirk], always_on: true}
  comms_on_call: {name: Piket, schedule: piket}
escalation:
  attention: [{after: 0 minutes, notify: owner}, {after: 1 office hour, notify: team_lead}]
  serious: [{after: 0 minutes, notify: [owner, comms_on_call]}, {after: 15 minutes, notify: backup, call: true}]
  crisis: [{after: 0 minutes, notify: [owner, manager], call: true}]
  last_resort: {notify: team_lead, repeat: 15 minutes}
"""
PROTOCOL = protocol_of(TEXT)
NIGHT = datetime(2026, 11, 21, 22, 40, tzinfo=UTC)
DAY = datetime(2026, 11, 24, 10, tzinfo=UTC)


def told(level: str, owner: str | None, at: datetime, **more) -> list[tuple[str, str, int | None]]:
    return [(step.person, step.loudness, step.step) for step in route(PROTOCOL, level, owner, at, **more)]


def test_the_steps_are_those_of_the_desk():
    assert told("serious", "care", NIGHT) == [
        ("dirk", Loudness.LOUD, 0),  # on call this week as well: told once
        ("bert", Loudness.CALL, 1),
        ("bert", Loudness.LOUD, None),
    ]


def test_a_mild_level_is_silent_at_night_and_loud_by_day():
    assert told("attention", "webcare", NIGHT)[0][1] is Loudness.SILENT
    assert told("attention", "webcare", DAY)[:2] == [("anna", Loudness.LOUD, 0), ("cora", Loudness.LOUD, 0)]


def test_a_level_without_messages_has_no_route():
    assert route(PROTOCOL, "routine", "webcare", DAY) == ()
    assert route_lines((), PROTOCOL, "routine", None, DAY, Lang.EN) == (
        "Dagelijks, owner nobody, Tue 24/11 11:00. If nobody responds:",
        "Nobody gets a heads-up at this level; it stands in the list.",
    )


def test_an_unknown_level_is_refused():
    with pytest.raises(KeyError):
        route(PROTOCOL, "ernstig", None, DAY)


def test_an_absent_colleague_is_passed_over():
    assert "anna" not in {
        step.person
        for step in route(PROTOCOL, "serious", "webcare", DAY, staffing=Staffing(unreachable=frozenset({"anna"})))
    }


def test_the_lines_read_as_sentences():
    steps = route(PROTOCOL, "crisis", "care", NIGHT, location="hof")
    lines = route_lines(steps, PROTOCOL, "crisis", "care", NIGHT, Lang.NL, location="hof")
    assert lines[0] == "Crisis, eigenaar Achterwacht, za 21-11 23:40. Als niemand reageert:"
    assert lines[1] == "meteen (za 21-11 23:40) · Dirk Pool · wordt gebeld · dag en nacht bereikbaar (Achterwacht)"
    assert lines[-1] == "Daarna elke 15 minuten opnieuw, tot iemand de zaak oppakt."
    english = route_lines(steps, PROTOCOL, "crisis", "care", NIGHT, Lang.EN, location="hof")
    assert english[1] == "at once (Sat 21/11 23:40) · Dirk Pool · is called · reachable day and night (Achterwacht)"
    assert english[-1] == "Then again every 15 minutes, until somebody takes the case."


def test_the_manager_is_named_with_the_location():
    steps = route(PROTOCOL, "crisis", None, DAY, location="hof")
    assert "manager van De Hof" in route_lines(steps, PROTOCOL, "crisis", None, DAY, Lang.NL, location="hof")[1]


def test_without_a_last_resort_in_the_file_the_lines_end_with_the_last_step():
    steps = (RouteStep(DAY, "anna", "webcare", "people", Loudness.LOUD, 0),)
    lines = route_lines(steps, PROTOCOL, "serious", "webcare", DAY, Lang.NL)
    assert lines[1:] == ("meteen (di 24-11 11:00) · Anna Meijer · hard · vervult de rol Webcare",)
