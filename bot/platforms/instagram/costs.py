"""What Meta is asked in a month for an Instagram account."""

from bot.platforms.costs import Month, Traffic
from bot.platforms.graph.budget import month_of_calls
from bot.platforms.instagram import InstagramSource


def cost_of_month(source: InstagramSource, traffic: Traffic) -> Month:
    """Our media with their comments, and what tags the account."""
    return month_of_calls(source.name, source.every, 2, traffic, each_act=2)
