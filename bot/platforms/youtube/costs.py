"""What a channel asks of YouTube in a month: units of the day's quota, by Google's "Quota costs" of the Data API. It costs no money."""

from bot.platforms.costs import DAY, DAYS, Month, Quota, Traffic, times
from bot.platforms.youtube import YouTubeSource
from bot.platforms.youtube.line import READ, WRITE
from bot.platforms.youtube.watcher import HELD


def cost_of_month(source: YouTubeSource, traffic: Traffic) -> Month:
    """Reckoned for a channel so busy that every look reads all its pages; a retry comes on top."""
    owned = bool(source.client_id and source.client_secret and source.refresh_token)
    looks = times(source.every, DAY)
    asked = looks * (source.pages + (len(HELD) if owned else 0))
    checked = traffic.own if owned else 0  # what seems to be gone, and threads with many replies: at most one call each
    acts = traffic.acts if owned else 0
    units = (asked + checked) * READ + acts * WRITE
    quota = Quota("eenheden", units, source.quota, DAY)
    return Month(source.name, traffic, (asked + checked + acts) * DAYS, (quota,))
