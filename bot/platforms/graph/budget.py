"""What Meta lets an app ask: two hundred calls an hour for each user of it; a Page of one's own has one. It costs no money."""

from datetime import timedelta

from bot.platforms.costs import DAY, DAYS, Month, Quota, Traffic, times
from bot.platforms.graph.looking import MOST_PAGES

HOUR = timedelta(hours=1)
CALLS = 200
PAGE = 50
"""Comments on one page."""


def month_of_calls(name: str, every: timedelta, each: int, traffic: Traffic, *, each_act: int = 1) -> Month:
    """A month of looks of ``each`` calls, and more where a crowd needs more pages: what two hours brought is read every time."""
    crowd = -(-max(0, traffic.own - PAGE) // PAGE)
    look = min(each + crowd, MOST_PAGES + each)
    acts = -(-traffic.acts // 24) * each_act
    quota = Quota("aanroepen", look * times(every, HOUR) + acts, CALLS, HOUR)
    return Month(name, traffic, (look * times(every, DAY) + traffic.acts * each_act) * DAYS, (quota,))
