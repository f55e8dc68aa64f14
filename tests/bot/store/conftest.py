"""A fresh store for each test, on either database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.store import Store
from bot.store.migrate import prepare
from tests.fakes.postgres import new_database
from tests.fakes.vault import lay

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)]


@pytest.fixture(params=BOTH)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'seintje.db'}"
    return new_database(request.getfixturevalue("postgres"))


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
def store(address: str, open_store: Callable[..., Store]) -> Store:
    """A store with the tables of this program."""
    lay(address)
    opened = open_store(durable=False)
    prepare(opened)
    return opened
