"""Who has duty, who takes over from whom, and what goes along at a hand-over, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.case.model import Case, State
from rules.duty.dates import moment_phrase, stretch_phrase
from rules.duty.swaps import Exchange, Turned
from rules.duty.turns import Handover, Turn
from rules.explain import names
from rules.explain.notices.markup import line, plain
from rules.explain.quote import shorten
from rules.explain.when import lasted
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol

CASES = 20


@dataclass(frozen=True, slots=True)
class Duty:
    """One schedule at a moment: ``role`` is what it is called, ``told`` who is told when nobody has duty."""

    schedule: str
    role: str
    turn: Turn
    coming: Handover | None
    told: tuple[str, ...] = ()


def duty_lines(duties: Sequence[Duty], protocol: Protocol, lang: Lang) -> list[str]:
    """A line for each schedule: who has duty, until when, and who is next."""
    return [_duty(duty, protocol, lang) for duty in duties]


def board_text(duties: Sequence[Duty], protocol: Protocol, lang: Lang) -> str:
    """The pinned message of a team."""
    title = translator(lang).gettext(N_("📌 Wie heeft dienst"))
    return "\n".join([title, *duty_lines(duties, protocol, lang)])


def _duty(duty: Duty, protocol: Protocol, lang: Lang) -> str:
    say = translator(lang)
    if duty.turn.who is None:
        who = ", ".join(names.full(person, protocol) for person in duty.told)
        text = (
            N_("{role}: niemand heeft dienst; seintjes gaan naar {who}") if who else N_("{role}: niemand heeft dienst")
        )
        return say.gettext(text).format(role=duty.role, who=who)
    now = names.full(duty.turn.who, protocol)
    if duty.coming is None:
        return say.gettext(N_("{role}: {name}")).format(role=duty.role, name=now)
    at = moment_phrase(duty.coming.at, protocol.timezone).say(say)
    after = names.full(duty.coming.comes, protocol) if duty.coming.comes else say.gettext(N_("niemand"))
    return say.gettext(N_("{role}: {name} tot {at}, daarna {next}")).format(role=duty.role, name=now, at=at, next=after)


_WHY_NOT = {
    Turned.NOT_YOURS: N_("{name} staat niet in het rooster {role}."),
    Turned.ALREADY: N_("U hebt al dienst."),
    Turned.NO_TURN: N_("U hebt in het rooster {role} geen dienst om te ruilen."),
    Turned.SAME: N_("Ruilen kan alleen met een ander."),
    Turned.CHANGED: N_("Het rooster is intussen veranderd. Vraag het opnieuw."),
    Turned.OUTDATED: N_("Deze knop is verouderd: de dienst is intussen gewisseld. Vraag opnieuw /dienst."),
    Turned.DECIDED: N_("Op deze vraag is al geantwoord."),
    Turned.NOT_ASKED: N_("Deze vraag is aan iemand anders gesteld."),
}


def why_not(turned: Turned, protocol: Protocol, lang: Lang, *, name: str = "", role: str = "") -> str:
    """Why a change of duty was not made, in at most 200 characters. ``name``: whom it is about."""
    text = translator(lang).gettext(_WHY_NOT[turned])
    return shorten(text.format(name=names.full(name, protocol), role=role), 200)


class Said:
    """What is said at each step; message ids for ``duty_text``."""

    TAKEN = N_("U hebt nu dienst ({role}), tot {until}. {other} hoort dat ook.")
    TAKEN_ALONE = N_("U hebt nu dienst ({role}), tot {until}.")
    TAKEN_FROM_YOU = N_(
        "ℹ️ {other} neemt uw dienst over ({role}), vanaf nu tot {until}. Zaken die u hebt, blijven van u."
    )
    ASKED = N_("Gevraagd aan {other}. U hoort het zodra er antwoord is; tot dan blijft alles zoals het is.")
    QUESTION = N_("🔁 {other} vraagt u om te ruilen ({role}).\nU krijgt: {given}.\n{back}")
    BACK = N_("{other} krijgt van u: {returned}.")
    NO_BACK = N_("U hoeft er niets voor terug te geven.")
    ACCEPTED = N_("✅ {other} neemt uw dienst over ({role}): {given}. {back}")
    BACK_FOR_YOU = N_("U krijgt: {returned}.")
    YOU_ACCEPTED = N_("Geruild. U hebt dienst: {given}.")
    DECLINED = N_("❌ {other} kan uw dienst niet overnemen ({role}): {given}. U houdt hem.")
    YOU_DECLINED = N_("Begrepen. {other} houdt de dienst.")
    TAKE_OVER = N_("Ik neem over ({role})")
    ACCEPT = N_("Akkoord")
    DECLINE = N_("Nee")
    HAND = N_("Overdragen aan {other}")
    HANDED = N_("{other} krijgt nu de vraag om dit over te nemen. Zaken: {n}.")
    REMINDER = N_("🗓 Uw dienst begint {until} ({role}). Kunt u dan niet? Vraag met /ruil een collega.")
    REMINDER_FROM = N_("U neemt over van {other}; de lopende zaken krijgt u dan hier.")
    NOTHING = N_("U hebt geen zaken om over te dragen.")


def duty_text(text: str, protocol: Protocol, lang: Lang, **values: object) -> str:
    """One of ``Said``, filled in: ``other`` is a person's id, ``until`` a moment, ``given`` and ``returned`` turns."""
    say = translator(lang)
    known: dict[str, object] = {}
    for name, value in values.items():
        match value:
            case datetime():
                known[name] = moment_phrase(value, protocol.timezone).say(say)
            case Turn():
                known[name] = stretch_phrase(value.start, value.end, protocol.timezone).say(say)
            case str() if name == "other":
                known[name] = names.full(value, protocol)
            case _:
                known[name] = value
    return say.gettext(text).format(**known)


