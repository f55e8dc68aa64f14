"""Counting after a run: what was lost, what came twice. Reads the database as a file, beside the program's own code."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from bot.demo.telegram import PretendTelegram
from tests.kill.phones import TAKE, Delivered, Staff
from tests.kill.town import BACKUP, Said


@contextmanager
def reading(database: Path) -> Iterator[sqlite3.Connection]:
    """The database, only to read."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        yield connection


@dataclass(frozen=True)
class Tally:
    """The figures. All but the first block and ``duplicates`` must be zero (or empty)."""

    mentions: int
    cases: int
    messages: int
    escalated: int
    pressed: int
    duplicates: int
    mentions_lost: int
    mentions_twice: int
    first_lost: int
    escalations_lost: int
    presses_lost: int
    screens_wrong: int
    escalated_after_ack: int
    sent_after_ack: int
    left_over: int
    damage: str

    def faults(self) -> dict[str, object]:
        """Everything that should not be."""
        names = [field.name for field in fields(self)][6:]
        return {name: value for name in names if (value := getattr(self, name))}


def in_flight(database: Path, delivered: Sequence[Delivered]) -> set[tuple[int, int]]:
    """Messages that reached a phone and of which the (dead) program left no record."""
    with reading(database) as db:
        known = {
            (int(a), int(m)) for a, m in db.execute("SELECT address, message_id FROM outbox WHERE message_id <> ''")
        }
    return {(d.chat, d.message_id) for d in delivered} - known


def unfinished(database: Path, lines: Path, telegram: PretendTelegram) -> dict[str, int]:
    """What is still to be done; empty when everything came to rest."""
    queries = {
        "mentions": "SELECT count(*) FROM mentions WHERE state = 'new'",
        "updates": "SELECT count(*) FROM updates WHERE state = 'new'",
        "outbox": "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')",
        "steps": "SELECT count(*) FROM timers WHERE state = 'pending' AND kind = 'step'",
        "unread": f"SELECT {lines.stat().st_size} - coalesce(max(CAST(cursor AS INTEGER)), 0) FROM sources",
    }
    left = {"presses": len(telegram.updates.pending)}  # first: what is not pending any more is in the database
    with reading(database) as db:
        db.execute("BEGIN")  # one moment for all: between two questions a mention may come in
        left |= {name: db.execute(query).fetchone()[0] for name, query in queries.items()}
    return {name: value for name, value in left.items() if value}


def count(database: Path, said: Sequence[Said], staff: Staff, telegram: PretendTelegram) -> Tally:
    """The figures of a finished run."""
    with reading(database) as db:
        return _Counting(db, said, staff, telegram).tally()


class _Counting:
    def __init__(self, db: sqlite3.Connection, said: Sequence[Said], staff: Staff, telegram: PretendTelegram) -> None:
        self.db, self.said, self.staff, self.telegram = db, said, staff, telegram
        self.cases = dict(db.execute("SELECT id, state FROM cases"))
        self.holders = dict(db.execute("SELECT id, assignee FROM cases"))
        self.got = Counter((d.case, d.chat) for d in staff.delivered)

    def tally(self) -> Tally:
        escalated = {case for case, chat in self.got if chat >= BACKUP}
        loose = [case for case in self.cases if case not in self.staff.pressed]
        return Tally(
            mentions=len(self.said),
            cases=len(self.cases),
            messages=len(self.staff.delivered),
            escalated=len(escalated),
            pressed=len(self.staff.pressed),
            duplicates=sum(self.got.values()) - len(self.got),
            mentions_lost=self._mentions_lost(),
            mentions_twice=self._one("SELECT count(*) - count(DISTINCT external_id) FROM mentions"),
            first_lost=len(set(self.cases) - {case for case, _ in self.got}),
            escalations_lost=len(set(loose) - escalated),
            presses_lost=sum(not self._is_held(case, chat) for case, chat in self.staff.pressed.items()),
            screens_wrong=self._screens_wrong(),
            escalated_after_ack=self._one(
                "SELECT count(*) FROM case_log s JOIN case_log t ON s.case_id = t.case_id "
                "WHERE s.what = 'step' AND t.what = 'taken' AND s.id > t.id"
            ),
            sent_after_ack=self._one(
                "SELECT count(*) FROM outbox o JOIN case_log t ON t.case_id = o.case_id AND t.what = 'taken' "
                "WHERE o.kind = 'notice' AND o.first_tried > t.at"
            ),
            left_over=self._one(
                "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending') OR (state = 'failed' AND kind <> 'answer')"
            ),
            damage="; ".join(row[0] for row in self.db.execute("PRAGMA integrity_check") if row[0] != "ok"),
        )

    def _one(self, query: str) -> int:
        return int(self.db.execute(query).fetchone()[0])

    def _mentions_lost(self) -> int:
        """Mentions that are not there, not judged, or without their case; and cases too many or too few."""
        done = {
            row[0] for row in self.db.execute("SELECT external_id FROM mentions WHERE state = 'judged' AND case_id > 0")
        }
        wanted = sum(said.opens for said in self.said)
        return len({said.id for said in self.said} - done) + abs(wanted - len(self.cases))

    def _is_held(self, case: int, chat: int) -> bool:
        name = ("bas" if chat < BACKUP else "eva") + str(chat % 100)
        return self.cases[case] == "acknowledged" and self.holders[case] == name

    def _screens_wrong(self) -> int:
        """Recorded messages of a pressed case on which it still looks as if nobody had it."""
        rows = self.db.execute(
            "SELECT case_id, address, message_id FROM outbox WHERE kind = 'notice' AND state = 'sent'"
        )
        wrong = 0
        for case, address, message_id in rows:
            shown = self.telegram.chats[int(address)].find(int(message_id))
            wrong += case in self.staff.pressed and (shown is None or TAKE in shown.labels)
        return wrong
