"""The tutorial is typed as it stands: every change fits the file, every command answers what the page says."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted((ROOT / "docs").glob("*/*.md"))
BLOCK = re.compile(r"^```(console|diff|jsonl)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def typed(page: str) -> Iterator[str]:
    """What a person types in a page's consoles."""
    for kind, body in BLOCK.findall(page):
        if kind == "console":
            yield from (line[2:] for line in body.splitlines() if line.startswith("$ "))


class Reader:
    """Somebody who does what the page says, in an empty folder."""

    def __init__(self, folder: Path, seintje, go) -> None:
        self.folder, self.seintje, self.go = folder, seintje, go

    def follow(self, page: str) -> str:
        """The page with every answer as it really was."""
        return BLOCK.sub(lambda found: f"```{found[1]}\n{self._block(found[1], found[2])}```", page)

    def _block(self, kind: str, body: str) -> str:
        match kind:
            case "diff":
                self._change(body.splitlines())
            case "jsonl":
                (self.folder / "berichten.jsonl").write_text(body, encoding="utf-8")
            case _:
                lines = [line[2:] for line in body.splitlines() if line.startswith("$ ")]
                return "".join(f"$ {line}\n{self._command(line)}" for line in lines)
        return body

    def _change(self, lines: list[str]) -> None:
        old = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
        new = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
        file = self.folder / "protocol.yaml"
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"this stands {text.count(old)} times in the file:\n{old}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def _command(self, line: str) -> str:
        words, _, rest = line.partition(" | head -")
        name, *arguments = shlex.split(words)
        if name == "cp":
            shutil.copy(*(self.folder / word for word in arguments))
            return ""
        assert name == "seintje"
        outcome = self.seintje(*arguments)
        if arguments[0] == "init":
            self.folder = self.folder / arguments[1]
            self.go(self.folder)
        shown = (outcome.out + outcome.err).rstrip().splitlines()
        return "".join(f"{one}".rstrip() + "\n" for one in (shown[: int(rest)] if rest else shown))


def test_the_way_from_paper_to_protocol_is_real(tmp_path: Path, monkeypatch, seintje, request):
    page = ROOT / "docs" / "tutorial" / "van-papieren-protocol-naar-seintje.md"
    monkeypatch.chdir(tmp_path)
    text = page.read_text("utf-8")
    real = Reader(tmp_path, seintje, monkeypatch.chdir).follow(text)
    if request.config.getoption("--write-golden"):
        page.write_text(real, "utf-8")
    else:
        assert real == text
    assert len(list(typed(text))) >= 10
    check = seintje("check", "protocol.yaml")
    assert check.code in (0, 3), check.out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_in_the_pages_exists(page: Path, seintje):
    text = page.read_text("utf-8")
    for line in (*typed(text), *re.findall(r"`(seintje [a-z]+[^`]*)`", text)):
        words = line.split()
        if words[0] == "seintje" and words[1].isalpha():
            assert seintje(words[1], "--help").code == 0, line
