"""Cases 74 to 77, 80 and 81 of the catalogue of what goes wrong, each by its number. (72, 78 and 79 are in ``tests/bot``.)"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rules.judge import Context, Judge
from rules.judge.facts import fixed_tone
from rules.lint import lint
from rules.mention import Author, Kind, Mention, Via
from rules.protocol.model import Protocol
from rules.protocol.read import Reading, read
from rules.protocol.schema import json_schema
from rules.text.terms import Subjects
from rules.text.wording import Wording
from tests.shared import shared
from tests.work import calls_of

BASE = (Path(__file__).parents[2] / "protocols" / "base.yaml").read_text(encoding="utf-8")
NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)


def beside(text: str) -> Reading:
    """A piece of a protocol beside a good one."""
    return read({"base.yaml": BASE, "q.yaml": text})


def good(text: str) -> Protocol:
    """The same, when nothing may be wrong with it."""
    reading = beside(text)
    assert reading.protocol is not None, reading.problems
    return reading.protocol


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


def topics(protocol: Protocol, text: str) -> tuple[str, ...]:
    """The topics the judge sees in a text about us."""
    mention = Mention(
        id="m", platform="facebook_page", kind=Kind.POST, text=text, author=Author("a"), via=Via.OWN_PAGE, posted_at=NOW
    )
    return Judge(protocol).judge(mention, Context(sentiment=fixed_tone("neutral"), danger=0.0)).topics


# --- 74 ----------------------------------------------------------------------------------------------------------


def test_case_74_a_key_that_is_there_twice_is_refused_with_both_lines() -> None:
    [problem] = beside("topics:\n  a: {words: [b]}\n  a: {words: [c]}\n").problems
    assert problem.code == "duplicate-key"
    assert (problem.also[0].line, problem.place.line) == (2, 3)


@pytest.mark.parametrize("written", ["22:00", "NO", "on", "2026-12-25", "007", "1e3", "0x1F"])
def test_case_74_a_value_means_what_stands_there(written: str) -> None:
    assert good(f"topics: {{a: {{words: [{written}]}}}}").topics["a"].words == (written,)


@pytest.mark.parametrize("written", ["0612345677", "+31612345677"])
def test_case_74_a_number_loses_no_digit_and_is_never_shown(written: str) -> None:
    [problem] = read({"p.yaml": BASE.replace("secret:TEL_KARIN", written)}).problems
    assert problem.code == "secret-written-out"
    assert written.lstrip("0+") not in str(problem)


# --- 75 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|a)*b", r"(.*a){12}", r"([a-z]+)*x", r"^(\w+\s?)*$"])
def test_case_75_a_pattern_that_would_run_away_does_little_work(pattern: str) -> None:
    found = beside(f"topics: {{t: {{regex: ['{pattern}']}}}}\nrules: []")
    if found.protocol is None:
        assert codes(found) == ["pattern-anything"]
        return
    subjects, said = Subjects(found.protocol.topics.values()), Wording("a" * 10_000 + "!")
    _, calls = calls_of(lambda: subjects.find(said))
    assert calls < 500, "RE2 takes one pass; nothing of ours is called a letter at a time"


@pytest.mark.parametrize("pattern", [r"(?=a)b", r"(?!a)b", r"(?<=a)b", r"(?<!a)b", r"(a)\1"])
def test_case_75_what_re2_cannot_do_is_refused_with_a_hint(pattern: str) -> None:
    assert codes(beside(f"topics: {{t: {{regex: ['{pattern}']}}}}")) == ["pattern-unsafe"]


# --- 76 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        (r"\bcaf\w\b", "Naar het café!", True),
        (r"\bcafe\b", "Naar het CAFÉ!", True),
        (r"\bcafe\b", "cafeetje", False),
        (r"coordinator", "de coördinator zei", True),
        (r"coördinator", "de coordinator zei", True),
        (r"(?i)een\b", "ÉÉN keer", True),
        (r"\been\b", "gemeente", False),
        (r"\bzorg\b", "zorg-/huis", True),
        (r"\bhuis\b", "zorg-/huis", True),
        (r"\w+huis\b", "ziekenhuis", True),
    ],
)
def test_case_76_edges_and_letters_are_as_a_dutch_reader_expects(pattern: str, text: str, matches: bool) -> None:
    assert (topics(good(f"topics: {{t: {{regex: ['{pattern}']}}}}"), text) == ("t",)) is matches


# --- 77 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("rotation: [karin, marleen]", "rotation: [karin, marlene]", "unknown-name"),
        ("owner: comms_on_call", "owner: comms", "unknown-name"),
        ("repeat: 15 minutes", "repeat: 0 minutes", "zero-duration"),
    ],
)
def test_case_77_what_cannot_work_is_refused_with_its_line(old: str, new: str, code: str) -> None:
    assert old in BASE
    reading = read({"p.yaml": BASE.replace(old, new)})
    assert reading.protocol is None
    assert (code, True) in [(problem.code, problem.place.line > 0) for problem in reading.problems]


def told(*changes: tuple[str, str]) -> dict[str, int]:
    """What the checks of the whole say: code and line."""
    text = BASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    protocol = read({"p.yaml": text}).protocol
    assert protocol is not None
    return {problem.code: problem.place.line for problem in lint(protocol, NOW)}


def test_case_77_a_misspelt_role_gets_a_suggestion() -> None:
    [problem] = read({"p.yaml": BASE.replace("stand_in: webcare", "stand_in: webcaer")}).problems
    assert dict(problem.args)["guess"] == "webcare"


def test_case_77_roles_that_stand_in_for_each_other_still_end_somewhere() -> None:
    loop = told(("people: [karin]}", "people: [karin], stand_in: team_lead}"))
    assert "reachability" in loop or "level-without-escalation" in loop


def test_case_77_a_hole_in_the_roster_of_the_coming_weeks_is_told_with_its_line() -> None:
    found = told(("first: 2026-01-05", "first: 2026-04-06"))
    assert any("hole" in code and line > 0 for code, line in found.items()), found


def test_case_77_an_urgent_level_that_ends_nowhere_is_told() -> None:
    found = told(("  last_resort: {notify: team_lead, repeat: 15 minutes}\n", "  attention: []\n"))
    assert any("last-resort" in code for code in found), found


# --- 80 ----------------------------------------------------------------------------------------------------------


def test_case_80_a_protocol_has_nowhere_to_put_an_address_that_is_fetched() -> None:
    """Addresses are in the settings only, where they are guarded (``tests/bot/platforms/test_http.py``)."""
    assert '"format": "uri"' not in str(json_schema()).replace("'", '"')
    text = "templates: {t: 'Zie http://169.254.169.254/ en {link}'}"
    protocol = good(text)
    assert protocol.templates["t"].fields == ("link",)


# --- 81 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("{a.__init__.__globals__}", "bad-placeholder"),
        ("{naam!r}", "bad-placeholder"),
        ("{naam:>1000000000}", "bad-placeholder"),
        ("{0}", "bad-placeholder"),
        ("{}", "bad-placeholder"),
        ("{{ 7*7 }}", "bad-placeholder"),
        ("{naam", "loose-brace"),
    ],
)
def test_case_81_a_template_has_no_other_placeholders_than_words(template: str, code: str) -> None:
    assert codes(beside(f'templates: {{t: "Dag {template}"}}')) == [code]


def test_case_81_a_word_that_is_none_of_ours_is_told() -> None:
    protocol = good('templates: {t: "Dag {globals}"}')
    assert "template-unknown-field" in [problem.code for problem in lint(protocol, NOW)]


def test_the_example_has_none_of_all_this() -> None:
    assert read({"e.yaml": shared("protocol/example.yaml").read_text("utf-8")}).problems == ()
