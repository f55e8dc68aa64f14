"""How this process holds memory: what a start borrowed goes back to the machine.

glibc keeps what was freed, in an arena for every thread that asked. A start makes many threads and frees much, so that a
service which does nothing would hold a third more than it uses. Elsewhere (musl, macOS, Windows) there is nothing to set.
"""

import asyncio
import ctypes
import platform
from functools import cache

M_TRIM_THRESHOLD, M_ARENA_MAX = -1, -8
"""Parameters of glibc's ``mallopt``, by ``malloc.h``."""
ARENAS = 1
"""A second one would only help threads that allocate at the same moment, which Python's lock does not let them."""
KEPT = 65_536
"""Bytes at the top of the heap that may stay unused; more goes back at once."""
SETTLED, HOUR = 15.0, 3600.0
"""Seconds after which a start is over, and between two times that is given back what a busy hour left."""


def hold_little() -> bool:
    """Ask glibc to keep little of what is freed; whether it listened. For the first moments: before threads are made."""
    libc = _glibc()
    if libc is None:
        return False
    return bool(libc.mallopt(M_ARENA_MAX, ARENAS)) & bool(libc.mallopt(M_TRIM_THRESHOLD, KEPT))


def give_back() -> bool:
    """Return what is free now, wherever it lies; whether there was any. Takes milliseconds."""
    libc = _glibc()
    return libc is not None and bool(libc.malloc_trim(0))


async def forever() -> None:
    """Give back what the start borrowed, and from then on what every hour did."""
    await asyncio.sleep(SETTLED)
    while True:
        await asyncio.to_thread(give_back)
        await asyncio.sleep(HOUR)


@cache
def _glibc() -> ctypes.CDLL | None:
    """The C library of this process when it is glibc."""
    if platform.libc_ver()[0] != "glibc":
        return None
    try:
        libc = ctypes.CDLL(None)
        libc.mallopt.argtypes, libc.malloc_trim.argtypes = (ctypes.c_int, ctypes.c_int), (ctypes.c_size_t,)
    except (OSError, AttributeError, TypeError):  # linked otherwise than it says: then nothing is set
        return None
    return libc
