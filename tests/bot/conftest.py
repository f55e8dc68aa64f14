"""Fixtures for everything that runs the shell."""

import os
from collections.abc import Iterator

import pytest

from bot import log
from tests.bot.office import database, office
from tests.fakes.postgres import cluster

__all__ = ["database", "office"]


@pytest.fixture
def of_a_file() -> None:
    """For stories about the file that SQLite keeps: PostgreSQL has none of ours."""
    if os.environ.get("SEINTJE_STORIES") == "postgresql":
        pytest.skip("about the file of SQLite")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL cluster for this session."""
    with cluster() as address:
        yield address


@pytest.fixture(scope="session", autouse=True)
def one_line_logs() -> None:
    """The log as the service writes it, for structlog's own way draws every local of a traceback."""
    log.setup()
