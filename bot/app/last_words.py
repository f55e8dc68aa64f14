"""The last thing a service says when its database was taken away: without the database, by every way until one works."""

import asyncio
from collections.abc import Mapping, Sequence

import structlog

from bot.desk.alarms import managers
from bot.desk.casework import Desk
from bot.ports import Address, DeliveryError, Message, Notifier
from bot.store import StoreError, Tx
from rules.i18n import Lang
from rules.protocol.model import Protocol

log = structlog.get_logger()

ENOUGH = 3.0
"""Seconds that one way gets: the whole must be over before whoever started us loses patience."""

Places = Mapping[str, Sequence[Address]]
"""Of each manager where they are reached, the first way first; known while there was a database."""


def places(tx: Tx, desk: Desk) -> Places:
    """Where those who manage the protocol are reached now."""
    staff = desk.team(tx)
    found = {
        person: [Address(way.notifier, way.address) for way in staff.ways.get(person, ()) if not way.calls]
        for person in managers(desk.rules.protocol)
    }
    return {person: known for person, known in found.items() if known}


async def say(error: StoreError, known: Places, notifiers: Mapping[str, Notifier], protocol: Protocol) -> str:
    """Tell the first of them who can be told; returns who that was, empty for nobody."""
    for person, ways in known.items():
        colleague = protocol.people.get(person)
        text = "🔴 seintje: " + error.text(Lang(colleague.lang) if colleague else Lang.NL)
        for to in ways:
            if to.notifier in notifiers and await _told(notifiers[to.notifier], to, Message(html="", plain=text)):
                return person
    log.critical("alarm_reaches_nobody", what="database_lost")
    return ""


async def _told(notifier: Notifier, to: Address, message: Message) -> bool:
    try:
        await asyncio.wait_for(notifier.send(to, message), ENOUGH)
    except DeliveryError as failed:
        log.critical("alarm_not_delivered", notifier=to.notifier, fault=failed.fault.value)
    except TimeoutError:
        log.critical("alarm_not_delivered", notifier=to.notifier, fault="timeout")
    else:
        return True
    return False
