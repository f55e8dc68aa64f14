"""Budgets of a day, kept over restarts; secrets that platforms keep."""

import asyncio
import stat
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock import ManualClock
from bot.platforms.keepsakes import FileKeepsakes, NoKeepsakes
from bot.platforms.meter import BudgetError, CountingMeter, Purse, StoreMeter
from bot.store import Store, coverage
from bot.store.migrate import prepare
from tests.bot.platforms.contract import NOW


@pytest.fixture(params=["store", "memory"])
def meter(request, tmp_path: Path):
    if request.param == "memory":
        yield CountingMeter()
        return
    store = Store(f"sqlite:///{tmp_path / 'seintje.db'}")
    prepare(store)
    yield StoreMeter(store)
    store.close()


def test_a_budget_is_spent_once_and_begins_anew_at_midnight_over_there(meter):
    clock = ManualClock(NOW)
    purse = Purse(meter, "tube", clock, 100, ZoneInfo("America/Los_Angeles"))

    async def work() -> None:
        await purse.take(60)
        assert await purse.left() == 40
        with pytest.raises(BudgetError) as raised:
            await purse.take(41)
        assert (raised.value.blind, raised.value.retry_after) == (False, timedelta(hours=20))
        assert "08:00 UTC" in str(raised.value)
        await purse.take(40)
        await purse.add(5)
        assert await purse.left() == 0
        clock.forward(timedelta(hours=20))
        assert await purse.left() == 100

    asyncio.run(work())


def test_without_a_limit_it_only_counts(meter):
    purse = Purse(meter, "x", ManualClock(NOW), None)

    async def work() -> int:
        await purse.take(10**12)
        assert await purse.left() is None
        return await meter.spent("x", "2026-11-21")

    assert asyncio.run(work()) == 10**12


def test_two_at_once_never_spend_more_than_there_is(meter):
    purse = Purse(meter, "x", ManualClock(NOW), 10)

    async def work() -> int:
        done = await asyncio.gather(*(purse.take(3) for _ in range(10)), return_exceptions=True)
        return sum(one is None for one in done)

    assert asyncio.run(work()) == 3


def test_what_was_spent_is_kept_and_told_with_the_coverage(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'seintje.db'}"
    for amount in (3, 4):
        store = Store(url)
        prepare(store)
        store.write(lambda tx: coverage.watch(tx, {"x": "x"}))
        asyncio.run(Purse(StoreMeter(store), "x", ManualClock(NOW), 100).take(amount))
        [found] = store.read(lambda tx: coverage.read(tx, NOW))
        store.close()
    assert (found.spent, found.spent_on) == (7, "2026-11-21")


@pytest.mark.parametrize("made", [FileKeepsakes, NoKeepsakes])
def test_a_keepsake_is_kept(made, tmp_path: Path):
    keep = made(tmp_path / "bronnen") if made is FileKeepsakes else made()
    assert keep.get("x") == ""
    keep.put("x", "CANARY")
    keep.put("x/../y", "other")
    assert (keep.get("x"), keep.get("x/../y")) == ("CANARY", "other")


def test_a_keepsake_is_ours_alone(tmp_path: Path):
    FileKeepsakes(tmp_path / "bronnen").put("x", "CANARY")
    [file] = (tmp_path / "bronnen").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
