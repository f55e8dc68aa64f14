"""The question whether a storm is over: a person closes it, or says "not yet" and is asked again after a while."""

import json
from datetime import datetime, timedelta

from bot.ports import TELEGRAM
from bot.store import Tx, bundles, cases, outbox, rhythm
from bot.store.outbox import Kind
from rules.case.model import Case, Record, State
from rules.i18n import N_, Lang, translator

ASK_AGAIN = "ask_again"
"""The chore that asks anew, with the number of the storm."""

NOTED = N_("Goed, de storm blijft open. Ik vraag het over {n} uur opnieuw.")
WHY_NOT = N_("Waarom nog niet? Schrijf het als antwoord op dit bericht; het komt in het logboek van zaak {number}.")
WHY = N_(
    "Waarom kon de storm dicht? Schrijf het als antwoord op dit bericht; het komt in het logboek van zaak {number}."
)


def may_ask(tx: Tx, storm: Case) -> bool:
    """Whether the question may be put now: nobody asked to wait."""
    return rhythm.chore_at(tx, f"{ASK_AGAIN}:{storm.id}") is None


def key_of(tx: Tx, storm: Case, turn: int, person: str) -> str:
    """The question of this window; a "not yet" makes room for another one."""
    waits = cases.count_records(tx, storm.id, "scale_down_waits")
    return f"scale_down:{storm.id}:{turn}:{waits}:{person}"


def not_yet(tx: Tx, storm: Case, person: str, hours: int, now: datetime) -> None:
    """Somebody says it is not over: everybody who was asked sees so, and is asked again after so many hours."""
    name = f"{ASK_AGAIN}:{storm.id}"
    rhythm.stop_chore(tx, name)
    rhythm.start_chore(tx, name, now + timedelta(hours=hours))
    cases.record(tx, storm.id, Record("scale_down_waits", person, str(hours)), now)
    redraw(tx, storm.id, now)


def redraw(tx: Tx, storm: int, now: datetime) -> None:
    """Every question about this storm shows how it stands now."""
    for key in bundles.sheets_of(tx, storm, "scale_down"):
        bundles.redraw_sheet(tx, key, f"{now.timestamp()}", now)


def ask_why(tx: Tx, key: str, storm: Case, chat: str, lang: Lang, now: datetime) -> None:
    """Room for the reason, which is a note in the log; nothing waits for it."""
    text = WHY if storm.state is State.RESOLVED else WHY_NOT
    plain = translator(lang).gettext(text).format(number=storm.id)
    payload = json.dumps({"html": "", "plain": plain, "ask": True, "silent": True})
    outbox.add_text(
        tx,
        key=f"scale_why:{key}",
        kind=Kind.TEXT,
        notifier=TELEGRAM,
        address=chat,
        payload=payload,
        now=now,
        case_id=storm.id,
    )
