"""Fixtures for everything that runs the shell."""

from collections.abc import Iterator

import pytest

from tests.bot.office import database, office
from tests.fakes.postgres import cluster

__all__ = ["database", "office"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL cluster for this session."""
    with cluster() as address:
        yield address
