"""``/open``, ``/mijn``, ``/zoek`` and ``/zaak``: lists of cases, each with a button that shows the notification."""

from collections.abc import Sequence

from bot.inbox.spoken.values import Room, Said, Spoken, Word
from bot.ports import Button
from bot.store import Tx, found
from rules.case.deeds import Ask
from rules.case.model import Case, State
from rules.explain.lists import case_line
from rules.i18n import N_
from rules.judge.grouping import plain

SHOWN = 10
"""A longer list is cut: the rest is on the page."""
A_ROW = 3
FEWEST = 2
"""Characters of a search."""


def listed(room: Room, spoken: Spoken, cases: Sequence[Case], head: str, nothing: str) -> Said:
    """The list, and a button for each case."""
    if not cases:
        return Said(spoken.say(nothing))
    lines = [case_line(case, room.protocol, spoken.lang, spoken.now) for case in cases[:SHOWN]]
    if len(cases) > SHOWN:
        lines.append(spoken.say(N_("… en nog {n}."), n=len(cases) - SHOWN))
    buttons = [
        Button(
            spoken.say(N_("Zaak {number}"), number=case.id),
            room.sign(str(spoken.chat), case.id, Ask.SHOW, case.turn, 0),
        )
        for case in cases[:SHOWN]
    ]
    rows = tuple(tuple(buttons[at : at + A_ROW]) for at in range(0, len(buttons), A_ROW))
    return Said("\n".join([spoken.say(head, n=len(cases)), *lines]), buttons=rows)


def _open(tx: Tx, room: Room, spoken: Spoken) -> Said:
    cases = [case for case in found.live(tx) if case.state is State.OPEN]
    return listed(room, spoken, cases, N_("Nog door niemand opgepakt: {n}"), N_("Alles is opgepakt."))


def _mine(tx: Tx, room: Room, spoken: Spoken) -> Said:
    cases = [case for case in found.live(tx) if case.assignee == spoken.person]
    return listed(room, spoken, cases, N_("Bij u: {n}"), N_("U hebt op dit moment geen zaken."))


def _search(tx: Tx, room: Room, spoken: Spoken) -> Said:
    words = plain(spoken.args)
    if len(words) < FEWEST:
        return Said(spoken.say(N_("Schrijf erachter wat u zoekt, bijvoorbeeld: /zoek beukenhof")))
    cases = found.matching(tx, words)
    return listed(room, spoken, cases, N_("Gevonden zaken: {n}"), N_("Geen zaak gevonden met deze woorden."))


def _one(tx: Tx, room: Room, spoken: Spoken) -> Said:
    number = int(spoken.args) if spoken.args.isascii() and spoken.args.isdigit() and len(spoken.args) < 10 else 0
    case = found.one(tx, number)
    if case is None:
        return Said(spoken.say(N_("Die zaak ken ik niet. Schrijf bijvoorbeeld: /zaak 12")))
    return listed(room, spoken, [case], N_("Gevonden:"), "")


WORDS = (
    Word("open", "open", N_("zaken die nog niemand heeft opgepakt"), _open),
    Word("mijn", "mine", N_("zaken die u hebt"), _mine),
    Word("zaak", "case", N_("één zaak bekijken, bijvoorbeeld /zaak 12"), _one),
    Word("zoek", "search", N_("zaken zoeken op woorden"), _search),
)
