"""The fault catalogue, 11: the power is cut right after each transaction, and everything it answered for is there."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.kill import power
from tests.kill.harness import hurried_environment
from tests.kill.phones import TAKE
from tests.kill.programs import Launcher
from tests.kill.scene import BAS, EVA, Scene, scene

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def remembers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return power.library(tmp_path_factory.mktemp("power"))


@pytest.fixture(scope="module")
def fragile(remembers: Path) -> Iterator[Launcher]:
    """Starts the program where every sync is remembered."""
    with Launcher(hurried_environment() | {"LD_PRELOAD": str(remembers)}) as launcher:
        yield launcher


@pytest.fixture
def care(tmp_path: Path, fragile: Launcher) -> Iterator[Scene]:
    with scene(tmp_path, fragile) as told:
        power.is_safe_now(tmp_path)
        yield told


def goes_out(care: Scene, point: str) -> None:
    """The program is killed there, and with it the power."""
    care.dies_at(point)
    power.cut(care.world.database.parent)
    assert care.one("PRAGMA integrity_check") == "ok"


WRITER = """
import sqlite3, os, signal
db = sqlite3.connect("{file}", isolation_level=None)
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA synchronous={how}")
db.execute("CREATE TABLE t (n)")
for n in range(20):
    db.execute("INSERT INTO t VALUES (?)", (n,))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("how", "kept"), [("FULL", 20), ("NORMAL", 0)])
def test_the_cut_really_loses_what_was_not_synced(tmp_path: Path, remembers: Path, how: str, kept: int) -> None:
    file = tmp_path / "x.db"
    code = WRITER.format(file=file, how=how)
    ended = subprocess.run([sys.executable, "-c", code], env={"LD_PRELOAD": str(remembers)}, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert file.with_name("x.db-wal").stat().st_size > 0
    power.cut(tmp_path)
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        assert (db.execute("SELECT count(*) FROM t").fetchone()[0] if tables else 0) == kept


ALL_OF_T2 = "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM outbox), (SELECT count(*) FROM timers), "
ALL_OF_T2 += "(SELECT count(*) FROM case_log WHERE what = 'opened')"


@pytest.mark.parametrize(
    ("point", "query", "there"),
    [
        ("ingest.committed", "SELECT (SELECT count(*) FROM mentions), (SELECT cursor <> '' FROM sources)", (1, 1)),
        ("evaluate.committed", ALL_OF_T2, (1, 1, 1, 1)),
        ("send.claimed", "SELECT state, attempts FROM outbox", ("sending", 1)),
        ("send.recorded", "SELECT o.state, l.what FROM outbox o, case_log l WHERE l.what = 'told'", ("sent", "told")),
        ("timer.committed", "SELECT count(*) FROM case_log WHERE what = 'step'", (2,)),
    ],
)
def test_case_11_the_power_goes_after_a_transaction_on_the_way_of_a_mention(
    care: Scene, point: str, query: str, there: tuple[object, ...]
) -> None:
    care.says()
    goes_out(care, point)
    assert care.sql(query) == [there]
    assert care.one("SELECT count(*) FROM protocols") == 1
    care.runs_until_rest()
    care.until(lambda: care.phone(BAS) and (point != "timer.committed" or care.phone(EVA)))
    assert care.one("SELECT count(*) FROM mentions WHERE state = 'judged'") == 1
    assert len(care.phone(BAS)) == 1


@pytest.mark.parametrize(
    ("point", "query", "there"),
    [
        ("updates.stored", "SELECT count(*), min(state) FROM updates", (1, "new")),
        ("press.committed", "SELECT state, assignee FROM cases", ("acknowledged", "bas0")),
    ],
)
def test_case_11_the_power_goes_after_a_press(care: Scene, point: str, query: str, there: tuple[object, ...]) -> None:
    care.says()
    care.runs_until_rest()
    care.stop()
    care.press(BAS)
    goes_out(care, point)
    assert care.sql(query) == [there]
    care.runs_until_rest()
    assert care.sql("SELECT state, assignee FROM cases") == [("acknowledged", "bas0")]
    assert TAKE not in care.phone(BAS)[-1].labels


def test_case_11_what_was_erased_stays_erased(care: Scene) -> None:
    care.says()
    care.runs_until_rest()
    care.stop()
    author, database = "afzender1", care.world.database
    assert any(author.encode() in file.read_bytes() for file in power.files(database.parent))
    config = str(care.world.plan.folder / "config.yaml")
    program = care.launcher.start(["erase", "--author", author, "--yes", "--config", config], care.world.log)
    assert program.wait(60) == 0, program.said()[-2000:]
    power.cut(database.parent)
    assert care.one("PRAGMA integrity_check") == "ok"
    assert care.one("SELECT count(*) FROM tombstones") == 1
    for file in power.files(database.parent):
        assert author.encode() not in file.read_bytes(), file
