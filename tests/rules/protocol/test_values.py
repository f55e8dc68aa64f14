"""How amounts and moments may be written, in English or Dutch."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from rules.protocol.model import NOBODY, Bound, Clock, Compare, Every, OfficeHours, OneOf, Protocol, Push, Span, Within
from rules.protocol.nodes import Scalar
from rules.protocol.notes import Notes
from rules.protocol.read import read
from rules.protocol.shapes.times import TimeOfDay, clock_time, day, span, weekday, weekdays

BASE = (Path(__file__).parents[2] / "protocols" / "base.yaml").read_text(encoding="utf-8")


def protocol_with(more: str, **swap: str) -> Protocol:
    """The good protocol with something beside it."""
    text = BASE
    for before, after in swap.items():
        text = text.replace(before, after)
    reading = read({"p.yaml": text, **({"q.yaml": more} if more else {})})
    assert reading.protocol is not None, [problem.code for problem in reading.problems]
    return reading.protocol


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("15 minutes", Span(timedelta(minutes=15))),
        ("15 Minuten", Span(timedelta(minutes=15))),
        ("kwartier", Span(timedelta(minutes=15))),
        ("half uur", Span(timedelta(minutes=30))),
        ("an hour", Span(timedelta(hours=1))),
        ("een uur", Span(timedelta(hours=1))),
        ("1 office hour", Span(timedelta(hours=1), Clock.OFFICE)),
        ("4  kantooruren", Span(timedelta(hours=4), Clock.OFFICE)),
        ("30 office minutes", Span(timedelta(minutes=30), Clock.OFFICE)),
        ("5 workdays", Span(timedelta(days=5), Clock.WORKDAYS)),
        ("1 werkdag", Span(timedelta(days=1), Clock.WORKDAYS)),
        ("2 weken", Span(timedelta(weeks=2))),
        ("6 months", Span(timedelta(days=180))),
        ("1 year", Span(timedelta(days=365))),
        ("half workday", None),
        ("minutes", None),
        ("15", None),
        ("", None),
        ("vijf minuten", None),
    ],
)
def test_durations(written: str, meant: Span | None) -> None:
    assert span(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("08:30", time(8, 30)),
        ("8.30", time(8, 30)),
        ("17:30 uur", time(17, 30)),
        ("24:00", None),
        ("12:60", None),
        ("8u", None),
    ],
)
def test_times(written: str, meant: time | None) -> None:
    assert clock_time(written) == meant


def test_a_time_of_day_as_a_value() -> None:
    notes = Notes({}, {})
    good, bad = (Scalar("p", 1, 1, 1, 6, text) for text in ("07:15", "kwart over zeven"))
    assert TimeOfDay().read(good, notes) == time(7, 15)
    assert TimeOfDay().read(bad, notes) is None
    assert [problem.code for problem in notes.problems] == ["expected"]
    assert TimeOfDay().schema()["type"] == "string"


@pytest.mark.parametrize(
    ("written", "meant"), [("2026-05-05", date(2026, 5, 5)), ("2026-02-29", None), ("5 mei", None)]
)
def test_dates(written: str, meant: date | None) -> None:
    assert day(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("ma-vr", {0, 1, 2, 3, 4}),
        ("fri-mon", {4, 5, 6, 0}),
        ("Maandag, wed", {0, 2}),
        ("workdays", {0, 1, 2, 3, 4}),
        ("elke dag", set(range(7))),
        ("weekend", {5, 6}),
        ("feestdag", None),
        ("mon-", None),
    ],
)
def test_weekdays(written: str, meant: set[int] | None) -> None:
    assert weekdays(written) == meant


def test_one_weekday() -> None:
    assert (weekday("Zondag"), weekday("sun"), weekday("x")) == (6, 6, None)


def test_office_hours_of_a_shop() -> None:
    hours = "{mon-fri: [9:00-12:30, 13:00 - 17:30], za: 10:00 tot 24:00}"
    protocol = protocol_with("", **{"{mon-fri: 08:30-17:30}": hours})
    assert protocol.calendar.office_hours == (
        OfficeHours(frozenset(range(5)), time(9), time(12, 30)),
        OfficeHours(frozenset(range(5)), time(13), time(17, 30)),
        OfficeHours(frozenset({5}), time(10), time(0)),
    )


def test_hours_spelled_out_are_understood() -> None:
    text = BASE.replace("{mon-fri: 08:30-17:30}", "{van: 8:30, tot: 17:30}")
    reading = read({"p.yaml": text})
    assert reading.protocol is not None
    assert reading.protocol.calendar.office_hours == (OfficeHours(frozenset(range(5)), time(8, 30), time(17, 30)),)
    assert [problem.code for problem in reading.problems] == ["hours-spelled"]


@pytest.mark.parametrize(
    ("shift", "weekday_", "every", "count"),
    [
        ("{every: day, starts: 09:00, first: 2026-01-05}", None, Every.DAY, 1),
        ("{every: 2 weeks, starts: monday 09:00, first: 2026-01-05}", 0, Every.WEEK, 2),
        ("{every: week, starts: 09:00, first: 2026-01-07}", 2, Every.WEEK, 1),
    ],
)
def test_shifts(shift: str, weekday_: int | None, every: Every, count: int) -> None:
    protocol = protocol_with(f"on_call:\n  extra: {{rotation: karin, shift: {shift}, handover: {{send: silences}}}}\n")
    found = protocol.on_call["extra"].shift
    assert (found.weekday, found.every, found.count) == (weekday_, every, count)


CONDITIONS = {
    "danger: 0.6 or more": ("danger", 0.6),
    "followers: 1000 of meer": ("followers", 1000),
    "words: 15 or more": ("words", 15),
    "score: -0.5 or less": ("score", -0.5),
}


@pytest.mark.parametrize("written", CONDITIONS)
def test_numbers_in_conditions(written: str) -> None:
    protocol = protocol_with(f"rules: [{{id: x, name: X, when: {{{written}}}, points: 1}}]")
    [condition] = protocol.rules[1].when.conditions
    assert isinstance(condition, Within)
    assert (condition.of, condition.bound.value) == CONDITIONS[written]


LISTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "sentiment: [negatief, neutral]": ("sentiment", ("negative", "neutral")),
    "level: attention or more": ("level", ("attention", "serious", "crisis")),
    "level: routine of lager": ("level", ("noise", "routine")),
    "level: serious": ("level", ("serious",)),
    "level: [noise, crisis]": ("level", ("noise", "crisis")),
    "level: any": ("level", ("any",)),
    "via: tip": ("via", ("tip",)),
    "kind: reactie": ("kind", ("comment",)),
    "lang: en": ("lang", ("en",)),
    "location: any": ("location", ("any",)),
    "category: abuse_neglect": ("category", ("abuse_neglect",)),
}


@pytest.mark.parametrize("written", LISTS)
def test_one_of_in_conditions(written: str) -> None:
    protocol = protocol_with(f"rules: [{{id: x, name: X, when: {{{written}}}, points: 1}}]")
    assert protocol.rules[1].when.conditions == (OneOf(*LISTS[written]),)


@pytest.mark.parametrize("written", ["outside office hours", "outside_office_hours", "buiten kantoortijd"])
def test_time_in_conditions(written: str) -> None:
    protocol = protocol_with(f"rules: [{{id: x, name: X, when: {{all: [{{time: {written}}}]}}, points: 1}}]")
    assert "outside=True" in str(protocol.rules[1].when)


@pytest.mark.parametrize(
    ("count", "parts"),
    [
        ("all mentions", 0),
        ("alle berichten", 0),
        ("negatieve berichten over abuse", 2),
        ("neutral mentions", 1),
        ("positive mentions by media", 2),
        ("{sentiment: negative, topic: abuse, platform: news}", 3),
    ],
)
def test_what_a_pattern_counts(count: str, parts: int) -> None:
    pattern = f"{{id: x, count: {count}, within: 1 hour, at_least: 3, level: serious, owner: webcare}}"
    assert len(protocol_with(f"patterns: [{pattern}]").patterns[0].count.conditions) == parts


def test_media_are_articles_where_nobody_is_called_media() -> None:
    pattern = (
        "patterns: [{id: x, count: all mentions by media, within: 1 hour, at_least: 3, level: serious, owner: webcare}]"
    )
    assert "of='author'" not in str(protocol_with(pattern, **{"  media: {bio": "  pers: {bio"}).patterns)
    assert "of='author'" in str(protocol_with(pattern).patterns)
    assert "pers" in str(
        protocol_with(pattern.replace("by media", "by pers"), **{"  media: {bio": "  pers: {bio"}).patterns
    )


@pytest.mark.parametrize(
    ("sign_off", "roles"),
    [
        ("two people", ("two people",)),
        ("twee mensen", ("two people",)),
        ("webcare en team_lead", ("webcare", "team_lead")),
        ("[webcare]", ("webcare",)),
    ],
)
def test_sign_off(sign_off: str, roles: tuple[str, ...]) -> None:
    protocol = protocol_with("", **{"push: always, points: 9": f"push: altijd, sign_off: {sign_off}"})
    assert (protocol.levels["serious"].sign_off, protocol.levels["serious"].push) == (roles, Push.ALWAYS)


def test_a_pattern_for_words_may_be_a_list_of_lists() -> None:
    protocol = protocol_with("topics: {x: {together: [[a, b], c|d]}}")
    assert protocol.topics["x"].together == (("a", "b"), ("c", "d"))


GIVEN: dict[str, Any] = {
    "via": "tip",
    "author": {"handle": "x", "followers": 12},
    "rating": 2.0,
    "posted_at": datetime(2026, 5, 1, 3),
}


def test_a_test_takes_any_field_of_a_mention() -> None:
    text = "tests: [{text: Hoi, via: tip, "
    text += "author: {handle: x, followers: 12}, rating: 2, posted_at: 2026-05-01T03:00, expect: {alert: true}}]"
    assert dict(protocol_with(text).tests[0].given) == GIVEN


def test_reports_on_any_day() -> None:
    protocol = protocol_with("reports: [{name: Dag, to: webcare, at: 07:00}, {name: Week, to: [webcare], at: ma 9.00}]")
    assert [sorted(report.weekdays) for report in protocol.reports] == [list(range(7)), [0]]


def test_the_level_with_a_number_and_the_zone_of_the_times() -> None:
    protocol = protocol_with("")
    assert (protocol.level_of(3).id, protocol.timezone.key) == ("serious", "Europe/Amsterdam")
    with pytest.raises(LookupError):
        protocol.level_of(9)


@pytest.mark.parametrize(
    ("bound", "held"),
    [(Bound(Compare.AT_LEAST, 3), [3, 4]), (Bound(Compare.AT_MOST, 3), [2, 3]), (Bound(Compare.EXACTLY, 3), [3])],
)
def test_bounds(bound: Bound, held: list[int]) -> None:
    assert [value for value in (2, 3, 4) if bound.holds(value)] == held


def test_a_mapping_of_nothing() -> None:
    assert (len(NOBODY), list(NOBODY), repr(NOBODY), hash(NOBODY)) == (0, [], "{}", 0)
    with pytest.raises(KeyError):
        NOBODY["x"]


def test_limits_per_time() -> None:
    assert str(protocol_with("limits: {per_person: 3 per 2 hours}").limits).startswith(
        "Limits(count=3, per=datetime.timedelta(seconds=7200)"
    )


def test_words_of_the_organisation_itself() -> None:
    protocol = protocol_with('organisation: {words: {"*zuster": 1.5, kil: -2}, lang: nl}')
    assert dict(protocol.organisation.words) == {"*zuster": 1.5, "kil": -2.0}
