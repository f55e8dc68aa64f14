"""Memory that is given back where the C library can, and nothing anywhere else."""

import asyncio
import ctypes
import platform

import pytest

from bot import memory


@pytest.fixture(autouse=True)
def looked_up_anew() -> None:
    memory._glibc.cache_clear()


def test_where_glibc_is_it_listens() -> None:
    on_glibc = platform.libc_ver()[0] == "glibc"
    assert memory.hold_little() is on_glibc
    assert memory.give_back() in ((True, False) if on_glibc else (False,))


def test_elsewhere_nothing_is_set_and_nobody_hears_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    assert not memory.hold_little() and not memory.give_back()


@pytest.mark.parametrize("error", [OSError, AttributeError, TypeError])
def test_a_library_that_is_another_than_it_says_does_no_harm(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def other(name: None) -> None:
        raise error

    monkeypatch.setattr(platform, "libc_ver", lambda: ("glibc", "2.36"))
    monkeypatch.setattr(ctypes, "CDLL", other)
    assert not memory.hold_little() and not memory.give_back()


def test_after_the_start_and_every_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[bool] = []
    monkeypatch.setattr(memory, "give_back", lambda: given.append(True))
    monkeypatch.setattr(memory, "SETTLED", 0.01)
    monkeypatch.setattr(memory, "HOUR", 0.01)

    async def work() -> None:
        task = asyncio.create_task(memory.forever())
        while len(given) < 2:
            await asyncio.sleep(0.005)
        task.cancel()

    asyncio.run(asyncio.wait_for(work(), 5))
