"""Two versions of a protocol on the same mentions: what is judged differently, and which rules took hold of nearly all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rules.judge.engine import Judge
from rules.judge.verdict import Effect, Verdict
from rules.mention import Mention
from rules.protocol.versions import Broad

NEARLY_ALL = 0.9
"""A rule that matches this share of the mentions about us says nothing about a mention any more."""
ENOUGH = 20
"""Below so many mentions a share says nothing."""
ATTENTION = 2
"""From this level number up a mention becomes a case."""


@dataclass(frozen=True, slots=True)
class Differently:
    """A mention the two versions judge differently. ``what``: of ``level``, ``category``, ``owner`` those that differ.

    ``rules``: the rules that made the difference, as the version that has them names them.
    """

    mention: Mention
    before: Verdict
    after: Verdict
    what: tuple[str, ...]
    rules: tuple[str, ...]


def differently(mention: Mention, before: Verdict, after: Verdict) -> Differently | None:
    """The difference that counts for people; None when level, category and owner are the same."""
    what = tuple(of for of in ("level", "category", "owner") if getattr(before, of) != getattr(after, of))
    return Differently(mention, before, after, what, _by(before, after)) if what else None


def _by(before: Verdict, after: Verdict) -> tuple[str, ...]:
    """The rules that fired for only one of them, or that did something else; most telling first."""
    then, now = _did(before), _did(after)
    changed = [
        reason
        for reason in (*after.reasons, *before.reasons)
        if then.get(reason.rule) != now.get(reason.rule) and reason.rule not in ("points", "about_us")
    ]
    setting = [r for r in changed if r.effect is Effect.FLOOR and r.amount == _higher(before, after).level]
    return tuple(dict.fromkeys(reason.rule for reason in (*setting, *changed)))


def _did(verdict: Verdict) -> dict[str, frozenset[tuple[Effect, str]]]:
    """What each rule did: effects and amounts."""
    return {
        rule: frozenset((reason.effect, reason.amount) for reason in verdict.reasons if reason.rule == rule)
        for rule in {reason.rule for reason in verdict.reasons}
    }


def _higher(before: Verdict, after: Verdict) -> Verdict:
    return after if after.level_number >= before.level_number else before


def broad(mentions: Sequence[Mention], new: Judge, old: Judge) -> tuple[Broad, ...]:
    """Rules of the new version that make a case of nearly every mention about us, where the old one's did not."""
    now, total = _making_cases(mentions, new)
    if total < ENOUGH:
        return ()
    found = [Broad(rule, count, total) for rule, count in now.items() if count >= NEARLY_ALL * total]
    before, then = _making_cases(mentions, old) if found else (Counter[str](), 0)
    return tuple(one for one in found if not then or before[one.rule] < NEARLY_ALL * then)


def _making_cases(mentions: Sequence[Mention], judge: Judge) -> tuple[Counter[str], int]:
    """How often each rule by itself made a mention somebody's matter, and how many mentions were about us."""
    floors = {level.id for level in judge.protocol.levels.values() if level.number >= ATTENTION}
    rules = {rule.id for rule in judge.protocol.rules if rule.level in floors}
    ours = [verdict for verdict in judge.judge_all(mentions) if verdict.about_us]
    return Counter(rule for verdict in ours for rule in verdict.rules if rule in rules), len(ours)
