"""Backups: made while the database is in use, tried, kept so many, put back; a bad database names the newest good one (24)."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app.backups import Backups
from bot.auditor import Health
from bot.config.model import BackupSettings
from bot.store import Store, StoreError, coverage, deliveries, mentions
from bot.store.backup import DOORSTEP, back_up, newest, place_of, restore, wrong_with
from bot.store.migrate import prepare
from tests.bot.protocol import CARE

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path):
    made = Store(f"sqlite:///{tmp_path / 'seintje.db'}")
    prepare(made)
    yield made
    made.close()


def cursor(store: Store, value: str) -> None:
    from bot.ports import Batch

    store.write(lambda tx: mentions.keep(tx, "krant", Batch([], value), NOW))


def test_a_copy_made_while_in_use_has_everything_and_can_be_put_back(store: Store, tmp_path: Path):
    cursor(store, "first")
    copy = back_up(store.path, tmp_path / "kopie", NOW)
    assert copy.name == "seintje-20260302-090000.backup"
    assert copy.stat().st_mode & 0o077 == 0
    assert wrong_with(copy) is None
    cursor(store, "second")
    with pytest.raises(StoreError, match="al in gebruik door proces"):
        restore(copy, store.path, NOW)
    store.close()
    aside = restore(copy, store.path, NOW)
    back = Store(f"sqlite:///{store.path}")
    assert back.read(lambda tx: coverage.cursor(tx, "krant")) == "first"
    back.close()
    with closing(sqlite3.connect(aside)) as old:
        assert old.execute("SELECT cursor FROM sources").fetchone() == ("second",)


def test_only_so_many_are_kept_and_the_newest_of_them(store: Store, tmp_path: Path):
    made = []
    for day in range(4):
        made.append(back_up(store.path, tmp_path, NOW + timedelta(days=day), keep=2))
        os.utime(made[-1], (day, day))
    made.append(back_up(store.path, tmp_path, NOW + timedelta(days=4), keep=2))
    assert set(newest(store.path, tmp_path)) == set(made[-2:])


def a_folder(copy: Path) -> None:
    copy.unlink()
    copy.mkdir()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda p: p.write_bytes(b"nonsense" * 1000), "geen goede reservekopie .* Kies een andere kopie"),
        (lambda p: p.write_bytes(b""), "geen goede reservekopie .* Kies een andere kopie"),
        (lambda p: p.unlink(), "dit bestand is er niet"),
        (a_folder, "of het is een map"),
    ],
)
def test_what_is_no_good_copy_is_not_put_back(store: Store, tmp_path: Path, spoil, said: str):
    cursor(store, "first")
    copy = back_up(store.path, tmp_path, NOW)
    store.close()
    before = store.path.read_bytes()
    spoil(copy)
    with pytest.raises(StoreError, match=said):
        restore(copy, store.path, NOW)
    assert store.path.read_bytes() == before


@pytest.mark.parametrize("spoil", [lambda p: p.write_bytes(b"x" * 8192), lambda p: p.write_bytes(b"")])
def test_case_24_a_damaged_or_empty_database_is_refused_and_the_newest_good_copy_named(
    store: Store, tmp_path: Path, spoil
):
    folder = tmp_path / "elders"
    good = back_up(store.path, folder, NOW)
    bad = folder / "seintje-20260303-090000.backup"
    bad.write_bytes(good.read_bytes()[:5000])
    store.close()
    for ending in ("-wal", "-shm"):
        store.path.with_name(store.path.name + ending).unlink(missing_ok=True)
    spoil(store.path)
    spoiled = store.path.read_bytes()
    with pytest.raises(StoreError, match=good.name):
        Store(f"sqlite:///{store.path}", backups=folder)
    assert store.path.read_bytes() == spoiled  # never a new empty one in silence


def test_a_copy_that_cannot_be_made_says_why_and_leaves_nothing(store: Store, tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="geen reservekopie gemaakt"):
        back_up(store.path, tmp_path / "file", NOW)
    with pytest.raises(StoreError, match="nog niet"):
        back_up(tmp_path / "other.db", tmp_path, NOW)
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.usefixtures("of_a_file")
def test_every_day_at_the_hour_once_also_when_the_clock_changes(office, tmp_path: Path):
    care = office(CARE, at=datetime(2026, 3, 28, 0, 0, tzinfo=UTC))
    health = Health(care.clock.now())
    backups = Backups(
        care.house, BackupSettings(tmp_path / "kopie", at_time=datetime(2026, 1, 1, 2, 30).time()), health
    )
    made = []
    for _ in range(4 * 24):
        made += [copy.name for copy in [backups.look()] if copy]
        care.clock.forward(timedelta(minutes=30))
    # 28 March 2:30 (UTC+1), 29 March: 2:30 does not exist, so 3:00 summer time
    assert made == ["seintje-20260328-013000.backup", "seintje-20260329-010000.backup"]


@pytest.mark.usefixtures("of_a_file")
def test_what_came_to_the_door_and_is_not_read_yet_is_copied_too_and_put_back_in_its_own_place(office, tmp_path: Path):
    care, doorstep = office(CARE), tmp_path / DOORSTEP
    door = Store(f"sqlite:///{doorstep}")
    prepare(door)
    door.write(lambda tx: deliveries.keep(tx, "pagina", b"{}", NOW))
    folder = tmp_path / "kopie"
    backups = Backups(care.house, BackupSettings(folder), Health(care.clock.now()), doorstep)
    care.clock.forward(timedelta(days=1))
    made = backups.look()
    (copy,) = folder.glob("deurmat-*")
    assert made is not None and made.name.startswith("seintje-")
    door.write(lambda tx: deliveries.done(tx, [1]))
    door.close()
    assert place_of(copy, care.store.path, doorstep) == doorstep
    assert (
        place_of(made, care.store.path, doorstep)
        == care.store.path
        == place_of(tmp_path / "x", care.store.path, doorstep)
    )
    restore(copy, doorstep, NOW)
    again = Store(f"sqlite:///{doorstep}")
    assert [one.body for one in again.read(lambda tx: deliveries.waiting(tx, NOW, 5))] == [b"{}"]
    again.close()


@pytest.mark.usefixtures("of_a_file")
def test_a_copy_that_fails_is_found_and_well_again_after_the_next(office, tmp_path: Path):
    care = office(CARE)
    health = Health(care.clock.now())
    folder = tmp_path / "kopie"
    folder.write_text("not a folder")
    backups = Backups(care.house, BackupSettings(folder), health)
    assert backups.look() is None
    care.clock.forward(timedelta(days=1))
    assert backups.look() is None
    assert health.backup_late_since is not None
    folder.unlink()
    care.clock.forward(timedelta(days=1))
    made = backups.look()
    assert made is not None
    os.utime(made, (care.clock.now().timestamp(),) * 2)
    assert health.backup_late_since is None
