"""case, user and status from a shell: alone on the database, and by the door of a running service."""

import asyncio
import json
import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import control
from bot.app import settings as config
from bot.app.open import open_house
from bot.app.orders import carry_out
from bot.ports import Batch
from bot.store import people
from rules.mention import Author, Kind, Mention, Via
from tests.bot.protocol import CARE
from tests.bot.test_way_of_a_mention import NEGLECT
from tests.golden import golden

SETTINGS = "protocol: protocol.yaml\ntelegram:\n  token: env:TOKEN\nweb: off\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings and a protocol, where no service runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOKEN", "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    (tmp_path / "config.yaml").write_text(SETTINGS)
    (tmp_path / "protocol.yaml").write_text(CARE)
    return tmp_path


def _mention(text: str, at: datetime) -> Mention:
    return Mention(
        id="m1",
        platform="facebook_page",
        kind=Kind.COMMENT,
        text=text,
        posted_at=at,
        author=Author("noor"),
        via=Via.OWN_PAGE,
        lang="nl",
    )


@pytest.fixture
def busy(home: Path) -> Path:
    """The same after one serious mention, with Sanne paired."""
    house = open_house(config.load(home / "config.yaml")).house
    now = house.clock.now()
    house.store.write(lambda tx: people.pair(tx, "sanne", "telegram", "7", "7", now))
    house.ingest.keep("test", Batch([_mention(NEGLECT, now)], ""))
    house.think()
    house.store.close()
    return home


@pytest.fixture
def service(busy: Path) -> Iterator[Path]:
    """A service that runs in another thread, as far as the door is concerned."""
    opened = open_house(config.load(busy / "config.yaml"))
    loop, ready, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def handle(order):
        if order["do"] == "status":
            return {"code": "status", "pid": os.getpid(), "telegram": "refused", "telegram_since": None}
        return carry_out(opened.house, order) | {"bot": "seintje_bot"}

    async def serve() -> None:
        door = await control.open_door(busy / "data", handle)
        ready.set()
        await stop.wait()
        door.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(10)
    yield busy
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()
    opened.house.store.close()


def test_a_case_is_seen_taken_noted_and_resolved_from_a_shell(busy: Path, seintje):
    listed = seintje("case", "ls")
    assert (listed.code, listed.err) == (0, "")
    assert "Ernstig" in listed.out and "Niemand heeft dit" in listed.out
    taken = seintje("case", "ack", "1", "--as", "sanne")
    assert taken.code == 0
    assert "De dienst draait niet" in taken.err
    assert "Opgepakt: Sanne de Wit" in seintje("case", "ls").out
    assert seintje("case", "note", "1", " gebeld met de zus ", "--as", "sanne", "--json").code == 0
    refused = seintje("case", "ack", "1", "--as", "imran")
    assert refused.code == 1
    assert "Sanne" in refused.err and refused.out == ""
    shown = seintje("case", "show", "1")
    assert "gebeld met de zus" in shown.out and NEGLECT in shown.out
    assert json.loads(seintje("case", "show", "1", "--json").out)["case"]["assignee"] == "sanne"
    assert seintje("case", "resolve", "1", "--as", "sanne").code == 0
    assert "Er lopen geen zaken." in seintje("case", "ls").out
    assert "Afgerond" in seintje("case", "ls", "--all").out
    assert json.loads(seintje("case", "ls", "--all", "--json").out)["state"] == "resolved"


def test_a_case_or_person_that_is_not_there_is_bad_usage(busy: Path, seintje):
    for arguments, words in [
        (("case", "show", "9"), "er is geen zaak 9"),
        (("case", "ack", "9", "--as", "sanne"), "er is geen zaak 9"),
        (("case", "ack", "1", "--as", "piet"), "piet staat niet in het protocol"),
        (("case", "note", "1", "  ", "--as", "sanne"), "de notitie is leeg"),
        (("user", "invite", "piet"), "piet staat niet in het protocol. Daarin staan: imran, joost"),
        (("user", "login", "piet"), "piet staat niet in het protocol. Daarin staan: imran, joost"),
        (("user", "login", "sanne"), "er zijn nu geen pagina's om op in te loggen. Zet 'web' in config.yaml"),
    ]:
        outcome = seintje(*arguments)
        assert (outcome.code, outcome.out) == (2, "")
        assert words in outcome.err


def test_an_invitation_says_the_code_and_what_to_do(home: Path, seintje):
    invited = seintje("user", "invite", "sanne")
    assert invited.code == 0
    assert "/koppel " in invited.out and "10 minuten" in invited.out
    machine = json.loads(seintje("user", "invite", "sanne", "--json").out)
    assert len(machine["secret"]) == 22 and machine["link"] is None
    kept = b"".join(file.read_bytes() for file in (home / "data").iterdir() if file.is_file())
    assert machine["secret"].encode() not in kept


def test_phones_are_listed_and_forgotten(busy: Path, seintje):
    assert "sanne (Sanne de Wit): telefoon gekoppeld" in seintje("user", "ls").out
    assert "imran (Imran Bouali): nog geen telefoon gekoppeld" in seintje("user", "ls").out
    assert seintje("user", "rm", "sanne").code == 0
    assert seintje("user", "rm", "sanne").code == 1
    lines = [json.loads(line) for line in seintje("user", "ls", "--json").out.splitlines()]
    assert all(line["paired_since"] is None for line in lines)


