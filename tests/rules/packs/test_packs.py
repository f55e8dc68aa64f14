"""Every starter protocol is a good one: readable, without warnings, with a net and tests that pass."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from rules.duty.roster import who
from rules.judge.engine import Judge
from rules.judge.examples import run
from rules.judge.verdict import Context
from rules.lint import lint
from rules.mention import Author, Kind, Mention, Via
from rules.packs import PACKS, Pack, pack
from rules.protocol.model import Protocol
from rules.protocol.problems import Severity
from rules.protocol.read import read
from rules.text.values import Sentiment, Tone

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NEEDS_HISTORY = {"p-again", "p-thread"}
"""Rules that look at more than one message, which no test in a file can give."""

every_pack = pytest.mark.parametrize("one", PACKS, ids=lambda one: one.name)


def protocol_of(one: Pack) -> Protocol:
    reading = read({one.file_name: one.text})
    assert reading.protocol is not None, reading.problems
    assert reading.problems == ()
    return reading.protocol


@every_pack
def test_it_has_no_errors_and_no_warnings(one: Pack):
    problems = lint(protocol_of(one), NOW)
    assert [(p.code, p.place.line) for p in problems if p.severity is not Severity.HINT] == []


@every_pack
def test_its_own_tests_pass_and_touch_every_rule(one: Pack):
    protocol = protocol_of(one)
    report = run(protocol)
    assert [(o.test.text, o.misses) for o in report.outcomes if not o.passed] == []
    assert len(report.outcomes) >= 20
    assert {rule.id for rule in report.untouched(protocol)} <= NEEDS_HISTORY


@every_pack
def test_somebody_with_duty_hears_a_serious_case_at_every_hour(one: Pack):
    protocol = protocol_of(one)
    for hours in range(0, 24 * 14, 5):
        told = who("comms_on_call", NOW + timedelta(hours=hours), protocol)
        assert told.reason == "on_duty"
        assert told.people


@every_pack
def test_a_cry_without_any_known_word_is_seen_by_a_person(one: Pack):
    judge = Judge(protocol_of(one))
    mention = Mention(
        id="1",
        platform="facebook_page",
        kind=Kind.COMMENT,
        text="blub",
        posted_at=NOW,
        author=Author("somebody"),
        via=Via.OWN_PAGE,
    )
    assert judge.judge(mention, Context(danger=0.9)).level_number >= 3
    unsure = Sentiment(Tone.NEUTRAL, silent=True)
    assert judge.judge(mention, Context(danger=0.2, sentiment=unsure)).alert


@every_pack
def test_it_holds_no_numbers_and_long_lines_break(one: Pack):
    outside_tests = one.text[: one.text.index("\ntests:")]
    assert not re.search(r"\b0[1-9][0-9]{8}\b|\+31|\b06-", outside_tests)
    assert one.organisation in one.text


@every_pack
@pytest.mark.parametrize(
    "name",
    ["Zorggroep Zonnehof", 'De "Nieuwe" Linde: zorg & meer', "'t Huys", "Ons Thuis #1 [Noord]", "  ", "*", "C\\D"],
)
def test_with_another_name_it_is_as_good(one: Pack, name: str):
    reading = read({one.file_name: one.named(name, ["zonnehof", " ", 'de "hof"'])})
    assert reading.protocol is not None, reading.problems
    assert "zonnehof" in reading.protocol.organisation.aliases
    assert reading.protocol.organisation.name == (name.strip() if name.strip("* ") else one.organisation)
    report = run(reading.protocol)
    assert [o.test.text for o in report.outcomes if not o.passed] == []


def test_packs_are_found_by_name():
    assert pack("leeg").lang == "nl"
    assert [one.name for one in PACKS if one.lang == "en"] == ["webshop"]
    with pytest.raises(KeyError):
        pack("ziekenhuis")
