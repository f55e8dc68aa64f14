"""The checks together: on the example, on a big protocol, and in the corners no file reaches."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from rules.duty.staffing import EVERYBODY, Staffing, Swap
from rules.i18n import Lang, translator
from rules.lint import lint
from rules.lint.conditions import clash, follows, ids_named, impossible
from rules.lint.facts import Facts, Usage
from rules.lint.reach import reachability
from rules.lint.usage import used
from rules.mention import Author, Kind, Mention, Via
from rules.protocol.model import (
    AllOf,
    AnyOf,
    AuthorHistory,
    Bound,
    Compare,
    DuringOffice,
    NothingElse,
    OneOf,
    Place,
    Protocol,
    Push,
    Rule,
    ThreadGrowth,
    Topic,
    Within,
)
from rules.protocol.problems import Severity
from rules.protocol.read import read
from tests.rules.lint.golden import NOW, protocol_of
from tests.shared import shared

BASE = protocol_of("")
DAY = timedelta(days=1)


def codes(protocol: Protocol, **facts) -> set[str]:
    return {problem.code for problem in lint(protocol, NOW, **facts) if problem.severity is not Severity.HINT}


def test_what_a_protocol_made_of_earlier_mentions_is_counted():
    topic = Topic("brand", words=("brand*",))
    rule = replace(BASE.rules[0], id="brand", when=AllOf((OneOf("topic", ("brand",)),)), unless=None)
    document = replace(BASE, topics={"brand": topic}, rules=(rule,))
    name = document.organisation.name
    texts = (f"Brand bij {name}!", f"Brandnieuwe keuken bij {name}, brand", f"Mooi bij {name}", "Brand in de stad")
    usage = used(document, [_mention(number, text) for number, text in enumerate(texts)])
    assert usage == Usage(3, {"brand": 2}, {"brand*": {"brand": 2, "brandnieuwe": 1}})


def _mention(number: int, text: str) -> Mention:
    return Mention(
        id=str(number), platform="x", kind=Kind.POST, text=text, posted_at=NOW, author=Author("a"), via=Via.SEARCH
    )


def test_the_base_is_a_good_protocol():
    assert codes(BASE) == set()


def test_the_example_has_no_errors():
    text = shared("protocol/example.yaml").read_text("utf-8")
    protocol = read({"example.yaml": text}).protocol
    assert protocol is not None
    assert [p.code for p in lint(protocol, NOW) if p.severity is Severity.ERROR] == []


def test_without_an_urgent_level_nobody_needs_to_be_the_last_resort():
    calm = {name: replace(level, push=Push.OFFICE_HOURS) for name, level in BASE.levels.items()}
    assert "no-last-resort" not in codes(replace(BASE, levels=calm, last_resort=None))


def test_problems_come_worst_first():
    problems = lint(replace(BASE, last_resort=None, approved_by=()), NOW)
    order = [(list(Severity).index(problem.severity)) for problem in problems]
    assert order == sorted(order)
    assert problems[0].code == "no-last-resort"


def test_a_thousand_rules_are_checked_in_a_third_of_a_second():
    topic = BASE.topics["klacht"]
    topics = {f"t{number}": replace(topic, id=f"t{number}") for number in range(1000)}
    rules = tuple(replace(BASE.rules[0], id=f"r{n}", when=AllOf((OneOf("topic", (f"t{n}",)),))) for n in range(1000))
    protocol = replace(BASE, topics=topics, rules=(*rules, BASE.rules[1]))
    lint(BASE, NOW)
    start = time.process_time()
    assert codes(protocol) == set()
    assert time.process_time() - start < 1.0  # measured 0.15; the machine may be busy


def test_many_rules_on_one_topic_do_not_make_it_hang():
    alike = AllOf((OneOf("topic", ("klacht",)),))
    rules = tuple(replace(BASE.rules[0], id=f"r{n}", category=f"c{n}", when=alike) for n in range(80))
    mild = tuple(replace(rule, id=f"m{n}", level="routine", owner=None) for n, rule in enumerate(rules))
    harsh = tuple(replace(rule, id=f"h{n}", owner=None) for n, rule in enumerate(rules))
    brakes = tuple(replace(rule, id=f"b{n}", level=None, at_most="noise") for n, rule in enumerate(rules))
    start = time.process_time()
    problems = lint(replace(BASE, rules=(*rules, *mild, *harsh, *brakes, BASE.rules[1])), NOW)
    assert time.process_time() - start < 4.0  # measured 0.4; the machine may be busy
    assert 0 < sum(problem.code == "rules-tie" for problem in problems) <= 1000


# --- what a replay counted --------------------------------------------------------------------------------


def test_a_wildcard_is_shown_with_what_it_hit():
    broad = replace(BASE.topics["klacht"], words=("bel*",))
    protocol = replace(BASE, topics={"klacht": broad})
    usage = Usage(402, {}, {"bel*": {"belangrijk": 200, "belasting": 118, "belde": 84}})
    [problem] = [p for p in lint(protocol, NOW, usage=usage) if p.code == "word-too-broad"]
    assert "belangrijk, belasting (318 van de 402 treffers)" in problem.message(translator(Lang.NL))
    mostly_meant = Usage(402, {}, {"bel*": {"belangrijk": 10, "belde": 90}})
    [problem] = [p for p in lint(protocol, NOW, usage=mostly_meant) if p.code == "word-too-broad"]
    assert "raakt ook belang, belangrijk" in problem.message(translator(Lang.NL))


def test_a_term_without_a_letter_is_left_to_the_reader_of_the_file():
    odd = replace(BASE.topics["klacht"], words=("**", "*", "🙂*", "a * b*"), exceptions=("*", "geen klachten"))
    assert codes(replace(BASE, topics={"klacht": odd})) == set()


# --- the team as it is now ----------------------------------------------------------------------------------------


def test_an_absent_team_is_a_hole():
    everybody = Staffing(unreachable=frozenset(BASE.people))
    problems = [p for p in lint(BASE, NOW, staffing=everybody) if p.code == "nobody-reached"]
    words = translator(Lang.NL)
    assert [p.severity for p in problems] == [Severity.ERROR] * 3
    assert "ma 23-11 10:00 tot ma 18-1 10:00: niemand voor Ernstig" in problems[1].what(words)


def test_a_swap_changes_who_is_reached_and_an_absence_makes_the_chain_longer():
    swap = Swap("piket", "dirk", NOW + DAY, NOW + 2 * DAY)
    serious = BASE.levels["serious"]
    facts = Facts(BASE, NOW, Staffing((swap,)))
    told = {part.people for part in reachability(facts, serious) if NOW + DAY <= part.start < NOW + 2 * DAY}
    assert told == {("dirk",)}
    everyone = reachability(Facts(BASE, NOW), serious)
    assert {part.within for part in everyone} == {timedelta(0)}
    assert everyone[0].start == NOW
    assert everyone[-1].end == NOW + 56 * DAY


def test_reachability_covers_every_minute_over_both_clock_changes():
    for start in (datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)):
        for level in ("attention", "serious"):
            parts = reachability(Facts(BASE, start, EVERYBODY), BASE.levels[level])
            by_owner = {owner: [p for p in parts if p.owner == owner] for owner in {p.owner for p in parts}}
            for mine in by_owner.values():
                assert mine[0].start == start
                assert mine[-1].end == start + 56 * DAY
                assert all(one.end == other.start for one, other in pairwise(mine))


def test_holes_over_christmas_are_printed_with_their_times():
    text = """escalation:
  attention: [{after: 0 minutes, notify: owner}]
  serious: [{after: 0 minutes, notify: owner}]
  crisis: [{after: 0 minutes, notify: comms_on_call}]
  last_resort: {notify: webcare, repeat: 15 minutes}
