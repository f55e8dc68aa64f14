"""What Meta is asked in a month for a Page."""

from bot.platforms.costs import Month, Traffic
from bot.platforms.facebook import FacebookSource
from bot.platforms.graph.budget import month_of_calls


def cost_of_month(source: FacebookSource, traffic: Traffic) -> Month:
    """The feed with its comments, what tags the Page, and its messages and recommendations where they are read."""
    each = 2 + source.messages + source.ratings
    return month_of_calls(source.name, source.every, each, traffic, each_act=2)
