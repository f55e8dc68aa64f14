"""A fresh store for each test, on either database."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store import Store
from bot.store.migrate import prepare
from tests.fakes.postgres import cluster

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)]
_numbers = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL cluster for this session."""
    with cluster() as address:
        yield address


@pytest.fixture(params=BOTH)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'seintje.db'}"
    return new_database(request.getfixturevalue("postgres"))


def new_database(cluster_address: str) -> str:
    """Another empty database in the cluster; returns its address."""
    server = sa.make_url(cluster_address).set(drivername="postgresql+psycopg")
    name = f"seintje_{next(_numbers)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def open_store(address: str) -> Iterator[Callable[..., Store]]:
    """Opens the test's database; closes what was opened."""
    opened: list[Store] = []

    def build(**options: bool) -> Store:
        opened.append(Store(address, **options))
        return opened[-1]

    yield build
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[..., Store]) -> Store:
    """A store with the tables of this program."""
    opened = open_store()
    prepare(opened)
    return opened
