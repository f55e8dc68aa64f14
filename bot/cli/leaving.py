"""Ctrl-C during a look at something outside: gone at once, also while a platform's library waits in a thread of its own."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from bot.cli.frame import Exit


@contextmanager
def at_once(tidy: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Within it Ctrl-C ends the process without waiting for threads, after ``tidy``.

    Only for what writes nothing, or what a power cut may end as well.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, frame: FrameType | None) -> None:
        tidy()
        _leave()

    before = signal.signal(signal.SIGINT, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _leave() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # whoever read it may be gone too
            stream.flush()
    os._exit(Exit.INTERRUPTED)
