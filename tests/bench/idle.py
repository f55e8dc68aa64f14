"""What the service takes when nothing happens: its memory with every kind of source of the example settings switched on."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.platforms.registry import KINDS, installed, platform
from tests.bench.measure import Goal, Plan
from tests.bench.starting import SEINTJE, SETTINGS, _env

NOBODY = "http://127.0.0.1:9"
"""Where nothing listens: every library is loaded and asks, and nothing leaves this computer."""
HERE: dict[str, Any] = {
    "base_url": NOBODY,
    "pds": NOBODY,
    "token_url": NOBODY,
    "url": NOBODY,
    "server": NOBODY,
    "instance": NOBODY,
    "host": "127.0.0.1",
    "port": 9,
}
STREAMS = {"bluesky": {"server": "wss://127.0.0.1:9"}}
"""The kinds whose server is no web address."""
STRANGERS = ("rich",)
"""What only the tools for developers bring, and a library of ours loads when it happens to be there."""
MOST = 200.0
"""Megabytes (millions of bytes) of resident memory."""
STEADY = 25.0
"""Seconds after its pages answer: every source has looked, and the night's work has not begun."""


def measure(plan: Plan) -> Iterator[Goal]:
    """Resident memory of one process, now and at its highest."""
    example = yaml.safe_load((Path.cwd() / "config.example.yaml").read_text("utf-8"))["sources"]
    sources = [_here(one) for one in example if installed(platform(one["kind"]))]
    kinds = {one["kind"] for one in sources}
    for what, on in (("no source", []), (f"{len(sources)} sources of {len(kinds)} kinds", sources)):
        now, highest = _resident(on)
        bound = MOST if on else None
        yield Goal(f"Idle memory, {what}", now, bound, f"(at its highest {highest:.0f} MB)", "MB")


def _here(written: dict[str, Any]) -> dict[str, Any]:
    keys = {field.key for field in KINDS.record(written["kind"]).fields}
    return written | {key: value for key, value in HERE.items() if key in keys} | STREAMS.get(written["kind"], {})


def _resident(sources: list[dict[str, Any]]) -> tuple[float, float]:
    """Megabytes now and at most of a service that has these sources. Raises ``RuntimeError`` when it does not start."""
    text = yaml.safe_dump({"sources": sources, "allow_private": True})
    names = dict.fromkeys(re.findall(r"env:(\w+)", text), NOBODY)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(Path.cwd() / "rules" / "packs" / "zorg-klein-team.yaml", folder / "protocol.yaml")
        (folder / "config.yaml").write_text(SETTINGS + text, "utf-8")
        with (folder / "log").open("w+") as log:
            process = subprocess.Popen(
                [*SEINTJE, "run"],
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=_as_installed(folder) | names,
            )
            try:
                assert process.stdout is not None
                if not any("/start?code=" in line for line in process.stdout):
                    log.seek(0)
                    raise RuntimeError(f"the service did not start: {log.read()[-500:]}")
                time.sleep(STEADY)
                return _status(process.pid, "VmRSS"), _status(process.pid, "VmHWM")
            finally:
                process.send_signal(signal.SIGTERM)
                process.stdout.close()
                process.wait(20)


def _as_installed(folder: Path) -> dict[str, str]:
    """The environment of a computer that has only what is installed with seintje."""
    strangers = folder / "strangers"
    strangers.mkdir()
    for name in STRANGERS:
        (strangers / f"{name}.py").write_text("raise ModuleNotFoundError(__name__)\n")
    env = _env()
    return env | {"PYTHONPATH": os.pathsep.join([str(strangers), env["PYTHONPATH"]])}


def _status(pid: int, what: str) -> float:
    """Of ``/proc``, in megabytes."""
    said = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"^{what}:\s+(\d+) kB", said, re.MULTILINE)[1]) * 1024 / 1e6  # type: ignore[index]