def reminder_text(handover: Handover, role: str, protocol: Protocol, lang: Lang) -> str:
    """What whoever comes on duty hears beforehand."""
    said = duty_text(Said.REMINDER, protocol, lang, role=role, until=handover.at)
    if handover.leaves is None:
        return said
    return f"{said}\n{duty_text(Said.REMINDER_FROM, protocol, lang, other=handover.leaves)}"


def question(exchange: Exchange, role: str, protocol: Protocol, lang: Lang) -> str:
    """What the colleague is asked."""
    text = Said.BACK if exchange.returned else Said.NO_BACK
    back = duty_text(text, protocol, lang, other=exchange.gives, returned=exchange.returned)
    return duty_text(Said.QUESTION, protocol, lang, other=exchange.gives, role=role, given=exchange.given, back=back)


def accepted(exchange: Exchange, role: str, protocol: Protocol, lang: Lang) -> str:
    """What the asker hears when the colleague agreed."""
    back = duty_text(Said.BACK_FOR_YOU, protocol, lang, returned=exchange.returned) if exchange.returned else ""
    return duty_text(
        Said.ACCEPTED, protocol, lang, other=exchange.takes, role=role, given=exchange.given, back=back
    ).strip()


def handover_note(
    cases: Sequence[Case], role: str, leaves: str | None, protocol: Protocol, lang: Lang, now: datetime
) -> str:
    """What whoever comes on duty gets: since when, from whom, and what runs. Names no client and no words of a mention."""
    say = translator(lang)
    running = sorted((c for c in cases if c.state is not State.RESOLVED), key=lambda c: (-c.level_number, c.id))
    before = names.full(leaves, protocol) if leaves else say.gettext(N_("niemand"))
    lines = [say.gettext(N_("🤝 U hebt nu dienst ({role}), na {name}.")).format(role=role, name=before)]
    lines.append(
        say.gettext(N_("Lopende zaken: {n}")).format(n=len(running))
        if running
        else say.gettext(N_("Er lopen geen zaken."))
    )
    lines += [_case(one, protocol, lang, now) for one in running[:CASES]]
    if len(running) > CASES:
        lines.append(say.gettext(N_("… en nog {n}.")).format(n=len(running) - CASES))
    return "\n".join(lines)


def leaving_note(
    cases: Sequence[Case], role: str, comes: str | None, protocol: Protocol, lang: Lang, now: datetime
) -> str:
    """What whoever goes off duty gets, when they still hold cases."""
    say = translator(lang)
    after = names.full(comes, protocol) if comes else say.gettext(N_("niemand"))
    title = N_("🤝 Uw dienst zit erop ({role}); {name} heeft nu dienst. U hebt nog:")
    lines = [say.gettext(title).format(role=role, name=after)]
    return "\n".join([*lines, *(_case(one, protocol, lang, now) for one in cases[:CASES])])


def _case(case: Case, protocol: Protocol, lang: Lang, now: datetime) -> str:
    say = translator(lang)
    level = f"{names.icon(case.level, protocol)} {names.level(case.level, protocol)}".strip()
    about = (
        []
        if protocol.privacy.discreet
        else [names.category(case.category, lang), names.location(case.location, protocol)]
    )
    if case.assignee is None:
        status = say.gettext(N_("nog van niemand, al {time}")).format(time=lasted(now - case.opened_at, lang))
    else:
        status = say.gettext(N_("bij {name}")).format(name=names.full(case.assignee, protocol))
    return plain(line([f"#{case.id} {level}", *about, status]))


def turn_line(turn: Turn, role: str, protocol: Protocol, lang: Lang) -> str:
    """``Piket · ma 9-3 09:00 tot ma 16-3 09:00 · Karin Postma (ruil)``."""
    say = translator(lang)
    stretch = stretch_phrase(turn.start, turn.end, protocol.timezone).say(say)
    name = names.full(turn.who, protocol) if turn.who else say.gettext(N_("niemand"))
    why = {"swap": N_("geruild of overgenomen"), "override": N_("vervanging in het rooster")}.get(turn.why)
    return " · ".join([role, stretch, f"{name} ({say.gettext(why)})" if why else name])
