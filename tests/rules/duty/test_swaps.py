"""Taking duty over and swapping turns: what is allowed, and what becomes of the roster."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.duty.staffing import EVERYBODY, Staffing, Swap
from rules.duty.swaps import AHEAD, Exchange, Turned, accept, ask, may_have_duty, next_turn, take_over, turn_at
from rules.duty.turns import Turn, on_duty
from rules.protocol.model import Protocol
from tests.bot.office import protocol_from
from tests.bot.protocol import CARE

MONDAY_TEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HANDOVER = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
ALONE = CARE.replace("rotation: [karin, joost]", "rotation: [karin]")
NOBODY = CARE.replace("first: 2026-01-05", "first: 2027-01-04")


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return protocol_from(CARE)


def test_the_turn_that_runs_ends_at_the_next_handover(protocol: Protocol) -> None:
    piket = protocol.on_call["piket"]
    assert turn_at(piket, MONDAY_TEN, protocol, EVERYBODY) == Turn("karin", MONDAY_TEN, HANDOVER, "rotation")


def test_whoever_has_duty_always_can_give_away_one_turn_and_not_half_a_year() -> None:
    protocol = protocol_from(ALONE)
    piket = protocol.on_call["piket"]
    assert turn_at(piket, MONDAY_TEN, protocol, EVERYBODY).end == HANDOVER
    found = next_turn(piket, "karin", MONDAY_TEN, protocol, EVERYBODY)
    assert found is not None
    assert found.end == HANDOVER
    assert take_over(piket, "joost", MONDAY_TEN, protocol, EVERYBODY) is Turned.NOT_YOURS


def test_before_the_first_turn_there_is_a_hole_that_can_be_filled() -> None:
    protocol = protocol_from(NOBODY)
    piket = protocol.on_call["piket"]
    hole = turn_at(piket, MONDAY_TEN, protocol, EVERYBODY)
    assert (hole.who, hole.end) == (None, MONDAY_TEN + AHEAD)
    swap = take_over(piket, "joost", MONDAY_TEN, protocol, EVERYBODY)
    assert swap == Swap("piket", "joost", MONDAY_TEN, MONDAY_TEN + AHEAD)


def test_taking_over_gives_duty_from_now_until_the_turn_ends(protocol: Protocol) -> None:
    piket = protocol.on_call["piket"]
    swap = take_over(piket, "joost", MONDAY_TEN, protocol, EVERYBODY, until=HANDOVER)
    assert swap == Swap("piket", "joost", MONDAY_TEN, HANDOVER)
    staffing = Staffing((swap,))
    assert on_duty(piket, MONDAY_TEN, protocol, staffing) == "joost"
    assert on_duty(piket, MONDAY_TEN - timedelta(minutes=1), protocol, staffing) == "karin"


@pytest.mark.parametrize(
    ("person", "until", "expected"),
    [
        ("marleen", None, Turned.NOT_YOURS),
        ("niemand", None, Turned.NOT_YOURS),
        ("karin", None, Turned.ALREADY),
        ("joost", HANDOVER + WEEK, Turned.OUTDATED),
    ],
)
def test_who_cannot_take_over(protocol: Protocol, person: str, until: datetime | None, expected: Turned) -> None:
    assert take_over(protocol.on_call["piket"], person, MONDAY_TEN, protocol, EVERYBODY, until=until) is expected


def test_the_backup_may_have_duty_too(protocol: Protocol) -> None:
    assert may_have_duty(protocol.on_call["piket"], protocol) == {"karin", "joost"}
    wider = protocol_from(
        CARE.replace("{name: Piket, schedule: piket}", "{name: Piket, schedule: piket, stand_in: board}")
    )
    assert may_have_duty(wider.on_call["piket"], wider) == {"karin", "joost", "marleen"}


def test_a_swap_exchanges_the_next_turn_of_each(protocol: Protocol) -> None:
    piket = protocol.on_call["piket"]
    found = ask(piket, "karin", "joost", MONDAY_TEN, protocol, EVERYBODY)
    assert found == Exchange(
        "piket",
        "karin",
        "joost",
        Turn("karin", MONDAY_TEN, HANDOVER, "rotation"),
        Turn("joost", HANDOVER, HANDOVER + WEEK, "rotation"),
    )
    later = MONDAY_TEN + timedelta(hours=3)
    swaps = accept(found, piket, later, protocol, EVERYBODY)
    assert swaps == (Swap("piket", "joost", later, HANDOVER), Swap("piket", "karin", HANDOVER, HANDOVER + WEEK))
    staffing = Staffing(swaps)
    weeks = [on_duty(piket, later + week * WEEK, protocol, staffing) for week in range(4)]
    assert weeks == ["joost", "karin", "karin", "joost"]


def test_somebody_without_turns_may_take_one_for_nothing() -> None:
    protocol = protocol_from(
        CARE.replace("{name: Piket, schedule: piket}", "{name: Piket, schedule: piket, stand_in: board}")
    )
    piket = protocol.on_call["piket"]
    found = ask(piket, "karin", "marleen", MONDAY_TEN, protocol, EVERYBODY)
    assert isinstance(found, Exchange)
    assert found.returned is None
    assert accept(found, piket, MONDAY_TEN, protocol, EVERYBODY) == (Swap("piket", "marleen", MONDAY_TEN, HANDOVER),)


@pytest.mark.parametrize(
    ("gives", "takes", "expected"),
    [
        ("karin", "karin", Turned.SAME),
        ("karin", "sanne", Turned.NOT_YOURS),
        ("sanne", "karin", Turned.NO_TURN),
    ],
)
def test_what_cannot_be_asked(protocol: Protocol, gives: str, takes: str, expected: Turned) -> None:
    assert ask(protocol.on_call["piket"], gives, takes, MONDAY_TEN, protocol, EVERYBODY) is expected


def test_a_swap_whose_turns_changed_or_are_over_is_not_made(protocol: Protocol) -> None:
    piket = protocol.on_call["piket"]
    found = ask(piket, "karin", "joost", MONDAY_TEN, protocol, EVERYBODY)
    assert isinstance(found, Exchange)
    assert accept(found, piket, HANDOVER, protocol, EVERYBODY) is Turned.CHANGED
    taken = Staffing((Swap("piket", "joost", MONDAY_TEN, HANDOVER),))
    assert accept(found, piket, MONDAY_TEN, protocol, taken) is Turned.CHANGED
