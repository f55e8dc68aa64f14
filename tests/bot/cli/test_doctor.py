"""The doctor as somebody meets him on the first evening: a wrong token, no network, another program, a full disk, a clock that is slow."""

import asyncio
import json
import os
import shutil
import signal
import socket
import sqlite3
import threading
from collections import namedtuple
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import stamina

from bot.app import settings
from bot.app.checkup import everything
from bot.app.looking import tools
from bot.cli.leaving import at_once
from bot.clock import ManualClock
from bot.demo.telegram import PretendTelegram
from bot.demo.telegram.updates import Failed
from bot.inbox.hooking import PATH
from bot.platforms.http.answers import clock_skew
from bot.ports import Finding
from rules.i18n import Lang
from tests.bot.platforms.test_feed import item, rss
from tests.fakes.http import Reply, Server, serving
from tests.fakes.telegram import served

Room = namedtuple("Room", "total used free")


@pytest.fixture(autouse=True)
def without_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2):
        yield


@pytest.fixture
def phone() -> PretendTelegram:
    return PretendTelegram()


@pytest.fixture
def home(tmp_path: Path, phone: PretendTelegram, monkeypatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TG", phone.token)
    monkeypatch.setattr("bot.app.checkup.line.LISTEN", 1)
    with serving() as server, served(phone) as telegram:
        server.says("/rss", Reply(body=rss(item("a", "a"))))
        (tmp_path / "config.yaml").write_text(
            f"allow_private: true\ntelegram: {{token: env:TG, base_url: '{telegram}'}}\n"
            f"sources:\n  - {{name: krant, kind: feed, url: '{server.url('/rss')}'}}\n"
        )
        yield tmp_path


def found(home: Path, at: datetime | None = None, lang: Lang = Lang.NL) -> list[Finding]:
    async def all_of_it() -> list[Finding]:
        config = settings.load(home / "config.yaml")
        async with tools(config, lang, clock=ManualClock(at) if at else None) as given:
            return [finding async for finding in everything(config, given)]

    return asyncio.run(all_of_it())


def test_when_all_is_well_every_line_says_so_and_nothing_is_made(home: Path, phone: PretendTelegram, seintje):
    phone.person(7, "Sanne")
    phone.say(7, "nog niet gelezen")
    done = seintje("doctor")
    assert done.code == 0, done.out
    assert {line[0] for line in done.out.splitlines()} == {"✓"}
    for line in ("schijf: ", "database: is er nog niet", "Telegram: het token klopt: @", "krant: gelezen", "klok: "):
        assert line in done.out
    assert sorted(path.name for path in home.iterdir()) == ["config.yaml"]
    assert phone.updates.pending, "nothing was taken from whoever should read it"
    assert all(one["good"] and not one["unreachable"] for one in json.loads(seintje("doctor", "--json").out))


def test_in_english(home: Path, seintje):
    assert "clock: the clock is right" in seintje("doctor", "--lang", "en").out


def test_a_token_that_telegram_does_not_know_is_named_with_the_page(home: Path, monkeypatch, seintje):
    monkeypatch.setenv("TG", "1:verkeerd")
    done = seintje("doctor")
    assert done.code == 1
    assert "✗ Telegram: Telegram kent dit token niet" in done.out and "https://t.me/BotFather" in done.out
    assert "verkeerd" not in done.out + done.err


def test_case_43_a_second_poller_is_noticed(home: Path, phone: PretendTelegram, seintje):
    stop = threading.Event()

    def other() -> None:
        base = next(line for line in (home / "config.yaml").read_text().split("'") if line.startswith("http"))
        with httpx.Client(timeout=30) as client:
            while not stop.is_set():
                client.get(f"{base}/bot{phone.token}/getUpdates", params={"timeout": 1})

    thread = threading.Thread(target=other)
    thread.start()
    try:
        done = seintje("doctor")
    finally:
        stop.set()
        thread.join(10)
    assert done.code == 1 and "een ander programma gebruikt dit token" in done.out


def test_a_webhook_of_another_program_is_noticed(home: Path, phone: PretendTelegram, seintje):
    phone.updates.webhook = "https://ander.voorbeeld.nl/bot"
    done = seintje("doctor")
    assert done.code == 1 and "op dit token staat een webhook" in done.out and "/revoke" in done.out


# --- the webhook -------------------------------------------------------------------------------------------

OURS = "https://seintje.voorbeeld.nl" + PATH


@pytest.fixture
def hooked(home: Path, monkeypatch) -> Path:
    monkeypatch.setenv("HOOK", "0123456789abcdef-lang")
    text = (home / "config.yaml").read_text().replace("env:TG,", "env:TG, webhook: {secret: env:HOOK},", 1)
    (home / "config.yaml").write_text(text + "web: {public_url: https://seintje.voorbeeld.nl}\n")
    return home


@pytest.fixture
def runs(monkeypatch) -> None:
    async def answers(folder: Path, order: object) -> dict[str, str]:
        return {"code": "status", "telegram": "connected"}

    monkeypatch.setattr("bot.app.checkup.line.ask", answers)


def of_telegram(home: Path) -> Finding:
    return [one for one in found(home) if one.about == "Telegram"][-1]


def test_before_the_first_start_the_webhook_is_announced(hooked: Path):
    told = of_telegram(hooked)
    assert told.good and told.text == "de dienst meldt de webhook aan bij de start"


def test_a_webhook_that_is_well_says_where_and_how_much_waits(hooked: Path, phone: PretendTelegram, runs):
    phone.updates.hook(OURS)
    told = of_telegram(hooked)
    assert told.good and told.text == f"Telegram brengt naar {OURS}; er wachten er 0"


def test_a_webhook_that_cannot_be_reached_says_why_and_what_to_look_at(hooked: Path, phone: PretendTelegram, runs):
    phone.updates.hook(OURS)
    phone.person(7, "Sanne")
    phone.say(7, "hoi")
    phone.updates.failed = Failed(datetime.now(UTC), "SSL error {certificate has expired}")
    told = of_telegram(hooked)
    assert not told.good and told.remedy.startswith(f"Kijk of {OURS} van buiten te bereiken is")
    assert told.text == f"Telegram kan niet bij {OURS} (SSL error {{certificate has expired}}); er wachten er 1"


def test_while_the_service_stands_still_the_remedy_is_to_start_it(hooked: Path, phone: PretendTelegram):
    phone.updates.hook(OURS)
    phone.person(7, "Sanne")
    phone.say(7, "hoi")
    phone.updates.failed = Failed(datetime.now(UTC), "Connection refused")
    assert of_telegram(hooked).remedy == "Start de dienst: seintje run"


def test_a_webhook_elsewhere_is_told_without_the_address_that_may_hold_a_token(
    hooked: Path, phone: PretendTelegram, runs
):
    phone.updates.hook("https://ander.voorbeeld.nl/123:geheim")
    told = of_telegram(hooked)
    assert not told.good and told.text == "Telegram brengt naar een ander adres, op ander.voorbeeld.nl"
    assert "/revoke" in told.remedy and "geheim" not in told.text + told.remedy


def test_while_we_fetch_instead_the_doctor_says_so(hooked: Path, runs):
    told = of_telegram(hooked)
    assert not told.good and told.text == "Telegram brengt nu niets: de dienst vraagt er zelf om"


def test_our_own_webhook_that_was_left_behind_is_told(home: Path, phone: PretendTelegram):
    phone.updates.hook(OURS)
    told = of_telegram(home)
    assert not told.good and told.remedy == "Herstart de dienst: die haalt hem eraf."
    assert "seintje.voorbeeld.nl" in told.text


def test_without_network_the_exit_code_is_4_and_nobody_is_sent_for_a_new_token(tmp_path: Path, monkeypatch, seintje):
    with socket.socket() as taken:  # bound but not listening: whoever connects is refused
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("TG", "1:x")
        (tmp_path / "config.yaml").write_text(
            f"allow_private: true\ntelegram: {{token: env:TG, base_url: '{nobody}'}}\n"
            f"sources:\n  - {{name: pagina, kind: facebook, id: 1, token: env:TG, app_secret: env:TG, app: 9,"
            f" verify_token: env:TG, base_url: '{nobody}'}}\n"
        )
        done = seintje("doctor")
    assert done.code == 4, done.out
    assert "Telegram is niet bereikbaar" in done.out and "niemand heeft verteld hoe laat het is" in done.out
    assert done.out.count("✗ pagina") == 1 and "nieuw token" not in done.out
    assert "retry" not in done.err and "Traceback" not in done.err


def test_without_telegram_nothing_goes_to_phones(tmp_path: Path, monkeypatch, seintje):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("language: nl\n")
    done = seintje("doctor")
    assert done.code == 1 and "er gaat niets naar telefoons" in done.out


def test_a_full_disk_and_a_folder_we_may_not_write_in(home: Path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Room(10**11, 10**11, 5 * 1024 * 1024))
    assert "nog maar 5 MB vrij" in found(home)[0].text
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert "mag seintje niet schrijven" in found(home)[0].text


def test_a_database_that_is_not_ours(home: Path, seintje):
    (home / "data").mkdir()
    sqlite3.connect(home / "data" / "seintje.db").execute("CREATE TABLE x (y)").connection.close()
    assert "geen database van seintje" in seintje("doctor").out
    (home / "data" / "seintje.db").write_bytes(b"half een bestand" * 100)
    done = seintje("doctor")
    assert done.code == 1 and "✗ database" in done.out


@pytest.mark.parametrize(
    ("off", "says"), [(600, "600 seconden voor"), (-90, "90 seconden achter"), (20, "loopt gelijk")]
)
def test_case_38_our_clock_is_held_against_theirs(home: Path, off: int, says: str):
    last = found(home, datetime.now(UTC) + timedelta(seconds=off))[-1]
    assert last.about == "klok"
    told = int("".join(c for c in last.text if c.isdigit()) or 0)
    assert last.good == (abs(off) <= 30)
    assert says.split(" ", 1)[-1] in last.text and (last.good or abs(told - abs(off)) <= 5)


def test_an_answer_out_of_a_cache_tells_no_time():
    now = datetime(2026, 11, 22, tzinfo=UTC)
    date = "Sun, 22 Nov 2026 00:00:05 GMT"
    assert clock_skew({"date": date}, now) == timedelta(seconds=5)
    assert clock_skew({"date": date, "age": "9"}, now) is None
    assert clock_skew({"date": "gisteren"}, now) is None and clock_skew({}, now) is None


def test_a_source_that_surprises_us_hides_nothing_of_the_others(home: Path, monkeypatch, seintje):
    async def broken(source: object, given: object) -> list[Finding]:
        raise RuntimeError("nobody thought of this")

    monkeypatch.setattr("bot.app.checkup.examine", broken)
    done = seintje("doctor")
    assert done.code == 1 and "onverwachte fout bij het kijken (RuntimeError)" in done.out and "✓ klok" not in done.err


def test_a_source_that_never_answers_is_left_alone(home: Path, monkeypatch):
    async def asleep(source: object, given: object) -> list[Finding]:
        await asyncio.sleep(60)
        return []

    monkeypatch.setattr("bot.app.checkup.examine", asleep)
    monkeypatch.setattr("bot.app.checkup.LONGEST", 0.05)
    [late] = [finding for finding in found(home) if finding.about == "krant"]
    assert late.unreachable and "geen antwoord" in late.text


def test_who_presses_ctrl_c_does_not_wait_for_a_library(monkeypatch):
    left: list[int] = []
    monkeypatch.setattr(os, "_exit", left.append)
    before = signal.getsignal(signal.SIGINT)
    with at_once():
        os.kill(os.getpid(), signal.SIGINT)
    assert left == [130] and signal.getsignal(signal.SIGINT) is before


def test_a_server_of_its_own_is_not_needed_to_tell_the_time(home: Path, server: Server):
    config = (home / "config.yaml").read_text().split("sources:")[0]
    (home / "config.yaml").write_text(config)
    assert found(home)[-1].text in ("de klok loopt gelijk", "niemand heeft verteld hoe laat het is")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running
