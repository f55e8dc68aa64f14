"""The protocol's own tests: do its rules still judge these messages as its writers expect?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.judge.engine import Judge
from rules.judge.facts import fixed_tone
from rules.judge.verdict import Context, Effect, Verdict
from rules.mention import Author, Kind, Mention, Via
from rules.protocol.model import Compare, Expect, Place, Protocol, ProtocolTest, Rule

_NOON = datetime(2026, 1, 6, 12)  # noqa: DTZ001 - a workday, made local below
PLATFORM = "web"
"""Where a test's message was posted when the test does not say; no rule is about it."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term that was found: how the protocol spells it, in which topic, and where in the file."""

    topic: str
    written: str
    at: Place


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule that fired in a failing test, what it did, and by which terms."""

    rule: str
    name: str
    effect: Effect
    amount: str
    at: Place
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """An expectation that was not met. ``wanted`` as written (``routine or less``); ``got`` None: nothing."""

    of: str
    wanted: str
    got: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test: ``number`` counts from 1 in the order of the file."""

    number: int
    test: ProtocolTest
    verdict: Verdict
    misses: tuple[Miss, ...]
    causes: tuple[Cause, ...]

    @property
    def passed(self) -> bool:
        return not self.misses


@dataclass(frozen=True, slots=True)
class Report:
    """All tests, and per rule in how many of them it fired."""

    outcomes: tuple[Outcome, ...]
    coverage: Mapping[str, int]

    @property
    def passed(self) -> bool:
        """Whether every test passed."""
        return all(outcome.passed for outcome in self.outcomes)

    def untouched(self, protocol: Protocol) -> tuple[Rule, ...]:
        """The rules no test makes fire."""
        return tuple(rule for rule in protocol.rules if not self.coverage[rule.id])


def run(protocol: Protocol, judge: Judge | None = None) -> Report:
    """Runs the tests of a protocol. ``judge``: one that is compiled already."""
    judge = judge or Judge(protocol)
    outcomes = tuple(_outcome(number, test, judge) for number, test in enumerate(protocol.tests, 1))
    fired = [rule for outcome in outcomes for rule in outcome.verdict.rules]
    return Report(outcomes, {rule.id: fired.count(rule.id) for rule in protocol.rules})


def mention_of(test: ProtocolTest, protocol: Protocol) -> Mention:
    """The message of a test: a search hit on a workday at noon, unless the test says otherwise."""
    given = dict(test.given)
    posted = given.pop("posted_at", _NOON)
    fields: dict[str, Any] = {
        "platform": PLATFORM,
        "author": _author(given.pop("author", "")),
        "via": Via(given.pop("via", Via.SEARCH)),
        "kind": Kind(given.pop("kind", Kind.POST)),
        "posted_at": posted.replace(tzinfo=protocol.timezone) if posted.tzinfo is None else posted,
    }
    return Mention(id="test", text=test.text, **(fields | given))


def _author(written: Any) -> Author:
    """A text is name and bio."""
    if isinstance(written, Mapping):
        return Author(**{"handle": "", **written})
    return Author(handle=str(written), name=str(written), bio=str(written))


def _outcome(number: int, test: ProtocolTest, judge: Judge) -> Outcome:
    mention, verdict = judged(test, judge)
    misses = tuple(_misses(test.expect, verdict, judge.protocol))
    return Outcome(number, test, verdict, misses, tuple(_causes(verdict, mention, judge)) if misses else ())


def judged(test: ProtocolTest, judge: Judge) -> tuple[Mention, Verdict]:
    """The message of a test and what the judge makes of it.

    Without a fixed danger there is none: tests are about the rules, not about the learned signal.
    """
    mention = mention_of(test, judge.protocol)
    lang = mention.lang or judge.protocol.organisation.lang
    tone = fixed_tone(test.sentiment, lang) if test.sentiment else None
    return mention, judge.judge(mention, Context(sentiment=tone, danger=test.danger or 0.0))


def _misses(expect: Expect, verdict: Verdict, protocol: Protocol) -> Iterator[Miss]:
    if expect.level is not None and not _level_holds(expect, verdict, protocol):
        exactly = expect.level_compare is Compare.EXACTLY
        yield Miss("level", expect.level if exactly else f"{expect.level} {expect.level_compare}", verdict.level)
    for of in ("category", "owner", "location", "about_us", "alert", "share"):
        wanted, got = getattr(expect, of), getattr(verdict, of)
        if wanted is not None and wanted != got:
            yield Miss(of, _said(wanted), None if got is None else _said(got))
    for of in ("topics", "rules"):
        for wanted in getattr(expect, of) or ():
            if wanted not in getattr(verdict, of):
                yield Miss(of, wanted, None)


def _said(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value


def _level_holds(expect: Expect, verdict: Verdict, protocol: Protocol) -> bool:
    wanted = protocol.levels[expect.level or ""].number
    match expect.level_compare:
        case Compare.AT_MOST:
            return verdict.level_number <= wanted
        case Compare.AT_LEAST:
            return verdict.level_number >= wanted
        case _:
            return verdict.level_number == wanted


def _causes(verdict: Verdict, mention: Mention, judge: Judge) -> Iterator[Cause]:
    for reason in verdict.reasons:
        topics = [value for of, value in reason.conditions if of == "topic"]
        terms = tuple(term for topic in topics for term in _terms(topic, mention, judge))
        yield Cause(reason.rule, reason.name, reason.effect, reason.amount, reason.at, terms)


def _terms(topic: str, mention: Mention, judge: Judge) -> Iterator[Term]:
    """A built-in signal is recognised by no term of the protocol."""
    known = judge.protocol.topics.get(topic)
    if known is not None:
        for written in judge.terms_behind(mention, topic):
            yield Term(topic, written, known.word_places.get(written, known.at))
