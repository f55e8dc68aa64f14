"""What a start costs: whole processes in CPU time, against importing the libraries the product is built with (G9)."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from tests.bench.measure import Goal, Plan

PEERS = ("telegram.ext", "tweepy", "facebook", "apscheduler.schedulers.asyncio", "sqlalchemy.orm")
SEINTJE = (sys.executable, "-m", "bot")
SETTINGS = """protocol: protocol.yaml
data: data
web: {port: 0}
telegram: {token: env:TELEGRAM_TOKEN, base_url: "http://127.0.0.1:9"}
"""


def installed(module: str) -> bool:
    """Whether a module could be imported here."""
    return importlib.util.find_spec(module.partition(".")[0]) is not None


def spent(command: Sequence[str], folder: Path, until: str = "") -> float:
    """CPU seconds of a process, its children included; with ``until`` it is ended once it has said that.

    Raises ``RuntimeError`` when it ends without saying it.
    """
    with (folder / "stderr").open("w+") as errors:
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=errors, text=True, env=_env())
        assert process.stdout is not None
        heard = False
        for line in process.stdout:
            if until and until in line:
                heard = True
                process.terminate()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        errors.seek(0)
        if (until and not heard) or (not until and process.returncode not in (0, 1, 3)):
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {errors.read()[-500:]}")
    return usage.ru_utime + usage.ru_stime


def _env() -> dict[str, str]:
    """Ours, with this checkout to import from and a token that no Telegram knows."""
    here = os.pathsep.join([str(Path.cwd()), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": here, "TELEGRAM_TOKEN": "123456:" + "x" * 35}


def _runs(folder: Path) -> float:
    """A service from nothing until its pages answer, and its end."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    return spent([*SEINTJE, "run"], folder, until="/start?code=")


def measure(plan: Plan) -> Iterator[Goal]:
    """G9: each against importing the named libraries, an empty interpreter taken off both."""
    peers = [peer for peer in PEERS if installed(peer)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packs = Path.cwd() / "rules" / "packs"
        shutil.copy(packs / "leeg.yaml", folder / "protocol.yaml")
        (folder / "config.yaml").write_text(SETTINGS, encoding="utf-8")
        work: dict[str, Callable[[], float]] = {
            "empty": partial(spent, [sys.executable, "-c", ""], folder),
            "libraries": partial(spent, [sys.executable, "-c", f"import {', '.join(peers)}"], folder),
            "seintje version": partial(spent, [*SEINTJE, "version"], folder),
            "seintje --help": partial(spent, [*SEINTJE, "--help"], folder),
            "seintje judge --help": partial(spent, [*SEINTJE, "judge", "--help"], folder),
            "seintje check": partial(spent, [*SEINTJE, "check", "protocol.yaml"], folder),
            "seintje judge": partial(
                spent, [*SEINTJE, "judge", "--protocol", "protocol.yaml", "Wat een slechte zorg"], folder
            ),
            "seintje run, until its pages answer": partial(_runs, folder),
        }
        taken: dict[str, list[float]] = {what: [] for what in work}
        for _ in range(min(plan.rounds, 5) + 1):
            for what, process in work.items():
                taken[what].append(process())
    cost = {what: median(times[1:]) for what, times in taken.items()}
    empty, unit = cost.pop("empty"), cost.pop("libraries")
    bounds = {"seintje version": 0.2, "seintje --help": 0.2, "seintje check": 0.2}
    for what, seconds in cost.items():
        note = f"({seconds:.2f} s of CPU)"
        yield Goal(
            f"G9 {what} / importing {len(peers)} libraries", (seconds - empty) / (unit - empty), bounds.get(what), note
        )
