"""A drill in words: who may start one, what participants hear, and the report with the time that each step took."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from rules.duty.roster import could_be
from rules.explain import names
from rules.explain.when import lasted
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol
from rules.protocol.versions import managers


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who was told at ``at``, or would have been: ``taking_part`` False."""

    person: str
    at: datetime
    taking_part: bool


@dataclass(frozen=True, slots=True)
class Practised:
    """One practice case: who was told when, and who did what when. Aware UTC, on the drill's clock."""

    number: int
    level: str
    level_number: int
    opened_at: datetime
    told: tuple[Told, ...] = ()
    taken_by: str = ""
    taken_at: datetime | None = None
    resolved_at: datetime | None = None


class End(StrEnum):
    """How a drill ended."""

    DONE = "done"
    STOPPED = "stopped"


class Refusal(StrEnum):
    """Why no drill was started or stopped."""

    NOT_ALLOWED = "not_allowed"
    RUNS = "runs"
    REAL = "real"
    NOBODY = "nobody"
    NO_SCRIPT = "no_script"
    NONE_RUNS = "none_runs"


def may_start(person: str, protocol: Protocol) -> bool:
    """Whether this person may start and stop drills: whoever fills the roles of ``exercises``, without those the managers."""
    roles = protocol.exercises.allowed_for
    allowed = {one for role in roles for one in could_be(role, protocol)} if roles else set(managers(protocol))
    return person in allowed


def participants(asked: Sequence[str], by: str, protocol: Protocol) -> tuple[str, ...]:
    """The people who take part: persons and roles by id. ``participants`` or nothing: whoever starts it and the roles of

    ``exercises``. Names that nobody knows give nobody.
    """
    wanted = list(asked) if asked and list(asked) != ["participants"] else [by, *protocol.exercises.allowed_for]
    found: dict[str, None] = {}
    for one in wanted:
        if one in protocol.people:
            found[one] = None
        elif one in protocol.roles:
            found |= dict.fromkeys(could_be(one, protocol))
    return tuple(found)


_REFUSED = {
    Refusal.NOT_ALLOWED: N_("U mag geen oefening starten of stoppen. Vraag het aan: {who}."),
    Refusal.RUNS: N_("Er loopt al een oefening. Stoppen kan met: /oefening stop"),
    Refusal.REAL: N_("Nu niet: er is een echte crisis. Oefenen kan zodra die voorbij is."),
    Refusal.NOBODY: N_("Wie doet er mee? Niemand van deze namen heeft een gekoppelde telefoon."),
    Refusal.NO_SCRIPT: N_("Dit bestand met berichten kan niet gelezen worden, of er staat niets in."),
    Refusal.NONE_RUNS: N_("Er loopt geen oefening. Beginnen kan met: /oefening start"),
}


def refused(why: Refusal, protocol: Protocol, lang: Lang) -> str:
    """Why not, and what can be done."""
    who = [names.full(person, protocol) for person in protocol.people if may_start(person, protocol)]
    return translator(lang).gettext(_REFUSED[why]).format(who=", ".join(who) or "–")


def begins(people: Iterable[str], by: str, protocol: Protocol, lang: Lang) -> str:
    """What every participant hears first."""
    say = translator(lang).gettext
    return _banner(protocol) + say(
        N_(
            "{name} begint een oefening. Wat u nu krijgt is verzonnen; doe alsof het echt is. Er gaat niets naar buiten. "
            "Wie meedoen: {people}. Stoppen: /oefening stop"
        )
    ).format(name=names.full(by, protocol), people=", ".join(names.short(person, protocol) for person in people))


def paused(protocol: Protocol, lang: Lang, *, again: bool) -> str:
    """That a real crisis takes over, or (``again``) that the drill goes on."""
    say = translator(lang).gettext
    text = (
        N_("De oefening gaat verder.")
        if again
        else N_("De oefening wacht: er is een echte crisis. Let op de echte seintjes.")
    )
    return _banner(protocol) + say(text)


def running(people: Iterable[str], played: int, of: int, protocol: Protocol, lang: Lang) -> str:
    """How far a drill is."""
    text = translator(lang).gettext(N_("De oefening loopt: bericht {played} van {of}. Wie meedoen: {people}."))
    who = ", ".join(names.short(person, protocol) for person in people)
    return _banner(protocol) + text.format(played=played, of=of, people=who)


def _banner(protocol: Protocol) -> str:
    return f"{protocol.exercises.banner} · "


def report(cases: Sequence[Practised], end: End, protocol: Protocol, lang: Lang) -> str:
    """What the drill taught: per case each step with its time, and the whole in one sentence."""
    say = translator(lang).gettext
    head = N_("de oefening is klaar.") if end is End.DONE else N_("de oefening is gestopt.")
    lines = [_banner(protocol) + say(head), _summary(cases, lang)]
    for case in cases:
        lines += ["", *_case(case, protocol, lang)]
    return "\n".join(lines)


def _summary(cases: Sequence[Practised], lang: Lang) -> str:
    say = translator(lang).gettext
    took = [(c.taken_at - c.told[0].at).total_seconds() for c in cases if c.taken_at and c.told]
    text = say(N_("Zaken: {n}, opgepakt: {taken}.")).format(n=len(cases), taken=len(took))
    if took:
        typical = after(timedelta(seconds=median(took)), lang)
        text += " " + say(N_("Van seintje tot opgepakt: meestal {time}.")).format(time=typical)
    return text


def _case(case: Practised, protocol: Protocol, lang: Lang) -> list[str]:
    say = translator(lang).gettext
    level = f"{names.icon(case.level, protocol)} {names.level(case.level, protocol)}".strip()
    lines = [say(N_("Zaak {n}: {level}")).format(n=case.number, level=level)]
    for told in case.told:
        text = (
            N_("• seintje aan {name} na {time}")
            if told.taking_part
            else N_("• {name} zou na {time} een seintje krijgen")
        )
        lines.append(
            say(text).format(name=names.full(told.person, protocol), time=after(told.at - case.opened_at, lang))
        )
    if case.taken_at is None:
        lines.append(say(N_("• niemand pakte haar op")))
    else:
        name, time = names.full(case.taken_by, protocol), after(case.taken_at - case.opened_at, lang)
        lines.append(say(N_("• opgepakt door {name} na {time}")).format(name=name, time=time))
    if case.resolved_at is not None:
        lines.append(say(N_("• afgerond na {time}")).format(time=after(case.resolved_at - case.opened_at, lang)))
    return lines


def after(amount: timedelta, lang: Lang) -> str:
    """``12 s`` below a minute and a half, then as everywhere."""
    seconds = max(round(amount.total_seconds()), 0)
    return f"{seconds} s" if seconds < 90 else lasted(amount, lang)
