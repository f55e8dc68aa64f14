"""What must not stand in the repository: addresses of package registries, paths of one machine, files that grew too long.

Also holds the locks against ``pyproject.toml``: every version with its hashes, no address, nothing forgotten.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {"requirements.lock": ("build",), "requirements-dev.lock": ("build", "dev")}
LONGEST = 300
"""Lines of a module; longer ones want to become a folder. Tables of texts are let be."""
_FORBIDDEN = {
    "the address of a package registry": r"p[y]pi\.(org|python)|[f]iles\.pythonhosted|[r]egistry\.(npmjs|yarnpkg)|[d]eb\.debian",
    "a path of one machine": r"(?<![a-z])/[w]ork/|/[r]oot/|/[h]ome/[a-z]|/[U]sers/[a-z]",
}


def main() -> int:
    """The exit code."""
    problems = [*_words(), *_locks()]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def _words() -> Iterator[str]:
    for name in _tracked():
        file = ROOT / name
        if not file.is_file():
            continue
        text = file.read_text("utf-8", errors="replace")
        for what, pattern in _FORBIDDEN.items():
            for found in re.finditer(pattern, text):
                yield f"{name}:{text.count(chr(10), 0, found.start()) + 1}: {what}"


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    return [name for name in listed.stdout.split("\0") if name]


def _locks() -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for name, groups in LOCKS.items():
        text = (ROOT / name).read_text("utf-8")
        if found := re.search(r"https?://|--(extra-)?index-url|--find-links", text):
            yield f"{name}:{text.count(chr(10), 0, found.start()) + 1}: a lock has no address"
        yield from _unhashed(name, text)
        wanted = [*project["project"]["dependencies"]]
        wanted += [one for group in groups for one in project["dependency-groups"][group]]
        locked = {_plain(line.split("==")[0]) for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)}
        missing = {_plain(re.split(r"[\s\[<>=!~;]", one, maxsplit=1)[0]) for one in wanted} - locked
        yield from (f"{name}: {one} is missing; run make lock" for one in sorted(missing))


def _unhashed(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(r"[A-Za-z0-9]", line) and not line.endswith("\\"):
            yield f"{name}:{number}: a version without hashes"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.split("[")[0].strip()).lower()


if __name__ == "__main__":
    sys.exit(main())
