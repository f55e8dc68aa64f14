"""What must be said to people: rows that are claimed, carried out and settled (T3a, T3b). A row holds no text:

the message is drawn from the case when it is sent, so that it is never out of date and no text is kept twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.ports import Address
from bot.store.engine import Tx
from bot.store.inserting import insert, insert_in, is_new
from bot.store.schema import Moment, chats, lines, outbox
from rules.case.buckets import OVERALL, PRIVATE, book, free_at, limit_of
from rules.case.buckets import hold as hold_until
from rules.case.model import NoticeKind

LEASE = timedelta(seconds=30)
AHEAD = timedelta(seconds=1)
"""Places in the overall pace may be taken this far ahead: a small burst instead of one message a look."""


class Kind:
    """What sort of effect a row is."""

    NOTICE = "notice"
    EDIT = "edit"
    ANSWER = "answer"
    TEXT = "text"
    CARD = "card"
    DRAFT = "draft"
    DRAFT_EDIT = "draft_edit"
    ASK = "ask"
    PROPOSAL = "proposal"
    PROPOSAL_EDIT = "proposal_edit"
    DIGEST = "digest"
    DIGEST_EDIT = "digest_edit"
    LEAVE = "leave"
    BOARD = "board"
    PICTURE = "picture"  # a text with a picture, or a picture alone: drawn when it is sent
    SHEET = "sheet"  # a bundle, a summary, a question: drawn when it is sent
    SHEET_EDIT = "sheet_edit"


HELD = "held"
"""The state of a message that may not ring now and goes out in a bundle."""

PRIORITY = {"answer": 0, "ask": 1, "loud": 1, "edit": 2, "silent": 3, "text": 3, "card": 3, "later": 4}

A_MINUTE = timedelta(minutes=1)
"""At most one new message a minute in a topic; what comes in between is an edit (experience.md 2.3)."""

CHOOSING = timedelta(minutes=2)
"""So long unfolded buttons stay while mentions come in."""

TOO_BUSY = 10
"""So many copies may wait for a topic; a storm with more cases than that is told there by its own summary."""


BROKEN = "broken"
"""The fault of a row that we broke over ourselves."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A claimed row. ``attempts`` counts this one: with ``owner`` it is the fencing token for settling."""

    id: int
    kind: str
    case_id: int | None
    notice: int | None
    person: str
    notifier: str
    address: str
    topic: int | None
    payload: str
    loud: bool
    attempts: int
    first_tried: datetime
    message_id: str
    maybe_twice: bool
    mention: int | None = None
    error: str = ""
    """What went wrong the time before."""


def add_notice(
    tx: Tx,
    *,
    case_id: int,
    key: str,
    person: str,
    notifier: str,
    address: str,
    kind: NoticeKind,
    role: str,
    why: str,
    loud: bool,
    now: datetime,
    mention: int | None = None,
) -> int | None:
    """A message to a person about a case. The same key is written once, whatever happens. Its number; None when it was there.

    It takes the place of earlier ones to the same person that still wait: after an outage one message arrives, not ten.
    """
    loud = _supersede(tx, case_id, person, key, now) or loud
    statement = insert(tx, outbox).values(
        key=key,
        kind=Kind.NOTICE,
        case_id=case_id,
        person=person,
        notifier=notifier,
        address=address,
        payload=f"{kind.value}\n{role}\n{why}",
        loud=loud,
        mention=mention,
        priority=PRIORITY["loud" if loud else "silent"],
        next_at=now,
        created_at=now,
    )
    written = statement.on_conflict_do_nothing(index_elements=["key"]).returning(outbox.c.id)
    return tx.execute(written).scalar()


def add_copy(tx: Tx, case_id: int, role: str, group: Address, now: datetime) -> bool:
    """A silent copy for a team, once a case and topic; False when too many wait there already."""
    here = sa.and_(
        outbox.c.notifier == group.notifier,
        outbox.c.address == group.to,
        sa.func.coalesce(outbox.c.topic, 0) == (group.topic or 0),
        outbox.c.kind == Kind.NOTICE,
    )
    waiting = tx.execute(sa.select(sa.func.count()).where(here, outbox.c.state == "pending")).scalar_one()
    if waiting >= TOO_BUSY:
        return False
    last = tx.execute(sa.select(sa.func.max(outbox.c.next_at)).where(here)).scalar()
    statement = insert(tx, outbox).values(
        key=f"copy:{case_id}:{group.notifier}:{group.to}:{group.topic or 0}",
        kind=Kind.NOTICE,
        case_id=case_id,
        notifier=group.notifier,
        address=group.to,
        topic=group.topic,
        payload=f"{NoticeKind.INFORMED.value}\n{role}\nteam",
        priority=PRIORITY["silent"],
        next_at=now if last is None else max(now, last + A_MINUTE),
        created_at=now,
    )
    tx.execute(statement.on_conflict_do_nothing(index_elements=["key"]))
    return True


