"""Starting, killing and restarting the program."""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMPILED = Path(tempfile.gettempdir()) / f"seintje-compiled-{os.getuid()}"


def environment(**more: str) -> dict[str, str]:
    """What the program is started with: compiled modules are kept, because starting often is what costs here."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE",)}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(COMPILED), "TOKEN": "", "LANG": "C.UTF-8"} | more


@dataclass
class Program:
    """One start of the program. ``code``: its exit code, negative for the signal that ended it; None while it runs."""

    pid: int
    log: Path
    code: int | None = None
    _process: "subprocess.Popen[bytes] | None" = None
    _launcher: "Launcher | None" = None

    def wait(self, timeout: float) -> int | None:
        """Its exit code, or None when it still runs after ``timeout`` seconds."""
        if self.code is None and self._process is not None:
            try:
                self.code = self._process.wait(timeout)
            except subprocess.TimeoutExpired:
                return None
        elif self.code is None and self._launcher is not None:
            self.code = self._launcher.ended(timeout)
        return self.code

    def send(self, number: signal.Signals) -> None:
        """Send a signal to it, if it still runs."""
        if self.wait(0) is None:
            os.kill(self.pid, number)

    def end(self, number: signal.Signals = signal.SIGKILL, timeout: float = 20) -> int:
        """End it; returns the exit code. Raises ``TimeoutError`` when it does not end."""
        self.send(number)
        code = self.wait(timeout)
        if code is None:
            self.send(signal.SIGKILL)
            self.wait(5)
            raise TimeoutError(f"did not end within {timeout} s:\n{self.said()[-2000:]}")
        return code

    def said(self) -> str:
        """Everything it wrote."""
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""


def start(arguments: Sequence[str], log: Path, env: Mapping[str, str]) -> Program:
    """The program as anybody starts it: ``python -m bot …``."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=dict(env),
            cwd=ROOT,
        )
    return Program(process.pid, log, _process=process)


@dataclass
class Launcher:
    """A process that has imported the program and forks it for each start: 0.2 s of CPU instead of 2."""

    env: Mapping[str, str]
    _process: Any = field(default=None, init=False)

    def __enter__(self) -> "Launcher":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=dict(self.env) | {"SEINTJE_FAILPOINTS": "none@1"},
            cwd=ROOT,
        )
        assert self._process.stdout.readline() == b"ready\n", "the program could not be imported"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            pipe.close()

    def start(self, arguments: Sequence[str], log: Path, failpoints: str = "") -> Program:
        """The program, forked."""
        order = {"args": list(arguments), "failpoints": failpoints, "log": str(log)}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        return Program(int(self._process.stdout.readline()), log, _launcher=self)

    def ended(self, timeout: float) -> int | None:
        """The exit code of the program that was started last, None when it still runs after ``timeout`` seconds."""
        if not select.select([self._process.stdout], [], [], timeout)[0]:
            return None
        return os.waitstatus_to_exitcode(int(self._process.stdout.readline()))
