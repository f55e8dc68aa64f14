"""What did not arrive, under ``/status``: whoever manages the protocol ticks it off on the phone, as on the page."""

from bot.inbox.callback import Other
from bot.inbox.spoken.values import Pressing, Room, Said, Spoken, Toast, for_managers
from bot.ports import Button
from bot.store import Tx, dead
from bot.store.dead import DeadLetter
from rules.explain import names
from rules.explain.casebook import FAULTS
from rules.explain.ways import notifier_name
from rules.explain.when import moment
from rules.i18n import N_

SEEN = 121
"""The number of these buttons in ``bot.inbox.callback.OTHERS``."""
SHOWN = 5
"""So many are named on a phone, the newest; the page has more."""


def told(tx: Tx, room: Room, spoken: Spoken) -> Said | None:
    """The newest that nobody has seen yet, each with a button to tick it off; None when there is none."""
    letters = dead.letters(tx)
    if not letters:
        return None
    shown = letters[:SHOWN]
    lines = [spoken.say(N_("⚠️ Seintjes die niet aankwamen: {n}"), n=dead.count(tx))]
    lines += [_line(letter, room, spoken) for letter in shown]
    lines.append(spoken.say(N_("Weet de collega het langs een andere weg? Vink het dan af.")))
    return Said("\n".join(lines), buttons=tuple((_button(letter, room, spoken),) for letter in shown))


def _line(letter: DeadLetter, room: Room, spoken: Spoken) -> str:
    at = moment(letter.at, spoken.now, room.protocol.timezone, spoken.lang)
    case = [spoken.say(N_("zaak {number}"), number=letter.case)] if letter.case else []
    parts = [_name(letter, room, spoken), notifier_name(letter.notifier, spoken.lang), at, *case]
    why = f": {spoken.say(FAULTS[letter.error])}" if letter.error in FAULTS else ""
    return f"• {' · '.join(parts)}{why}"


def _name(letter: DeadLetter, room: Room, spoken: Spoken) -> str:
    return names.full(letter.person, room.protocol) if letter.person else spoken.say(N_("een groep"))


def _button(letter: DeadLetter, room: Room, spoken: Spoken) -> Button:
    about = _name(letter, room, spoken)
    case = spoken.say(N_(", zaak {number}"), number=letter.case) if letter.case else ""
    label = spoken.say(N_("Gezien: {about}"), about=about + case)
    return Button(label, room.sign_other(str(spoken.chat), Other(SEEN, letter.number, 1)))


def press(tx: Tx, room: Room, pressing: Pressing, button: Other) -> Toast:
    """Somebody has seen it. Who pressed decides whether they may, never where the message stood."""
    if not for_managers(room.protocol, pressing.person):
        return Toast(pressing.say(N_("Dit is voor wie het protocol beheert.")), alert=True)
    if not dead.see(tx, button.number, pressing.person, pressing.now):
        return Toast(pressing.say(N_("Dit was al afgevinkt.")))
    return Toast(pressing.say(N_("Afgevinkt; het staat in het logboek.")))
