"""What a LinkedIn page asks in a month: calls against the number a day that the settings allow. It costs no money."""

from datetime import timedelta

from bot.platforms.costs import DAY, DAYS, Month, Quota, Traffic, times
from bot.platforms.linkedin import LinkedInSource
from bot.platforms.linkedin.watcher import OWN_EVERY


def cost_of_month(source: LinkedInSource, traffic: Traffic) -> Month:
    """Every look asks for notifications and one post in turn; a post that stirs is read once more, answers below it too."""
    looks = times(source.every, DAY)
    turns = looks if source.posts else 0
    own = times(max(OWN_EVERY, source.every), DAY) if source.posts else 0
    stirs = min(traffic.own, looks * min(traffic.posts * 7, 5))
    day = looks + turns + own + 2 * stirs + traffic.acts
    quota = Quota("vragen", min(day, source.quota), source.quota, timedelta(days=1))
    return Month(source.name, traffic, min(day, source.quota) * DAYS, (quota,))
