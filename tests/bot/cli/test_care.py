"""backup, restore, report and drill from a shell; and where an unexpected error may be reported."""

import json
from importlib import metadata
from pathlib import Path

import pytest

from bot.app.open import open_house
from bot.cli.frame import report_at
from bot.cli.house import the_settings
from bot.store import Store, outbox
from tests.bot.store.made import MINUTE, NOW, claimed, delivered, notice


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seintje) -> Path:
    """A folder with settings, a protocol and a database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_TOKEN", "123:abc")
    assert seintje("init", ".", "--yes").code == 0
    opened = open_house(the_settings(tmp_path / "config.yaml"))
    opened.house.store.close()
    return tmp_path


def test_a_backup_and_back_again(home: Path, seintje):
    made = json.loads(seintje("backup", "--to", "kopie", "--json").out)
    copy = Path(made["file"])
    assert copy.is_file() and made["bytes"] == copy.stat().st_size
    back = seintje("restore", str(copy))
    assert back.code == 0
    assert "Teruggezet" in back.out and "Wat er stond" in back.out
    opened = open_house(the_settings(home / "config.yaml"))
    running = seintje("restore", str(copy))
    assert running.code == 2
    assert "al in gebruik" in running.err
    assert seintje("backup", "--to", "kopie").code == 0  # a copy may be made meanwhile
    opened.house.store.close()
    copy.write_bytes(b"")
    assert "geen goede reservekopie" in seintje("restore", str(copy)).err


def test_a_report_of_a_week(home: Path, seintje):
    told = seintje("report", "week", "--at", "2026-03-02T09:00")
    assert told.code == 0
    assert told.out.startswith("Weekbericht: 23 feb 09:00 – 2 mrt 09:00")
    assert "Dekking: er wordt geen enkele bron gelezen" in told.out
    machine = json.loads(seintje("report", "day", "--json", "--lang", "en").out)
    assert [part["id"] for part in machine["sections"]] == ["open_cases", "overnight", "share_tips"]
    assert "is geen tijd" in seintje("report", "day", "--at", "morgen").err


def test_a_drill_needs_the_service_and_a_name(home: Path, seintje):
    assert seintje("drill", "--as", "sanne").code == 4
    assert "wie bent u?" in seintje("drill").err
    assert "bestaat niet" in seintje("drill", "weg.jsonl", "--as", "sanne").err


def test_for_postgresql_its_own_tools_are_named(home: Path, seintje, monkeypatch):
    monkeypatch.setenv("PG", "postgresql://nobody@localhost/none")
    settings = (home / "config.yaml").read_text("utf-8")
    (home / "config.yaml").write_text(settings + "\ndatabase: env:PG\n", "utf-8")
    assert "pg_dump" in seintje("backup").err


class _Said:
    def __init__(self, *urls: str) -> None:
        self.urls = list(urls)

    def get_all(self, name: str) -> list[str] | None:
        return self.urls or None


@pytest.mark.parametrize(
    ("urls", "expected"),
    [
        ((), ""),
        (("Homepage, https://a.example",), "https://a.example"),
        (("Homepage, https://a.example", "Issues, https://b.example/issues"), "https://b.example/issues"),
    ],
)
def test_where_to_report_is_what_the_package_says_of_itself(monkeypatch, urls, expected):
    monkeypatch.setattr(metadata, "metadata", lambda name: _Said(*urls))
    assert report_at() == expected


def test_a_package_that_is_not_installed_says_nothing(monkeypatch):
    def missing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "metadata", missing)
    assert report_at() == ""


def waiting_in(folder: Path) -> list[tuple[str, str]]:
    """(key, state) of the notices in the database."""
    store = Store(f"sqlite:///{folder / 'data' / 'seintje.db'}")
    try:
        return store.read(
            lambda tx: [tuple(row) for row in tx.exec_driver_sql("SELECT key, state FROM outbox ORDER BY id")]
        )
    finally:
        store.close()


@pytest.mark.parametrize(
    ("asked", "states", "said"),
    [
        ([], ["sent", "cancelled"], "wordt niet meer verstuurd (seintjes: 1)"),
        (["--unsent"], ["sent", "pending"], "gaat uit zodra de dienst start (seintjes: 1)"),
    ],
)
def test_case_96_what_waited_in_a_copy_is_not_sent_again_unless_asked(
    seintje, home: Path, asked: list[str], states: list[str], said: str
):
    store = Store(f"sqlite:///{home / 'data' / 'seintje.db'}")
    delivered(store, "before", address="101")
    store.write(lambda tx: notice(tx, "waits", case_id=2, address="102", person="imran"))
    store.close()
    copy = json.loads(seintje("backup", "--to", str(home / "copies"), "--json").out)["file"]
    store = Store(f"sqlite:///{home / 'data' / 'seintje.db'}")
    for errand in claimed(store, now=NOW + MINUTE):
        store.write(lambda tx, errand=errand: outbox.settle(tx, errand, "a", NOW, "sent", message_id="8"))
    store.close()
    assert dict(waiting_in(home)) == {"before": "sent", "waits": "sent"}
    back = seintje("restore", copy, *asked)
    assert back.code == 0 and said in back.out
    assert [state for _, state in waiting_in(home)] == states
    again = json.loads(seintje("restore", copy, *asked, "--json").out)
    assert (again["waiting"], again["sent"]) == (1, bool(asked))
