"""What a month of a source costs: reckoned, held against a simulated day, and shown as a table."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.config import Secret
from bot.platforms.costs import QUIET, STORM, USUAL, Month, Quota, Traffic, table, times
from bot.platforms.x import XSource
from bot.platforms.x.costs import cost_of_month
from tests.bot.platforms.test_x import Days, days
from tests.fakes.x import BEARER, KEYS, ME

__all__ = ["days"]

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "x.md"
SETTINGS = XSource(
    name="x",
    id=ME,
    bearer_token=Secret(BEARER),
    consumer_secret=Secret("s"),
    owned=True,
    **{name: Secret(value) for name, value in KEYS.items()},
)
KINDS = {
    "alleen vermeldingen": replace(SETTINGS, search=False, conversations=False, authors=False, recheck=0),
    "zoals in het voorbeeld": SETTINGS,
    "met een app van een ander": replace(SETTINGS, owned=False),
}
MONTHS = [
    cost_of_month(replace(source, name=name), traffic)
    for name, source in KINDS.items()
    for traffic in (QUIET, USUAL, STORM)
]


def test_a_month_stays_within_every_quota_of_x_and_its_price_is_shown():
    print("\n" + table(MONTHS))
    assert all(month.within for month in MONTHS)
    usual = next(month for month in MONTHS if month.traffic is USUAL and month.source == "zoals in het voorbeeld")
    assert not usual.cut_short, "an ordinary month fits in the budget that is the default"
    assert table(MONTHS) in PAGE.read_text("utf-8"), "the page shows these very figures"


def test_the_shortest_interval_that_keeps_the_quota():
    often = replace(SETTINGS, every=timedelta(seconds=3))
    assert cost_of_month(often, USUAL).within
    too_often = cost_of_month(replace(SETTINGS, every=timedelta(seconds=2)), USUAL)
    assert not too_often.within


def test_the_reckoning_holds_on_a_simulated_day(days):
    traffic = Traffic("toets", own=20, found=20, authors=10, posts=2, acts=0)
    settings = {"owned": True, "every": timedelta(minutes=30), "budget": 20.0}
    there = days("Zorg Proef", **settings)
    there.passes(timedelta(hours=12))
    _a_day(there, traffic)
    asked, paid = len(there.x.calls), there.x.charged.total()
    _a_day(there, traffic)
    month = cost_of_month(replace(SETTINGS, **settings), traffic)
    really = (there.x.charged.total() - paid) / 1000
    assert len(there.x.calls) - asked <= month.calls / 30
    assert len(there.x.calls) - asked >= 0.75 * month.calls / 30
    assert 0.6 * month.dollars / 30 <= really <= month.dollars / 30


def _a_day(there: Days, traffic: Traffic) -> None:
    """Everybody says what they say, evenly over a day, and it is looked every half hour."""
    for half in range(48):
        at = there.clock.now()
        if half * traffic.own // 48 != (half + 1) * traffic.own // 48:
            there.x.says(f"@zorgproef {half}", at, by=str(100 + half % traffic.authors), to=(ME,))
            there.x.says(f"Zorg Proef {half}", at, by=str(100 + half % traffic.authors))
        if half % (48 // traffic.posts) == 0:
            there.x.says(f"Open huis {half}", at, by=ME)
        there.passes(timedelta(minutes=1))
        there.look()
        there.passes(timedelta(minutes=29))


def test_a_source_without_a_price_or_a_quota_has_its_row_too():
    free = Month("feed", QUIET, 1440)
    counted = Month("yt", QUIET, 1, (Quota("eenheden", 9000, 10_000, timedelta(days=1)),), 1.0, 0.5)
    assert table([free]).endswith("| feed | rustig | 1440 | – | $0.00 | – |")
    assert "eenheden: 9000 van 10000 per dag | $1.00 (het budget stopt het eerder) | $0.50 |" in table([counted])
    assert (free.within, free.cut_short) == (True, False)
    assert times(timedelta(minutes=4), timedelta(minutes=15)) == 4