def _supersede(tx: Tx, case_id: int, person: str, key: str, now: datetime) -> bool:
    """Take away this person's messages about the case that were never sent; whether one of them was to be loud."""
    rows = tx.execute(
        outbox.update()
        .where(
            outbox.c.case_id == case_id,
            outbox.c.person == person,
            outbox.c.kind == Kind.NOTICE,
            outbox.c.state.in_(["pending", HELD]),
            outbox.c.key != key,
        )
        .values(state="replaced", settled_at=now)
        .returning(outbox.c.loud)
    ).all()
    return any(row.loud for row in rows)


def add_text(
    tx: Tx,
    *,
    key: str,
    kind: str,
    notifier: str,
    address: str,
    payload: str,
    now: datetime,
    case_id: int | None = None,
    urgent: bool = False,
    person: str = "",
) -> None:
    """An answer to a press (``kind`` answer), a text to a chat, or an explanation (card) that is drawn when it is sent.

    ``urgent``: before what can wait.
    """
    statement = insert(tx, outbox).values(
        key=key,
        kind=kind,
        case_id=case_id,
        person=person,
        notifier=notifier,
        address=address,
        payload=payload,
        priority=PRIORITY["loud"] if urgent else PRIORITY.get(kind, PRIORITY["text"]),
        next_at=now,
        created_at=now,
    )
    tx.execute(statement.on_conflict_do_nothing(index_elements=["key"]))


def redraw(tx: Tx, case_id: int, version: int, now: datetime, *, later: timedelta = timedelta(0)) -> None:
    """Edit the delivered notifications of a case to how it stands when the edit is sent.

    Only the newest of each person: older ones already say no more than where to read on. An edit that waits is
    enough, for it is drawn when it is sent; without ``later`` it is hurried.
    """
    sent = tx.execute(_SENT, {"case": case_id}).all()
    waiting_edits = {row.notice: row.id for row in tx.execute(_EDITS, {"case": case_id})}
    for row in {(row.address, row.topic): row for row in sent}.values():
        if row.id in waiting_edits:
            if not later:
                hurry = outbox.update().where(outbox.c.id == waiting_edits[row.id])
                tx.execute(hurry.values(payload="", next_at=now, priority=PRIORITY["edit"]))
        else:
            add_edit(tx, case_id, row, version, now, later)


def turn_over(tx: Tx, case_id: int, notifier: str, address: str, message_id: str, view: str, now: datetime) -> None:
    """Show other buttons under one delivered notification; the next edit of it shows the first ones again."""
    row = tx.execute(
        sa.select(outbox).where(
            outbox.c.notifier == notifier,
            outbox.c.address == address,
            outbox.c.message_id == message_id,
            outbox.c.kind == Kind.NOTICE,
            outbox.c.case_id == case_id,
        )
    ).first()
    if row is None:
        return
    waits = sa.and_(outbox.c.kind == Kind.EDIT, outbox.c.notice == row.id, outbox.c.state == "pending")
    hurry = outbox.update().where(waits).values(payload=view, next_at=now, priority=PRIORITY["edit"])
    if tx.execute(hurry).rowcount:
        return
    count = sa.select(sa.func.count()).where(outbox.c.notice == row.id)
    _add_edit(tx, case_id, row, f"view:{row.id}:{tx.execute(count).scalar_one()}", "edit", now, view)


def _unfolded(tx: Tx, notice: int, now: datetime) -> str:
    """The view that was asked for under a notification not long ago, unless the case changed hands since."""
    row = tx.execute(_LAST_HURRIED, {"notice": notice}).first()
    return row.payload if row is not None and now - row.next_at < CHOOSING else ""


_LAST_HURRIED = (
    sa.select(outbox.c.payload, outbox.c.next_at)
    .where(
        outbox.c.notice == sa.bindparam("notice"),
        outbox.c.kind == Kind.EDIT,
        outbox.c.priority == PRIORITY["edit"],
    )
    .order_by(outbox.c.next_at.desc(), outbox.c.id.desc())
    .limit(1)
)


