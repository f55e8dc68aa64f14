"""Staff's own verdicts teach: they lift, they never silence, and they wait until there are enough."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.text.learning import (
    ENOUGH,
    MOST_EVIDENCE,
    Feedback,
    Learned,
    Lesson,
    chance,
    from_table,
    learn,
    lifted,
    to_table,
)
from rules.text.logistic import fit, score
from rules.text.values import Danger, Evidence
from tests.laws import examples

ALARMING = [
    "de wachtlijst is dodelijk lang",
    "alweer die lekkende tillift",
    "de tillift lekt en niemand komt",
    "tillift stuk, moeder vast",
]
CALM = ["mooie foto van de tuin", "leuke middag in de tuin", "bedankt voor de bloemen", "wat een fijne tuin"]


def lessons(count: int) -> list[Lesson]:
    """Half of them missed alarms about a hoist, half idle alarms about a garden."""
    rows = []
    for n in range(count // 2):
        rows.append(Lesson(f"{ALARMING[n % 4]} {n}", -0.3, Feedback.MISSED, alerted=False))
        rows.append(Lesson(f"{CALM[n % 4]} {n}", -0.3, Feedback.FALSE_ALARM, alerted=True))
    return rows


@pytest.mark.parametrize(
    ("feedback", "alerted", "serious"),
    [
        (Feedback.MISSED, False, True),
        (Feedback.FALSE_ALARM, True, False),
        (Feedback.RIGHT, True, True),
        (Feedback.RIGHT, False, False),
    ],
)
def test_a_verdict_says_whether_it_was_serious(feedback: Feedback, alerted: bool, serious: bool) -> None:
    assert Lesson("tekst", 0.0, feedback, alerted).serious is serious


def test_what_was_missed_before_is_lifted_now_and_shows_why() -> None:
    learned = learn(lessons(ENOUGH), version=3)
    found = lifted(Danger(0.1), learned, "De Tillift doet het weer niet", -0.3)
    assert learned.version == 3
    assert found.probability > 0.5
    assert found.evidence[0] == Evidence(3, 10, "Tillift")
    assert len(found.evidence) <= MOST_EVIDENCE


def test_before_fifty_verdicts_nothing_changes() -> None:
    learned = learn(lessons(ENOUGH - 2), version=1)
    assert not learned.ready
    assert lifted(Danger(0.1), learned, "tillift stuk", -0.3) == Danger(0.1)


def test_verdicts_of_one_kind_teach_nothing_yet() -> None:
    learned = learn([Lesson(f"tillift {n}", -0.5, Feedback.MISSED, alerted=False) for n in range(80)], version=1)
    assert not learned.ready


@settings(max_examples=examples(50), deadline=None)
@given(st.floats(0, 1), st.text(max_size=60), st.floats(-1, 1))
def test_it_never_silences(before: float, text: str, tone: float) -> None:
    learned = learn(lessons(ENOUGH), version=1)
    assert lifted(Danger(before), learned, text, tone).probability >= before


def test_the_tone_is_learned_beside_the_words() -> None:
    rows = [Lesson(f"bericht {n}", -0.8 if n % 2 else 0.8, Feedback.RIGHT, alerted=bool(n % 2)) for n in range(60)]
    learned = learn(rows, version=1)
    assert chance(learned, "iets anders", -0.9) > 0.5 > chance(learned, "iets anders", 0.9)


def test_the_same_lessons_give_the_same_weights() -> None:
    assert learn(lessons(60), version=1) == learn(lessons(60), version=1)


def test_the_table_is_readable_and_comes_back_the_same() -> None:
    learned = learn(lessons(60), version=7)
    table = to_table(learned)
    assert table.startswith("version\t7\nverdicts\t60\nserious\t30\n")
    assert "word tillift\t" in table
    assert from_table(table) == learned
    assert from_table("version\t1\nverdicts\t0\nserious\t0\n") == learn([], version=1) == Learned(1, 0, 0)


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("version\t1\nverdicts\tveel\n", "line 2"),
        ("version\t1\nserious\t2\n", "lack their verdicts"),
    ],
)
def test_a_damaged_table_is_named(table: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        from_table(table)


def test_the_solver_parts_what_can_be_parted() -> None:
    rows = [[(0, 1.0), (1, float(n % 7 - 3))] for n in range(70)]
    weights = fit(rows, [n % 7 > 3 for n in range(70)], 2, cost=5.0)
    assert all((score(row, weights) > 0) == (n % 7 > 3) for n, row in enumerate(rows))


def test_the_solver_stops_where_the_slope_is_flat() -> None:
    rows = [[(0, 1.0)]] * 4
    (weight,) = fit(rows, [True, True, True, False], 1, cost=1.0, rounds=200)
    chance_of_hit = 1 / (1 + 2.718281828459045**-weight)
    assert weight == pytest.approx(3 * (1 - chance_of_hit) - chance_of_hit, abs=1e-3)


def test_too_few_rounds_end_early() -> None:
    rows = [[(0, 1.0)]] * 4
    assert fit(rows, [True, True, True, False], 1, cost=1.0, rounds=1) != fit(
        rows, [True, True, True, False], 1, cost=1.0
    )
