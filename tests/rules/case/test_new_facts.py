"""New facts: each rings again once, says why, and breaks through what keeps the rest quiet."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from rules.case.advance import advance, open_case
from rules.case.facts import is_growth, is_urgent, new_facts
from rules.case.model import (
    Action,
    Case,
    IntoStorm,
    MentionJudged,
    Notify,
    Pressed,
    Record,
    State,
    StopTimers,
)
from rules.protocol.model import Grouping, Push
from tests.rules.case.office import LEVELS, MONDAY_NIGHT, MONDAY_TEN, PROTOCOL, mention, minutes

LATER = MONDAY_TEN + minutes(5)


def case(level: str = "serious", **more: object) -> Case:
    return replace(open_case(1, mention(level), PROTOCOL, MONDAY_TEN).case, **more)  # type: ignore[arg-type]


def facts(event: MentionJudged, known: Case | None = None, now: datetime = LATER) -> tuple[str, ...]:
    return new_facts(known or case(), event, PROTOCOL, now)


FACTS = [
    ("level_up", mention("crisis"), ("level_up",)),
    ("danger", mention("attention", danger=0.9), ("danger",)),
    ("grave", mention(grave=True), ("danger",)),
    ("the same words", mention("attention", danger=0.9, fresh=False), ()),
    ("named", mention("routine", named=True), ("named_employee",)),
    ("witness", mention("attention", witness=True), ("witness",)),
    ("media", mention("attention", author_kind="media"), ("media_joins",)),
    ("regulator", mention("attention", author_kind="regulator"), ("regulator_joins",)),
    ("a regular person", mention("attention", author_kind="staff"), ()),
    ("category", mention("attention", category="threat"), ("new_category:threat",)),
    ("guessed category", mention("attention", category="threat", sure=False), ()),
    ("too light", mention("routine", category="threat"), ()),
    ("peak", mention("serious", pattern="piek"), ("spike",)),
    ("storm", mention("serious", pattern="storm", storm=True), ("storm",)),
    ("silenced", mention("attention", category="threat", silenced=True), ()),
    ("silenced danger", mention("attention", danger=0.95, silenced=True), ("danger",)),
]


@pytest.mark.parametrize(("name", "event", "found"), FACTS, ids=[row[0] for row in FACTS])
def test_what_is_new(name: str, event: MentionJudged, found: tuple[str, ...]) -> None:
    assert facts(event) == found, name


def test_a_danger_is_told_once_an_hour_unless_it_is_plainly_worse() -> None:
    known = case(danger=0.86, danger_at=MONDAY_TEN)
    assert facts(mention("attention", danger=0.88), known) == ()
    assert facts(mention("attention", danger=0.95), known) == ("danger",)
    assert facts(mention("attention", danger=0.88), known, MONDAY_TEN + minutes(60)) == ("danger",)


def test_a_second_voice_is_news_when_it_is_much_louder() -> None:
    known = case(voices=(("media", 1000),))
    assert facts(mention("attention", author_kind="media", own_reach=1500), known) == ()
    assert facts(mention("attention", author_kind="media", own_reach=2000), known) == ("media_joins",)
    assert facts(mention("attention", author_kind="media", own_reach=9000, fresh=False), known) == ()


def test_a_voice_is_no_news_where_nothing_serious_runs_or_nobody_asked() -> None:
    assert facts(mention("routine", author_kind="media"), case("attention")) == ()
    silent = replace(PROTOCOL, grouping=Grouping(notify_again=("level_up",)))
    assert new_facts(case(), mention("attention", author_kind="media"), silent, LATER) == ()


def test_a_second_place_is_news_where_the_protocol_asks() -> None:
    asked = replace(PROTOCOL, grouping=Grouping())
    known = case(locations=("beukenhof",))
    assert new_facts(known, mention("attention", location="anker"), asked, LATER) == ("new_location:anker",)
    assert new_facts(known, mention("attention", location="beukenhof"), asked, LATER) == ()
    assert new_facts(case(), mention("attention", location="anker"), asked, LATER) == ()


def test_growth_counts_from_the_last_ring_and_rings_once_an_hour() -> None:
    known = case(reach=100, reach_notified=100, authors_notified=1)
    assert facts(mention("attention", reach=500, authors=31), known) == ("reach", "new_authors")
    assert facts(mention("attention", reach=499, authors=30), known) == ()
    assert facts(mention("attention", reach=900), replace(known, grown_at=MONDAY_TEN)) == ()
    assert facts(mention("attention", reach=900), replace(known, grown_at=MONDAY_TEN - minutes(60))) == ("reach",)


def test_which_facts_ring_at_any_hour() -> None:
    assert is_urgent(("reach", "danger")) and not is_urgent(("reach", "new_category:threat"))
    assert is_growth(("reach", "new_authors")) and not is_growth(("reach", "danger"))


def told(known: Case, event: MentionJudged, now: datetime) -> dict[str, Notify]:
    effects = advance(known, event, PROTOCOL, now).effects
    return {effect.person: effect for effect in effects if isinstance(effect, Notify)}


def test_danger_at_night_wakes_whoever_has_duty_and_not_only_the_holder() -> None:
    held = advance(case("attention"), Pressed(Action.TAKE, "sanne"), PROTOCOL, MONDAY_TEN).case
    rung = told(held, mention("attention", 2, danger=0.95, owner=None), MONDAY_NIGHT)
    assert rung["sanne"].loud and rung["sanne"].why == "danger" and rung["sanne"].mention == 2
    serious = advance(case(), Pressed(Action.TAKE, "sanne"), PROTOCOL, MONDAY_TEN).case
    woken = told(serious, mention("attention", 2, danger=0.95, owner=None), MONDAY_NIGHT)
    assert set(woken) > {"sanne"} and all(one.loud for one in woken.values())


def test_more_of_the_same_wakes_nobody_who_has_it_in_hand() -> None:
    held = replace(case(), state=State.ACKNOWLEDGED, assignee="sanne", reach=100, reach_notified=100)
    at_night = told(held, mention("attention", 2, reach=900, owner=None), MONDAY_NIGHT)
    assert not at_night["sanne"].loud
    by_day = told(held, mention("attention", 2, reach=900, owner=None), LATER)
    assert by_day["sanne"].loud
    nobodys = told(replace(held, assignee=None, state=State.OPEN), mention("attention", 2, reach=900), MONDAY_NIGHT)
    assert all(one.loud for one in nobodys.values())


def test_a_level_without_messages_stays_without_them() -> None:
    silent = replace(PROTOCOL, levels={**LEVELS, "attention": replace(LEVELS["attention"], push=Push.NEVER)})
    known = open_case(1, mention("attention"), silent, MONDAY_TEN).case
    effects = advance(known, mention("attention", 2, category="threat"), silent, LATER).effects
    assert not any(isinstance(effect, Notify) for effect in effects)


def test_a_storm_raises_the_case_and_knows_what_the_others_told() -> None:
    other = replace(
        case(), id=2, voices=(("media", 500),), categories=("media_coverage",), authors=4, reach=90, mentions=7
    )
    louder = replace(other, id=3, voices=(("media", 800),), locations=("anker",))
    event = mention("crisis", 9, pattern="storm", storm=True, revised=True, category=None, others=(other, louder))
    decision = advance(case(voices=(("politics", 5),)), event, PROTOCOL, LATER)
    storm = decision.case
    assert (storm.level, storm.storm_since, storm.patterns) == ("crisis", LATER, ("storm",))
    assert dict(storm.voices) == {"politics": 5, "media": 800}
    assert (storm.mentions, storm.reach, storm.worst_mention) == (15, 180, 1)
    assert Record("storm", detail="storm") in decision.effects
    again = advance(storm, replace(event, others=()), PROTOCOL, LATER)
    assert not any(isinstance(effect, Record) and effect.what == "storm" for effect in again.effects)


def test_a_storm_may_open_a_case_of_its_own() -> None:
    opened = open_case(1, mention("crisis", pattern="storm", storm=True), PROTOCOL, MONDAY_TEN).case
    assert opened.storm_since == MONDAY_TEN


def test_a_case_of_a_storm_is_closed_with_it_unless_it_is_serious_or_somebodys() -> None:
    light = advance(case("attention"), IntoStorm(7), PROTOCOL, LATER)
    assert (light.case.state, light.case.parent) == (State.RESOLVED, 7)
    assert StopTimers() in light.effects
    heavy = advance(case(), IntoStorm(7), PROTOCOL, LATER)
    assert (heavy.case.state, heavy.case.parent) == (State.OPEN, 7)
    held = advance(case("attention"), Pressed(Action.TAKE, "sanne"), PROTOCOL, MONDAY_TEN).case
    assert advance(held, IntoStorm(7), PROTOCOL, LATER).case.state is State.ACKNOWLEDGED
    assert advance(light.case, IntoStorm(8), PROTOCOL, LATER).case == light.case
    assert advance(case(), IntoStorm(1), PROTOCOL, LATER).effects == ()


def test_voices_are_remembered_by_their_loudest() -> None:
    first = advance(case(), mention("attention", 2, author_kind="media", own_reach=50), PROTOCOL, LATER).case
    second = advance(first, mention("attention", 3, author_kind="media", own_reach=20), PROTOCOL, LATER).case
    assert second.voices == (("media", 50),)
    assert timedelta(0) <= LATER - MONDAY_TEN