def close_older(tx: Tx, errand: Errand, now: datetime) -> None:
    """A newer notification of the case has arrived: whoever's older one stands above it points down, once and for good."""
    where = {"case": errand.case_id, "address": errand.address, "topic": errand.topic or 0, "row": errand.id}
    older = tx.execute(_OLDER, where).all()
    for row in older:
        _add_edit(tx, errand.case_id, row, f"edit:{row.id}:moved", "later", now)


def has_newer(tx: Tx, row: sa.Row[*tuple[Any, ...]]) -> bool:
    """Whether the same person already has a newer notification of the same case."""
    where = {"case": row.case_id, "address": row.address, "topic": row.topic or 0, "row": row.id}
    return tx.execute(_NEWER, where).first() is not None


_NOTICES = sa.and_(
    outbox.c.case_id == sa.bindparam("case"),
    outbox.c.kind == Kind.NOTICE,
    outbox.c.state == "sent",
    outbox.c.address == sa.bindparam("address"),
    sa.func.coalesce(outbox.c.topic, 0) == sa.bindparam("topic"),
)
_OLDER = (
    sa.select(outbox.c.id, outbox.c.person, outbox.c.notifier, outbox.c.address, outbox.c.topic, outbox.c.message_id)
    .where(_NOTICES, outbox.c.id < sa.bindparam("row"))
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_NEWER = sa.select(outbox.c.id).where(_NOTICES, outbox.c.id > sa.bindparam("row")).limit(1)
_SENT = (
    sa.select(outbox.c.id, outbox.c.person, outbox.c.notifier, outbox.c.address, outbox.c.topic, outbox.c.message_id)
    .where(outbox.c.case_id == sa.bindparam("case"), outbox.c.kind == Kind.NOTICE, outbox.c.state == "sent")
    .order_by(outbox.c.id)
)
_EDITS = sa.select(outbox.c.id, outbox.c.notice).where(
    outbox.c.case_id == sa.bindparam("case"), outbox.c.kind == Kind.EDIT, outbox.c.state == "pending"
)


def add_edit(
    tx: Tx, case_id: int, row: sa.Row[*tuple[Any, ...]], version: int, now: datetime, later: timedelta
) -> None:
    """An edit of one delivered notification to how the case stands at ``version``.

    One that can wait (another mention) leaves the buttons that somebody has just unfolded: they may be choosing.
    """
    view = _unfolded(tx, row.id, now) if later else ""
    _add_edit(tx, case_id, row, f"edit:{row.id}:{version}", "later" if later else "edit", now + later, view)


def _add_edit(
    tx: Tx,
    case_id: int | None,
    row: sa.Row[*tuple[Any, ...]],
    key: str,
    priority: str,
    at: datetime,
    view: str = "",
) -> None:
    values = {
        "key": key,
        "kind": Kind.EDIT,
        "case_id": case_id,
        "notice": row.id,
        "person": row.person,
        "notifier": row.notifier,
        "address": row.address,
        "topic": row.topic,
        "message_id": row.message_id,
        "payload": view,
        "priority": PRIORITY[priority],
        "next_at": at,
        "created_at": at,
    }
    tx.execute(_add_statement(tx.dialect.name), values)


@cache
def _add_statement(dialect: str) -> sqlite.Insert | postgresql.Insert:
    """The same key is written once, whatever happens."""
    return insert_in(dialect, outbox).on_conflict_do_nothing(index_elements=["key"])


def add_proposal(tx: Tx, number: int, person: str, notifier: str, address: str, loud: bool, now: datetime) -> bool:
    """A message about a version of the protocol that waits for somebody's word; once for each person. Whether it is new."""
    statement = insert(tx, outbox).values(
        key=f"proposal:{number}:{person}",
        kind=Kind.PROPOSAL,
        person=person,
        notifier=notifier,
        address=address,
        payload=str(number),
        loud=loud,
        priority=PRIORITY["text"],
        next_at=now,
        created_at=now,
    )
    return is_new(tx, statement.on_conflict_do_nothing(index_elements=["key"]))


def redraw_proposal(tx: Tx, number: int, why: str, now: datetime) -> None:
    """Edit the delivered messages about a version to how it stands when the edit is sent. Once for each ``why``."""
    where = sa.and_(outbox.c.kind == Kind.PROPOSAL, outbox.c.payload == str(number), outbox.c.state == "sent")
    for row in tx.execute(sa.select(outbox).where(where).order_by(outbox.c.id)).all():
        statement = insert(tx, outbox).values(
            key=f"edit:{row.id}:{why}",
            kind=Kind.PROPOSAL_EDIT,
            notice=row.id,
            person=row.person,
            notifier=row.notifier,
            address=row.address,
            topic=row.topic,
            message_id=row.message_id,
            payload=row.payload,
            priority=PRIORITY["edit"],
            next_at=now,
            created_at=now,
        )
        tx.execute(statement.on_conflict_do_nothing(index_elements=["key"]))


def add_draft(
    tx: Tx, key: str, draft: int, person: str, notifier: str, address: str, *, loud: bool, now: datetime
) -> None:
    """A message about a draft of something public. The same key is written once."""
    statement = insert(tx, outbox).values(
        key=key,
        kind=Kind.DRAFT,
        person=person,
        notifier=notifier,
        address=address,
        payload=str(draft),
        loud=loud,
        priority=PRIORITY["loud" if loud else "silent"],
        next_at=now,
        created_at=now,
    )
    tx.execute(statement.on_conflict_do_nothing(index_elements=["key"]))


def redraw_drafts(tx: Tx, draft: int, version: int, now: datetime) -> None:
    """Edit the delivered messages about a draft to how it stands when the edit is sent; the newest of each phone."""
    where = sa.and_(outbox.c.kind == Kind.DRAFT, outbox.c.payload == str(draft), outbox.c.state == "sent")
    rows = tx.execute(sa.select(outbox).where(where).order_by(outbox.c.id)).all()
    for row in {row.address: row for row in rows}.values():
        statement = insert(tx, outbox).values(
            key=f"edit:{row.id}:{version}",
            kind=Kind.DRAFT_EDIT,
            notice=row.id,
            person=row.person,
            notifier=row.notifier,
            address=row.address,
            topic=row.topic,
            message_id=row.message_id,
            payload=row.payload,
            priority=PRIORITY["edit"],
            next_at=now,
            created_at=now,
        )
        tx.execute(statement.on_conflict_do_nothing(index_elements=["key"]))


WITHDRAWN = -1
"""In ``drawn``: this message was in somebody's hands when it was withdrawn, and must not be tried again."""


def withdraw(tx: Tx, case_id: int, now: datetime) -> int:
    """Cancel messages of a case that still wait to be sent; returns how many. One on its way is not tried again."""
    mine = sa.and_(outbox.c.case_id == case_id, outbox.c.kind == Kind.NOTICE)
    tx.execute(outbox.update().where(mine, outbox.c.state == "sending").values(drawn=WITHDRAWN))
    cancel = (
        outbox.update().where(mine, outbox.c.state.in_(["pending", HELD])).values(state="cancelled", settled_at=now)
    )
    return tx.execute(cancel).rowcount


def is_withdrawn(tx: Tx, number: int) -> bool:
    """Whether a claimed message was withdrawn meanwhile, or on an earlier attempt."""
    return tx.execute(sa.select(outbox.c.drawn).where(outbox.c.id == number)).scalar() == WITHDRAWN


def release_own(tx: Tx, owner: str) -> int:
    """At start a node frees the leases it held before it died."""
    return tx.execute(
        outbox.update()
        .where(outbox.c.owner == owner, outbox.c.state == "sending")
        .values(state="pending", lease_until=None, maybe_twice=True)
    ).rowcount


def claim(
    tx: Tx, owner: str, now: datetime, limit: int, lease: timedelta = LEASE, *, notifier: str = ""
) -> list[Errand]:
    """T3a: take rows that are due, urgent ones first, one per chat; whoever holds them has ``lease`` to settle.

    ``notifier``: only what goes by this way (empty: by any).

    Chats that are not free yet (their own pace, or a 429) are left alone; answers to a press never wait.
    """
    overall = notifier or "*"
    everybody = chat_state(tx, overall, "*")
    chosen: dict[str, int] = {}
    values: dict[str, Any] = {"now": now, "at_most": limit * 4}
    due = tx.execute(_DUE_BY, values | {"notifier": notifier}) if notifier else tx.execute(_DUE, values)
    for row in due:
        chat = f"answer {row.id}" if row.kind == Kind.ANSWER else f"{row.notifier} {row.address}"
        if chat in chosen or len(chosen) >= limit:
            continue
        when, everybody = book(OVERALL, everybody, now)
        if when > now + AHEAD:
            break
        if row.kind != Kind.ANSWER:
            _take_turn(tx, row.notifier, row.address, now)
        chosen[chat] = row.id
    if not chosen:
        return []
    _keep_chat(tx, overall, "*", everybody, None)
    values = {"rows": list(chosen.values()), "me": owner, "until": now + lease, "moment": now}
    rows = tx.execute(_CLAIM, values)
    order = {number: place for place, number in enumerate(chosen.values())}
    return sorted((_errand(row) for row in rows), key=lambda errand: order[errand.id])


_CLAIM = (
    outbox.update()
    .where(outbox.c.id.in_(sa.bindparam("rows", expanding=True)))
    .values(
        maybe_twice=sa.or_(outbox.c.maybe_twice, outbox.c.state == "sending"),
        state="sending",
        owner=sa.bindparam("me"),
        lease_until=sa.bindparam("until", type_=Moment),
        attempts=outbox.c.attempts + 1,
        first_tried=sa.func.coalesce(outbox.c.first_tried, sa.bindparam("moment", type_=Moment)),
    )
    .returning(outbox)
)


def _due() -> sa.Select[Any]:
    """Rows to send ``now``, urgent first: on PostgreSQL those no other node is looking at."""
    now = sa.bindparam("now", type_=Moment)
    other = outbox.alias("in_flight")
    busy = sa.select(other.c.notifier, other.c.address).where(
        other.c.state == "sending", other.c.lease_until >= now, other.c.kind != Kind.ANSWER
    )
    chat_free = sa.or_(chats.c.free_at.is_(None), chats.c.free_at <= now)
    nobody_sends = sa.tuple_(outbox.c.notifier, outbox.c.address).not_in(busy)
    return (
        sa.select(outbox.c.id, outbox.c.notifier, outbox.c.address, outbox.c.kind)
        .outerjoin(chats, sa.and_(chats.c.notifier == outbox.c.notifier, chats.c.address == outbox.c.address))
        .where(
            outbox.c.state.in_(["pending", "sending"]),  # what the index knows: few rows of many
            sa.or_(
                sa.and_(outbox.c.state == "pending", outbox.c.next_at <= now),
                sa.and_(outbox.c.state == "sending", outbox.c.lease_until < now),
            ),
            sa.or_(outbox.c.kind == Kind.ANSWER, sa.and_(chat_free, nobody_sends)),
        )
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(sa.bindparam("at_most", type_=sa.Integer))
        .with_for_update(skip_locked=True, of=outbox)
    )


_DUE = _due()
_DUE_BY = _DUE.where(outbox.c.notifier == sa.bindparam("notifier"))


def _take_turn(tx: Tx, notifier: str, address: str, now: datetime) -> None:
    limit = limit_of(int(address)) if address.lstrip("-").isdigit() else PRIVATE
    _, idle_at = book(limit, chat_state(tx, notifier, address), now)
    _keep_chat(tx, notifier, address, idle_at, free_at(limit, idle_at, now))


def _errand(row: sa.Row[*tuple[Any, ...]]) -> Errand:
    return Errand(
        id=row.id,
        kind=row.kind,
        case_id=row.case_id,
        notice=row.notice,
        person=row.person,
        notifier=row.notifier,
        address=row.address,
        topic=row.topic,
        payload=row.payload,
        loud=row.loud,
        attempts=row.attempts,
        first_tried=row.first_tried,
        message_id=row.message_id,
        maybe_twice=row.maybe_twice,
        mention=row.mention,
        error=row.error,
    )


def broke(tx: Tx, errand: Errand, owner: str) -> None:
    """We broke over a row that is still ours: it keeps its lease and comes back after it."""
    mine = {"row": errand.id, "me": owner, "tried": errand.attempts}
    tx.execute(_settle_statement(("error",)), mine | {"error": BROKEN})


def settle(tx: Tx, errand: Errand, owner: str, now: datetime, state: str, **values: object) -> bool:
    """T3b: only whoever still holds the row (owner and attempts) may settle it. False: somebody else has it now."""
    if state != "pending":
        values["settled_at"] = now
    values |= {"state": state, "lease_until": None}
    mine = {"row": errand.id, "me": owner, "tried": errand.attempts}
    return tx.execute(_settle_statement(tuple(sorted(values))), values | mine).rowcount == 1


@cache
def _settle_statement(columns: tuple[str, ...]) -> sa.Update:
    held = outbox.update().where(
        outbox.c.id == sa.bindparam("row"),
        outbox.c.state == "sending",
        outbox.c.owner == sa.bindparam("me"),
        outbox.c.attempts == sa.bindparam("tried"),
    )
    return held.values({name: sa.bindparam(name) for name in columns})


def notice_row(tx: Tx, number: int) -> sa.Row[*tuple[Any, ...]] | None:
    """The notification an edit belongs to."""
    return tx.execute(_ROW, {"number": number}).first()


_ROW = sa.select(outbox).where(outbox.c.id == sa.bindparam("number"))


def notice_of_message(tx: Tx, notifier: str, address: str, message_id: str) -> sa.Row[*tuple[Any, ...]] | None:
    """What a message on a phone is about: a notification, an explanation, or the room for a note."""
    return tx.execute(
        sa.select(outbox.c.case_id, outbox.c.person).where(
            outbox.c.notifier == notifier,
            outbox.c.address == address,
            outbox.c.message_id == message_id,
            outbox.c.kind.in_((Kind.NOTICE, Kind.TEXT, Kind.CARD)),
            outbox.c.case_id.is_not(None),
        )
    ).first()


def move_chat(tx: Tx, notifier: str, old: str, new: str) -> None:
    """A chat has a new id: everything still to be sent goes there."""
    tx.execute(
        outbox.update()
        .where(
            outbox.c.notifier == notifier, outbox.c.address == old, outbox.c.state.in_(["pending", "sending", "sent"])
        )
        .values(address=new)
    )


def next_at(tx: Tx) -> datetime | None:
    """When the next row can be sent: its own time, when its chat is free, or when its way is tried again."""
    return tx.execute(_NEXT_AT).scalar()


def _next_at() -> sa.Select[Any]:
    free = sa.func.coalesce(chats.c.free_at, outbox.c.next_at)
    held = sa.func.coalesce(lines.c.held_until, outbox.c.next_at)
    own = sa.case((sa.and_(free > outbox.c.next_at, outbox.c.kind != Kind.ANSWER), free), else_=outbox.c.next_at)
    when = sa.case((held > own, held), else_=own)
    return (
        sa.select(sa.func.min(sa.type_coerce(when, Moment)))
        .select_from(outbox)
        .outerjoin(chats, sa.and_(chats.c.notifier == outbox.c.notifier, chats.c.address == outbox.c.address))
        .outerjoin(lines, lines.c.notifier == outbox.c.notifier)
        .where(outbox.c.state == "pending")
    )


_NEXT_AT = _next_at()


def waiting(tx: Tx) -> int:
    """How many rows are not settled."""
    states = ["pending", "sending"]
    return tx.execute(sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state.in_(states))).scalar_one()


