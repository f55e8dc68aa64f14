"""The outcome of the protocol's own tests, for the manager who changed a rule."""

from collections.abc import Iterator

from rules.explain import names
from rules.explain.reasons import points
from rules.i18n import N_, Lang, translator
from rules.judge.examples import Cause, Miss, Outcome, Report
from rules.judge.verdict import Effect
from rules.protocol.model import NOWHERE, Protocol

_BROKEN = N_("Test {number} klopt niet: “{text}” ({file}, regel {line}).")
_WANTED = N_("  Verwacht: {of} {wanted}. Uitkomst: {got}.")
_NOTHING = N_("niets")
_FIRED = N_("  Oorzaak: regel ‘{rule}’ (regel {line}) → {did}.")
_BY_TERM = N_("    door ‘{term}’ in onderwerp {topic} (regel {line})")
_UNTOUCHED = N_("Regel ‘{rule}’ (regel {line}) wordt door geen test geraakt.")
_ALL_WELL = N_("Alle {count} tests kloppen.")
_SOME_BROKEN = N_("{broken} van de {count} tests klopt niet.")
_DID = {
    Effect.FLOOR: N_("minstens {level}"),
    Effect.POINTS: N_("{points} erbij"),
    Effect.BRAKE: N_("hoogstens {level}"),
    Effect.NOTE: N_("telt mee"),
}
_OF = {
    "level": N_("niveau"),
    "category": N_("soort"),
    "owner": N_("eigenaar"),
    "location": N_("locatie"),
    "about_us": N_("gaat over ons"),
    "alert": N_("seintje"),
    "share": N_("delen waard"),
    "topics": N_("onderwerp"),
    "rules": N_("regel"),
}
_OR = {"less": N_("{level} of lager"), "more": N_("{level} of hoger")}
_LONGEST = 80


def test_lines(report: Report, protocol: Protocol, lang: Lang) -> tuple[str, ...]:
    """All failures with their causes, then the rules no test touches, then the score."""
    say = translator(lang)
    lines = [line for outcome in report.outcomes if not outcome.passed for line in failure(outcome, protocol, lang)]
    lines += [say.gettext(_UNTOUCHED).format(rule=rule.name, line=rule.at.line) for rule in report.untouched(protocol)]
    broken = sum(not outcome.passed for outcome in report.outcomes)
    score = _SOME_BROKEN if broken else _ALL_WELL
    return (*lines, say.gettext(score).format(broken=broken, count=len(report.outcomes)))


def failure(outcome: Outcome, protocol: Protocol, lang: Lang) -> Iterator[str]:
    """One failed test: what was expected, what came out, and by which rules, words and lines."""
    say = translator(lang)
    at = outcome.test.at
    text = outcome.test.text if len(outcome.test.text) <= _LONGEST else outcome.test.text[: _LONGEST - 1] + "…"
    yield say.gettext(_BROKEN).format(number=outcome.number, text=text, file=at.file, line=at.line)
    for miss in outcome.misses:
        yield _miss(miss, protocol, lang)
    for cause in outcome.causes:
        yield from _cause(cause, protocol, lang)


def _miss(miss: Miss, protocol: Protocol, lang: Lang) -> str:
    say = translator(lang)
    wanted, got = miss.wanted, say.gettext(_NOTHING) if miss.got is None else miss.got
    if miss.of == "level":
        wanted, got = _level(wanted, protocol, lang), names.level(got, protocol)
    return say.gettext(_WANTED).format(of=say.gettext(_OF[miss.of]), wanted=wanted, got=got)


def _level(written: str, protocol: Protocol, lang: Lang) -> str:
    level, _, compare = written.partition(" or ")
    name = names.level(level, protocol)
    return translator(lang).gettext(_OR[compare]).format(level=name) if compare else name


def _cause(cause: Cause, protocol: Protocol, lang: Lang) -> Iterator[str]:
    """The judge's own reasons have no line in the file and are told by the outcome already."""
    if cause.at == NOWHERE and not cause.name:
        return
    say = translator(lang)
    given = points(int(cause.amount), say) if cause.effect is Effect.POINTS else ""
    did = say.gettext(_DID[cause.effect]).format(level=names.level(cause.amount, protocol), points=given)
    yield say.gettext(_FIRED).format(rule=cause.name or cause.rule, line=cause.at.line, did=did)
    for term in cause.terms:
        yield say.gettext(_BY_TERM).format(term=term.written, topic=term.topic, line=term.at.line)
