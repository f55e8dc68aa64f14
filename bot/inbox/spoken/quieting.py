"""``/stil`` and ``/volg``: quiet for a while, and words to follow for a while. ``bot.desk.quiet`` does both."""

from bot.inbox.spoken.values import Room, Said, Spoken, Word
from bot.store import Tx
from rules.i18n import N_


def _silence(tx: Tx, room: Room, spoken: Spoken) -> Said:
    return Said(room.quiet.command(tx, spoken.person, spoken.args, spoken.lang))


def _follow(tx: Tx, room: Room, spoken: Spoken) -> Said:
    return Said(room.quiet.follow(tx, spoken.person, spoken.args, spoken.lang))


WORDS = (
    Word("stil", "silence", N_("een tijdje geen seintjes over iets, bijvoorbeeld /stil parkeren 2 uur"), _silence),
    Word("volg", "follow", N_("een tijdje extra op woorden zoeken, bijvoorbeeld /volg #vrieskou 24 uur"), _follow),
)
