"""Silences: what is quieted, what never, and what a phone may ask for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.case.limits import UNASKED, bundle_at, is_limited, limits_of
from rules.case.quiet import Hush, Refused, Wanted, ceiling, duration, holds_at, quieted, wanted
from rules.protocol.model import AllOf, Limits, Location, OneOf, PlatformPolicy, Rule, Silence, Topic
from tests.rules.case.office import MONDAY_TEN, PROTOCOL, minutes

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
KNOWN = replace(
    PROTOCOL,
    topics={"parkeren": Topic("parkeren", ("parkeer*",)), "lange_wacht": Topic("lange_wacht", ("wacht",))},
    organisation=replace(
        PROTOCOL.organisation, locations={"beukenhof": Location("beukenhof", "De Beukenhof", aliases=("beuk",))}
    ),
    platforms={"forum": PlatformPolicy("forum")},
    rules=(Rule("r", "R", AllOf(()), category="complaint"), Rule("s", "S", AllOf(()))),
)
LOCAL = datetime(2026, 3, 2, 12, 0)


def hush(level: str = "attention", **more: object) -> Hush:
    values = {"start": NOON, "end": NOON + minutes(60), "by": "sanne", "reason": ""} | more
    return Hush("stil", AllOf(()), never_above=level, **values)  # type: ignore[arg-type]


def test_a_silence_rings_again_at_its_very_end_and_the_file_speaks_local_time() -> None:
    assert holds_at(hush(), KNOWN, NOON) and not holds_at(hush(), KNOWN, NOON + minutes(60))
    written = Silence("mei", AllOf(()), LOCAL, LOCAL + minutes(60), "karin", "", "attention")
    assert holds_at(written, KNOWN, NOON) and not holds_at(written, KNOWN, NOON - minutes(1))
    assert not holds_at(written, KNOWN, NOON + minutes(60))


@given(st.sampled_from(["noise", "routine", "attention", "serious", "crisis", "weg"]), st.integers(3, 4))
def test_what_is_serious_is_never_quieted_whatever_the_ceiling_says(level: str, number: int) -> None:
    assert ceiling(hush(level), KNOWN) <= 2
    assert quieted(number, [hush(level)], KNOWN, NOON, lambda condition: True) == ""


def test_the_ceiling_itself_is_quieted_where_the_condition_holds() -> None:
    assert quieted(2, [hush()], KNOWN, NOON, lambda condition: True) == "stil"
    assert quieted(2, [hush("routine")], KNOWN, NOON, lambda condition: True) == ""
    assert quieted(2, [hush()], KNOWN, NOON, lambda condition: False) == ""
    assert quieted(2, [hush()], KNOWN, NOON - minutes(1), lambda condition: True) == ""
    assert quieted(2, [], KNOWN, NOON, lambda condition: True) == ""


ASKED = [
    ("parkeren 2 uur wegwerk", OneOf("topic", ("parkeren",)), minutes(120), "wegwerk"),
    ("lange wacht 2u", OneOf("topic", ("lange_wacht",)), minutes(120), ""),
    ("De Beukenhof een kwartier", OneOf("location", ("beukenhof",)), minutes(15), ""),
    ("beuk tot 13:30", OneOf("location", ("beukenhof",)), minutes(90), ""),
    ("forum tot morgen 12:00, er is feest", OneOf("platform", ("forum",)), timedelta(days=1), "er is feest"),
    ("complaint tot 2026-03-04 12:00", OneOf("category", ("complaint",)), timedelta(days=2), ""),
    ("parkeren tot 11:00", OneOf("topic", ("parkeren",)), timedelta(hours=23), ""),
    ("parkeren tot 2026-03-02", OneOf("topic", ("parkeren",)), timedelta(hours=11, minutes=59), ""),
]


@pytest.mark.parametrize(("words", "where", "length", "reason"), ASKED)
def test_what_a_phone_may_ask(words: str, where: OneOf, length: timedelta, reason: str) -> None:
    found = wanted(words, KNOWN, NOON)
    assert isinstance(found, Wanted)
    assert (found.where, found.end - NOON, found.reason) == (AllOf((where,)), length, reason)


def test_everything_may_be_quiet_for_a_while() -> None:
    found = wanted("alles 30 min", KNOWN, NOON)
    assert isinstance(found, Wanted) and found.where == AllOf(())


REFUSED = [
    ("", Refused.NOTHING_SAID),
    ("parkeren", Refused.NO_END),
    ("parkeren tot 25:00", Refused.NO_END),
    ("parkeren tot 2026-13-40", Refused.NO_END),
    ("zwembad 2 uur", Refused.UNKNOWN),
    ("parkeren tot 2026-03-01", Refused.PAST),
    ("parkeren 0 uur", Refused.PAST),
    ("parkeren 40 dagen", Refused.TOO_LONG),
]


@pytest.mark.parametrize(("words", "why"), REFUSED)
def test_what_a_phone_may_not_ask(words: str, why: Refused) -> None:
    assert wanted(words, KNOWN, NOON) is why


@given(st.text(max_size=400))
def test_whatever_is_typed_gets_an_answer(words: str) -> None:
    found = wanted(words, KNOWN, NOON)
    assert isinstance(found, Refused) or found.end > NOON
    assert duration(words, minutes(5))[1] >= timedelta(0)


def test_a_length_may_stand_before_or_behind_a_term() -> None:
    assert duration("#kou 24 uur", minutes(5)) == ("#kou", timedelta(hours=24))
    assert duration("vrouw vrieskou", minutes(5)) == ("vrouw vrieskou", minutes(5))


# --- limits ------------------------------------------------------------------------------------------------


def test_what_is_serious_is_never_limited() -> None:
    assert is_limited("attention", PROTOCOL) and is_limited("weg", PROTOCOL)
    assert not is_limited("serious", PROTOCOL) and not is_limited("crisis", PROTOCOL)
    excepted = replace(PROTOCOL, limits=Limits(3, minutes(60), ("attention",)))
    assert not is_limited("attention", excepted)
    assert limits_of(excepted).count == 3 and limits_of(PROTOCOL) is UNASKED


def test_the_bundle_goes_when_the_hour_frees_a_place_and_after_a_quarter_at_the_latest() -> None:
    limits = Limits(2, minutes(60))
    assert bundle_at([], MONDAY_TEN, limits) is None
    assert bundle_at([MONDAY_TEN - minutes(70), MONDAY_TEN], MONDAY_TEN, limits) is None
    early = [MONDAY_TEN - minutes(55), MONDAY_TEN]
    assert bundle_at(early, MONDAY_TEN, limits) == MONDAY_TEN + minutes(5)
    assert bundle_at([MONDAY_TEN, MONDAY_TEN], MONDAY_TEN, limits) == MONDAY_TEN + minutes(15)


@given(st.lists(st.integers(0, 90), max_size=30), st.integers(1, 10))
def test_a_bundle_never_waits_longer_than_a_quarter(ago: list[int], count: int) -> None:
    rung = sorted(MONDAY_TEN - minutes(one) for one in ago)
    at = bundle_at(rung, MONDAY_TEN, Limits(count, minutes(60)))
    assert at is None or MONDAY_TEN < at <= MONDAY_TEN + minutes(15)
    assert (at is None) == (sum(one < 60 for one in ago) < count)
