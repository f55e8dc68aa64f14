"""What a Mastodon server is asked in a month: calls against its three hundred in five minutes. It costs no money."""

from datetime import timedelta

from bot.platforms.costs import DAY, DAYS, Month, Quota, Traffic, times
from bot.platforms.mastodon import MastodonSource
from bot.platforms.mastodon.watcher import AT_ONCE, LOOKED_AFTER, MOST_TERMS

WINDOW = timedelta(minutes=5)
MOST = 300
PAGE = 40


def cost_of_month(source: MastodonSource, traffic: Traffic) -> Month:
    """Notifications, our posts and what stands below them, hashtags, searches, and of what we knew some at a time."""
    below = min(source.posts, traffic.posts * 7)
    searches = min(traffic.terms, MOST_TERMS) if source.search else 0
    pages = -(-traffic.own // PAGE)
    again = min(AT_ONCE, traffic.own + traffic.found, LOOKED_AFTER)
    look = 1 + pages + below + len(source.hashtags) + searches + again
    quota = Quota("vragen", look * times(source.every, WINDOW) + min(traffic.acts, 5), MOST, WINDOW)
    return Month(source.name, traffic, (look * times(source.every, DAY) + 2 * traffic.acts) * DAYS, (quota,))