def test_a_phone_that_is_not_reached_any_more_is_told(busy: Path, seintje):
    house = open_house(config.load(busy / "config.yaml")).house
    house.store.write(lambda tx: people.unreachable(tx, "sanne", "telegram", "gone", house.clock.now()))
    house.store.close()
    assert "sanne (Sanne de Wit): gekoppeld, maar niet bereikbaar" in seintje("user", "ls").out
    machine = json.loads(seintje("status", "--json").out)
    assert {"nobody_paired", "not_running"} <= {one["code"] for one in machine["findings"]}


def test_by_the_door_of_the_running_service(service: Path, seintje):
    taken = seintje("case", "ack", "1", "--as", "sanne", "--lang", "en")
    assert (taken.code, taken.err) == (0, "")
    invited = seintje("user", "invite", "sanne")
    assert "https://t.me/seintje_bot?start=" in invited.out
    status = seintje("status")
    assert status.code == 1
    assert "Het token wordt geweigerd" in status.out
    assert json.loads(seintje("status", "--json").out)["running"] is True
    assert stat.S_IMODE((service / "data" / control.NAME).stat().st_mode) == 0o600


def test_status_without_a_service_says_so(busy: Path, seintje):
    status = seintje("status")
    assert status.code == 4
    assert "de dienst draait niet" in status.out
    codes = [one["code"] for one in json.loads(seintje("status", "--json").out)["findings"]]
    assert codes == ["not_running"]


def test_status_finds_what_is_late_stuck_blind_and_forgotten(busy: Path, seintje):
    file = busy / "data" / "seintje.db"
    with sqlite3.connect(file) as database:
        database.execute("UPDATE timers SET due_at = due_at - 7200000000 WHERE state = 'pending'")
        database.execute("UPDATE outbox SET next_at = next_at - 7200000000")
        database.execute(
            "INSERT INTO sources (name, platform, failing_since, error, blind) VALUES ('krant', 'news', 0, 'weg', 1)"
        )
        database.execute(
            "INSERT INTO sources (name, platform, failing_since, error, blind) VALUES ('blad', 'news', 0, 'traag', 0)"
        )
    database.close()
    status = seintje("status", "--json")
    codes = {one["code"] for one in json.loads(status.out)["findings"]}
    assert codes == {"not_running", "source_failing", "outbox_stuck", "timers_overdue"}
    with sqlite3.connect(file) as database:
        database.execute("UPDATE timers SET state = 'cancelled'")
        database.execute("UPDATE cases SET changed_at = changed_at - 7200000000")
    database.close()
    assert "zaak 1 is open, maar er komt geen volgende stap" in seintje("status").out


def test_a_service_that_is_still_starting_is_waited_for_a_moment(busy: Path, seintje, monkeypatch):
    opened = open_house(config.load(busy / "config.yaml"))
    threading.Timer(0.5, opened.house.store.close).start()
    assert seintje("case", "ack", "1", "--as", "sanne").code == 0
    from bot.cli import house

    monkeypatch.setattr(house, "STARTING", 0.0)
    opened = open_house(config.load(busy / "config.yaml"))
    refused = seintje("case", "resolve", "1", "--as", "sanne")
    opened.house.store.close()
    assert refused.code == 2 and "al in gebruik door proces" in refused.err


# --- the door --------------------------------------------------------------------------------------------


def test_an_order_the_house_does_not_know_or_cannot_read_is_no_disaster(service: Path):
    ask = lambda order: asyncio.run(control.ask(service / "data", order))  # noqa: E731
    assert ask({"do": "dance"}) == {"error": "unknown_order", "bot": "seintje_bot"}
    assert "error" in ask({"do": "press"})
    assert "error" in ask(["not", "an", "order"])
    assert ask({"do": "press", "case": 1, "by": "sanne", "action": "take"})["code"] == "taken"


def test_a_door_of_another_user_and_one_that_does_not_answer(home: Path, seintje, monkeypatch):
    (home / "data").mkdir()

    async def forbidden(*_: object, **__: object):
        raise PermissionError

    monkeypatch.setattr(asyncio, "open_unix_connection", forbidden)
    outcome = seintje("user", "invite", "sanne")
    assert outcome.code == 2
    assert "onder een andere gebruiker" in outcome.err


