"""The why-card: one mention with the words that counted, the sum, the rules with their lines, and what would be quieter."""

from collections.abc import Iterable, Iterator

from rules.explain import names
from rules.explain.reasons import points, sentence
from rules.i18n import N_, Lang, translator
from rules.judge.second import SECOND_PASS
from rules.judge.unsaid import DANGER
from rules.judge.verdict import Effect, Reason, Verdict
from rules.mention import Mention
from rules.protocol.model import NOWHERE, Protocol
from rules.text.values import Evidence

LEFT, RIGHT = "«", "»"
"""Around the words that counted; plain characters, for a terminal without colours and for a mail."""
ROUTINE, ATTENTION = 1, 2

_BUILT_IN = frozenset({"about_us", "points", "not_named", "no_context", "not_us", "own_post"})
_SUM = N_("Som: {points}.")
_NEXT = N_("Som: {points}; vanaf {needed} is het {level}.")
_LINE = N_("{sentence} [{file}, regel {line}]")
_WITHOUT = N_("Zonder regel {rules} was dit {level}.")
_UNREAD = N_("Zonder de tweede lezing was dit {level}.")
_UNFELT = N_("Zonder het gevaarsignaal was dit {level}.")
_LEARNED = {SECOND_PASS: _UNREAD, DANGER: _UNFELT}
_FEWER = N_("Met {points} minder was dit {level}.")
_NOBODY = N_("niemand")
_OWNER = N_("Voor: {owner}")


def why_card(mention: Mention, verdict: Verdict, protocol: Protocol, lang: Lang) -> tuple[str, ...]:
    """The card as lines of text: level and owner, the marked text, a line per reason, the sum, what would be quieter."""
    lines = [_heading(verdict, protocol, lang), marked(mention.text, _proofs(verdict))]
    lines += [located(reason, protocol, lang) for reason in verdict.reasons]
    if verdict.about_us:
        lines.append(_sum(verdict, protocol, lang))
        lines += _quieter(verdict, protocol, lang)
    return tuple(lines)


def marked(text: str, proofs: Iterable[Evidence], left: str = LEFT, right: str = RIGHT) -> str:
    """``text`` with marks around the evidence; stretches that touch are marked as one."""
    parts, at = [], 0
    for start, end in _merged(proofs, len(text)):
        parts += [text[at:start], left, text[start:end], right]
        at = end
    return "".join([*parts, text[at:]])


def located(reason: Reason, protocol: Protocol, lang: Lang) -> str:
    """The sentence of a reason, with the file and line of its rule when it has one."""
    said = sentence(reason, protocol, lang)
    if reason.at == NOWHERE:
        return said
    say = translator(lang)
    return say.gettext(_LINE).format(sentence=said, file=reason.at.file, line=reason.at.line)


def level_of(reasons: Iterable[Reason], protocol: Protocol) -> int:
    """The level number that these reasons lead to, by the same sum as the judge makes."""
    kept = [reason for reason in reasons if reason.rule not in _BUILT_IN]
    number = {level.id: level.number for level in protocol.levels.values()}
    brakes = {reason.rule: number[reason.amount] for reason in kept if reason.effect is Effect.BRAKE}
    floors = [
        min(number[reason.amount], brakes.get(reason.rule, 99)) for reason in kept if reason.effect is Effect.FLOOR
    ]
    total = sum(int(reason.amount) for reason in kept if reason.effect is Effect.POINTS)
    table = [level.number for level in protocol.levels.values() if level.points is not None and total >= level.points]
    soft = min(max([ROUTINE, *floors, *table]), *brakes.values(), 99)
    return max([soft, *(floor for floor in floors if floor >= ATTENTION)])


def _heading(verdict: Verdict, protocol: Protocol, lang: Lang) -> str:
    level = f"{names.icon(verdict.level, protocol)} {names.level(verdict.level, protocol)}".strip()
    parts = [level, names.category(verdict.category, lang), names.location(verdict.location, protocol)]
    if verdict.about_us:
        say = translator(lang)
        owner = names.role(verdict.owner, protocol) if verdict.owner else say.gettext(_NOBODY)
        parts.append(say.gettext(_OWNER).format(owner=owner))
    return " · ".join(part for part in parts if part)


def _proofs(verdict: Verdict) -> list[Evidence]:
    return [proof for reason in verdict.reasons for proof in reason.evidence]


def _merged(proofs: Iterable[Evidence], length: int) -> Iterator[tuple[int, int]]:
    last: tuple[int, int] | None = None
    for start, end in sorted({(proof.start, proof.end) for proof in proofs if proof.start < proof.end <= length}):
        if last is not None and start <= last[1]:
            last = (last[0], max(end, last[1]))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last


def _sum(verdict: Verdict, protocol: Protocol, lang: Lang) -> str:
    say = translator(lang)
    given = points(verdict.points, say)
    above = [level for level in protocol.levels.values() if level.points is not None and level.points > verdict.points]
    if not above:
        return say.gettext(_SUM).format(points=given)
    lowest = min(above, key=lambda level: (level.points, level.number))
    return say.gettext(_NEXT).format(points=given, needed=lowest.points, level=lowest.name)


def _quieter(verdict: Verdict, protocol: Protocol, lang: Lang) -> Iterator[str]:
    """What would have kept it lower: the rules that set the level, or so many points less."""
    say = translator(lang)
    if verdict.level_number <= ROUTINE:
        return
    setting = {r.rule: r.name or r.rule for r in verdict.reasons if _sets(r, verdict)}
    learned = next((rule for rule in _LEARNED if rule in setting), None)
    if learned is not None:
        rest = level_of((reason for reason in verdict.reasons if reason.rule != learned), protocol)
        yield say.gettext(_LEARNED[learned]).format(level=protocol.level_of(rest).name)
        return
    if setting:
        rest = level_of((reason for reason in verdict.reasons if reason.rule not in setting), protocol)
        rules = ", ".join(f"‘{name}’" for name in setting.values())
        yield say.gettext(_WITHOUT).format(rules=rules, level=protocol.level_of(rest).name)
        return
    needed = min(level.points for level in protocol.levels.values() if level.points and level.id == verdict.level)
    fewer = verdict.points - needed + 1
    lower = _by_points(verdict.points - fewer, verdict, protocol)
    yield say.gettext(_FEWER).format(points=points(fewer, say), level=protocol.level_of(lower).name)


def _sets(reason: Reason, verdict: Verdict) -> bool:
    return reason.rule not in _BUILT_IN and reason.effect is Effect.FLOOR and reason.amount == verdict.level


def _by_points(total: int, verdict: Verdict, protocol: Protocol) -> int:
    others = [reason for reason in verdict.reasons if reason.effect is not Effect.POINTS]
    return level_of([*others, Reason("_", Effect.POINTS, str(total))], protocol)
