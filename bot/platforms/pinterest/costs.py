"""What Pinterest is asked in a month: a page of a hundred pins at a time. It costs no money, and what it allows it does not say."""

from bot.platforms.costs import DAY, DAYS, Month, Traffic, times
from bot.platforms.pinterest import PinterestSource


def cost_of_month(source: PinterestSource, traffic: Traffic) -> Month:
    """All pages of the settings at every look, and a token a month."""
    return Month(source.name, traffic, source.pages * times(source.every, DAY) * DAYS + 1)
