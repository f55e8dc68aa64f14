"""What the command line may ask of the house: the same verbs as a phone, by the same desk."""

from datetime import timedelta
from typing import Any

from bot.app.house import House
from bot.inbox.pairing import LIFE, hash_code, new_code
from bot.store import people
from rules.case.model import Action, Answer, Noted, Pressed, Record, Reply
from rules.explain.notices import answer_text
from rules.i18n import Lang


def carry_out(house: House, order: dict[str, Any]) -> dict[str, Any]:
    """Do one order; the answer says what came of it in words and as a code."""
    match order.get("do"):
        case "press":
            return _press(house, order)
        case "invite":
            return invite(house, str(order["person"]))
        case "remove":
            return remove(house, str(order["person"]))
        case _:
            return {"error": "unknown_order"}


def _press(house: House, order: dict[str, Any]) -> dict[str, Any]:
    """A verb or a note. A case that is not there answers ``unknown``, a person the protocol does not know ``not_allowed``."""
    number, by, lang = int(order["case"]), str(order["by"]), Lang(order.get("lang", "nl"))
    if by not in house.rulebook.current.protocol.people:
        return {"code": Reply.NOT_ALLOWED.value, "text": "", "person": by}
    if note := order.get("note"):
        answer = house.desk.act(number, Noted(by, str(note)))
    else:
        answer = house.desk.act(number, Pressed(Action(order["action"]), by))
    answer = answer or Answer(Reply.UNKNOWN)
    names = {p.id: p.name for p in house.rulebook.current.protocol.people.values()}
    return {"code": answer.reply.value, "text": answer_text(answer, names, lang)}


def invite(house: House, person: str) -> dict[str, Any]:
    """A pairing code for a person of the protocol. Only its hash is kept."""
    if person not in house.rulebook.current.protocol.people:
        return {"code": "unknown_person", "people": sorted(house.rulebook.current.protocol.people)}
    code, now = new_code(), house.clock.now()
    house.store.write(lambda tx: people.invite(tx, person, hash_code(code), now + LIFE))
    _log(house, Record("invited", detail=person))
    return {"code": "invited", "secret": code, "minutes": LIFE // timedelta(minutes=1)}


def remove(house: House, person: str) -> dict[str, Any]:
    """Forget a person's phone: their buttons stop working at once."""
    count = house.store.write(lambda tx: people.unpair(tx, person))
    _log(house, Record("unpaired", detail=person))
    return {"code": "removed", "count": count}


def _log(house: House, entry: Record) -> None:
    from bot.store import cases

    house.store.write(lambda tx: cases.record(tx, None, entry, house.clock.now()))
