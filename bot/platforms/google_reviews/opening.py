"""The reviews of a location at work, and how it is with them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.platforms.examine import failed, good
from bot.platforms.google.errors import GoogleError
from bot.platforms.google_reviews import ACCESS, ReviewsSource
from bot.platforms.google_reviews.actor import ReviewsActor
from bot.platforms.google_reviews.line import Line
from bot.platforms.google_reviews.watcher import ReviewsWatcher
from bot.platforms.platform import Opened, Tools
from bot.ports import Failure, Finding
from rules.i18n import N_, translator

_REMEDIES = {
    Failure.TOKEN: N_(
        "Laat een beheerder van de locatie opnieuw toestemming geven en bewaar het nieuwe vernieuwingstoken."
    ),
    Failure.PERMISSION: N_("Geef het token het recht business.manage, en de eigenaar ervan het beheer van de locatie."),
    Failure.GONE: N_("Kijk of 'account' en 'location' kloppen, en of de locatie geverifieerd is."),
}
_NO_QUOTA = N_("Heeft Google uw project nog geen toegang gegeven, dan is het quotum 0: vraag die aan.")


def opened(source: ReviewsSource, tools: Tools) -> Opened:
    """What hears and acts."""
    line = Line(source, tools)
    return Opened(watchers=[ReviewsWatcher(source, line, tools)], actors=[ReviewsActor(source, line)])


async def examined(source: ReviewsSource, tools: Tools) -> Sequence[Finding]:
    """Whether the token works and the reviews can be read, and how many there are."""
    try:
        answer = await Line(source, tools).read(source.path, pageSize="1")
    except GoogleError as error:
        found = failed(tools, source.name, error, _REMEDIES.get(error.failure, ""), ACCESS)
        if error.failure is Failure.THROTTLED:
            found = replace(found, remedy=translator(tools.lang).gettext(_NO_QUOTA), page=ACCESS)
        return [found]
    count = answer.get("totalReviewCount", 0)
    return [good(tools, source.name, N_("de reviews zijn te lezen: {count} in totaal"), count=count)]
