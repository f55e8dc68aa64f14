"""What has been kept for as long as the protocol says goes: texts, names and links. What is left says that something
was said, when, and what was decided; an id alone, so that a source that shows it again brings nothing new."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.store.codec import dump, load_mention, load_verdict
from bot.store.engine import Tx
from bot.store.gone import wordless
from bot.store.schema import acts, cases, counted, drafts, measures, mentions, revisions, updates
from rules.mention import Author

AT_ONCE = 200
"""Rows of one commit: an urgent mention never waits for the cleaning."""
RAW = timedelta(days=30)
"""How long an update of Telegram that could not be understood is kept as it came."""


def old_mentions(tx: Tx, keep: Mapping[str, timedelta], now: datetime) -> list[int]:
    """Mentions whose time has come: by their own level and, in a case, by that of the case, which must be resolved."""
    if not keep:
        return []
    longest = now - max(keep.values())
    passed = [sa.and_(mentions.c.level == level, mentions.c.stored_at <= now - span) for level, span in keep.items()]
    unknown = sa.and_(mentions.c.level.not_in(keep), mentions.c.stored_at <= longest)
    done = sa.or_(mentions.c.case_id.is_(None), mentions.c.case_id.in_(sa.select(_old_cases(keep, now).c.id)))
    there = sa.or_(mentions.c.body_hash != "", mentions.c.author != "")
    query = sa.select(mentions.c.number).where(there, mentions.c.state != "new", sa.or_(*passed, unknown), done)
    return list(tx.execute(query.order_by(mentions.c.number)).scalars())


def _old_cases(keep: Mapping[str, timedelta], now: datetime) -> sa.Subquery:
    """Resolved cases that nothing happened to for as long as their level is kept."""
    passed = [sa.and_(cases.c.level == level, cases.c.changed_at <= now - span) for level, span in keep.items()]
    unknown = sa.and_(cases.c.level.not_in(keep), cases.c.changed_at <= now - max(keep.values()))
    return sa.select(cases.c.id).where(cases.c.state == "resolved", sa.or_(*passed, unknown)).subquery()


def held(tx: Tx, keep: Mapping[str, timedelta], now: datetime) -> int:
    """How many mentions would be gone, were their case not open."""
    if not keep:
        return 0
    passed = [sa.and_(mentions.c.level == level, mentions.c.stored_at <= now - span) for level, span in keep.items()]
    still = mentions.c.case_id.in_(sa.select(cases.c.id).where(cases.c.state != "resolved"))
    query = sa.select(sa.func.count()).select_from(mentions).where(mentions.c.body_hash != "", still, sa.or_(*passed))
    return tx.execute(query).scalar_one()


def old_drafts(tx: Tx, keep: Mapping[str, timedelta], now: datetime) -> list[int]:
    """Drafts with words about cases whose time has come."""
    if not keep:
        return []
    of = drafts.c.case_id.in_(sa.select(_old_cases(keep, now).c.id))
    query = sa.select(drafts.c.id).where(of, sa.or_(drafts.c.words != "", drafts.c.filled != ""))
    return list(tx.execute(query).scalars())


def forget_mentions(tx: Tx, numbers: Sequence[int], now: datetime) -> int:
    """Take text, author and links out of these mentions and all their revisions; returns how many."""
    for row in tx.execute(sa.select(mentions).where(mentions.c.number.in_(numbers))).all():
        tx.execute(mentions.update().where(mentions.c.number == row.number).values(**emptied(row, now)))
    tx.execute(revisions.delete().where(revisions.c.mention.in_(numbers)))
    tx.execute(counted.update().where(counted.c.mention.in_(numbers)).values(author=""))
    return len(numbers)


def emptied(row: Any, now: datetime, author: str = "", external_id: str = "") -> dict[str, Any]:
    """The columns of a mention without what somebody said; ``author`` is a pseudonym, ``external_id`` another id."""
    said = load_mention(row.body)
    body = msgspec.structs.replace(
        said,
        id=external_id or said.id,
        text="",
        author=Author(author),
        url=None,
        thread_id=None,
        parent_id=None,
        parent_text=None,
    )
    values: dict[str, Any] = {
        "body": dump(body),
        "external_id": external_id or row.external_id,
        "author": author,
        "thread": "",
        "body_hash": "",
        "plain": "",
        "gone_at": row.gone_at or now,
        "state": "gone" if row.state == "new" else row.state,
    }
    if row.verdict:
        values["verdict"] = dump(wordless(load_verdict(row.verdict)))
    return values


def forget_drafts(tx: Tx, ids: Collection[int]) -> int:
    """Take the words out of drafts and of what went out by them; what is still going out keeps them until it is settled."""
    tx.execute(drafts.update().where(drafts.c.id.in_(ids)).values(words="", filled=""))
    settled = sa.and_(acts.c.draft.in_(ids), acts.c.settled_at.is_not(None))
    tx.execute(acts.update().where(settled).values(payload="{}", url=""))
    return len(ids)


def forget_evidence(tx: Tx, keep: Mapping[str, timedelta], now: datetime) -> int:
    """Take the evidence out of the register when its time has come; the entry and its hash stay. Returns how many.

    Evidence of an action that named no time is kept as long as the longest level of the protocol.
    """
    over = measures.c.keep_until <= now
    if keep:
        over = sa.or_(over, sa.and_(measures.c.keep_until.is_(None), measures.c.kept_at <= now - max(keep.values())))
    there = sa.or_(measures.c.author != "", measures.c.words != "", measures.c.url != "")
    return tx.execute(measures.update().where(there, over).values(author="", words="", url="")).rowcount


def forget_updates(tx: Tx, now: datetime) -> int:
    """Take the contents out of updates that could not be understood."""
    old = sa.and_(updates.c.state == "failed", updates.c.received_at <= now - RAW, updates.c.payload != "{}")
    return tx.execute(updates.update().where(old).values(payload="{}")).rowcount
