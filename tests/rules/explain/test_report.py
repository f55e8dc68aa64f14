"""Reports: golden texts in both languages, promises counted on their own clock, and no peace claimed where nobody watched."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rules.explain.report import CaseTimes, Numbers, Ring, Tip, Verdict, Watched, report, sections_of
from rules.explain.report.count import Load, Promise, Wrong, ended, false_alarms, loads, speeds
from rules.explain.report.page import as_html
from rules.i18n import Lang
from tests.bot.office import protocol_from
from tests.bot.protocol import CARE

GOLDEN = Path(__file__).parent / "golden_reports"
PROTOCOL = protocol_from(CARE)
END = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
START = END - timedelta(days=7)
FRIDAY = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 6, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def case(number: int, level: str = "serious", opened: datetime = FRIDAY, **more) -> CaseTimes:
    return CaseTimes(number, level, opened, **{"state": "resolved", **more})


CASES = (
    case(1, told_at=FRIDAY, taken_at=FRIDAY + 5 * MINUTE, answered_at=FRIDAY + 30 * MINUTE, location="beukenhof"),
    case(2, told_at=NIGHT, taken_at=NIGHT + 20 * MINUTE, opened=NIGHT, category="threat", ended=2, assignee="joost"),
    case(3, "attention", told_at=FRIDAY, state="open", category="complaint"),
    case(4, "gone"),
)
BUSY = Numbers(
    START,
    END,
    heard=1300,
    about_us=1234,
    levels={"routine": 1200, "serious": 30, "gone": 4},
    sentiments={"negative": 100, "positive": 900, "neutral": 234},
    topics={f"onderwerp_{n}": 20 - n for n in range(10)},
    locations={"beukenhof": 12, "elders": 3},
    negative={"beukenhof": 7},
    cases=CASES,
    open=(CASES[2],),
    verdicts=(Verdict(("klacht",), True), Verdict(("klacht", "oud"), False), Verdict(("oud",), True)),
    rings=(
        Ring("joost", NIGHT, True),
        Ring("joost", FRIDAY, True),
        Ring("sanne", FRIDAY, False),
        Ring("weg", FRIDAY, True),
    ),
    silenced={"parkeren": 14},
    sources=(
        Watched("facebook", "facebook_page", END, 1000, ((NIGHT, NIGHT + timedelta(hours=5)),)),
        Watched("krant", "news", END - timedelta(days=1), 300),
        Watched("nieuw", "news", None),
    ),
    tips=(Tip("Wat een lieve zorg voor mevrouw Jansen!", "shared"), Tip("Top!", "offered"), Tip("Fijn", "declined")),
)
QUIET = Numbers(START, END, sources=(Watched("krant", "news", END),))
ALL = ("open_cases", "overnight", "share_tips", "levels", "response_times", "topics", "locations", "false_alarms")


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize(
    ("name", "numbers"), [("busy", BUSY), ("quiet", QUIET), ("nothing-watched", Numbers(START, END))]
)
def test_a_report_in_words(name: str, numbers: Numbers, lang: Lang):
    text = report("Weekbericht", ALL, numbers, PROTOCOL, lang).plain + "\n"
    assert text == (GOLDEN / f"{name}.{lang}.txt").read_text("utf-8")


def test_a_day_shows_what_runs_and_a_week_what_it_was_like():
    assert sections_of((), END - timedelta(days=1), END)[:3] == ("open_cases", "overnight", "share_tips")
    assert "burden" in sections_of((), START, END)
    assert sections_of(("levels",), END - timedelta(days=1), END) == ("levels", "ended", "silenced")


def test_nothing_that_was_said_stands_in_a_discreet_report():
    assert "lieve zorg" not in report("Dag", ALL, BUSY, PROTOCOL, Lang.NL, texts=False).plain


def test_a_promise_counts_from_the_heads_up_on_its_own_clock():
    found = {speed.level: speed for speed in speeds(BUSY, PROTOCOL)}
    assert found["serious"].seen == Promise(1, 2, timedelta(minutes=12, seconds=30))
    assert found["serious"].reply == Promise(1, 2, 30 * MINUTE)
    assert found["attention"].seen == Promise(0, 1, None)  # told Friday 16:00: one office hour has passed
    still = Numbers(START, FRIDAY + 30 * MINUTE, cases=(case(3, "attention", told_at=FRIDAY), case(5, "attention")))
    assert speeds(still, PROTOCOL)[0].seen == Promise(0, 0, None)  # the term runs, and of the other nobody was told
    assert speeds(Numbers(START, END, cases=(case(6, "routine"),)), PROTOCOL)[0].seen is None


def test_a_promise_over_a_night_in_which_the_clock_changes_is_kept_in_real_time():
    told = datetime(2026, 3, 29, 0, 50, tzinfo=UTC)  # 1:50, ten minutes before the hour that is skipped
    one = case(1, "serious", told, told_at=told, taken_at=told + 14 * MINUTE)
    found = speeds(Numbers(told, told + timedelta(days=1), cases=(one,)), PROTOCOL)
    assert found[0].seen == Promise(1, 1, 14 * MINUTE)


def test_false_alarms_by_rule_the_worst_first():
    assert false_alarms(BUSY.verdicts) == (Wrong("klacht", 1, 2), Wrong("oud", 1, 2))
    assert false_alarms([Verdict(("klacht",), False)]) == ()


def test_whoever_is_woken_most_comes_first():
    assert loads(BUSY.rings, PROTOCOL.timezone)[:2] == (Load("joost", 2, 1, 0), Load("weg", 1, 0, 0))


def test_chains_that_ended_are_told():
    assert [one.number for one in ended(CASES)] == [2]


def test_as_html_for_a_mail_every_word_is_text_and_tables_have_heads() -> None:
    tips = (Tip("<script>alert(1)</script> wat een lieve zorg", "shared"),)
    html = as_html(report("Week & meer", ("share_tips", "levels"), replace(BUSY, tips=tips), PROTOCOL, Lang.NL))
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "Week &amp; meer" in html
    assert '<th scope="col"' in html
    assert "<table" not in as_html(report("Week", ("share_tips",), QUIET, PROTOCOL, Lang.NL))
