"""What an account on Bluesky asks of its server in a month. It costs no money; the limits are those of the network in 2026."""

from datetime import timedelta

from bot.platforms.bluesky.settings import BlueskySource
from bot.platforms.costs import DAY, DAYS, Month, Quota, Traffic, times

WINDOW = timedelta(minutes=5)
ASKED = 3000
"""Requests that an address may make in a window."""
POINTS_A_DAY, POINT = 35_000, 3
"""What an account may write a day, and what one new record counts."""
TOGETHER, MOST_TERMS = 25, 3
BEFORE_ACTING = 2


def cost_of_month(source: BlueskySource, traffic: Traffic) -> Month:
    """Reckoned from the settings and how busy it is. A retry, and a page more after a crowded night, come on top."""
    if source.password is None:
        return Month(source.name, traffic, 0)
    search = min(MOST_TERMS, traffic.terms) if source.search else 0
    look = 2 + source.posts + search + -(-source.recheck // TOGETHER)
    per_day = times(source.every, DAY) * look + traffic.acts * (1 + BEFORE_ACTING)
    quotas = (
        Quota("vragen", times(source.every, WINDOW) * look, ASKED, WINDOW),
        Quota("punten om te schrijven", traffic.acts * POINT, POINTS_A_DAY, DAY),
    )
    return Month(source.name, traffic, per_day * DAYS, quotas)
