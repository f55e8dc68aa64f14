"""The program as a process to be killed: ``seintje run`` as it is, started in one of two ways.

``python -m tests.kill.process run --config …`` starts it once; without arguments the process imports the program and
then forks a fresh ``seintje run`` for every order on its standard input (so that a restart costs no imports).
``SEINTJE_HURRY=speed@monotonic@wall`` makes the house's clock run faster: minutes of escalation take seconds.
"""

import ctypes
import faulthandler
import json
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta

from bot import failpoints
from bot.app import open as opening
from bot.cli import main
from bot.clock import SystemClock
from bot.store import outbox, wiring

PR_SET_PDEATHSIG = 1


def act_on(url: str) -> None:
    """From now on every source can act, on the fake platform at ``url``."""
    from tests.fakes.platform import SocketActor

    class Everywhere(dict[str, SocketActor]):
        def get(self, source: str, otherwise: object = None) -> SocketActor:  # type: ignore[override]
            return self.setdefault(source, SocketActor(url, source))

    real = opening.Parts
    opening.Parts = lambda **parts: real(**parts, actors=Everywhere())  # type: ignore[misc, assignment]


def lease_of(seconds: float) -> None:
    """Whatever a node holds is another's after so long instead of half a minute; what follows from it in proportion."""
    real, share = opening.Parts, seconds / outbox.LEASE.total_seconds()
    opening.Parts = lambda **parts: real(**parts, lease=timedelta(seconds=seconds))  # type: ignore[misc, assignment]
    wiring.BOUNDS.update({name: int(value * share) for name, value in wiring.BOUNDS.items() if name.startswith("idle")})


class HurriedClock(SystemClock):
    """Runs ``speed`` times as fast from one moment on, the same for every process of a run."""

    def __init__(self, spec: str) -> None:
        super().__init__()
        self.speed, self.began, self.wall = (float(part) for part in spec.split("@"))

    def now(self) -> datetime:
        ahead = (time.monotonic() - self.began) * self.speed
        return datetime.fromtimestamp(self.wall, UTC) + timedelta(seconds=ahead)


def die_with_parent() -> None:
    """Whatever happens to the test, nothing of it stays behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def serve_orders() -> None:
    """One line in: ``{"args": [...], "failpoints": "...", "log": "..."}``; out: the pid, and later the wait status."""
    import telegram.ext  # noqa: F401

    import bot.app.running
    import bot.cli.run  # noqa: F401

    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(order)
        print(pid, flush=True)
        print(os.waitpid(pid, 0)[1], flush=True)


def _become(order: dict[str, object]) -> None:
    die_with_parent()
    log = os.open(str(order["log"]), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    faulthandler.register(signal.SIGUSR1)  # a test that waits in vain asks where the program stands
    failpoints.arm(str(order["failpoints"]))
    try:
        main([str(argument) for argument in order["args"]])  # type: ignore[attr-defined]
    except SystemExit as ended:
        os._exit(int(ended.code or 0))
    finally:
        os._exit(70)


if __name__ == "__main__":
    die_with_parent()
    if hurry := os.environ.get("SEINTJE_HURRY"):
        opening.SystemClock = lambda: HurriedClock(hurry)  # type: ignore[misc, assignment]
    if platform := os.environ.get("KILL_PLATFORM"):
        act_on(platform)
    if lease := os.environ.get("KILL_LEASE"):
        lease_of(float(lease))
    if len(sys.argv) > 1:
        main(sys.argv[1:])
    serve_orders()
