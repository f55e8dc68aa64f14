"""Fetching the pages' scripts: a pretend npm, and what goes wrong said in one line."""

import json
import sys
from pathlib import Path

import pytest

from bot.web import build
from bot.web.build.__main__ import main

NPM = """
import json, sys
from pathlib import Path
assert sys.argv[1] == "ci" and "--ignore-scripts" in sys.argv
lock = json.loads(Path("package-lock.json").read_text())
assert lock["packages"]["node_modules/htmx.org"]["version"] == "4.0.1"
for name in {names!r}:
    file = Path("node_modules") / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("// " + name)
"""


def npm(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_the_files_of_the_lock_are_kept_under_their_names(tmp_path: Path) -> None:
    written = build.build(tmp_path / "vendor", npm(NPM.format(names=list(build.FILES))))
    assert [path.name for path in written] == ["htmx.min.js", "hx-sse.min.js", "htmx.LICENSE.txt"]
    assert written[0].read_text() == "// htmx.org/dist/htmx.min.js"


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (npm(NPM.format(names=["htmx.org/LICENSE"])), "het pakket mist htmx.org/dist/htmx.min.js"),
        (
            npm("import sys; sys.exit('integrity checksum failed')"),
            "npm kon de scripts niet ophalen: integrity checksum",
        ),
        (npm("raise SystemExit(7)"), "npm kon de scripts niet ophalen: 7"),
        (["/nergens/npm"], "npm start niet: No such file"),
    ],
)
def test_what_goes_wrong_is_one_line_and_nothing_is_written(tmp_path: Path, command: list[str], says: str) -> None:
    with pytest.raises(build.BuildError, match=says):
        build.build(tmp_path / "vendor", command)
    assert not (tmp_path / "vendor").exists()


def test_an_npm_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "TIME_LIMIT", 0.1)
    with pytest.raises(build.BuildError, match="niet klaar"):
        build.build(tmp_path, npm("import time; time.sleep(30)"))


def test_npm_of_the_machine_comes_first_then_the_wheel_then_a_clear_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build.shutil, "which", lambda name: "/usr/bin/npm")
    assert build.npm() == ("/usr/bin/npm",)
    monkeypatch.setattr(build.shutil, "which", lambda name: None)
    monkeypatch.setattr(build, "find_spec", lambda name: object())
    assert build.npm()[0] == sys.executable
    monkeypatch.setattr(build, "find_spec", lambda name: None)
    monkeypatch.setenv("SEINTJE_LANG", "en")
    assert main() == 4
    assert capsys.readouterr().err.startswith("There is no npm here.")
    monkeypatch.delenv("SEINTJE_LANG")
    assert main() == 4
    assert capsys.readouterr().err.startswith("Er is hier geen npm.")


def test_the_list_and_the_lock_pin_the_same_version() -> None:
    wanted = json.loads((build.HERE / "package.json").read_text())["dependencies"]
    lock = json.loads((build.HERE / "package-lock.json").read_text())["packages"]
    assert wanted == {"htmx.org": lock["node_modules/htmx.org"]["version"]}
