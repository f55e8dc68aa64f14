"""A case is stored without what is as it begins, and comes back equal."""

from dataclasses import MISSING, fields, replace
from datetime import timedelta

import pytest

from bot.store.codec import dump, dump_case, load_case
from rules.case.model import Case, State
from rules.protocol.model import Clock, LastResort, Place, Span, Step
from tests.bench.kept import a_case
from tests.bot.store.made import MINUTE, NOW

STEP = Step(Span(timedelta(hours=1), Clock.OFFICE), ("owner", "duty"), call=True, at=Place("protocol.yaml", 43, 5))
FULL = Case(
    id=1, opened_at=NOW, level="serious", level_number=3, state=State.SNOOZED, turn=2, category="complaint",
    owner="webcare", location="beukenhof", topics=("neglect",), assignee="sanne", taken_at=NOW, resolved_at=NOW,
    level_since=NOW, chain=(STEP, replace(STEP, call=False)), last_resort=LastResort(("board",), MINUTE), step=1, repeats=1,
    replied=True, told=("sanne",), declined=("imran",), categories=("complaint",), author_kinds=("press",), authors=2,
    authors_notified=1, reach=9, reach_notified=8, mentions=3, first_mention=1, worst_mention=2, last_mention_at=NOW,
    drill=True, snoozed_until=NOW + MINUTE, snoozed_at=1, raised_by="karin", handed_to="karin", merged_into=7,
    posted=("webcare",), gone=1, locations=("beukenhof",), voices=(("press", 1200),), danger=0.4, danger_at=NOW,
    grown_at=NOW, patterns=("growth",), storm_since=NOW, parent=4,
)  # fmt: skip
BARE = Case(1, NOW, "serious", 3)


def test_everything_that_can_be_said_of_a_case_comes_back() -> None:
    assert not [one.name for one in fields(Case) if getattr(FULL, one.name) == one.default]
    assert load_case(dump_case(FULL)) == FULL
    assert dump_case(BARE) == '{"id":1,"opened_at":"2026-03-02T09:00:00Z","level":"serious","level_number":3}'


@pytest.mark.parametrize("name", [one.name for one in fields(Case) if one.default is not MISSING])
def test_each_single_word_of_a_case_comes_back(name: str) -> None:
    changed = replace(BARE, **{name: getattr(FULL, name)})
    assert load_case(dump_case(changed)) == changed


def test_a_case_that_was_stored_whole_is_read() -> None:
    assert load_case(dump(FULL)) == FULL


def test_an_open_case_of_twenty_mentions_weighs_little() -> None:
    assert len(dump_case(a_case()).encode()) <= 600
