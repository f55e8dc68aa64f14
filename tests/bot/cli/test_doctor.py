"""The doctor as somebody meets him on the first evening: a wrong token, no network, another program, a full disk, a clock that is slow."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import threading
from collections import namedtuple
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import httpx
import pytest
import stamina

from bot.app import settings
from bot.app.checkup import everything
from bot.app.checkup.costs import cost_of, spent_this_month
from bot.app.looking import tools
from bot.cli.leaving import at_once
from bot.clock import ManualClock
from bot.demo.telegram import PretendTelegram
from bot.demo.telegram.updates import Failed
from bot.inbox.hooking import PATH
from bot.platforms.costs import USUAL, Month, Quota
from bot.platforms.http.answers import clock_skew
from bot.ports import Finding
from bot.store import Store, spending
from bot.store.migrate import prepare
from rules.i18n import Lang
from tests.bot.platforms.test_feed import item, rss
from tests.bot.protocol import CARE
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
    (tmp_path / "protocol.yaml").write_text(CARE)
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
    assert sorted(path.name for path in home.iterdir()) == ["config.yaml", "protocol.yaml"]
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
        (tmp_path / "protocol.yaml").write_text(CARE)
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
    ("lang", "spoil", "says"),
    [
        ("nl", lambda file: file.unlink(), "✗ protocol: {file} bestaat niet\n    Kijk naar 'protocol' in config.yaml"),
        ("nl", lambda file: file.write_text("x: 1\n"), "✗ protocol: {file} kan zo niet gebruikt worden; fouten: "),
        ("nl", lambda file: (file.unlink(), file.mkdir()), "✗ protocol: {file} kan zo niet gebruikt worden; fouten: 1"),
        ("en", lambda file: file.unlink(), "✗ protocol: {file} does not exist\n    Look at 'protocol' in config.yaml"),
        ("nl", lambda file: None, "✓ protocol: "),
    ],
)
def test_the_doctor_looks_at_the_protocol(home: Path, seintje, lang: str, spoil, says: str):
    spoil(home / "protocol.yaml")
    done = seintje("doctor", "--lang", lang)
    assert says.format(file=home / "protocol.yaml") in done.out
    assert done.code == (0 if says.startswith("✓") else 1)
    assert "Telegram: " in done.out, "the rest is told all the same"


def test_files_that_are_not_for_us_to_read_are_findings_like_others(home: Path, monkeypatch, seintje):
    def closed(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "x")

    monkeypatch.setattr(import_module("bot.app.checkup.rules_file"), "texts_by_name", closed)
    monkeypatch.setattr(import_module("bot.app.checkup.vault"), "called", lambda url: Closed())
    done = seintje("doctor")
    assert done.code == 1
    assert "✗ protocol: " in done.out and "mag niet gelezen worden (Permission denied)" in done.out
    assert "✗ database: " in done.out and "Geef deze opdracht als de gebruiker van de dienst" in done.out
    assert "✓ Telegram" in done.out


class Closed:
    """A path of which not even its being there may be seen."""

    def __fspath__(self) -> str:
        raise PermissionError(13, "Permission denied", "x")


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
    assert left.pop() == 130 and not left
    with at_once(lambda: left.append(1)):
        os.kill(os.getpid(), signal.SIGINT)
    assert left == [1, 130] and signal.getsignal(signal.SIGINT) is before


def test_a_server_of_its_own_is_not_needed_to_tell_the_time(home: Path, server: Server):
    config = (home / "config.yaml").read_text().split("sources:")[0]
    (home / "config.yaml").write_text(config)
    assert found(home)[-1].text in ("de klok loopt gelijk", "niemand heeft verteld hoe laat het is")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


# --- what it costs -----------------------------------------------------------------------------------------

X = """language: {lang}
sources:
  - {{name: x, kind: x, id: 1, bearer_token: env:TG, budget: {budget}, every: {every}}}
"""


def costs_of(home: Path, lang: Lang = Lang.NL, budget: str = "2", every: str = "5 minutes") -> Finding:
    (home / "config.yaml").write_text(X.format(lang=lang, budget=budget, every=every))
    config = settings.load(home / "config.yaml")

    async def told() -> list[Finding]:
        async with tools(config, lang, clock=ManualClock(datetime(2026, 11, 22, tzinfo=UTC))) as given:
            return list(cost_of(config.sources[0], given, spent_this_month(config, given)))

    [finding] = asyncio.run(told())
    return finding


def test_what_a_source_costs_so_far_and_will_cost_stands_beside_its_budget(home: Path):
    assert re.fullmatch(
        r"een gewone maand: \d+ vragen, \$\d+\.\d\d; drukste quotum \d+ van \d+; deze maand tot nu toe \$0\.00, "
        r"hoogstens \$60\.00",
        costs_of(home).text,
    )
    (home / "data").mkdir()
    store = Store(f"sqlite:///{home / 'data' / 'seintje.db'}")
    prepare(store)
    for source, day, amount in (
        ("x", "2026-11-01", 1500),
        ("x", "2026-11-21", 250),
        ("x", "2026-10-31", 999),
        ("y", "2026-11-01", 7),
    ):
        store.write(lambda tx, s=source, d=day, a=amount: spending.take(tx, s, d, a, None))
    told = costs_of(home, Lang.EN)
    assert told.good and told.text.endswith("; this month $1.75 so far, at most $60.00")
    store.close()
    (home / "data" / "seintje.db").write_bytes(b"half een bestand" * 100)
    assert costs_of(home).text.endswith("; hoogstens $60.00")


def test_a_budget_that_is_spent_too_early_or_a_quota_that_is_too_small_is_told(home: Path, monkeypatch):
    told = costs_of(home, budget="0.1")
    assert not told.good and "het budget is elke dag te vroeg op" in told.text and "'budget'" in told.remedy
    small = Month("x", USUAL, 9000, (Quota("vragen", 400, 300, timedelta(minutes=15)),))
    monkeypatch.setattr("bot.app.checkup.costs.month", lambda source, traffic: small)
    told = costs_of(home)
    assert (
        not told.good
        and told.text
        == "een gewone maand: 9000 vragen, $0.00; drukste quotum 400 van 300; dat is te veel: zet every hoger"
    )
    assert "'every'" in told.remedy


def test_what_has_no_price_and_no_quota_says_nothing_of_it(home: Path):
    assert not [one for one in found(home) if "maand" in one.text]
