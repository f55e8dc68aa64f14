"""What the command line may ask of the house: the same verbs as a phone, by the same desk."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import duty
from bot.app.house import House
from bot.app.keeping import erase
from bot.app.protocol_files import texts_by_name
from bot.app.wishes import wish
from bot.desk.versions import Offer
from bot.inbox.pairing import LIFE, hash_code, new_code
from bot.store import chain, people
from rules.case.model import Action, Answer, Noted, Pressed, Record, Reply
from rules.explain.changes import choice_answer, trouble_text
from rules.explain.notices import answer_text
from rules.i18n import N_, Lang, translator
from rules.protocol.versions import Answer as Choices
from rules.protocol.versions import Choice, Proposal, State, managers


def carry_out(house: House, order: dict[str, Any]) -> dict[str, Any]:
    """Do one order; the answer says what came of it in words and as a code."""
    work = _ORDERS.get(str(order.get("do")))
    return work(house, order) if work is not None else {"error": "unknown_order"}


def _press(house: House, order: dict[str, Any]) -> dict[str, Any]:
    """A verb or a note. A case that is not there answers ``unknown``, a person the protocol does not know ``not_allowed``."""
    number, by, lang = int(order["case"]), str(order["by"]), Lang(order.get("lang", "nl"))
    if by not in house.rulebook.current.protocol.people:
        return {"code": Reply.NOT_ALLOWED.value, "text": "", "person": by}
    if note := order.get("note"):
        answer = house.desk.act(number, Noted(by, str(note)))
    else:
        choice, why = str(order.get("choice", "")), str(order.get("why", ""))
        answer = house.desk.act(number, Pressed(Action(order["action"]), by, choice=choice, why=why))
    answer = answer or Answer(Reply.UNKNOWN)
    names = {p.id: p.name for p in house.rulebook.current.protocol.people.values()}
    return {"code": answer.reply.value, "text": answer_text(answer, names, lang)}


def _looked(house: House, order: dict[str, Any]) -> dict[str, Any]:
    """Somebody at the command line read or exported something; ``by`` is how the computer knows them."""
    entry = chain.Entry(str(order["what"]), str(order["by"]), str(order.get("about", "")), "cli")
    house.store.write(lambda tx: chain.append(tx, house.parts.key, entry, house.clock.now()))
    return {"code": "looked"}


def _decide(house: House, order: dict[str, Any]) -> dict[str, Any]:
    """Somebody's word about a version of the protocol."""
    number, choice, by = int(order["version"]), Choice(order["choice"]), str(order["by"])
    sure, alone = order.get("sure") is True, order.get("alone") is True
    decided = house.store.write(lambda tx: house.versions.decide(tx, number, choice, by, sure=sure, alone=alone))
    house.versions.refresh()
    lang = Lang(order.get("lang", "nl"))
    text = choice_answer(decided.answer, number, decided.proposal, decided.by, by, lang, length=1000)
    good = decided.answer in (Choices.ACCEPTED, Choices.REFUSED)
    return {"good": good, "code": decided.answer.value, "text": text}


def _propose(house: House, order: dict[str, Any]) -> dict[str, Any]:
    """The protocol on disk, offered by somebody who says that it is theirs."""
    by, lang, in_force = str(order["by"]), Lang(order.get("lang", "nl")), house.rulebook.current.protocol
    if by not in managers(in_force):
        text = choice_answer(Choices.NOT_ALLOWED, 0, Proposal(State.PROPOSED), in_force, by, lang, length=1000)
        return {"good": False, "code": Choices.NOT_ALLOWED.value, "text": text}
    offer = house.versions.offer(texts_by_name(Path(order["path"])), author=by, reason=str(order.get("reason", "")))
    code = "refused" if offer.trouble else str(offer.state)
    return {"good": offer.trouble is None, "code": code, "version": offer.number, "text": offer_text(offer, lang)}


def offer_text(offer: Offer, lang: Lang) -> str:
    """What came of a changed file, for whoever offered it."""
    say = translator(lang).gettext
    if offer.trouble is not None:
        return trouble_text(offer.trouble, lang).plain
    return say(_OFFERED[offer.state or State.SUPERSEDED]).format(number=offer.number)


_OFFERED = {
    State.ACTIVE: N_("Versie {number} geldt nu."),
    State.PROPOSED: N_("Versie {number} wacht op akkoord. Zie: seintje protocol show {number}"),
    State.REFUSED: N_("Versie {number} met deze tekst is afgewezen. Verander het bestand, of overleg."),
    State.SUPERSEDED: N_("Versie {number} is vervallen."),
}


def invite(house: House, person: str) -> dict[str, Any]:
    """A pairing code for a person of the protocol. Only its hash is kept."""
    if person not in house.rulebook.current.protocol.people:
        return {"code": "unknown_person", "people": sorted(house.rulebook.current.protocol.people)}
    code, now = new_code(), house.clock.now()
    house.store.write(lambda tx: people.invite(tx, person, hash_code(code), now + LIFE))
    _log(house, Record("invited", detail=person))
    return {"code": "invited", "secret": code, "minutes": LIFE // timedelta(minutes=1)}


def login(house: House, person: str) -> dict[str, Any]:
    """A link by which a person of the protocol logs in to the pages, once. Only where pages are."""
    if person not in house.rulebook.current.protocol.people:
        return {"code": "unknown_person", "people": sorted(house.rulebook.current.protocol.people)}
    if house.parts.login is None:
        return {"code": "no_pages"}
    _log(house, Record("login_link", detail=person))
    return {"code": "login", "link": house.parts.login(person)}


def remove(house: House, person: str) -> dict[str, Any]:
    """Forget a person's phone: their buttons stop working at once."""
    count = house.store.write(lambda tx: people.unpair(tx, person))
    _log(house, Record("unpaired", detail=person))
    return {"code": "removed", "count": count}


def _log(house: House, entry: Record) -> None:
    from bot.store import cases

    house.store.write(lambda tx: cases.record(tx, None, entry, house.clock.now()))


_ORDERS: dict[str, Callable[[House, dict[str, Any]], dict[str, Any]]] = {
    "press": _press,
    "invite": lambda house, order: invite(house, str(order["person"])),
    "login": lambda house, order: login(house, str(order["person"])),
    "remove": lambda house, order: remove(house, str(order["person"])),
    **dict.fromkeys(("verdict", "missed", "learn", "unlearn"), wish),
    "decide": _decide,
    "propose": _propose,
    "erase": erase,
    "looked": _looked,
    **dict.fromkeys(("take_over", "swap"), duty.carry_out),
}
