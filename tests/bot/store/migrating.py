"""A process that migrates a database and is killed at one statement after another, until one attempt reaches the end.

``python -m tests.bot.store.migrating ADDRESS FOLDER``: FOLDER holds migrations of which the last is 0002. Every attempt is
a fork that dies by SIGKILL at its n-th statement; what it left is written as one JSON line.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from bot.store import Store, migrate

NEWEST = "0002"
STEP = '''"""A later schema: rebuilds a table, moves what is in it, makes an index."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("timers") as batch:
        batch.add_column(sa.Column("why", sa.Text(), server_default="", nullable=False))
        batch.alter_column("state", server_default="waiting")
    op.execute("UPDATE timers SET why = 'moved', state = 'waiting' WHERE state = 'pending'")
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_index("ix_later", "timers", ["why"])
'''


def lay_out(folder: Path) -> None:
    """The real migrations with one more."""
    real = Path(migrate.__file__).parent / "migrations"
    (folder / "migrations" / "versions").mkdir(parents=True)
    for file in (real / "env.py", *real.glob("versions/*.py")):
        (folder / "migrations" / file.relative_to(real)).write_bytes(file.read_bytes())
    (folder / "migrations" / "versions" / "m0002_later.py").write_text(STEP)


def seen(address: str) -> dict[str, object]:
    """What a newcomer finds in the database."""
    store = Store(address)
    try:
        inspector = sa.inspect(store._writer)
        timers = "SELECT id, case_id, due_at, state FROM timers ORDER BY id"
        rows = store.read(lambda tx: [list(row) for row in tx.exec_driver_sql(timers)])
        whole = store.read(
            lambda tx: tx.exec_driver_sql("PRAGMA integrity_check").scalar() if store.is_sqlite else "ok"
        )
        return {
            "version": store.read(migrate.current),
            "columns": [column["name"] for column in inspector.get_columns("timers")],
            "tables": sorted(name for name in inspector.get_table_names() if name in ("later", "_alembic_tmp_timers")),
            "indexes": sorted(str(index["name"]) for index in inspector.get_indexes("timers")),
            "timers": rows,
            "whole": whole,
        }
    finally:
        store.close()


def attempt(address: str, at: int) -> None:
    """Migrate, but die at this statement."""
    store, asked = Store(address), 0

    def die(*_: object) -> None:
        nonlocal asked
        asked += 1
        if asked == at:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(store._writer, "before_cursor_execute", die)
    sa.event.listen(store._writer, "commit", die)
    migrate.prepare(store)
    store.close()


def apart(work: Callable[[], None]) -> int:
    """Do it in a process of its own; returns how that ended."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main(address: str, folder: Path) -> None:
    migrate.__file__ = str(folder / "migrate.py")
    migrate.HEAD = NEWEST
    for at in range(1, 1000):
        ended = apart(lambda at=at: attempt(address, at))  # type: ignore[misc]
        apart(lambda ended=ended: print(json.dumps({"ended": ended, **seen(address)}), flush=True))  # type: ignore[misc]
        if ended != -signal.SIGKILL:
            return


if __name__ == "__main__":
    import alembic.command
    import alembic.config
    import alembic.script  # noqa: F401 - imported once for all

    main(sys.argv[1], Path(sys.argv[2]))
