"""What colleagues said about mentions, and the versions of what was learned from it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from bot.store.codec import load_mention
from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.schema import lessons, mentions, revisions, verdicts
from rules.mention import Mention
from rules.text.learning import Feedback, Learned, from_table, to_table

KEPT = 30
"""So many versions are kept; their weights show words of mentions that may be gone."""
ALERTS = 2
"""The level from which somebody is told."""
MOST = 5000
"""The newest verdicts a refit looks at."""


class LessonState(StrEnum):
    """How it is with a version."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Version:
    """A stored fit. ``asked_by`` is empty for the night's. Times are aware UTC."""

    number: int
    weights: str
    verdicts: int
    serious: int
    created_at: datetime
    state: LessonState
    asked_by: str = ""
    undone_by: str = ""
    undone_at: datetime | None = None

    @property
    def learned(self) -> Learned:
        """The weights. Raises ``ValueError`` when they cannot be read."""
        return from_table(self.weights)


@dataclass(frozen=True, slots=True)
class Example:
    """A verdict with the text it was given on. ``alerted``: whether somebody had got a message about it."""

    mention: Mention
    feedback: Feedback
    alerted: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A mention a verdict can be given on. ``case``: the one it belongs to, None when it has none."""

    number: int
    text: str
    about_us: bool
    case: int | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """A mention that alerted nobody; ``said``: what the reader said of it. ``at`` is aware."""

    number: int
    text: str
    platform: str
    at: datetime
    said: Feedback | None = None


# --- verdicts ------------------------------------------------------------------------------------------------


def say(tx: Tx, number: int, person: str, feedback: Feedback, now: datetime) -> bool:
    """Keep what ``person`` says of a mention; what they said before makes room. False: there is no such judged mention."""
    row = tx.execute(
        sa.select(mentions.c.revision, mentions.c.level_number).where(
            mentions.c.number == number, mentions.c.state == "judged"
        )
    ).first()
    if row is None:
        return False
    values = {"feedback": feedback, "alerted": row.level_number >= ALERTS, "revision": row.revision, "at": now}
    statement = insert(tx, verdicts).values(mention=number, person=person, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["mention", "person"], set_=values))
    return True


def examples(tx: Tx) -> list[Example]:
    """The newest verdicts with the text they were given on, in a fixed order. Those whose text is gone are left out."""
    body = sa.func.coalesce(revisions.c.body, mentions.c.body).label("body")
    older = sa.and_(revisions.c.mention == verdicts.c.mention, revisions.c.revision == verdicts.c.revision)
    query = (
        sa.select(body, verdicts.c.feedback, verdicts.c.alerted)
        .select_from(verdicts.join(mentions, mentions.c.number == verdicts.c.mention).outerjoin(revisions, older))
        .order_by(verdicts.c.at.desc(), verdicts.c.mention.desc(), verdicts.c.person)
        .limit(MOST)
    )
    rows = [(load_mention(row.body), row) for row in tx.execute(query)]
    return [Example(said, Feedback(row.feedback), row.alerted) for said, row in rows if said.text.strip()]


def tally(tx: Tx) -> dict[str, int]:
    """How many verdicts of each kind there are."""
    rows = tx.execute(sa.select(verdicts.c.feedback, sa.func.count()).group_by(verdicts.c.feedback))
    return {feedback: count for feedback, count in rows}


def find(tx: Tx, words: str, limit: int = 6) -> list[Judged]:
    """The newest judged mentions of that id or number, else those with these words in their text."""
    exact = [mentions.c.external_id == words]
    if words.isascii() and words.isdigit() and len(words) < 19:
        exact.append(mentions.c.number == int(words))
    return _judged(tx, sa.or_(*exact), limit) or _with_words(tx, words, limit)


def numbered(tx: Tx, number: int) -> Judged | None:
    """The judged mention of that number."""
    return next(iter(_judged(tx, mentions.c.number == number, 1)), None)


def unheard(tx: Tx, person: str, limit: int = 50) -> list[Passed]:
    """The newest mentions about us for which nobody was told, with what ``person`` said of them."""
    own = sa.and_(verdicts.c.mention == mentions.c.number, verdicts.c.person == person)
    rows = tx.execute(
        sa.select(mentions.c.number, mentions.c.body, verdicts.c.feedback)
        .select_from(mentions.outerjoin(verdicts, own))
        .where(mentions.c.state == "judged", mentions.c.about_us, mentions.c.level_number < ALERTS)
        .order_by(mentions.c.number.desc())
        .limit(limit)
    )
    found = [(row, load_mention(row.body)) for row in rows]
    return [
        Passed(row.number, said.text, said.platform, said.posted_at, Feedback(row.feedback) if row.feedback else None)
        for row, said in found
    ]


def _with_words(tx: Tx, words: str, limit: int) -> list[Judged]:
    """Looked for in the stored JSON by the longest plain word, then in the text itself: quotes may be escaped there."""
    wanted = _folded(words)
    plain = max((word for word in words.split() if word.isalnum()), key=_searchable, default="")
    if len(wanted) < 3 or not plain:
        return []
    found = _judged(tx, mentions.c.body.icontains(plain, autoescape=True), 1000)
    return [one for one in found if wanted in _folded(one.text)][:limit]


def _searchable(word: str) -> tuple[bool, int]:
    """SQLite knows capitals of ASCII letters only."""
    return word.isascii(), len(word)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _judged(tx: Tx, where: sa.ColumnElement[bool], limit: int) -> list[Judged]:
    rows = tx.execute(
        sa.select(mentions.c.number, mentions.c.body, mentions.c.about_us, mentions.c.case_id)
        .where(where, mentions.c.state == "judged")
        .order_by(mentions.c.number.desc())
        .limit(limit)
    )
    return [Judged(row.number, load_mention(row.body).text, row.about_us, row.case_id) for row in rows]


# --- versions ------------------------------------------------------------------------------------------------


def active_number(tx: Tx) -> int | None:
    """The number of the version in force."""
    return tx.execute(sa.select(lessons.c.version).where(lessons.c.state == LessonState.ACTIVE)).scalar()


def active(tx: Tx) -> Version | None:
    """The version in force."""
    return _first(tx, lessons.c.state == LessonState.ACTIVE)


def newest(tx: Tx) -> Version | None:
    """The version that was made last, whatever came of it."""
    return _first(tx, sa.true())


def version(tx: Tx, number: int) -> Version | None:
    """The version of that number."""
    return _first(tx, lessons.c.version == number)


def add(tx: Tx, learned: Learned, asked_by: str, now: datetime) -> None:
    """Put a new fit in force; the oldest versions beyond ``KEPT`` go."""
    tx.execute(lessons.update().where(lessons.c.state == LessonState.ACTIVE).values(state=LessonState.SUPERSEDED))
    tx.execute(
        lessons.insert().values(
            version=learned.version,
            weights=to_table(learned),
            verdicts=learned.verdicts,
            serious=learned.serious,
            created_at=now,
            state=LessonState.ACTIVE,
            asked_by=asked_by,
        )
    )
    tx.execute(lessons.delete().where(lessons.c.version <= learned.version - KEPT))


def undo(tx: Tx, by: str, now: datetime) -> tuple[int, int | None] | None:
    """Take the version in force out of it and put the one before it back.

    Returns both numbers (None: nothing learned is in force any more), or None when there was nothing to undo.
    """
    current = active_number(tx)
    if current is None:
        return None
    values = {"state": LessonState.UNDONE, "undone_by": by, "undone_at": now}
    tx.execute(lessons.update().where(lessons.c.version == current).values(**values))
    before = _first(tx, sa.and_(lessons.c.state == LessonState.SUPERSEDED, lessons.c.version < current))
    if before is None:
        return current, None
    tx.execute(lessons.update().where(lessons.c.version == before.number).values(state=LessonState.ACTIVE))
    return current, before.number


def _first(tx: Tx, where: sa.ColumnElement[bool]) -> Version | None:
    row = tx.execute(sa.select(lessons).where(where).order_by(lessons.c.version.desc()).limit(1)).first()
    if row is None:
        return None
    return Version(
        number=row.version,
        weights=row.weights,
        verdicts=row.verdicts,
        serious=row.serious,
        created_at=row.created_at,
        state=LessonState(row.state),
        asked_by=row.asked_by,
        undone_by=row.undone_by,
        undone_at=row.undone_at,
    )
