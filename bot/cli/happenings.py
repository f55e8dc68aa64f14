"""What happened to a case, as one line for the terminal."""

from bot.cli.words import language, paint, tr
from bot.store.reads import Happening
from rules.i18n import N_
from rules.protocol.model import Protocol

_WORDS = {
    "opened": N_("zaak {case} geopend: {level}"),
    "level_up": N_("zaak {case} ernstiger: {level}"),
    "new_fact": N_("zaak {case}: nieuw feit"),
    "told": N_("zaak {case}: seintje naar {who}"),
    "taken": N_("zaak {case} opgepakt door {who}"),
    "returned": N_("zaak {case} teruggegeven door {who}"),
    "declined": N_("zaak {case}: {who} zegt ‘niet voor mij’"),
    "resolved": N_("zaak {case} afgerond door {who}"),
    "noted": N_("zaak {case}: notitie van {who}"),
    "last_resort": N_("zaak {case}: nog niemand; laatste redmiddel gewaarschuwd"),
    "undeliverable": N_("zaak {case}: {who} is niet bereikbaar"),
    "reminded": N_("zaak {case}: {who} herinnerd aan de beloofde reactie"),
}
_COLOURS = {2: "33", 3: "38;5;208", 4: "31"}


def line(happening: Happening, protocol: Protocol) -> str | None:
    """The line in the reader's language; None for what is no news."""
    words = _WORDS.get(happening.what)
    if words is None:
        return None
    level = protocol.levels.get(happening.level)
    person = protocol.people.get(happening.who)
    said = tr(
        words,
        case=happening.case,
        level=f"{level.icon} {level.name}" if level else happening.level,
        who=person.name if person else happening.who,
    )
    at = happening.at.astimezone(protocol.timezone)
    colour = _COLOURS.get(level.number if level else 0, "0")
    days = (
        ("ma", "di", "wo", "do", "vr", "za", "zo")
        if language() == "nl"
        else ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    )
    return f"{days[at.weekday()]} {at:%H:%M}  {paint(said, colour)}"
