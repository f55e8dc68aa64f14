"""What watching an account on X costs in a month, by X's own prices and limits of August 2026."""

from datetime import timedelta

from bot.platforms.costs import DAY, DAYS, Month, Quota, Traffic, times
from bot.platforms.x import XSource
from bot.platforms.x.looking import MOST_TALKS, TALKS_LIVE
from bot.platforms.x.prices import HIDE, OWNED_POST, POST, REPLY, USER
from bot.platforms.x.watcher import HOURLY, MOST_QUERIES, RECHECK

WINDOW = timedelta(minutes=15)
MONTH = timedelta(days=DAYS)
UNIT = 0.001
"""Dollars of what the till counts."""
MENTIONS_BY_APP, MENTIONS_BY_USER = 450, 300
SEARCHES = 450
TWEETS_BY_USER = 900
READS_A_MONTH = 3_000_000
IN_ONE_QUERY = 12
"""Names of usual length in one search."""
TALKS_IN_ONE_QUERY = 13
"""Conversations, of nineteen digits each."""


def cost_of_month(source: XSource, traffic: Traffic) -> Month:
    """Reckoned from the settings and how busy it is. A retry, and a page more after a crowded night, come on top."""
    user = None not in (source.consumer_key, source.consumer_secret, source.access_token, source.access_secret)
    queries = min(MOST_QUERIES, -(-traffic.terms // IN_ONE_QUERY)) if source.search else 0
    looks = times(source.every, WINDOW)
    talks = _talks(traffic) if source.conversations else 0  # asked once an hour, so once in a window at most
    own = times(HOURLY, DAY) if source.conversations else 0
    rechecks = times(RECHECK, DAY) if source.recheck else 0
    per_day = times(source.every, DAY) * (1 + queries) + times(HOURLY, DAY) * talks + own + rechecks
    reads = _reads(source, traffic)
    quotas = (
        Quota("vermeldingen", looks, MENTIONS_BY_USER if user else MENTIONS_BY_APP, WINDOW),
        Quota("zoeken", looks * queries + talks, SEARCHES, WINDOW),
        Quota("gelezen berichten", reads * DAYS, READS_A_MONTH, MONTH),
    )
    dollars = DAYS * _day(source, traffic, owned=source.owned and user) / 1000
    return Month(source.name, traffic, per_day * DAYS, quotas, dollars, source.budget * DAYS, UNIT)


def _talks(traffic: Traffic) -> int:
    """Searches it takes to read every conversation that is alive."""
    alive = min(MOST_TALKS, (TALKS_LIVE // DAY + 1) * (traffic.own + traffic.posts))
    return -(-alive // TALKS_IN_ONE_QUERY)


def _reads(source: XSource, traffic: Traffic) -> int:
    """Posts a day. Those of yesterday that are checked are charged once more."""
    found = traffic.found if source.search or source.stream else 0
    own = traffic.posts if source.conversations else 0
    return traffic.own + found + own + _rechecked(source, traffic)


def _rechecked(source: XSource, traffic: Traffic) -> int:
    """Of what is checked, what was not paid already today. What is from today was."""
    return min(source.recheck, 7 * (traffic.own + traffic.found))


def _day(source: XSource, traffic: Traffic, *, owned: bool) -> int:
    """A day in thousandths of a dollar."""
    each = OWNED_POST if owned else POST
    found = traffic.found * POST if source.search or source.stream else 0
    own = traffic.posts * each if source.conversations else 0
    checked = _rechecked(source, traffic) * POST
    people = traffic.authors * USER if source.authors else 0
    return traffic.own * each + found + own + checked + people + traffic.acts * max(REPLY, HIDE)
