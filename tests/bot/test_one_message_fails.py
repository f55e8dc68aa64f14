"""One message that never gets through: given up in the end, seen and told, and nobody else waits for it (case 26)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import structlog.testing

from bot.demo.telegram import scripts
from bot.ports import TELEGRAM
from bot.store import outbox
from bot.store.outbox import LEASE, Kind
from bot.texts import as_payload
from rules.case.delivery import BROKEN_TRIES, LOOK_AGAIN
from rules.i18n import Lang
from tests.bot.office import Office
from tests.bot.protocol import CARE
from tests.bot.test_auditor import COVERED, Watch

NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"
AGAIN = "Nu ligt mijn vader al uren in zijn eigen plas in Lindehof!!"
TRIES = 400
SIX_HOURS = timedelta(hours=6)
Build = Callable[..., Office]


@pytest.fixture(autouse=True)
def unprinted():
    """Faults are made on purpose here: nobody needs to read of each."""
    with structlog.testing.capture_logs():
        yield


def writes_a_note(care: Office, person: str, key: str) -> None:
    """A text for one person, as reports and notes are."""
    address = str(care.phone(person).number)
    payload = as_payload("Een bericht", Lang.NL, silent=False)
    values = {"kind": Kind.TEXT, "notifier": TELEGRAM, "address": address, "payload": payload, "urgent": True}
    care.store.write(lambda tx: outbox.add_text(tx, key=key, now=care.clock.now(), **values))


def never_arrives(care: Office, person: str) -> None:
    care.telegram.script("sendMessage", *[scripts.page(502)] * TRIES, chat=care.phone(person).number)


def states(watch: Watch) -> list[tuple[str, str]]:
    def rows(tx) -> list[tuple[str, str]]:
        return [
            tuple(row) for row in tx.exec_driver_sql("SELECT state, error FROM outbox WHERE kind = 'text' ORDER BY id")
        ]

    return watch.care.store.read(rows)


def six_hours_pass(watch: Watch, *tables: str) -> None:
    """As if what fails now had begun to fail six hours before."""
    columns = {"outbox": "first_tried", "lines": "failing_since"}
    for table in tables:
        watch.sql(f"UPDATE {table} SET {columns[table]} = {columns[table]} - {SIX_HOURS // timedelta(microseconds=1)}")


def test_case_26_a_message_that_fails_for_six_hours_is_a_dead_letter_and_the_others_are_on_time(office: Build) -> None:
    watch = Watch(office(COVERED))
    care = watch.care
    never_arrives(care, "joost")
    writes_a_note(care, "joost", "never")
    care.forward(minutes=3)
    writes_a_note(care, "imran", "another")
    asked = care.clock.now()
    while not care.phone("imran").fresh():
        care.forward(seconds=1)
    assert care.clock.now() - asked <= LOOK_AGAIN
    assert states(watch) == [("pending", "unreachable"), ("sent", "")]
    six_hours_pass(watch, "outbox")
    care.forward(minutes=2)
    assert states(watch) == [("failed", "unreachable"), ("sent", "")]
    assert "dead_letter:" in watch.look()
    assert care.phone("karin").shows("kon iets niet worden afgeleverd")
    assert "dead_letter" in [code for code, _ in watch.auditor.sentences(Lang.NL)]
    tried = care.telegram.count("sendMessage", care.phone("joost").number)
    care.forward(minutes=5)
    assert care.telegram.count("sendMessage", care.phone("joost").number) == tried


def test_a_way_that_is_down_for_six_hours_gives_nothing_up(office: Build) -> None:
    watch = Watch(office(COVERED))
    care = watch.care
    care.telegram.script("sendMessage", *[scripts.page(502)] * TRIES)
    writes_a_note(care, "joost", "waits")
    writes_a_note(care, "imran", "waits too")
    care.forward(minutes=1)
    six_hours_pass(watch, "outbox", "lines")
    care.forward(minutes=1)
    assert {state for state, _ in states(watch)} == {"pending"}
    care.telegram.scripts.clear()
    care.forward(minutes=2)
    assert {state for state, _ in states(watch)} == {"sent"}


def test_case_26_a_notification_that_cannot_be_made_goes_on_to_the_next_person(
    office: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    care = office(CARE)
    draw = care.house.outbox.kinds.drawer.notice

    def drawn(tx, case, errand, *more):
        if errand.person == "sanne":
            raise ZeroDivisionError("a fault of ours")
        return draw(tx, case, errand, *more)

    monkeypatch.setattr(care.house.outbox.kinds.drawer, "notice", drawn)
    care.says(NEGLECT)
    assert care.phone("imran").rings()
    for _ in range(BROKEN_TRIES):
        care.forward(seconds=LEASE.total_seconds() + 1)
    assert not care.phone("sanne").messages
    broken = [line for line in care.case().log if line.what == "undeliverable"]
    assert [(line.who, line.detail) for line in broken] == [("sanne", "broken")]
    care.says(AGAIN)
    assert care.phone("imran").rings()
