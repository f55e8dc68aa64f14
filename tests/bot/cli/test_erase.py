"""``seintje erase``: first it counts, then it takes out, and it says what it cannot reach."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ports import Batch
from bot.store import Store, mentions
from rules.mention import Author, Kind, Mention

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def begun(tmp_path: Path, monkeypatch, seintje) -> Path:
    """A folder after ``seintje init --yes`` whose database holds one message of dirk."""
    monkeypatch.chdir(tmp_path)
    assert seintje("init", "--yes").code == 0
    assert seintje("learn", "now").code == 1  # opens the database
    store = Store(f"sqlite:///{tmp_path / 'data' / 'seintje.db'}")
    said = Mention(id="p1", platform="x", kind=Kind.POST, text="Kanarietekst", posted_at=AT, author=Author("dirk"))
    store.write(lambda tx: mentions.keep(tx, "s", Batch([said], "1"), AT))
    store.close()
    return tmp_path


def raw(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in (folder / "data").glob("seintje.db*"))


def test_without_yes_it_only_counts(begun: Path, seintje):
    told = seintje("erase", "--author", "dirk")
    assert (told.code, told.out.split(" van")[0]) == (0, "Er zijn 1 berichten")
    assert b"Kanarietekst" in raw(begun)
    assert seintje("erase", "--author", "niemand").code == 1
    assert json.loads(seintje("erase", "--author", "dirk", "--json").out) == {"mentions": 1, "erased": False}


def test_with_yes_it_is_gone_from_the_file(begun: Path, seintje):
    told = seintje("erase", "--author", "dirk", "--yes")
    assert told.code == 0, told.err
    assert told.out.startswith("Gewist: 1 berichten. Schuilnaam: gewist-")
    assert "Reservekopieën" in told.out
    assert b"Kanarietekst" not in raw(begun)
    assert seintje("erase", "--author", "dirk", "--yes", "--json").code == 1
