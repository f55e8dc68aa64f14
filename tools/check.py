"""Everything ``make check`` promises, one line a step; all steps run, so that all problems are known at once.

Run from the root of the repository: ``python -m tools.check``, or with names of steps to run only those.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BIN = Path(PYTHON).parent
COVERED = ["-m", "pytest", "-n", "auto", "-m", "not slow", "--cov", "--cov-report=", "-p", "no:cacheprovider"]

# Compiled modules are kept, whatever the shell says: each process of the tests would compile all of them again.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

STEPS: dict[str, list[list[str]]] = {
    "form": [[PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]],
    "lint": [[PYTHON, "-m", "ruff", "check", "--quiet", "."]],
    "types": [[PYTHON, "-m", "mypy"]],
    "layers": [[str(BIN / "lint-imports")]],
    "translations": [[PYTHON, "-m", "tools.translations"]],
    "tidy": [[PYTHON, "-m", "tools.tidy"]],
    "pages": [[PYTHON, "-m", "tools.pages", "--check"]],
    "coverage": [[PYTHON, *COVERED], [PYTHON, "-m", "tools.coverage_floor"]],
}


def main(names: list[str]) -> int:
    """The exit code: 0 when every step is good, 2 for a step that does not exist."""
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        print(f"no step {', '.join(unknown)}; there are: {', '.join(STEPS)}", file=sys.stderr)
        return 2
    failed = [name for name in names or STEPS if not _step(name)]
    print(f"failed: {', '.join(failed)}" if failed else "all good")
    return 1 if failed else 0


def _step(name: str) -> bool:
    began = time.monotonic()
    outputs = []
    for command in STEPS[name]:
        done = subprocess.run(  # noqa: S603 - fixed words
            command, cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        outputs.append(done.stdout + done.stderr)
        if done.returncode:
            break
    good = done.returncode == 0
    print(f"{'ok  ' if good else 'FAIL'} {name:<13}{time.monotonic() - began:6.1f} s", flush=True)
    if not good:
        print("\n".join("     " + line for line in "".join(outputs).splitlines()[-60:]), flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
