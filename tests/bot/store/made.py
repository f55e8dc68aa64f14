"""Values for the store's tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.ports import Batch
from bot.store import Store, Tx, outbox
from bot.store.outbox import Errand
from rules.case.model import Case, NoticeKind
from rules.mention import Author, Kind, Mention

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def mention(name: str = "m1", text: str = "een klacht", **more: Any) -> Mention:
    author = Author(more.pop("author", "jan"))
    values = {"platform": "facebook_page", "kind": Kind.COMMENT, "posted_at": NOW, "author": author}
    return Mention(id=name, text=text, **values | more)


def batch(*mentions: Mention, cursor: str = "", **more: Any) -> Batch:
    return Batch(mentions, cursor, **more)


def case(number: int = 1, **more: Any) -> Case:
    values = {"opened_at": NOW, "level": "serious", "level_number": 3, "last_mention_at": NOW}
    return Case(id=number, **values | more)


def notice(tx: Tx, key: str = "n1", **more: Any) -> None:
    """A message to sanne about case 1."""
    values: dict[str, Any] = {
        "case_id": 1,
        "key": key,
        "person": "sanne",
        "notifier": "telegram",
        "address": "101",
        "kind": NoticeKind.NEW,
        "role": "webcare",
        "why": "owner",
        "loud": True,
        "now": NOW,
    }
    outbox.add_notice(tx, **values | more)


def claimed(store: Store, owner: str = "a", now: datetime = NOW, limit: int = 25) -> list[Errand]:
    return store.write(lambda tx: outbox.claim(tx, owner, now, limit))


def delivered(store: Store, key: str = "n1", message_id: str = "7", **more: Any) -> Errand:
    """A message that was sent."""
    store.write(lambda tx: notice(tx, key, **more))
    address = more.get("address", "101")
    (errand,) = [e for e in claimed(store, now=more.get("now", NOW) + MINUTE) if e.address == address]
    assert store.write(lambda tx: outbox.settle(tx, errand, "a", NOW, "sent", message_id=message_id, drawn=1))
    return errand


def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    """What a query gives, as plain tuples."""
    return [tuple(row) for row in store.read(lambda tx: tx.exec_driver_sql(query).all())]