# --- chats -------------------------------------------------------------------------------------------------


def chat_state(tx: Tx, notifier: str, address: str) -> datetime | None:
    """The bucket of a chat (``rules.case.buckets``); None when never written to."""
    row = tx.execute(_CHAT, {"notifier": notifier, "address": address}).first()
    return None if row is None else row.idle_at


_CHAT = sa.select(chats.c.idle_at).where(
    chats.c.notifier == sa.bindparam("notifier"), chats.c.address == sa.bindparam("address")
)


def hold(tx: Tx, notifier: str, address: str, until: datetime) -> None:
    """Telegram asked for quiet in this chat until then; other chats go on. Survives a restart."""
    limit = limit_of(int(address)) if address.lstrip("-").isdigit() else PRIVATE
    idle_at = hold_until(limit, chat_state(tx, notifier, address), until)
    _keep_chat(tx, notifier, address, idle_at, until)


def _keep_chat(tx: Tx, notifier: str, address: str, idle_at: datetime | None, free: datetime | None) -> None:
    values = {"notifier": notifier, "address": address, "idle_at": idle_at, "free_at": free}
    tx.execute(_keep_statement(tx.dialect.name), values)


@cache
def _keep_statement(dialect: str) -> sqlite.Insert | postgresql.Insert:
    statement = insert_in(dialect, chats)
    new = {"idle_at": statement.excluded.idle_at, "free_at": statement.excluded.free_at}
    return statement.on_conflict_do_update(index_elements=["notifier", "address"], set_=new)
