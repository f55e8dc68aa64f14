"""``/help``: what this colleague can ask."""

from collections.abc import Sequence

from bot.inbox.spoken.values import Room, Said, Spoken, Word
from bot.store import Tx
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


HELP = Word("help", "help", N_("wat u mij kunt vragen"), _help)
