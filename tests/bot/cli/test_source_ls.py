"""Of which source may it be said that it is quiet there?"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ports import Batch, Gap
from bot.store import Store, coverage, mentions
from bot.store.migrate import prepare

NOW = datetime.now(UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    sources = "".join(
        f"  - {{name: {name}, kind: feed, url: 'https://www.voorbeeld.nl/{name}'}}\n"
        for name in ("goed", "blind", "gat", "stil", "nooit")
    )
    (tmp_path / "config.yaml").write_text(f"sources:\n{sources}  - {{name: plus, kind: google_plus}}\n")
    (tmp_path / "data").mkdir()
    store = Store(f"sqlite:///{tmp_path / 'data' / 'seintje.db'}")
    prepare(store)

    def lived(tx) -> None:
        coverage.watch(tx, dict.fromkeys(("goed", "blind", "gat", "stil"), "news"))
        for name in ("goed", "blind", "gat"):
            mentions.keep(tx, name, Batch([], "1", seen_until=NOW - timedelta(minutes=4)), NOW)
        mentions.keep(tx, "stil", Batch([], "1", seen_until=NOW - timedelta(days=2)), NOW)
        coverage.failed(tx, "blind", "het token is verlopen", NOW - timedelta(hours=3), blind=True)
        coverage.note_gaps(tx, "gat", [Gap(NOW - timedelta(hours=9), NOW - timedelta(hours=8), "offline")], NOW)

    store.write(lived)
    store.close()
    return tmp_path


def test_each_says_until_when_it_was_seen_and_what_was_missed(home: Path, seintje):
    done = seintje("source", "ls")
    assert done.code == 1
    assert "✓ goed" in done.out and done.out.count("✓") == 1
    for words in (
        "blind sinds",
        "het token is verlopen",
        "niet gezien van",
        "daarna wordt er niet gelezen",
        "nog nooit gelezen",
        "Google+ is in 2019 gesloten",
        "mag niemand zeggen dat het er rustig is",
    ):
        assert words in done.out, words


def test_the_same_for_a_program(home: Path, seintje):
    told = {one["name"]: one["troubles"] for one in json.loads(seintje("source", "ls", "--json").out)}
    assert told == {
        "goed": [], "blind": ["blind"], "gat": ["gaps"], "stil": ["late"], "nooit": ["never_watched"], "plus": ["closed"],
    }  # fmt: skip


def test_before_the_first_start_nothing_was_watched(home: Path, seintje):
    (home / "data" / "seintje.db").unlink()
    done = seintje("source", "ls", "--lang", "en")
    assert done.code == 1 and done.out.count("never read; begin with: seintje run") == 5
    assert not (home / "data" / "seintje.db").exists()


def test_without_sources_it_says_so(tmp_path: Path, monkeypatch, seintje):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("language: nl\n")
    done = seintje("source", "ls")
    assert done.code == 0 and "geen bronnen" in done.out
