"""What Meta is asked in a month for a Threads account."""

from datetime import timedelta

from bot.platforms.costs import Month, Quota, Traffic
from bot.platforms.graph.budget import month_of_calls
from bot.platforms.threads import ThreadsSource
from bot.platforms.threads.watcher import MOST_TERMS

REPLIES = 1000
"""So many replies a day may be placed by program."""


def cost_of_month(source: ThreadsSource, traffic: Traffic) -> Month:
    """Our posts, what stands below each of the newest, mentions, and a search by name where that is on."""
    below = min(source.posts, traffic.posts * 7)
    searches = min(traffic.terms, MOST_TERMS) if source.search else 0
    month = month_of_calls(source.name, source.every, 2 + below + searches, traffic, each_act=2)
    replies = Quota("antwoorden", traffic.acts, REPLIES, timedelta(days=1))
    return Month(month.source, traffic, month.calls, (*month.quotas, replies))
