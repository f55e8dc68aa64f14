"""Moments in words, underlined evidence, and a word for everything the house can say."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.web import words
from bot.web.marks import pieces
from bot.web.pages import cleaned
from bot.web.when import moment
from rules.case.model import Action, NoticeKind, State, TimerKind
from rules.i18n import translator
from tests.laws import examples

AMS = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # an hour before the clock goes forward


@pytest.mark.parametrize(
    ("at", "nl", "en"),
    [
        (NOW, "01:30", "01:30"),
        (NOW + timedelta(hours=1), "03:30", "03:30"),
        (NOW - timedelta(hours=2), "gisteren 23:30", "yesterday 23:30"),
        (NOW + timedelta(hours=24), "morgen 02:30", "tomorrow 02:30"),
        (NOW - timedelta(days=5), "di 24 mrt 01:30", "Tue 24 Mar 01:30"),
        (NOW - timedelta(days=300), "2 jun 2025 02:30", "2 Jun 2025 02:30"),
    ],
)
def test_a_moment_is_as_short_as_today_allows(at: datetime, nl: str, en: str) -> None:
    assert moment(at, NOW, AMS, translator("nl")) == nl
    assert moment(at, NOW, AMS, translator("en")) == en


spans = st.lists(st.tuples(st.integers(-3, 30), st.integers(-3, 30)), max_size=6)


@settings(max_examples=examples(60))
@given(st.text(max_size=25), spans)
def test_underlining_never_changes_the_text_and_marks_exactly_the_evidence(
    text: str, found: list[tuple[int, int]]
) -> None:
    cut = pieces(text, found)
    assert "".join(piece.text for piece in cut) == text
    marked = [piece.marked for piece in cut for _ in piece.text]
    assert marked == [any(start <= at < end for start, end in found) for at in range(len(text))]


@given(st.text())
def test_what_is_typed_is_clean_and_cleaning_twice_changes_nothing(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert not set(once) & {"\x00", "\x1b", "\r", "\u202e", "\u2066"}


def test_emoji_and_accents_survive_the_cleaning() -> None:
    assert cleaned("👩‍👩‍👧 geïnformeerd, naïef – €5") == "👩‍👩‍👧 geïnformeerd, naïef – €5"


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        (words.STATES, State),
        (words.ACTIONS, Action),
        (words.NOTICES, NoticeKind),
        (words.NEXT, TimerKind),
    ],
)
def test_there_is_a_word_for_everything(table: dict[str, str], kinds: type[State]) -> None:
    assert set(table) == set(kinds)
