"""How it begins and ends: a second process, a broken file, a file that is taken away, a stop in the middle of a send."""

import shutil
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.telegram.scripts import no_answer, slow
from bot.store import Store
from bot.store.backup import back_up
from bot.store.migrate import prepare
from tests.kill.programs import Program, start
from tests.kill.scene import BAS, PATIENCE, Scene

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def refused(program: Program) -> str:
    """It ended by itself, with an error; the one line it said beside its log (of which every line is JSON)."""
    if program.wait(PATIENCE) is None:
        program.send(signal.SIGUSR1)
        time.sleep(0.5)
    assert program.wait(0) == 2, program.said()[-6000:]
    lines = [line for line in program.said().splitlines() if not line.startswith("{")]
    assert len(lines) == 1, program.said()
    return lines[0]


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_case_23_a_database_taken_away_is_noticed_within_ten_seconds_the_owner_told_and_the_end_an_error(
    care: Scene, how: str
) -> None:
    program = care.runs_until_rest()
    care.until(lambda: len(care.telegram.calls) > 1)
    time.sleep(0.5)
    database = care.world.database
    copy = database.with_name("copy.db")
    shutil.copy(database, copy)
    began = time.monotonic()
    if how == "deleted":
        database.unlink()
    else:
        copy.replace(database)
    care.says()
    assert "weggehaald of vervangen" in refused(program)
    assert time.monotonic() - began < 10
    assert "weggehaald of vervangen" in care.phone(BAS)[-1].text
    if how == "replaced":
        assert care.one("SELECT count(*) FROM mentions") == 0


def test_case_24_a_broken_database_is_refused_at_the_start_in_one_line(care: Scene) -> None:
    care.world.database.parent.mkdir(parents=True, exist_ok=True)
    store = Store(f"sqlite:///{care.world.database}")
    prepare(store)
    store.close()
    good = back_up(care.world.database, care.world.database.parent, datetime(2026, 3, 7, tzinfo=UTC))
    good.with_name("seintje-20260308-000000.backup").touch()  # newer, and worth nothing
    care.world.database.write_bytes(b"not a database, whatever it says on the box" * 100)
    before = care.world.database.read_bytes()
    assert good.name in refused(care.start())
    assert care.world.database.read_bytes() == before


def test_case_24_an_emptied_database_is_not_quietly_begun_anew(care: Scene) -> None:
    care.world.database.write_bytes(b"")
    assert "leeg" in refused(care.start())
    assert care.world.database.stat().st_size == 0


def test_case_33_a_second_process_is_refused_and_told_who_has_the_database(care: Scene, tmp_path: Path) -> None:
    first = care.runs_until_rest()
    second = start(care.world.arguments, tmp_path / "second.log", care.launcher.env)
    assert f"proces {first.pid}" in refused(second)
    assert first.wait(0) is None


def test_case_45_a_stop_during_a_send_lets_it_finish_and_nothing_comes_twice(care: Scene) -> None:
    care.telegram.script("sendMessage", slow(2.0))
    care.says()
    program = care.start()
    care.until(lambda: care.telegram.count("sendMessage"))
    began = time.monotonic()
    assert program.end(signal.SIGTERM) == 0
    assert time.monotonic() - began < 10
    assert care.sql("SELECT state FROM outbox") == [("sent",)]
    care.runs_until_rest()
    assert len(care.phone(BAS)) == 1


def test_case_45_a_send_that_does_not_end_is_freed_within_ten_seconds(care: Scene) -> None:
    care.telegram.script("sendMessage", no_answer(carried_out=False))
    care.says()
    program = care.start()
    care.until(lambda: care.telegram.count("sendMessage"))
    began = time.monotonic()
    assert program.end(signal.SIGTERM) == 0
    assert time.monotonic() - began < 10
    assert care.one("SELECT state FROM outbox") == "pending"
    care.runs_until_rest()
    assert len(care.phone(BAS)) == 1
