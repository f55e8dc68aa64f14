"""What is done in groups beside talking: leaving a strange one, and the pinned message that says who has duty."""

import json
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.ports import Address, DeliveryError, Fault, Message, Notifier
from bot.store import Tx, duty, outbox
from bot.store.duty import Board
from bot.store.outbox import Errand, Kind
from bot.texts import as_message


@runtime_checkable
class Gathering(Protocol):
    """What a notifier with groups can do beside sending."""

    async def leave(self, to: Address) -> None:
        """Leave a group. Raises ``DeliveryError``."""

    async def pin(self, to: Address, message_id: str) -> None:
        """Pin a message of ours, silently. Raises ``DeliveryError``."""


async def leave(notifier: Notifier, to: Address) -> None:
    """Leave a group; where we are not any more that is done already."""
    if isinstance(notifier, Gathering):
        try:
            await notifier.leave(to)
        except DeliveryError as error:
            if not error.permanent:
                raise


def want_board(tx: Tx, to: Address, payload: str, now: datetime) -> bool:
    """Have the pinned message of a place show this; False when it does so already."""
    kept = duty.board(tx, to.notifier, to.to, to.topic or 0)
    if kept is not None and kept.shown == payload:
        return False
    known = kept or Board(to.notifier, to.to, to.topic or 0, "", "", pinned=False)
    duty.keep_board(tx, Board(known.notifier, known.address, known.topic, known.message_id, payload, known.pinned))
    place = f"{to.notifier}:{to.to}:{to.topic or 0}"
    outbox.add_text(
        tx,
        key=f"board:{place}:{now.isoformat()}",
        kind=Kind.BOARD,
        notifier=to.notifier,
        address=to.to,
        payload=json.dumps({"topic": to.topic}),
        now=now,
    )
    return True


def board_of(tx: Tx, errand: Errand) -> Board | None:
    """The board an errand is about, as it is wanted when it is sent."""
    topic = json.loads(errand.payload)["topic"]
    return duty.board(tx, errand.notifier, errand.address, topic or 0)


async def show(notifier: Notifier, kept: Board) -> Board:
    """Edit the board, or send it anew and pin it; the board as it is then. Raises ``DeliveryError``."""
    to, message = Address(kept.notifier, kept.address, kept.topic or None), as_message(kept.shown)
    if kept.message_id and await _edited(notifier, to, kept.message_id, message):
        return kept
    number = await notifier.send(to, message)
    pinned = await _pinned(notifier, to, number)
    return Board(kept.notifier, kept.address, kept.topic, number, kept.shown, pinned)


async def _edited(notifier: Notifier, to: Address, message_id: str, message: Message) -> bool:
    try:
        await notifier.edit(to, message_id, message)
    except DeliveryError as error:
        if error.fault is Fault.STALE:  # somebody deleted it
            return False
        raise
    return True


async def _pinned(notifier: Notifier, to: Address, number: str) -> bool:
    """Without the right to pin the message stands there all the same."""
    if not isinstance(notifier, Gathering):
        return False
    try:
        await notifier.pin(to, number)
    except DeliveryError as error:
        if not error.permanent and error.fault is not Fault.MARKUP:
            raise
        return False
    return True
