"""Named places where a test may kill the process as a power cut would. Without ``SEINTJE_FAILPOINTS`` nothing is left of them.

``SEINTJE_FAILPOINTS=name@3,other@1=freeze``: SIGKILL at the third pass of ``name``, SIGSTOP at the first of ``other``.
"""

import os
import signal
from collections.abc import Callable

POINTS = (
    "ingest.fetched",
    "ingest.stored",
    "ingest.committed",
    "evaluate.decided",
    "evaluate.committed",
    "send.claimed",
    "send.accepted",
    "send.recorded",
    "timer.decided",
    "timer.committed",
    "updates.received",
    "updates.stored",
    "press.decided",
    "press.committed",
    "edit.claimed",
    "edit.accepted",
)
PUBLIC_POINTS = ("act.claimed", "act.out", "act.answered", "act.settled")
"""The same on the way of a public action, which only happens where a source can act."""
PICTURE_POINTS = ("picture.drawn", "picture.accepted", "picture.recorded")
"""The same on the way of a message with a picture, which only a report has."""
DOOR_POINTS = ("delivery.stored", "delivery.read")
"""The same at our door, where a source can knock."""


_left: dict[str, int] = {}
_freezes: set[str] = set()


def _nothing(name: str) -> None:
    """No fail points are set."""


def _count_down(name: str) -> None:
    """Another pass of ``name``; the last one is the end."""
    if name in _left:
        _left[name] -= 1
        if _left[name] == 0 and name in _freezes:
            os.write(2, f"frozen at {name}\n".encode())
            os.kill(os.getpid(), signal.SIGSTOP)
        elif _left[name] == 0:
            os.write(2, f"killed at {name}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)


def arm(spec: str) -> None:
    """Set the counts of ``spec`` instead of those before. Counts only in a process that was started with fail points."""
    _left.clear()
    _freezes.clear()
    for part in filter(None, spec.split(",")):
        name, _, rest = part.partition("@")
        count, _, how = rest.partition("=")
        _left[name] = int(count or 1)
        if how == "freeze":
            _freezes.add(name)


_SPEC = os.environ.get("SEINTJE_FAILPOINTS", "")
hit: Callable[[str], None] = _count_down if _SPEC else _nothing
arm(_SPEC)
