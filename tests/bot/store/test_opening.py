"""Opening: a fresh and a migrated database are the same; what is newer, foreign, broken or in use is refused unchanged."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

import bot.store
from bot.store import Store, StoreError, keys
from bot.store.engine import look
from bot.store.lock import ProcessLock
from bot.store.migrate import HEAD, current, known, prepare
from rules.i18n import Lang

MIGRATIONS = Path(bot.store.__file__).parent / "migrations"


def shape(store):
    """Tables with their columns, keys and indexes."""
    inspector = sa.inspect(store._writer)

    def columns(table):
        found = inspector.get_columns(table)
        return {c["name"]: (str(c["type"]), c["nullable"], str(c["default"] or "").lower()) for c in found}

    return {
        table: (
            columns(table),
            inspector.get_pk_constraint(table),
            sorted(str(sorted(index.items(), key=str)) for index in inspector.get_indexes(table)),
            sorted(str(u["column_names"]) for u in inspector.get_unique_constraints(table)),
        )
        for table in inspector.get_table_names()
    }


def upgrade(tx):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = tx
    command.upgrade(config, "head")


def test_the_newest_migration_is_the_one_we_know():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_migrated_database_is_a_fresh_one(store, open_store, request, tmp_path):
    fresh = shape(store)
    if store.is_sqlite:
        other = Store(f"sqlite:///{tmp_path / 'other.db'}")
    else:
        from tests.fakes.postgres import new_database

        other = Store(new_database(request.getfixturevalue("postgres")))
    try:
        other.write(upgrade)
        assert shape(other) == fresh
        prepare(other)
    finally:
        other.close()


def test_preparing_twice_changes_nothing(store):
    prepare(store)
    assert store.read(current) == HEAD


def test_case_94_a_newer_schema_is_refused_and_left_alone(store):
    store.write(lambda tx: tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="nieuwere versie van seintje \\(9999") as refused:
        prepare(store)
    assert store.read(current) == "9999" and "{" not in refused.value.text(Lang.NL)


def test_case_94_an_older_schema_is_brought_to_ours(store, monkeypatch):
    monkeypatch.setattr("bot.store.migrate.HEAD", "0099")  # what is there is known, and older
    prepare(store)
    assert store.read(current) == HEAD


def test_a_database_of_something_else_is_refused_and_left_alone(open_store):
    store = open_store()
    store.write(lambda tx: tx.exec_driver_sql("CREATE TABLE patients (name TEXT)"))
    with pytest.raises(StoreError, match="geen database van seintje"):
        prepare(store)
    assert sa.inspect(store._writer).get_table_names() == ["patients"]


def test_preparing_that_fails_halfway_leaves_nothing(open_store, monkeypatch):
    store = open_store()
    monkeypatch.setattr("bot.store.migrate.HEAD", object())  # a version that cannot be written
    with pytest.raises(sa.exc.StatementError):
        prepare(store)
    assert sa.inspect(store._writer).get_table_names() == []


# --- a file (SQLite) -------------------------------------------------------------------------------------------


def open_file(path):
    Store(f"sqlite:///{path}").close()


def damaged(tmp_path):
    file = tmp_path / "seintje.db"
    store = Store(f"sqlite:///{file}")
    prepare(store)
    store.close()
    content = bytearray(file.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    file.write_bytes(content)
    return file


def nonsense(tmp_path):
    file = tmp_path / "seintje.db"
    file.write_bytes(b"this is a letter, not a database" * 200)
    return file


def empty(tmp_path):
    file = tmp_path / "seintje.db"
    file.touch()
    return file


@pytest.mark.parametrize("broken", [damaged, nonsense, empty])
def test_case_24_a_broken_file_is_refused_unchanged_and_the_newest_backup_named(broken, tmp_path):
    file = broken(tmp_path)
    before = file.read_bytes()
    with pytest.raises(StoreError, match="geen reservekopie"):
        open_file(file)
    good = tmp_path / "goed" / "seintje.db"
    store = Store(f"sqlite:///{good}")
    prepare(store)
    store.close()
    for age, name in enumerate(("seintje-3.backup", "seintje-2.backup")):
        (tmp_path / name).write_bytes(good.read_bytes())
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    with pytest.raises(StoreError, match=r"seintje-3\.backup"):
        open_file(file)
    assert file.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="mag seintje niet schrijven"):
        open_file(tmp_path / "file" / "seintje.db")


def test_a_folder_in_place_of_the_file_is_one_clear_line(tmp_path):
    (tmp_path / "seintje.db").mkdir()
    with pytest.raises(StoreError, match="kan niet geopend worden"):
        open_file(tmp_path / "seintje.db")


def test_after_a_refusal_the_lock_is_free(tmp_path):
    file = nonsense(tmp_path)
    with pytest.raises(StoreError):
        open_file(file)
    file.unlink()
    open_file(file)


def test_a_server_that_is_not_there_is_one_clear_line():
    with pytest.raises(StoreError, match="niet bereikbaar"):
        Store("postgresql://nobody@127.0.0.1:9/none")


def test_a_store_that_nobody_will_miss_does_not_wait_for_the_disk(tmp_path):
    careless = Store(f"sqlite:///{tmp_path / 'a.db'}", durable=False, exclusive=False)
    careful = Store(f"sqlite:///{tmp_path / 'b.db'}")
    asked = [store.write(lambda tx: tx.exec_driver_sql("PRAGMA synchronous").scalar()) for store in (careless, careful)]
    careless.close()
    careful.close()
    assert asked == [0, 2]


def test_case_33_a_second_process_on_one_file_is_refused_and_told_who_has_it(tmp_path):
    file = tmp_path / "seintje.db"
    code = f"import time; from bot.store import Store; Store('sqlite:///{file}'); print('open', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as first:
        try:
            assert first.stdout is not None and first.stdout.readline() == b"open\n"
            with pytest.raises(StoreError, match=f"al in gebruik door proces {first.pid}"):
                open_file(file)
        finally:
            first.kill()
    deadline = time.monotonic() + 5
    while True:  # the kernel frees it
        try:
            open_file(file)
            break
        except StoreError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_case_33_a_second_process_in_one_nodes_folder_is_refused_as_well(tmp_path):
    lock = ProcessLock.take_folder(tmp_path)
    try:
        with pytest.raises(StoreError, match=f"deze map is al in gebruik door proces {os.getpid()}"):
            ProcessLock.take_folder(tmp_path)
    finally:
        lock.release()
    ProcessLock.take_folder(tmp_path).release()


def test_the_first_node_gives_the_key_and_all_others_take_it(store):
    asked = [store.write(lambda tx, own=own: keys.in_common(tx, own)) for own in (b"first", b"second", b"first")]
    assert asked == [b"first"] * 3


def test_case_23_a_file_taken_away_is_noticed_at_the_next_commit(tmp_path):
    file = tmp_path / "seintje.db"
    store = Store(f"sqlite:///{file}")
    prepare(store)
    store.check()
    file.rename(tmp_path / "elsewhere.db")
    with pytest.raises(StoreError, match="weggehaald of vervangen"):
        store.write(lambda tx: tx.exec_driver_sql("UPDATE cursors SET value = 1"))
    file.write_bytes((tmp_path / "elsewhere.db").read_bytes())  # the same content is another file
    with pytest.raises(StoreError, match="weggehaald of vervangen"):
        store.check()
    store.close()


def test_looking_needs_a_database_and_makes_none(tmp_path):
    file = tmp_path / "seintje.db"
    with pytest.raises(StoreError, match="is er nog niet"):
        look(f"sqlite:///{file}", current)
    assert not file.exists()
    with pytest.raises(StoreError, match="beschadigd"):
        look(f"sqlite:///{nonsense(tmp_path)}", current)


def test_looking_goes_on_beside_whoever_has_the_database(store, address):
    assert look(address, current) == HEAD
    store.read(lambda tx: known(tx, address))


def test_looking_at_another_schema_is_refused(open_store, address):
    store = open_store()
    with pytest.raises(StoreError, match="geen database van seintje"):
        store.read(lambda tx: known(tx, address))
    prepare(store)
    store.write(lambda tx: tx.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(StoreError, match="hoort bij een andere versie"):
        store.read(lambda tx: known(tx, address))


def test_a_store_without_a_thread_of_its_own_does_the_same(address):
    store = Store(address, threaded=False)
    prepare(store)

    async def story():
        await store.awrite(lambda tx: tx.exec_driver_sql("INSERT INTO cursors VALUES ('x', 1)"))
        return await store.aread(lambda tx: tx.exec_driver_sql("SELECT value FROM cursors").scalar())

    assert asyncio.run(story()) == 1
    store.close()
