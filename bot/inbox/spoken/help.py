"""``/help``: what this colleague can ask."""

from collections.abc import Sequence

from bot.inbox.spoken.values import Room, Said, Spoken, Word
from bot.store import Tx
from rules.explain.catalogue import chapters
from rules.i18n import N_
from rules.protocol.model import Protocol

_HEAD = N_("Dit kunt u mij vragen:")
_FOOT = N_(
    "Antwoord op een seintje om er een notitie bij te zetten. De knoppen onder een seintje zeggen wat u ermee kunt."
)


def help_text(words: Sequence[Word], protocol: Protocol, spoken: Spoken) -> Said:
    """Each command with its line."""
    lines = [f"/{w.word(spoken.lang)} – {spoken.say(w.about)}" for w in words if w.may(protocol, spoken.person)]
    return Said("\n".join([spoken.say(_HEAD), *lines, "", spoken.say(_FOOT)]))


def _help(tx: Tx, room: Room, spoken: Spoken) -> Said:
    """Only the table knows all words: see ``obey``."""
    return help_text((), room.protocol, spoken)


def _buttons(tx: Tx, room: Room, spoken: Spoken) -> Said:
    """What the buttons do under a heads-up; the others stand in the reference."""
    lines: list[str] = []
    for chapter in list(chapters())[:SHORT]:
        lines += ["", f"{spoken.say(chapter.title)}:"]
        lines += [f"• {spoken.say(entry.label)} – {spoken.say(entry.about)}" for entry in chapter.entries]
    return Said("\n".join(lines).strip())


SHORT = 2
"""So many chapters of the buttons fit in one message and are what people ask about."""

BUTTONS = Word("knoppen", "buttons", N_("wat de knoppen onder een seintje doen"), _buttons)
HELP = Word("help", "help", N_("wat u mij kunt vragen"), _help)