def test_a_service_that_hangs_is_told(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(control, "PATIENCE", 0.05)

    async def never(order):
        await asyncio.sleep(5)
        return {}

    async def work() -> None:
        door = await control.open_door(tmp_path, never)
        with pytest.raises(control.DoorError):
            await control.ask(tmp_path, {"do": "status"})
        door.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    asyncio.run(work())


def test_a_door_in_a_folder_with_a_very_long_name(tmp_path: Path):
    folder = tmp_path / ("lang" * 30)
    folder.mkdir()

    async def echo(order):
        return order

    async def work() -> None:
        door = await control.open_door(folder, echo)
        assert await control.ask(folder, {"do": "x"}) == {"do": "x"}
        door.close()

    asyncio.run(work())
    assert asyncio.run(control.ask(folder, {"do": "x"})) is None


# --- bad input ---------------------------------------------------------------------------------------------


def unknown_key(home: Path) -> tuple[str, ...]:
    (home / "config.yaml").write_text(SETTINGS + "telegrm: x\n")
    return ("run",)


def wrong_type(home: Path) -> tuple[str, ...]:
    (home / "config.yaml").write_text(SETTINGS.replace("web: off", "web:\n  port: veel"))
    return ("run",)


def several_at_once(home: Path) -> tuple[str, ...]:
    (home / "config.yaml").write_text("data: data\nwb: off\nlog:\n  level: luid\n")
    return ("run",)


def missing_settings(home: Path) -> tuple[str, ...]:
    (home / "config.yaml").unlink()
    return ("run",)


def missing_protocol(home: Path) -> tuple[str, ...]:
    (home / "protocol.yaml").unlink()
    return ("run",)


def no_telegram(home: Path) -> tuple[str, ...]:
    (home / "config.yaml").write_text("protocol: protocol.yaml\n")
    return ("run",)


def bad_token(home: Path) -> tuple[str, ...]:
    (home / "config.yaml").write_text(SETTINGS.replace("env:TOKEN", "env:NOWHERE"))
    return ("run",)


def corrupt_database(home: Path) -> tuple[str, ...]:
    (home / "data").mkdir()
    (home / "data" / "seintje.db").write_bytes(b"this is no database at all, only some words " * 100)
    return ("run",)


def newer_schema(home: Path) -> tuple[str, ...]:
    open_house(config.load(home / "config.yaml")).house.store.close()
    with sqlite3.connect(home / "data" / "seintje.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    return ("run",)


def newer_schema_to_look_at(home: Path) -> tuple[str, ...]:
    newer_schema(home)
    return ("case", "ls")


def database_of_another(home: Path) -> tuple[str, ...]:
    (home / "data").mkdir()
    with sqlite3.connect(home / "data" / "seintje.db") as database:
        database.execute("CREATE TABLE recipes (id INTEGER)")
    database.close()
    return ("run",)


def no_database_yet(home: Path) -> tuple[str, ...]:
    return ("status",)


def malformed_line(home: Path) -> tuple[str, ...]:
    (home / "in.jsonl").write_text('{"id": "1", "platfrm": "x"}\n')
    return ("judge", "--in", "in.jsonl")


BAD = [
    unknown_key, wrong_type, several_at_once, missing_settings, missing_protocol, no_telegram, bad_token,
    corrupt_database, newer_schema, newer_schema_to_look_at, database_of_another, no_database_yet, malformed_line,
]  # fmt: skip


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("spoil", BAD)
def test_bad_input_is_one_clear_line_with_its_remedy(home: Path, seintje, spoil, lang: str):
    arguments = spoil(home)
    before = {file.name: file.read_bytes() for file in home.rglob("*.db")}
    outcome = seintje(*arguments, "--lang", lang)
    assert (outcome.code, outcome.out) == (2, "")
    golden(f"bad/{spoil.__name__}.{lang}.txt", outcome.err.replace(str(home), "~"))
    assert {file.name: file.read_bytes() for file in home.rglob("*.db") if file.name in before} == before


def test_a_second_process_is_refused_by_the_firsts_number(home: Path, seintje):
    opened = open_house(config.load(home / "config.yaml"))
    try:
        outcome = seintje("run")
    finally:
        opened.house.store.close()
    assert outcome.code == 2
    assert f"al in gebruik door proces {os.getpid()}" in outcome.err
    assert outcome.err.count("\n") == 1


def test_a_port_in_use_is_told_before_anything_begins(home: Path, seintje):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (home / "config.yaml").write_text(SETTINGS.replace("web: off", f"web:\n  port: {port}"))
        outcome = seintje("run")
    assert outcome.code == 2
    assert f"poort {port} op 127.0.0.1 is al in gebruik" in outcome.err


def test_every_verb_of_the_phone_works_from_a_shell_with_its_reason(busy: Path, seintje):
    def did(*arguments: str) -> str:
        outcome = seintje("case", *arguments, "--as", "sanne", "--json")
        return json.loads(outcome.out)["code"]

    assert did("snooze", "1", "1h", "--why", "even bellen") == "snoozed"
    assert did("return", "1") == "returned"
    assert did("raise", "1", "--level", "crisis", "--why", "de krant belt") == "raised"
    assert did("hand", "1", "karin") == "unreached"  # nobody has a phone here
    assert did("decline", "1") == "declined"
    assert did("merge", "1", "7") == "no_choice"
    assert did("split", "1", "1") == "no_choice"
    assert did("resolve", "1") == "resolved"
    assert did("reopen", "1", "--why", "toch niet klaar") == "reopened"
    log = seintje("case", "show", "1").out
    for words in (
        "laat dit sluimeren",
        "“even bellen”",
        "schaalt op: Ernstig → Crisis",
        "heropent de zaak. “toch niet klaar”",
    ):
        assert words in log
