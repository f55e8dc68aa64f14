"""Catalogue 92: reading is written down, and a log that was changed afterwards is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.keeping import erase
from bot.app.office import StoreOffice
from bot.app.orders import carry_out
from bot.app.sealing import EVERY, Sealing
from bot.auditor import Health
from bot.store import StoreUnreadable, chain
from bot.store.schema import audit, case_log
from rules.audit.find import find
from rules.audit.model import Invariant, Vault
from tests.bot.office import MONDAY_TEN, Office
from tests.bot.protocol import CARE
from tests.bot.test_way_of_a_mention import NEGLECT


@pytest.fixture
def care(office) -> Office:
    """An office with two cases that are old enough to be sealed."""
    built: Office = office(CARE)
    built.says(NEGLECT, author="anna de vries")
    built.phone("sanne").presses("Ik pak dit op")
    built.forward(minutes=11)
    return built


class Night:
    """The sealing of one house, by day."""

    def __init__(self, care: Office) -> None:
        self.care = care
        self.health = Health(care.clock.now())
        self.sealing = Sealing(care.house, self.health)
        self.sealing.look()

    def passes(self) -> list[int]:
        """A day goes by; the lines from which on something is wrong, as the auditor tells it."""
        self.care.clock.forward(EVERY)
        self.sealing.look()
        now = self.care.clock.now()
        found = find(Vault(), self.health.machine(now, timedelta(0)), self.care.house.rulebook.current.protocol, now)
        return [finding.values["n"] for finding in found if finding.invariant is Invariant.LOG_CHANGED]


def write(care: Office, statement) -> None:
    care.store.write(lambda tx: tx.execute(statement))


def test_what_is_not_touched_is_well_for_days(care: Office) -> None:
    night = Night(care)
    assert care.store.read(lambda tx: tx.execute(audit.select()).all())
    assert [night.passes() for _ in range(3)] == [[], [], []]
    assert night.sealing.check(care.clock.now()) is None


@pytest.mark.parametrize(
    "change",
    [
        case_log.update().where(case_log.c.id == 2).values(who="karin"),
        case_log.update().where(case_log.c.id == 2).values(at=MONDAY_TEN - EVERY),
        case_log.update().where(case_log.c.id == 1).values(detail="anders"),
        case_log.delete().where(case_log.c.id == 2),
        audit.update().where(audit.c.what == "viewed").values(who="karin"),
        audit.delete().where(audit.c.what == "viewed"),
    ],
    ids=["who", "when", "what", "taken out", "who looked", "nobody looked"],
)
def test_case_92_a_line_that_is_changed_afterwards_is_told(care: Office, change) -> None:
    night = Night(care)
    StoreOffice(care.house, None, lambda: None).looked("viewed", 1, "sanne")
    care.store.write(lambda tx: None)  # nobody waits for the look to be kept
    assert night.passes() == []
    write(care, change)
    told = night.passes()
    assert len(told) == 1 and night.passes() == told, "it stays told"


def test_case_92_who_cannot_reach_our_key_cannot_mend_the_chain(care: Office) -> None:
    night = Night(care)
    write(care, case_log.update().where(case_log.c.id == 1).values(who="karin"))
    (stretch,) = [kept for kept in care.store.read(lambda tx: tx.execute(audit.select()).all())]
    first, _, last = stretch.about.partition("-")
    lie = [chain.Stretch(int(first), int(last))]
    care.store.write(lambda tx: chain.seal_again(tx, b"another key", lie, "gewist-1", care.clock.now()))
    assert night.passes() == [stretch.id + 1]


def test_case_92_an_erasure_is_no_tampering_and_hides_none(care: Office) -> None:
    care.phone("sanne").writes("gebeld met anna de vries", reply=True)
    care.forward(minutes=11)
    night = Night(care)
    assert erase(care.house, {"author": "anna de vries"})["mentions"] == 1
    log = care.store.read(lambda tx: tx.execute(case_log.select()).all())
    assert not any("anna" in line.detail for line in log)
    assert night.passes() == []
    assert "sealed_again" in {row.what for row in care.store.read(lambda tx: tx.execute(audit.select()).all())}


def test_case_92_an_erasure_after_a_change_does_not_seal_the_change(care: Office) -> None:
    night = Night(care)
    write(care, case_log.update().where(case_log.c.id == 1).values(who="karin"))
    erase(care.house, {"author": "anna de vries"})
    assert night.passes() == [1]


def test_case_92_who_opens_a_case_is_written_down_on_a_page_and_at_the_command_line(care: Office) -> None:
    StoreOffice(care.house, None, lambda: None).looked("report_viewed", 1, "karin")
    assert carry_out(care.house, {"do": "looked", "what": "evidence_read", "by": "beheer", "about": "csv"}) == {
        "code": "looked"
    }
    kept = care.store.read(lambda tx: chain.looks(tx, 10))
    now = care.clock.now()
    assert [(one.at, one.entry) for one in kept] == [
        (now, chain.Entry("evidence_read", "beheer", "csv", "cli")),
        (now, chain.Entry("report_viewed", "karin", "1", "web")),
    ]


def test_a_look_that_cannot_be_kept_stops_no_page(care: Office, monkeypatch, capsys) -> None:
    def broken(*_: object) -> None:
        raise StoreUnreadable("disk I/O error")

    monkeypatch.setattr(chain, "append", broken)
    StoreOffice(care.house, None, lambda: None).looked("viewed", 1, "sanne")
    care.store.write(lambda tx: None)
    assert "look_not_kept" in capsys.readouterr().err
    assert care.store.read(lambda tx: chain.looks(tx, 10)) == []


def test_a_copy_put_back_without_its_key_begins_a_chain_of_its_own_and_accuses_nobody(care: Office) -> None:
    night = Night(care)
    StoreOffice(care.house, None, lambda: None).looked("viewed", 1, "sanne")
    care.store.write(lambda tx: None)  # nobody waits for the look to be kept
    assert night.passes() == []
    care.house.parts = replace(care.house.parts, key=b"another" * 5)
    anew = Night(care)
    assert anew.passes() == [] and anew.passes() == []
    assert [kept.entry.what for kept in care.store.read(lambda tx: chain.looks(tx, 9))] == ["new_key", "viewed"]
    write(care, case_log.update().where(case_log.c.id == 1).values(detail="anders"))
    assert len(anew.passes()) == 1, "the whole log lies under a seal of the new key"


def test_a_chain_is_never_begun_anew_where_one_row_is_still_ours(care: Office) -> None:
    night = Night(care)
    StoreOffice(care.house, None, lambda: None).looked("viewed", 1, "sanne")
    care.store.write(lambda tx: None)
    assert night.passes() == []
    write(care, audit.update().where(audit.c.what == "viewed").values(who="karin"))
    assert not care.store.write(lambda tx: chain.begin_anew(tx, care.house.parts.key, care.clock.now()))
    assert len(night.passes()) == 1
