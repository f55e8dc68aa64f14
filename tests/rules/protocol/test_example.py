"""The whole language is in one example; it must read into the full model."""

from datetime import date, datetime, time, timedelta

import pytest

from rules.protocol.model import (
    AllOf,
    AnyOf,
    AuthorHistory,
    Bound,
    Clock,
    Compare,
    Every,
    NothingElse,
    OneOf,
    Protocol,
    Push,
    Secret,
    Span,
    ThreadGrowth,
    Within,
)
from rules.protocol.read import read
from tests.shared import shared


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    reading = read({"example.yaml": shared("protocol/example.yaml").read_text(encoding="utf-8")})
    assert reading.problems == ()
    assert reading.protocol is not None
    return reading.protocol


def test_who_we_are(protocol: Protocol) -> None:
    assert protocol.organisation.name == "Zorggroep De Lindeboog"
    assert protocol.timezone.key == "Europe/Amsterdam"
    assert protocol.organisation.locations["regenboog"].ask_context
    assert protocol.organisation.locations["regenboog"].manager == "tom"
    assert "*zorg" in protocol.organisation.context
    assert protocol.platforms["facebook_group"].reply is None
    assert protocol.platforms["news"].reply == "spokesperson"
    assert (protocol.version, protocol.owner, protocol.approved_by) == ("2026-03", "karin", ("marleen",))


def test_people_roles_and_the_roster(protocol: Protocol) -> None:
    assert protocol.people["karin"].phone == Secret("TEL_KARIN")
    assert protocol.roles["location_manager"].location_manager
    assert protocol.roles["clinical_duty"].always_on
    [hours] = protocol.calendar.office_hours
    assert (sorted(hours.weekdays), hours.start, hours.end) == ([0, 1, 2, 3, 4], time(8, 30), time(17, 30))
    assert protocol.calendar.extra_days_off == {date(2026, 5, 5), date(2026, 12, 24)}
    piket = protocol.on_call["piket"]
    assert piket.shift.every is Every.WEEK
    assert (piket.shift.weekday, piket.shift.starts, piket.shift.first) == (0, time(9), date(2026, 1, 5))
    assert (piket.backup, piket.remind, len(piket.rotation)) == ("team_lead", Span(timedelta(days=1)), 6)
    assert piket.overrides[0].start == datetime(2026, 4, 27)


def test_levels_and_escalation(protocol: Protocol) -> None:
    serious = protocol.levels["serious"]
    assert (serious.number, serious.push, serious.points) == (3, Push.ALWAYS, 9)
    assert protocol.levels["attention"].seen == Span(timedelta(hours=1), Clock.OFFICE)
    assert protocol.levels["crisis"].sign_off == ("spokesperson", "board")
    assert [step.after.amount for step in protocol.escalation["serious"]] == [
        timedelta(0),
        timedelta(minutes=15),
        timedelta(minutes=30),
    ]
    assert protocol.last_resort is not None
    assert protocol.last_resort.repeat == timedelta(minutes=15)
    assert protocol.limits is not None
    assert (protocol.limits.count, protocol.limits.per) == (8, timedelta(hours=1))


def test_topics(protocol: Protocol) -> None:
    assert protocol.topics["suicidal"].ignore_negation
    assert protocol.topics["suicidal_now"].needs == ("suicidal",)
    assert protocol.topics["suicidal_now"].together[1][:2] == ("dood", "leven")
    assert "brandnieuw*" in protocol.topics["calamity"].exceptions
    assert protocol.topics["question"].regex == (r"\?\s*$",)
    assert protocol.topics["calamity"].word_places["*brand"].line > 0


def test_rules(protocol: Protocol) -> None:
    rules = {rule.id: rule for rule in protocol.rules}
    assert len(rules) == 30
    assert rules["zelfdoding"].unless == AllOf((OneOf("author", ("media",)),))
    assert rules["zelfdoding"].notify == ("location_manager",)
    assert rules["bedreiging"].template == "none"
    assert rules["bedreiging-gericht"].when == AllOf(
        (OneOf("topic", ("threat",)), AnyOf((OneOf("location", ("any",)), OneOf("topic", ("privacy_staff",)))))
    )
    assert rules["onbekend"].when.conditions[1] == NothingElse()
    assert rules["p-sterren"].when == AllOf((Within("rating", Bound(Compare.AT_MOST, 2)),))
    assert rules["p-herhaling"].when == AllOf(
        (AuthorHistory("negative", Bound(Compare.AT_LEAST, 3), timedelta(days=14)),)
    )
    assert rules["p-draad"].when == AllOf((ThreadGrowth(Bound(Compare.AT_LEAST, 10), timedelta(hours=1)),))
    assert rules["vraag"].weak


def test_the_rest(protocol: Protocol) -> None:
    patterns = {pattern.id: pattern for pattern in protocol.patterns}
    assert patterns["afschalen"].times_usual == Bound(Compare.AT_MOST, 2)
    assert patterns["piek"].times_usual == Bound(Compare.AT_LEAST, 4)
    assert (protocol.grouping.reach_times, protocol.grouping.new_authors) == (5, 30)
    assert protocol.grouping.notify_again == ("level_up", "new_category", "media_joins", "politics_joins")
    assert protocol.storm.evaluate_within == Span(timedelta(days=5), Clock.WORKDAYS)
    assert protocol.silences[0].never_above == "attention"
    assert protocol.house_rules["hate"].alone_outside_office == ("hide",)
    assert protocol.house_rules["complaint"].may == ()
    assert protocol.templates["klacht"].fields == ("naam", "contact", "initialen")
    assert len(protocol.checklists["igj"].items) == 2
    assert protocol.share is not None
    assert protocol.share.when == AllOf(
        (OneOf("category", ("compliment",)), Within("words", Bound(Compare.AT_LEAST, 15)))
    )
    assert protocol.privacy.keep["crisis"] == timedelta(days=5 * 365)
    assert protocol.reports[0].weekdays == frozenset(range(5))
    assert protocol.reports[1].time == time(9, 30)
    assert protocol.exercises.replay == "storm.jsonl"
    assert protocol.tests[2].expect.level_compare is Compare.AT_MOST
    assert protocol.tests[4].given["author"] == "verslaggever Streekblad"
    assert protocol.tests[5].expect.about_us is False


def test_the_order_of_the_sections_never_matters() -> None:
    text = shared("protocol/example.yaml").read_text(encoding="utf-8")
    sections: list[str] = []
    for line in text.splitlines(keepends=True):
        if line[:1].isalpha() or not sections:
            sections.append("")
        sections[-1] += line
    assert read({"p.yaml": "".join(reversed(sections))}).protocol == read({"p.yaml": text}).protocol
