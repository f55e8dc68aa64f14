"""A long run at fifty mentions a second leaks nothing (case 51), shortened: 90 seconds of the catalogue's 30 minutes.

The factor is 20: 4,500 mentions instead of 90,000, measured after a warm-up of 1,000. The bounds are the whole ones.
``SEINTJE_SOAK=1`` is the whole length.
"""

import gc
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ports import Batch
from rules.mention import Author, Kind, Mention, Via
from tests.bot.office import Office
from tests.bot.protocol import CARE

FACTOR = int(os.environ.get("SEINTJE_SOAK", "20"))
A_SECOND = 50
SECONDS = 30 * 60 // FACTOR
WARM_UP = 20
MEMORY = 20 * 1024 * 1024
WAL = 64 * 1024 * 1024
READERS = 16
"""The store opens readers when several read at once, eight at most, each with the file and its log."""
CALM = "Vandaag een open dag in het dorp, kraam nummer {n} was gezellig"
URGENT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"
Build = Callable[..., Office]


def resident() -> int:
    """Bytes of this process that are in memory."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def files() -> int:
    """How many files this process has open."""
    return len(os.listdir("/proc/self/fd"))


def a_second(care: Office, second: int) -> None:
    """Fifty mentions, one of them urgent now and then; then the clock goes on."""
    found = []
    for n in range(second * A_SECOND, (second + 1) * A_SECOND):
        text = URGENT if n % 500 == 0 else CALM.format(n=n)
        author = Author(f"afzender{n}")
        found.append(
            Mention(
                id=f"m{n}",
                platform="facebook_page",
                kind=Kind.COMMENT,
                text=text,
                posted_at=care.clock.now(),
                author=author,
                via=Via.OWN_PAGE,
                lang="nl",
            )
        )
    care.house.ingest.keep("soak", Batch(tuple(found), ""))
    care.settle()
    care.clock.forward(timedelta(seconds=1))


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_case_51_a_long_run_grows_neither_memory_nor_log_nor_open_files(office: Build) -> None:
    care = office(CARE)
    for second in range(WARM_UP):
        a_second(care, second)
    memory, opened, largest = resident(), files(), 0
    log = Path(f"{care.store.path}-wal")
    for second in range(WARM_UP, WARM_UP + SECONDS):
        a_second(care, second)
        largest = max(largest, log.stat().st_size)
    judged = "SELECT count(*) FROM mentions WHERE state = 'judged'"
    assert care.store.read(lambda tx: tx.exec_driver_sql(judged).scalar()) == (WARM_UP + SECONDS) * A_SECOND
    assert files() <= opened + READERS
    assert largest < WAL
    grown = resident() - memory
    print(f"memory +{grown / 2**20:.1f} MB, files {opened} to {files()}, log at most {largest / 2**20:.1f} MB")
    assert grown < MEMORY
