"""Texts that a platform only lends: after the time that it allows they go, also while a case waits; the link stays.

Whoever still has to help reads it there. Only the words go: that it is the same message is still known by its digest, so that
a source that shows it again brings nothing back.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from bot.store.codec import dump, load_mention, load_verdict
from bot.store.engine import Tx
from bot.store.gone import wordless
from bot.store.schema import measures, mentions, revisions


def due(tx: Tx, spans: Mapping[str, timedelta], instead: str, now: datetime) -> list[int]:
    """Mentions of others, by source, that were read so long ago. ``instead`` is what stands in those that went before."""
    if not spans:
        return []
    later = sa.select(revisions.c.mention).where(revisions.c.mention == mentions.c.number)
    passed = [
        sa.and_(
            mentions.c.source == source,
            mentions.c.stored_at <= now - span,
            ~later.where(revisions.c.stored_at > now - span).exists(),
        )
        for source, span in spans.items()
    ]
    there = sa.and_(mentions.c.body_hash != "", mentions.c.state.not_in(("own", "new")))
    went = mentions.c.body.contains(json.dumps(instead, ensure_ascii=False)[1:-1], autoescape=True)
    query = sa.select(mentions.c.number).where(there, sa.not_(went), sa.or_(*passed)).order_by(mentions.c.number)
    return list(tx.execute(query).scalars())


def give_back(tx: Tx, numbers: Sequence[int], instead: str) -> list[int]:
    """Take the words out of these, and out of the evidence about them; returns the cases they belong to."""
    of_cases: list[int] = []
    for row in tx.execute(sa.select(mentions).where(mentions.c.number.in_(numbers))).all():
        said = msgspec.structs.replace(load_mention(row.body), text=instead, parent_text=None)
        values = {"body": dump(said), "plain": ""}
        if row.verdict:
            values["verdict"] = dump(wordless(load_verdict(row.verdict)))
        tx.execute(mentions.update().where(mentions.c.number == row.number).values(**values))
        if row.case_id is not None and row.case_id not in of_cases:
            of_cases.append(row.case_id)
    tx.execute(revisions.delete().where(revisions.c.mention.in_(numbers)))
    tx.execute(measures.update().where(measures.c.mention.in_(numbers)).values(words=""))
    return of_cases
