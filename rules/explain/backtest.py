"""What another version of the protocol would have done with the same mentions, in sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rules.explain import names
from rules.explain.quote import quote
from rules.explain.when import MONTHS, number
from rules.i18n import N_, Lang, translator
from rules.judge.compare import Coverage, Differently, Shift, extra_nights
from rules.judge.verdict import Verdict
from rules.protocol.model import Protocol

SHOWN = 20
"""So many sorts of change are listed; all mentions with ``--json``."""
QUOTED = 3
"""So many mentions are quoted of those that change in the same way."""
_TEXT = 90


@dataclass(frozen=True, slots=True)
class Backtest:
    """The two versions beside each other on ``mentions`` mentions."""

    old: Protocol
    new: Protocol
    mentions: int
    changed: tuple[Differently, ...]
    shifts: tuple[Shift, ...]
    coverage: tuple[Coverage, ...]


def backtest_lines(found: Backtest, lang: Lang, shown: int = SHOWN) -> list[str]:
    """The whole report: what there was to judge, what is judged differently, and whose phone rings more."""
    return [*_coverage(found, lang), "", *_changed(found, lang, shown), "", *_people(found, lang)]


def backtest_json(found: Backtest) -> Iterator[dict[str, Any]]:
    """The same for a program, a line each: coverage, what is judged differently, people, and the summary last."""
    for one in found.coverage:
        missing = [day.isoformat() for day in one.missing]
        yield {"event": "coverage", "platform": one.platform, "mentions": one.mentions, "missing": missing}
    for change in found.changed:
        yield {
            "event": "changed",
            "mention": change.mention.id,
            "what": list(change.what),
            "before": _plain(change.before),
            "after": _plain(change.after),
            "rules": list(change.rules),
        }
    for shift in found.shifts:
        before, after = shift.before, shift.after
        yield {
            "event": "person",
            "person": shift.person,
            "loud": [before.loud, after.loud],
            "night": [before.night, after.night],
        }
    yield {
        "event": "summary",
        "mentions": found.mentions,
        "changed": len(found.changed),
        "extra_loud": sum(shift.extra for shift in found.shifts),
        "extra_night": extra_nights(found.shifts),
    }


def _plain(verdict: Verdict) -> dict[str, Any]:
    return {"level": verdict.level, "category": verdict.category, "owner": verdict.owner}


# --- what there was -------------------------------------------------------------------------------------------


def _coverage(found: Backtest, lang: Lang) -> Iterator[str]:
    to = translator(lang)
    if not found.mentions:
        yield to.gettext(N_("Er was geen enkel bericht om na te spelen: dit zegt dus niets."))
        return
    heard = [one for one in found.coverage if one.mentions]
    yield to.ngettext("Nagespeeld: {n} bericht.", "Nagespeeld: {n} berichten.", found.mentions).format(
        n=number(found.mentions, lang)
    )
    for one in heard:
        name, count = names.platform(one.platform, lang), number(one.mentions, lang)
        if one.missing:
            text = to.gettext(N_("  {platform}: {count}; geen gegevens op {days}."))
            yield text.format(platform=name, count=count, days=", ".join(_ranges(one.missing, lang)))
        else:
            yield to.gettext(N_("  {platform}: {count}, elke dag iets.")).format(platform=name, count=count)
    if silent := [names.platform(one.platform, lang) for one in found.coverage if not one.mentions]:
        text = to.gettext(N_("  Geen enkel bericht van {platforms}: daarover zegt dit niets."))
        yield text.format(platforms=", ".join(silent))


def _ranges(days: Sequence[date], lang: Lang) -> Iterator[str]:
    """``6 nov–8 nov`` for days in a row."""
    first = last = days[0]
    for day in [*days[1:], None]:
        if day is not None and day - last == timedelta(days=1):
            last = day
            continue
        yield _day(first, lang) if first == last else f"{_day(first, lang)}–{_day(last, lang)}"
        if day is not None:
            first = last = day


def _day(day: date, lang: Lang) -> str:
    return f"{day.day} {translator(lang).gettext(MONTHS[day.month - 1])}"


# --- what is judged differently ----------------------------------------------------------------------------------


def _changed(found: Backtest, lang: Lang, shown: int) -> Iterator[str]:
    to = translator(lang)
    if not found.changed:
        yield to.gettext(N_("Elk bericht wordt hetzelfde beoordeeld."))
        return
    higher = sum(one.after.level_number > one.before.level_number for one in found.changed)
    lower = sum(one.after.level_number < one.before.level_number for one in found.changed)
    text = to.ngettext(
        "{n} bericht wordt anders beoordeeld ({higher} hoger, {lower} lager):",
        "{n} berichten worden anders beoordeeld ({higher} hoger, {lower} lager):",
        len(found.changed),
    )
    yield text.format(n=number(len(found.changed), lang), higher=higher, lower=lower)
    alike: dict[tuple[str, str], list[Differently]] = {}
    for one in found.changed:
        alike.setdefault((_steps(one, found, lang), _by(one, found, lang)), []).append(one)
    for (steps, by), group in list(alike.items())[:shown]:
        yield from _difference(steps, by, group, lang)
    if more := sum(map(len, list(alike.values())[shown:])):
        yield to.gettext(N_("  … en nog {n}; alle met --json.")).format(n=number(more, lang))


def _difference(steps: str, by: str, group: Sequence[Differently], lang: Lang) -> Iterator[str]:
    """Mentions that change in the same way, by the same rules; of many only the first are quoted."""
    to = translator(lang)
    quotes = [f"“{quote(one.mention.text, lang, hide=False, length=_TEXT)}”" for one in group[:QUOTED]]
    if len(group) == 1:
        yield f"  {steps}  {quotes[0]}"
        yield from [by] if by else []
        return
    yield to.gettext(N_("  {steps}: {n} berichten")).format(steps=steps, n=number(len(group), lang))
    yield from [by] if by else []
    yield from (f"    {one}" for one in quotes)
    if len(group) > QUOTED:
        yield to.gettext(N_("    … en nog {n}")).format(n=number(len(group) - QUOTED, lang))


def _steps(one: Differently, found: Backtest, lang: Lang) -> str:
    steps = [f"{_value(one.before, of, found.old, lang)} → {_value(one.after, of, found.new, lang)}" for of in one.what]
    return "; ".join(steps)


def _by(one: Differently, found: Backtest, lang: Lang) -> str:
    """The rules behind it as a line of the report; empty when there are none."""
    told = ", ".join(_rule(rule, found, lang) for rule in one.rules)
    return translator(lang).gettext(N_("    door {rules}")).format(rules=told) if told else ""


def _value(verdict: Verdict, of: str, protocol: Protocol, lang: Lang) -> str:
    if of == "level":
        return names.level(verdict.level, protocol)
    known = names.category(verdict.category, lang) if of == "category" else names.role(verdict.owner or "", protocol)
    return known or translator(lang).gettext(N_("niets"))


def _rule(rule: str, found: Backtest, lang: Lang) -> str:
    """A rule by its name and line, in whichever version has it; something built in by its id."""
    say = translator(lang).gettext
    for protocol, text in (
        (found.new, N_("regel ‘{rule}’ (regel {line})")),
        (found.old, N_("regel ‘{rule}’, die er niet meer is")),
    ):
        for known in protocol.rules:
            if known.id == rule:
                return say(text).format(rule=known.name or known.id, line=known.at.line)
    return say(N_("of het over ons gaat"))


# --- whose phone rings ----------------------------------------------------------------------------------------


def _people(found: Backtest, lang: Lang) -> Iterator[str]:
    to = translator(lang)
    moved = [one for one in found.shifts if one.extra or one.extra_night]
    if not moved:
        yield to.gettext(N_("Niemands telefoon gaat vaker of minder vaak."))
        return
    yield to.gettext(N_("Telefoons die gaan (’s nachts: 23–7 uur):"))
    for one in moved:
        name = names.full(one.person, found.new if one.person in found.new.people else found.old)
        text = to.gettext(N_("  {name}: {extra} ({before} → {after}), ’s nachts {night} ({dark} → {darker})"))
        yield text.format(
            name=name,
            extra=f"{one.extra:+}",
            before=one.before.loud,
            after=one.after.loud,
            night=f"{one.extra_night:+}",
            dark=one.before.night,
            darker=one.after.night,
        )
    extra, nights = sum(one.extra for one in moved), extra_nights(moved)
    yield to.gettext(N_("Samen {extra} seintjes met geluid; {nights} keer extra wakker.")).format(
        extra=f"{extra:+}", nights=nights
    )
