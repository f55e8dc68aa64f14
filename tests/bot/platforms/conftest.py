"""A web server on loopback for every test of a platform."""

from collections.abc import Iterator

import pytest
import stamina

from tests.fakes.http import Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def retries_do_not_wait() -> Iterator[None]:
    stamina.set_testing(True, attempts=3, cap=True)
    yield
    stamina.set_testing(False)
