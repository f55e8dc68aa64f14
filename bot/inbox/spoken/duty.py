"""``/dienst`` and ``/ruil``, and the buttons about the roster. ``bot.desk.roster`` does what they ask."""

from bot.desk.roster import Act, moment_of, number_of
from bot.inbox.callback import Other
from bot.inbox.spoken.values import Pressing, Room, Said, Spoken, Toast, Word
from bot.store import Tx
from rules.duty.swaps import may_have_duty
from rules.explain import names
from rules.explain.duty import duty_lines
from rules.i18n import N_

DUTY = 120
"""The number of these buttons in ``bot.inbox.callback.OTHERS``."""


def _now(tx: Tx, room: Room, spoken: Spoken) -> Said:
    """Who has duty now and who is next, with a button to take over."""
    if not room.protocol.on_call:
        return Said(spoken.say(N_("Er is geen rooster in het protocol.")))
    lines = duty_lines(room.roster.duties(tx), room.protocol, spoken.lang)
    buttons = room.roster.buttons(tx, spoken.person, str(spoken.chat), spoken.lang)
    return Said("\n".join(lines), buttons=buttons)


def _swap(tx: Tx, room: Room, spoken: Spoken) -> Said:
    """Ask a colleague; without a name who could be asked."""
    person, protocol = spoken.person, room.protocol
    mine = [s for s in protocol.on_call.values() if person in may_have_duty(s, protocol)]
    if not mine:
        return Said(spoken.say(N_("U staat in geen enkel rooster.")))
    others = [p for s in mine for p in sorted(may_have_duty(s, protocol)) if p != person]
    found = _named(spoken.args, list(dict.fromkeys(others)), room)
    if len(found) != 1:
        known = ", ".join(names.full(p, protocol) for p in dict.fromkeys(others))
        return Said(spoken.say(N_("Met wie? Bijvoorbeeld: /ruil Karin. U kunt ruilen met: {names}."), names=known))
    schedule = next(s for s in mine if found[0] in may_have_duty(s, protocol))
    return Said(room.roster.ask(tx, schedule.id, person, found[0], spoken.lang).text)


def _named(written: str, people: list[str], room: Room) -> list[str]:
    """Whom somebody means: by id, whole name or first name, however it is written."""
    wanted = written.casefold().removeprefix("@").strip()
    if not wanted:
        return []
    full = {person: names.full(person, room.protocol).casefold() for person in people}
    exact = [p for p in people if wanted in (p.casefold(), full[p])]
    return exact or [p for p in people if full[p].startswith(wanted)]


def press(tx: Tx, room: Room, pressing: Pressing, button: Other) -> Toast:
    """A button about the roster. Who pressed decides what may be done, never where the message stood."""
    if button.action in (Act.ACCEPT, Act.DECLINE):
        yes = button.action == Act.ACCEPT
        came = room.roster.answer(tx, button.number, pressing.person, pressing.lang, yes=yes)
        return Toast(came.text, alert=not came.good)
    schedule = next((s for s in room.protocol.on_call if number_of(s) == button.number), None)
    if schedule is None or button.action not in tuple(Act):
        return Toast(pressing.say(N_("Dit rooster is er niet meer.")), alert=True)
    if button.action == Act.HAND:
        came = room.roster.hand_over(tx, schedule, pressing.person, pressing.lang)
    else:
        until = moment_of(button.turn)
        came = room.roster.take_over(tx, schedule, pressing.person, pressing.lang, until)
    return Toast(came.text, alert=not came.good)


WORDS = (
    Word("dienst", "duty", N_("wie er dienst heeft, en overnemen"), _now),
    Word("ruil", "swap", N_("vraag een collega om een dienst te ruilen, bijvoorbeeld /ruil Karin"), _swap),
)
