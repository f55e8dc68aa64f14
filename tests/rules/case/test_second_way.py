"""Which way comes next, and when a way as a whole is given up."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.case.delivery import Circuit, Fault, given_up, held_until, next_way

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WAYS = (("telegram", "1"), ("sms", "TEL"), ("email", "MAIL"))


@pytest.mark.parametrize(
    ("tried", "failing", "expected"),
    [
        ((), (), "telegram"),
        ((WAYS[0],), ("telegram",), "sms"),
        ((WAYS[0],), ("telegram", "sms"), "email"),
        ((WAYS[0],), ("telegram", "sms", "email"), "sms"),
        (WAYS[:2], (), "email"),
        (WAYS, (), None),
    ],
)
def test_the_next_way_is_the_first_that_works_and_was_not_tried(tried, failing, expected) -> None:
    found = next_way(WAYS, tried, failing)
    assert (found[0] if found else None) == expected


@pytest.mark.parametrize(
    ("fault", "minutes", "up", "wait"),
    [
        (Fault.UNREACHABLE, 1, False, None),
        (Fault.UNREACHABLE, 2, True, timedelta(seconds=15)),
        (Fault.UNKNOWN, 90, True, timedelta(seconds=15)),
        (Fault.TOKEN, 0, True, timedelta(minutes=1)),
    ],
)
def test_a_refused_credential_is_given_up_at_once_and_the_rest_after_two_minutes(fault, minutes, up, wait) -> None:
    circuit = Circuit(NOW - timedelta(minutes=minutes))
    assert given_up(fault, circuit, NOW) is up
    assert held_until(fault, circuit, NOW) == (None if wait is None else NOW + wait)


def test_what_works_is_never_given_up() -> None:
    assert not given_up(Fault.TOKEN, Circuit(), NOW)
