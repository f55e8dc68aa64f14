"""What Reddit is asked in a month: calls against the hundred a minute of an approved app. It costs no money."""

from datetime import timedelta

from bot.platforms.costs import DAY, DAYS, Month, Quota, Traffic, times
from bot.platforms.reddit import RedditSource
from bot.platforms.reddit.watcher import MOST_TERMS

WINDOW = timedelta(minutes=10)
MOST = 1000


def cost_of_month(source: RedditSource, traffic: Traffic) -> Month:
    """Three lists of the inbox, two of each subreddit, a search by name, and one question whether all still stands there."""
    each = 3 + 2 * len(source.subreddits) + (min(traffic.terms, MOST_TERMS) if source.search else 0)
    rechecks = 1 + 3 * (traffic.own + traffic.found) // 100
    look = each + min(rechecks, 5)
    day = look * times(source.every, DAY) + traffic.acts
    quota = Quota("vragen", look * times(source.every, WINDOW) + min(traffic.acts, 10), MOST, WINDOW)
    return Month(source.name, traffic, day * DAYS, (quota,))
