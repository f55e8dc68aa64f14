"""``seintje register``: the house-rule actions in words, as JSON and as a table that no spreadsheet calculates with."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store import Store, acting
from bot.store.acting import Measure

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def begun(tmp_path: Path, monkeypatch, seintje) -> Path:
    """A folder after ``seintje init --yes`` whose database exists."""
    monkeypatch.chdir(tmp_path)
    assert seintje("init", "--yes").code == 0
    assert seintje("learn", "now").code == 1  # opens the database
    return tmp_path


def hide(folder: Path, **changes) -> None:
    """Somebody hid something."""
    values = {
        "draft": 1,
        "case_id": 3,
        "mention": 5,
        "verb": "hide",
        "breach": "hate",
        "platform": "facebook_page",
        "by": "sanne",
        "agreed": "karin",
        "why": "four_eyes",
        "reason": "=1+1",
        "author": "dirk",
        "words": "Dat tuig!",
        "url": "",
        "posted_at": AT,
        "hash": "a" * 64,
        "kept_at": AT,
    } | changes
    store = Store(f"sqlite:///{folder / 'data' / 'seintje.db'}")
    store.write(lambda tx: acting.keep_evidence(tx, Measure(**values)))
    store.write(lambda tx: acting.measure_done(tx, values["draft"], AT, AT + timedelta(days=14)))
    store.close()


def test_nothing_was_done_yet(begun: Path, seintje):
    assert seintje("register").out == "Er is nog niets gedaan onder de huisregels.\n"
    assert seintje("register", "--json").out == ""


def test_the_register_names_what_who_and_the_evidence_but_not_what_was_said(begun: Path, seintje):
    hide(begun)
    [line] = seintje("register").out.splitlines()
    assert line.startswith("02-03-2026 10:00 · verbergen · Haat of discriminatie")
    assert "bewijs aaaaaaaaaaaa" in line and "bezwaar tot 16-03-2026" in line and "tuig" not in line
    told = json.loads(seintje("register", "--json").out)
    assert (told["hash"], told["agreed"]) == ("a" * 64, "karin") and "words" not in told
    assert "dirk: Dat tuig!" in seintje("register", "--evidence").out


def test_case_71_a_table_for_a_spreadsheet_calculates_nothing(begun: Path, seintje):
    hide(begun)
    [row] = csv.DictReader(io.StringIO(seintje("register", "--csv").out))
    assert row["reason"] == "'=1+1" and row["verb"] == "hide" and "words" not in row


def test_what_was_taken_back_says_so(begun: Path, seintje):
    hide(begun)
    store = Store(f"sqlite:///{begun / 'data' / 'seintje.db'}")
    store.write(lambda tx: acting.measure_undone(tx, 1, "karin", AT))
    store.close()
    assert "teruggedraaid door" in seintje("register").out
