"""One writer, group commit, and errors that reach whoever asked and nobody else."""

import asyncio
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store import Store, cases, mentions
from bot.store.schema import Moment, case_log
from rules.case.model import Record
from tests.bot.store.made import NOW, batch, mention, rows


def note(word):
    return lambda tx: cases.record(tx, 1, Record(word), NOW)


def words(store):
    return [word for (word,) in rows(store, "SELECT what FROM case_log ORDER BY id")]


def together(store, *works):
    """Hand in work while the writer is busy, so that all of it waits together; what came of each."""
    busy, go = threading.Event(), threading.Event()

    def block(_tx):
        busy.set()
        go.wait(10)

    async def all_at_once():
        first = asyncio.create_task(store.awrite(block))
        await asyncio.to_thread(busy.wait, 10)
        tasks = [asyncio.create_task(store.awrite(work)) for work in works]
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(first, return_exceptions=True)
        return await asyncio.gather(*tasks, return_exceptions=True)

    return asyncio.run(all_at_once())


def test_what_write_returned_is_there(store):
    store.write(note("one"))
    assert words(store) == ["one"]
    assert (
        asyncio.run(store.aread(lambda tx: tx.execute(sa.select(sa.func.count()).select_from(case_log)).scalar())) == 1
    )


def test_a_piece_of_work_that_fails_takes_no_other_along(store):
    def fails(tx):
        note("half")(tx)
        raise KeyError("mine")

    def wrong(tx):
        tx.exec_driver_sql("SELECT nonsense")

    one, mine, sql, two = together(store, note("one"), fails, wrong, note("two"))
    assert one is None and two is None
    assert isinstance(mine, KeyError) and isinstance(sql, sa.exc.DBAPIError)
    assert words(store) == ["one", "two"]
    store.write(note("three"))
    assert words(store) == ["one", "two", "three"]


def test_a_commit_that_fails_is_told_to_all_who_shared_it(store, monkeypatch):
    def broken():
        raise OSError("no space left")

    monkeypatch.setattr(store, "check", broken)
    assert [type(answer) for answer in together(store, note("one"), note("two"))] == [OSError, OSError]
    monkeypatch.undo()
    assert words(store) == []
    store.write(note("later"))
    assert words(store) == ["later"]


def test_a_transaction_that_cannot_begin_is_told_to_all_who_wait_for_it(store, monkeypatch):  # catalogue 21
    def locked():
        raise sa.exc.OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    with monkeypatch.context() as patch:
        patch.setattr(store._connection, "begin", locked)
        for word in ("one", "two"):
            with pytest.raises(sa.exc.OperationalError, match="locked"):
                store._submit(note(word)).result(timeout=10)
    store.write(note("later"))
    assert words(store) == ["later"]


def test_a_database_that_is_away_for_a_while_is_asked_again_each_time(store, monkeypatch):
    def cut(*_):
        raise sa.exc.OperationalError(
            "COMMIT", {}, Exception("server closed the connection"), connection_invalidated=True
        )

    with monkeypatch.context() as patch:
        patch.setattr(store, "check", cut)
        with pytest.raises(sa.exc.OperationalError, match="closed the connection"):
            store._submit(note("one")).result(timeout=10)
    with monkeypatch.context() as patch:
        patch.setattr(store._writer, "connect", cut)
        for _ in range(2):
            with pytest.raises(sa.exc.OperationalError, match="closed the connection"):
                store._submit(note("two")).result(timeout=10)
    store.write(note("later"))
    assert words(store) == ["later"]


def test_a_caller_who_gave_up_before_its_turn_is_left_out(store):
    busy, go = threading.Event(), threading.Event()

    def block(_tx):
        busy.set()
        go.wait(10)

    async def story() -> None:
        first = asyncio.create_task(store.awrite(block))
        await asyncio.to_thread(busy.wait, 10)
        second = asyncio.create_task(store.awrite(note("never")))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        go.set()
        await first

    asyncio.run(story())
    store.write(note("one"))
    assert words(store) == ["one"]


def test_what_waits_is_finished_before_the_store_closes(open_store, store):
    thread = threading.Thread(target=lambda: store.write(lambda tx: (time.sleep(0.1), note("last")(tx))))
    thread.start()
    time.sleep(0.03)
    store.close()
    thread.join()
    store.close()
    assert words(open_store()) == ["last"]


def test_whoever_comes_after_the_end_is_told_so(store):
    store.close()
    with pytest.raises(RuntimeError, match="closed"):
        store.write(note("late"))


def test_work_handed_in_after_the_end_mark_still_counts_as_waiting(store):
    """A close in the middle of a batch ends the batch, not the work before it."""
    busy, go = threading.Event(), threading.Event()

    def block(_tx):
        busy.set()
        go.wait(10)

    threads = [threading.Thread(target=store.write, args=(block,))]
    threads[0].start()
    busy.wait(10)
    threads.append(threading.Thread(target=store.write, args=(note("before"),)))
    threads[1].start()
    closing = threading.Thread(target=store.close)
    time.sleep(0.05)
    closing.start()
    time.sleep(0.05)
    go.set()
    for thread in (*threads, closing):
        thread.join(10)
        assert not thread.is_alive()


def test_readers_see_what_is_committed_and_nothing_else(store):
    seen = []

    def work(tx):
        note("one")(tx)
        seen.append(words(store))

    store.write(work)
    assert seen == [[]] and words(store) == ["one"]


def test_a_moment_without_a_time_zone_is_refused(store):
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        store.write(lambda tx: cases.record(tx, 1, Record("x"), NOW.replace(tzinfo=None)))


def test_a_moment_comes_back_to_the_microsecond():
    column, at = Moment(), NOW.replace(microsecond=123457)
    assert column.process_result_value(column.process_bind_param(at, None), None) == at
    assert column.process_bind_param(None, None) is None and column.process_result_value(None, None) is None


def test_a_burst_costs_few_commits(store):
    commits = []
    sa.event.listen(store._writer, "commit", lambda _connection: commits.append(1))
    works = [lambda tx, n=n: mentions.keep(tx, "s", batch(mention(f"m{n}")), NOW) for n in range(100)]
    assert all(kept.new == 1 for kept in together(store, *works))
    assert len(commits) <= 4


def test_closing_waits_for_who_still_reads(tmp_path: Path):
    """A task that was cancelled leaves its thread reading: its connection must not stay open behind it."""
    store = Store(f"sqlite:///{tmp_path / 'a.db'}")
    began, done = threading.Event(), []

    def slowly(tx) -> None:
        began.set()
        time.sleep(0.2)
        done.append(tx.exec_driver_sql("SELECT 1").scalar())

    reader = threading.Thread(target=store.read, args=(slowly,))
    reader.start()
    began.wait()
    store.close()
    assert done == [1]
    reader.join()
