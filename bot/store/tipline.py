"""What colleagues passed on: asked, kept, thanked. The words stay here only until they are a mention or nothing."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.schema import mentions, tipoffs


@dataclass(frozen=True, slots=True)
class Tip:
    """One tip. ``key`` is the update it came with; ``kind`` says whether there was an attachment."""

    key: str
    person: str
    address: str
    words: str
    author: str
    posted_at: datetime
    kind: str
    state: str


_COLUMNS = tuple(tipoffs.c[name] for name in Tip.__dataclass_fields__)


def add(
    tx: Tx, key: str, person: str, address: str, words: str, author: str, posted_at: datetime, *, attachment: bool
) -> None:
    """A text that may be a tip; the same update is kept once."""
    statement = insert(tx, tipoffs).values(
        key=key,
        person=person,
        address=address,
        words=words,
        author=author,
        posted_at=posted_at,
        kind="attachment" if attachment else "",
    )
    tx.execute(statement.on_conflict_do_nothing(index_elements=["key"]))


def find(tx: Tx, key: str) -> Tip | None:
    """A tip."""
    row = tx.execute(sa.select(*_COLUMNS).where(tipoffs.c.key == key)).first()
    return None if row is None else Tip(**row._mapping)


def settle(tx: Tx, key: str, state: str) -> None:
    """How it stands with it; its words go: they are a mention now, or nothing."""
    tx.execute(tipoffs.update().where(tipoffs.c.key == key).values(state=state, words="", author=""))


def judged(tx: Tx, source: str) -> list[tuple[Tip, int | None, str]]:
    """Kept tips whose mention was judged: with its case and its level (empty: not about us)."""
    rows = tx.execute(_JUDGED, {"source": source})
    return [
        (Tip(**{name: getattr(r, name) for name in Tip.__dataclass_fields__}), r.case_id, r.level if r.about_us else "")
        for r in rows
    ]


_JUDGED = (
    sa.select(*_COLUMNS, mentions.c.case_id, mentions.c.level, mentions.c.about_us)
    .join(mentions, mentions.c.external_id == sa.literal("tip-").concat(tipoffs.c.key))
    .where(
        tipoffs.c.state == "kept",
        mentions.c.source == sa.bindparam("source"),
        mentions.c.state.in_(["judged", "quarantined"]),
    )
)
