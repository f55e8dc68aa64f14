"""Pictures of reports as values: what stands in them is what was counted, in local time, without a word of anybody outside."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from rules.explain.charts import Bar, Shade, picture
from rules.explain.report import Numbers, Ring
from rules.i18n import Lang
from tests.rules.explain.test_report import BUSY, END, FRIDAY, NIGHT, PROTOCOL, QUIET, START

HOUR = timedelta(hours=1)
POSTED = ((START + HOUR, "routine"), (FRIDAY, "serious"), (FRIDAY, "routine"), (NIGHT, "gone"))


def test_the_days_of_a_week_with_what_came_on_each_by_level():
    shown = picture("Weekbericht", replace(BUSY, posted=POSTED), PROTOCOL, Lang.NL)
    assert shown is not None
    days = shown.panels[0]
    assert [series.shade for series in days.series] == [Shade.NOISE, Shade.ROUTINE, Shade.SERIOUS]
    assert [bar.label for bar in days.bars] == ["ma 2", "di 3", "wo 4", "do 5", "vr 6", "za 7", "zo 8", "ma 9"]
    assert days.bars[0] == Bar("ma 2", (0, 1, 0), "1")
    assert days.bars[4] == Bar("vr 6", (1, 1, 1), "3")
    assert shown.title == "Weekbericht: 2 mrt – 9 mrt"
    assert "Berichten over ons: ma 2 1, vr 6 3." in shown.caption


def test_a_message_before_midnight_is_of_that_local_day_and_a_late_clock_hour_counts_once():
    spring = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)  # 00:30 on Monday in Amsterdam, after the change of the clock
    numbers = Numbers(spring - timedelta(days=3), spring + timedelta(days=1), posted=((spring, "routine"),))
    shown = picture("Bericht", numbers, PROTOCOL, Lang.EN)
    assert shown is not None
    assert [bar for bar in shown.panels[0].bars if any(bar.parts)] == [Bar("Mon 30", (1,), "1")]


def test_a_day_is_shown_by_parts_of_three_hours_and_a_month_by_weeks():
    day = Numbers(END - timedelta(days=1), END, posted=((END - HOUR, "routine"),))
    shown = picture("Dagbericht", day, PROTOCOL, Lang.NL)
    assert shown is not None
    labels = [bar.label for bar in shown.panels[0].bars]
    assert labels == ["09–12", "12–15", "15–18", "18–21", "21–24", "00–03", "03–06", "06–09", "09–12"]
    assert shown.panels[0].bars[7].parts == (1,)
    month = Numbers(END - timedelta(days=30), END, posted=((END - HOUR, "routine"),))
    shown = picture("Maand", month, PROTOCOL, Lang.EN)
    assert shown is not None
    assert [bar.label for bar in shown.panels[0].bars] == ["2 Feb", "9 Feb", "16 Feb", "23 Feb", "2 Mar", "9 Mar"]


def test_promises_stand_level_by_level_with_how_many_were_kept():
    shown = picture("Weekbericht", BUSY, PROTOCOL, Lang.NL)
    assert shown is not None
    promises = shown.panels[0]
    assert promises.title == "Op tijd gereageerd"
    assert not promises.upright
    assert [(bar.label, bar.note) for bar in promises.bars][:2] == [
        ("Ernstig, opgepakt", "1 van 2"),
        ("Ernstig, beantwoord", "1 van 2"),
    ]


def test_whoever_was_woken_most_comes_first_and_many_are_counted_together():
    shown = picture("Weekbericht", BUSY, PROTOCOL, Lang.EN)
    assert shown is not None
    assert [(bar.label, bar.parts, bar.note) for bar in shown.panels[-1].bars] == [
        ("Joost", (1, 1), "2, 1 at night"),
        ("weg", (1, 0), "1"),
    ]
    many = replace(QUIET, rings=tuple(Ring(f"p{n}", NIGHT, True) for n in range(10)))
    shown = picture("Weekbericht", many, PROTOCOL, Lang.NL)
    assert shown is not None
    assert len(shown.panels[0].bars) == 8
    assert shown.panels[0].bars[-1] == Bar("andere", (0, 3), "3, 's nachts 3")


def test_where_nothing_happened_there_is_no_picture():
    assert picture("Weekbericht", QUIET, PROTOCOL, Lang.NL) is None
    silent = replace(QUIET, rings=(Ring("joost", NIGHT, False),))
    assert picture("Weekbericht", silent, PROTOCOL, Lang.NL) is None


def test_no_word_of_a_mention_stands_in_a_picture():
    shown = picture("Weekbericht", replace(BUSY, posted=POSTED), PROTOCOL, Lang.NL)
    assert shown is not None
    assert not any(word in repr(shown) for word in ("Jansen", "lieve", "Beukenhof", "beukenhof"))
