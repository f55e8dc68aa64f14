"""``/gemist``: a stored message should have alerted; learned from where the organisation asked for it."""

from bot.desk.learning import Outcome
from bot.inbox.spoken.values import Room, Said, Spoken, Word
from bot.store import Tx
from rules.i18n import N_

_SAID = {
    Outcome.OFF: N_("Dank u. Leren staat uit, dus dit verandert niets; zeg het ook tegen wie het protocol beheert."),
    Outcome.KEPT: N_("Dank u. Vannacht leert seintje ervan."),
    Outcome.SEVERAL: N_("Er zijn {n} berichten met deze woorden. Schrijf er meer van op, zoals het er stond."),
    Outcome.NOT_ABOUT_US: N_(
        "Dit bericht ging volgens het protocol niet over ons. Laat de namen in het protocol aanvullen."
    ),
}
_UNKNOWN = N_(
    "Ik vind geen bericht met deze woorden. Misschien kwam het nooit binnen; meld het bij wie het protocol beheert."
)


def _missed(tx: Tx, room: Room, spoken: Spoken) -> Said:
    if not spoken.args:
        return Said(spoken.say(N_("Schrijf erachter wat er stond, bijvoorbeeld: /gemist uren gewacht op hulp")))
    came = room.learning.missed_in(tx, spoken.args, spoken.person)
    return Said(spoken.say(_SAID.get(came.outcome, _UNKNOWN), n=len(came.found)))


WORDS = (Word("gemist", "missed", N_("dit bericht had een seintje moeten zijn"), _missed),)
