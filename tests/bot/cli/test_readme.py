"""What the README tells people to type works, and its ten-line settings are settings."""

import re
import shlex
from pathlib import Path

import yaml

from bot.app.settings import read

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_commands_of_the_readme_work(tmp_path: Path, monkeypatch, seintje):
    monkeypatch.chdir(tmp_path)
    typed = [line for block in blocks("") for line in block.splitlines() if line.startswith(("seintje ", "cd "))]
    assert len(typed) >= 6
    for line in typed:
        name, *arguments = shlex.split(line)
        if name == "cd":
            monkeypatch.chdir(tmp_path / arguments[0])
        else:
            outcome = seintje(*arguments)
            assert outcome.code == 0, (line, outcome.err)
            assert outcome.out


def test_the_settings_of_the_readme_are_read(tmp_path: Path):
    [text] = blocks("yaml")
    assert len(text.splitlines()) <= 10
    file = tmp_path / "config.yaml"
    file.write_text(text)
    reading = read(file, {"TELEGRAM_TOKEN": "123:abc", "TG_WILMA": "4711"})
    assert reading.problems == ()
    assert reading.config is not None and [source.name for source in reading.config.sources] == ["dagblad"]


OF_THE_PROTOCOL = {
    "people",
    "roles",
    "levels",
    "topics",
    "rules",
    "house_rules",
    "escalation",
    "on_call",
    "second_person",
}
"""A block with only these shows a piece of a protocol; the other blocks are settings."""


def test_every_page_that_is_linked_exists():
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text("utf-8")):
            if not target.startswith("docs/images/"):  # made from the running pages
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_settings_in_the_pages_are_settings(tmp_path: Path):
    for page in (ROOT / "docs").rglob("*.md"):
        for block in re.findall(r"^ *```yaml\n(.*?)^ *```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            lines = block.splitlines()
            indent = len(lines[0]) - len(lines[0].lstrip())
            text = "\n".join(line[indent:] for line in lines)
            if set(yaml.safe_load(text)) <= OF_THE_PROTOCOL:
                continue
            file = tmp_path / "config.yaml"
            file.write_text(text)
            names = re.findall(r"env:(\w+)", text)
            environ = {name: "https://voorbeeld.example/1" for name in names}
            environ |= {name: "json://localhost/{to}" for name in names if name.endswith("_URL")}
            environ |= {name: "een_lang_geheim_van_veel_tekens" for name in names if name.endswith("WEBHOOK_SECRET")}
            assert read(file, environ).problems == (), page.name
