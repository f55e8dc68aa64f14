"""What Google is asked in a month for the reviews of a location: calls against three hundred a minute. It costs no money."""

from datetime import timedelta

from bot.platforms.costs import DAY, DAYS, Month, Quota, Traffic, times
from bot.platforms.google_reviews import ReviewsSource
from bot.platforms.google_reviews.watcher import MOST_ASKED

MINUTE = timedelta(minutes=1)
MOST = 300


def cost_of_month(source: ReviewsSource, traffic: Traffic) -> Month:
    """The pages that are always read anew, and of what seems to be gone some."""
    look = source.pages + min(MOST_ASKED, traffic.own)
    quota = Quota("vragen", look * times(source.every, MINUTE) + min(traffic.acts, 5), MOST, MINUTE)
    return Month(source.name, traffic, (look * times(source.every, DAY) + traffic.acts) * DAYS, (quota,))
