"""Silences and search terms in words: what was made, what stands, why not."""

from collections.abc import Sequence
from datetime import datetime

from rules.case.quiet import Hush, Quieter, Refused, ceiling
from rules.duty.hours import instant
from rules.explain import names
from rules.explain.when import moment
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol, Silence

_REFUSED = {
    Refused.NOTHING_SAID: N_("Waarover en hoe lang? Bijvoorbeeld: /stil parkeren 2 uur wegwerkzaamheden"),
    Refused.NO_END: N_(
        "Een stilte heeft een einde nodig. Bijvoorbeeld: /stil {words} 2 uur, of: /stil {words} tot 17:00"
    ),
    Refused.UNKNOWN: N_("Dat onderwerp ken ik niet. U kunt kiezen uit: {choices}, of: alles."),
    Refused.PAST: N_("Dat moment is al voorbij."),
    Refused.TOO_LONG: N_(
        "Dat is te lang. Van hier kan het hooguit 31 dagen; een langere stilte hoort in het protocol."
    ),
}
MOST = 25
"""So many subjects are named as a choice."""


def refused(why: Refused, words: str, protocol: Protocol, lang: Lang) -> str:
    """Why there is no silence, and what to write instead."""
    text = translator(lang).gettext(_REFUSED[why])
    choices = [*protocol.topics, *(place.name for place in protocol.organisation.locations.values())]
    return text.format(words=" ".join(words.split())[:40] or "parkeren", choices=", ".join(choices[:MOST]))


def made(number: int, hush: Hush, protocol: Protocol, lang: Lang, now: datetime) -> str:
    """What was made: until when, what still comes through, and how to end it."""
    say = translator(lang).gettext
    above = say(N_("Wat ernstiger is dan {level} komt altijd door.")).format(level=_ceiling(hush, protocol))
    ends = moment(hush.end, now, protocol.timezone, lang)
    text = say(
        N_("Stil over {name} tot {end}. {above} Alles staat in het ochtendbericht. Eerder ophouden: /stil weg {number}")
    )
    return text.format(name=hush.name, end=ends, above=above, number=number)


def standing(kept: Sequence[tuple[int | None, Quieter]], protocol: Protocol, lang: Lang, now: datetime) -> str:
    """The silences that hold or come, a line each; those of the protocol have no number."""
    say = translator(lang).gettext
    if not kept:
        return say(N_("Er is geen stilte. Een nieuwe: /stil parkeren 2 uur wegwerkzaamheden"))
    return "\n".join([say(N_("Stilte nu:")), *(_line(number, one, protocol, lang, now) for number, one in kept)])


def _line(number: int | None, one: Quieter, protocol: Protocol, lang: Lang, now: datetime) -> str:
    say = translator(lang).gettext
    end = instant(one.end, protocol.timezone) if isinstance(one, Silence) else one.end
    by = names.short(one.by, protocol)
    text = say(N_("{name}, tot {end}, door {by}")).format(
        name=one.name, end=moment(end, now, protocol.timezone, lang), by=by
    )
    reason = f" ({one.reason})" if one.reason else ""
    return f"{number}: {text}{reason}" if number is not None else f"• {text}{reason}"


def _ceiling(one: Quieter, protocol: Protocol) -> str:
    return names.level(protocol.level_of(ceiling(one, protocol)).id, protocol)


def ended(good: bool, number: int, lang: Lang) -> str:
    """Whether a silence was ended."""
    say = translator(lang).gettext
    text = say(N_("Stilte {number} is voorbij.")) if good else say(N_("Er is geen stilte {number} (meer)."))
    return text.format(number=number)


def term_added(number: int, term: str, end: datetime, protocol: Protocol, lang: Lang, now: datetime) -> str:
    """A search term was added."""
    text = translator(lang).gettext(N_("Ik volg nu ook “{term}”, tot {end}. Eerder ophouden: /volg weg {number}"))
    return text.format(term=term, end=moment(end, now, protocol.timezone, lang), number=number)


def term_refused(lang: Lang) -> str:
    """How a search term is added."""
    return translator(lang).gettext(N_("Wat wilt u volgen, en hoe lang? Bijvoorbeeld: /volg #vrieskou 24 uur"))


def terms_standing(
    lines: Sequence[tuple[int, str, datetime, str]], protocol: Protocol, lang: Lang, now: datetime
) -> str:
    """The terms that are followed (number, term, end, by), a line each."""
    say = translator(lang).gettext
    if not lines:
        return say(N_("Er zijn geen extra zoekwoorden. Een nieuw: /volg #vrieskou 24 uur"))
    rows = [
        say(N_("{number}: {term}, tot {end}, door {by}")).format(
            number=number, term=term, end=moment(end, now, protocol.timezone, lang), by=names.short(by, protocol)
        )
        for number, term, end, by in lines
    ]
    return "\n".join([say(N_("Ik volg ook:")), *rows])


def term_ended(good: bool, number: int, lang: Lang) -> str:
    """Whether a search term was taken away."""
    say = translator(lang).gettext
    text = (
        say(N_("Zoekwoord {number} wordt niet meer gevolgd."))
        if good
        else say(N_("Er is geen zoekwoord {number} (meer)."))
    )
    return text.format(number=number)


def not_yours(role: str, protocol: Protocol, lang: Lang) -> str:
    """Only a certain role may add search terms."""
    text = translator(lang).gettext(N_("Zoekwoorden toevoegen doet: {role}."))
    return text.format(role=names.role(role, protocol))
