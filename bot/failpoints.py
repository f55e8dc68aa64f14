"""Named places where a test may kill the process as a power cut would. Without ``SEINTJE_FAILPOINTS`` nothing is left of them.

``SEINTJE_FAILPOINTS=name@3,other@1``: SIGKILL at the third pass of ``name``, the first of ``other``.
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


def _nothing(name: str) -> None:
    """No fail points are set."""


def _armed(spec: str) -> Callable[[str], None]:
    left: dict[str, int] = {}
    for part in spec.split(","):
        name, _, count = part.partition("@")
        left[name] = int(count or 1)

    def hit(name: str) -> None:
        if name in left:
            left[name] -= 1
            if left[name] == 0:
                os.write(2, f"killed at {name}\n".encode())
                os.kill(os.getpid(), signal.SIGKILL)

    return hit


_SPEC = os.environ.get("SEINTJE_FAILPOINTS", "")
hit: Callable[[str], None] = _armed(_SPEC) if _SPEC else _nothing
