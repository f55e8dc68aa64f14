"""How colleagues are reached, pairing codes, and strangers. Who may do what is the protocol's matter."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.schema import invites, people, strangers


@dataclass(frozen=True, slots=True)
class Contact:
    """A person's own address on one notifier, as paired."""

    person: str
    notifier: str
    user_id: str
    address: str
    since: datetime
    unreachable_since: datetime | None
    reason: str


def contacts(tx: Tx) -> list[Contact]:
    """Everybody who is paired."""
    rows = tx.execute(_CONTACTS)
    return [Contact(r.person, r.notifier, r.user_id, r.address, r.since, r.unreachable_since, r.reason) for r in rows]


_CONTACTS = sa.select(people).order_by(people.c.person, people.c.notifier)


def pair(tx: Tx, person: str, notifier: str, user_id: str, address: str, now: datetime) -> None:
    """From now on this account is this person's; an earlier account of theirs, or of this account, is forgotten."""
    tx.execute(people.delete().where(people.c.notifier == notifier, people.c.user_id == user_id))
    values = {
        "user_id": user_id,
        "address": address,
        "since": now,
        "unreachable_since": None,
        "reason": "",
    }
    statement = insert(tx, people).values(person=person, notifier=notifier, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["person", "notifier"], set_=values))


def unpair(tx: Tx, person: str) -> int:
    """Forget a person's accounts and open invitations; returns how many accounts there were."""
    tx.execute(invites.delete().where(invites.c.person == person))
    return tx.execute(people.delete().where(people.c.person == person)).rowcount


def unreachable(tx: Tx, person: str, notifier: str, reason: str, now: datetime) -> bool:
    """Messages to this person fail for good. True when that is news."""
    return (
        tx.execute(
            people.update()
            .where(people.c.person == person, people.c.notifier == notifier, people.c.unreachable_since.is_(None))
            .values(unreachable_since=now, reason=reason)
        ).rowcount
        > 0
    )


def reachable(tx: Tx, notifier: str, user_id: str) -> bool:
    """We heard from them: messages work again. True when that is news."""
    return (
        tx.execute(
            people.update()
            .where(people.c.notifier == notifier, people.c.user_id == user_id, people.c.unreachable_since.is_not(None))
            .values(unreachable_since=None, reason="")
        ).rowcount
        > 0
    )


def move(tx: Tx, notifier: str, old: str, new: str) -> None:
    """A chat has a new id."""
    tx.execute(people.update().where(people.c.notifier == notifier, people.c.address == old).values(address=new))


def invite(tx: Tx, person: str, code_hash: str, expires_at: datetime) -> None:
    """Keep the hash of a pairing code; earlier codes of this person stop working."""
    tx.execute(invites.delete().where(invites.c.person == person, invites.c.used_at.is_(None)))
    tx.execute(invites.insert().values(hash=code_hash, person=person, expires_at=expires_at))


def redeem(tx: Tx, code_hash: str, now: datetime) -> str | None:
    """Whose code it is, once, within its time; None otherwise."""
    row = tx.execute(
        invites.update()
        .where(invites.c.hash == code_hash, invites.c.used_at.is_(None), invites.c.expires_at > now)
        .values(used_at=now)
        .returning(invites.c.person)
    ).first()
    return None if row is None else row.person


def count_stranger(tx: Tx, user_id: str, now: datetime, *, tried_code: bool, per: timedelta) -> tuple[int, int]:
    """Count a message of somebody we do not know: (codes tried, messages) within ``per``."""
    row = tx.execute(sa.select(strangers).where(strangers.c.user_id == user_id)).first()
    fresh = row is None or now - row.since > per
    tries = (0 if fresh or row is None else row.tries) + (1 if tried_code else 0)
    answers = (0 if fresh or row is None else row.answers) + 1
    values = {"tries": tries, "answers": answers, "since": now if fresh or row is None else row.since}
    statement = insert(tx, strangers).values(user_id=user_id, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_=values))
    return tries, answers