roles:
  webcare: {name: Webcare, people: [anna]}
  team_lead: {name: Leiding, people: [bert]}
  comms_on_call: {name: Piket, schedule: piket}
"""
    december = datetime(2026, 12, 24, 9, tzinfo=UTC)
    [hole] = [p for p in lint(protocol_of(text), december) if p.code == "nobody-on-duty"]
    assert "do 24-12 17:00 tot ma 28-12 08:45" in hole.what(translator(Lang.NL))


def test_a_hole_within_one_day_names_the_day_once():
    text = """calendar:
  office_hours: {mon-sun: [00:00-02:00, 07:00-24:00]}
roles:
  webcare: {name: Webcare, people: [anna]}
  team_lead: {name: Leiding, people: [bert]}
  comms_on_call: {name: Piket, schedule: piket}
escalation:
  attention: [{after: 0 minutes, notify: owner}]
  serious: [{after: 0 minutes, notify: webcare}]
  crisis: [{after: 0 minutes, notify: comms_on_call}]
  last_resort: {notify: comms_on_call, repeat: 8 hours}
"""
    protocol = replace(protocol_of(text), last_resort=None)
    [hole] = [p for p in lint(protocol, NOW) if p.code == "nobody-on-duty"]
    assert hole.what(translator(Lang.NL)).startswith("di 24-11 02:00–07:00, wo 25-11 02:00–07:00")
    assert hole.what(translator(Lang.EN)).startswith("Tue 24/11 02:00–07:00")


# --- conditions ------------------------------------------------------------------------------------------------------


def all_of(*conditions) -> AllOf:
    return AllOf(conditions)


def number(of: str, compare: Compare, value: float) -> Within:
    return Within(of, Bound(compare, value))


ANGRY, CALM = OneOf("sentiment", ("negative",)), OneOf("sentiment", ("positive", "neutral"))
MANY, FEW, FIVE = (
    number("reach", Compare.AT_LEAST, 5000),
    number("reach", Compare.AT_MOST, 100),
    number("reach", Compare.EXACTLY, 5),
)
OFTEN = AuthorHistory("negative", Bound(Compare.AT_LEAST, 5), 14 * DAY)
FAST = ThreadGrowth(Bound(Compare.AT_LEAST, 20), DAY)


@pytest.mark.parametrize(
    ("given", "wanted", "holds"),
    [
        (ANGRY, ANGRY, True),
        (ANGRY, OneOf("sentiment", ("any",)), True),
        (OneOf("sentiment", ("any",)), ANGRY, False),
        (ANGRY, CALM, False),
        (all_of(ANGRY, MANY), all_of(MANY), True),
        (all_of(ANGRY), all_of(ANGRY, MANY), False),
        (ANGRY, AnyOf((MANY, ANGRY)), True),
        (AnyOf((ANGRY, CALM)), AnyOf((ANGRY, CALM, MANY)), True),
        (AnyOf((ANGRY, MANY)), ANGRY, False),
        (AnyOf((ANGRY, all_of(ANGRY, MANY))), ANGRY, True),
        (MANY, number("reach", Compare.AT_LEAST, 100), True),
        (FIVE, FEW, True),
        (FEW, FIVE, False),
        (MANY, number("rating", Compare.AT_LEAST, 1), False),
        (OFTEN, replace(OFTEN, bound=Bound(Compare.AT_LEAST, 3)), True),
        (OFTEN, replace(OFTEN, sentiment=None), False),
        (FAST, replace(FAST, bound=Bound(Compare.AT_LEAST, 10)), True),
        (FAST, replace(FAST, within=2 * DAY), False),
        (NothingElse(at=Place("a", 1)), NothingElse(), True),
        (DuringOffice(True), DuringOffice(False), False),
    ],
)
def test_what_follows_from_what(given, wanted, holds: bool):
    assert follows(given, wanted) is holds


@pytest.mark.parametrize(
    ("one", "other", "never"),
    [
        (ANGRY, CALM, True),
        (OneOf("topic", ("a",)), OneOf("topic", ("b",)), False),  # a mention has several topics
        (MANY, FEW, True),
        (MANY, FIVE, True),
        (FIVE, FEW, False),
        (FIVE, number("reach", Compare.EXACTLY, 6), True),
        (DuringOffice(True), DuringOffice(False), True),
        (ANGRY, MANY, False),
    ],
)
def test_what_cannot_be_together(one, other, never: bool):
    assert clash(one, other) is never
    assert clash(other, one) is never
    assert (impossible(all_of(one, other)) is not None) is never


@pytest.mark.parametrize(
    ("condition", "never"),
    [
        (number("danger", Compare.AT_LEAST, 60), True),
        (number("danger", Compare.AT_LEAST, 0.6), False),
        (number("danger", Compare.AT_MOST, 60), False),
        (number("words", Compare.AT_LEAST, 60), False),
        (AnyOf((all_of(ANGRY, CALM), all_of(MANY, FEW))), True),
        (AnyOf((all_of(ANGRY, CALM), MANY)), False),
    ],
)
def test_what_can_never_be(condition, never: bool):
    assert (impossible(condition) is not None) is never


def test_a_rule_on_any_topic_uses_them_all():
    rule = Rule("r", "R", all_of(OneOf("topic", ("any",))), level="routine")
    spare = replace(BASE.topics["klacht"], id="spare")
    assert "topic-unused" not in codes(
        replace(BASE, topics={**BASE.topics, "spare": spare}, rules=(rule, BASE.rules[1]))
    )
    assert ids_named(None, "topic") == set()
