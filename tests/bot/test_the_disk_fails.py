"""Case 12: whichever write of a mention's way fails, once or for a while, nothing is half done and nothing is lost."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from bot.store import Store, StoreUnreadable
from tests.bot.office import Office
from tests.bot.protocol import CARE

NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"
TRIES = 8
"""So often a room of the service would have tried again long before anybody noticed."""

Build = Callable[..., Office]


class Disk:
    """The disk under a store: counts what is asked of the writing connection, and fails from ``first`` on, ``long`` times."""

    def __init__(self, first: int, long: int) -> None:
        self.asked = 0
        self.first = first
        self.long = long

    def statement(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """One statement reaches the disk."""
        self._ask(statement)

    def commit(self, _connection: Any) -> None:
        """A transaction is about to be made durable."""
        self._ask("COMMIT")

    def _ask(self, what: str) -> None:
        self.asked += 1
        if self.first <= self.asked < self.first + self.long:
            raise sa.exc.OperationalError(what, None, sqlite3.OperationalError("disk I/O error"))


@contextmanager
def failing(store: Store, first: int, long: int = 1) -> Iterator[Disk]:
    """The disk of a store fails for the ``first`` time at that statement, and ``long`` times in a row."""
    disk = Disk(first, long)
    sa.event.listen(store._writer, "before_cursor_execute", disk.statement)
    sa.event.listen(store._writer, "commit", disk.commit)
    try:
        yield disk
    finally:
        sa.event.remove(store._writer, "before_cursor_execute", disk.statement)
        sa.event.remove(store._writer, "commit", disk.commit)


def until_it_works(step: Callable[[], object]) -> None:
    """What each room of the service does: on a failing database, the same again."""
    for _ in range(TRIES):
        try:
            step()
        except StoreUnreadable:
            continue
        return
    raise AssertionError("the disk works again, but this does not")


def way_of_a_mention(care: Office) -> None:
    """Somebody complains, Sanne takes it, an hour passes and she closes it."""
    sanne = care.phone("sanne")
    until_it_works(lambda: care.says(NEGLECT, id="m1", author="anna"))
    until_it_works(care.settle)
    care.telegram.press(sanne.number, sanne.messages[0].id, "Ik pak dit op")
    until_it_works(care.settle)
    until_it_works(lambda: care.forward(minutes=14))
    until_it_works(lambda: care.forward(seconds=30))


def all_is_well(care: Office) -> None:
    """One mention, one case, hers, told once to each, nobody further up was rung."""
    [(mentions,), (cases,), (waiting,)] = care.store.read(
        lambda tx: [
            tx.execute(sa.text(query)).one()
            for query in (
                "SELECT count(*) FROM mentions",
                "SELECT count(*) FROM cases",
                "SELECT count(*) FROM outbox WHERE state = 'pending'",
            )
        ]
    )
    assert (mentions, cases, waiting) == (1, 1, 0)
    assert care.log().count("taken") == 1
    assert care.phone("sanne").shows("U hebt dit") and care.phone("imran").shows("Sanne heeft dit")
    assert not care.phone("marleen").messages
    assert [len(care.phone(p).messages) for p in ("sanne", "imran")] == [1, 1]


def played(office: Build, first: int, long: int) -> Disk:
    """The story with a disk that fails there."""
    care = office(CARE)
    with failing(care.store, first, long) as disk:
        way_of_a_mention(care)
    all_is_well(care)
    return disk


NEVER = 10**9


def test_case_12_the_story_asks_the_disk_often_enough_to_fail(office: Build) -> None:
    assert played(office, NEVER, 1).asked > 100


@pytest.mark.parametrize("long", [1, 3])
@pytest.mark.parametrize("share", [0.08, 0.2, 0.3, 0.33, 0.36, 0.5, 0.7])
def test_case_12_now_and_then_a_write_fails(office: Build, share: float, long: int) -> None:
    played(office, int(played(office, NEVER, 1).asked * share), long)


@pytest.mark.slow
@pytest.mark.parametrize("long", [1, 3])
@pytest.mark.parametrize("part", range(10))
def test_case_12_whichever_write_fails(office: Build, part: int, long: int) -> None:
    for first in range(1 + part * 3, played(office, NEVER, 1).asked, 30):
        played(office, first, long)
