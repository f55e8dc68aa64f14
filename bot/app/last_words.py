"""What the owner of the protocol hears when the database was taken away under us: told without it."""

import structlog

from bot.app.house import House
from bot.ports import Address, DeliveryError, Message
from bot.store import StoreError, Tx, people
from rules.i18n import Lang

log = structlog.get_logger()


def owner_chat(house: House, tx: Tx) -> Address | None:
    """Where the protocol's owner is reached; looked up while the database is there."""
    owner = house.rulebook.current.protocol.owner
    found = (c for c in people.contacts(tx) if c.person == owner and c.notifier in house.parts.notifiers)
    return next((Address(c.notifier, c.address) for c in found), None)


async def alarm(house: House, chat: Address | None, error: StoreError) -> None:
    """Tell the protocol's owner, without the database."""
    if chat is None:
        return
    text = "🔴 seintje: " + error.text(Lang.NL)
    try:
        await house.parts.notifiers[chat.notifier].send(chat, Message(html="", plain=text))
    except DeliveryError as failed:
        log.critical("alarm_not_delivered", fault=failed.fault.value)
