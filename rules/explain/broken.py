"""Why a test of the protocol fails since a change, in one sentence: what it was, what it is now, and by which words."""

from collections.abc import Iterator

from rules.explain import names
from rules.explain.examples import failure
from rules.i18n import N_, Lang, translator
from rules.judge.engine import Judge
from rules.judge.examples import Outcome, judged
from rules.protocol.model import NOWHERE, Topic
from rules.text.terms import Subjects
from rules.text.wording import Wording

_CHANGED = N_("Test {number} klopt niet meer: “{text}” werd {before}, wordt nu {now}.")
_CAUSE = N_("Oorzaak: {causes}.")
_TERM = N_("‘{term}’ in onderwerp {topic} (regel {line})")
_RULE = N_("regel ‘{rule}’ (regel {line})")
_GONE_RULE = N_("regel ‘{rule}’ is verdwenen of anders")
_GONE = N_("uitzondering {term} is verdwenen")
_LONGEST = 80


def broken_test(outcome: Outcome, now: Judge, before: Judge | None, lang: Lang) -> str:
    """The sentence for a failed test of ``now``'s protocol. Without an earlier version, or when its level is what it
    was: what was expected and what came out."""
    old = judged(outcome.test, before)[1] if before is not None else None
    if before is None or old is None or not any(miss.of == "level" for miss in outcome.misses):
        return " ".join(line.strip() for line in failure(outcome, now.protocol, lang))
    was, got = names.level(old.level, before.protocol), names.level(outcome.verdict.level, now.protocol)
    if was == got:
        return " ".join(line.strip() for line in failure(outcome, now.protocol, lang))
    say = translator(lang).gettext
    text = outcome.test.text if len(outcome.test.text) <= _LONGEST else outcome.test.text[: _LONGEST - 1] + "…"
    said = say(_CHANGED).format(number=outcome.number, text=text, before=was, now=got)
    causes = [
        *_causes(outcome, lang),
        *_gone_rules(outcome, old.rules, before, lang),
        *_gone(outcome, now, before, lang),
    ]
    return f"{said} {say(_CAUSE).format(causes=', '.join(dict.fromkeys(causes)))}" if causes else said


def _causes(outcome: Outcome, lang: Lang) -> Iterator[str]:
    """The words that made rules fire, or the rules themselves where no word did."""
    say = translator(lang).gettext
    for cause in outcome.causes:
        for term in cause.terms:
            yield say(_TERM).format(term=term.written, topic=term.topic, line=term.at.line)
        if not cause.terms and cause.at != NOWHERE and cause.name:
            yield say(_RULE).format(rule=cause.name, line=cause.at.line)


def _gone_rules(outcome: Outcome, then: tuple[str, ...], before: Judge, lang: Lang) -> Iterator[str]:
    """Rules that made it what it was and do not fire any more."""
    known = {rule.id: rule.name for rule in before.protocol.rules}
    for rule in then:
        if rule not in outcome.verdict.rules:
            yield translator(lang).gettext(_GONE_RULE).format(rule=known[rule])


def _gone(outcome: Outcome, now: Judge, before: Judge, lang: Lang) -> Iterator[str]:
    """Exceptions that covered this text and were taken out of a topic that it is about now."""
    for topic in outcome.verdict.topics:
        old, new = before.protocol.topics.get(topic), now.protocol.topics.get(topic)
        if old is None or new is None:
            continue
        gone = [term for term in old.exceptions if term not in new.exceptions]
        for term in gone:
            if Subjects([Topic("gone", words=(term,))]).find(Wording(outcome.test.text)):
                yield translator(lang).gettext(_GONE).format(term=term)
