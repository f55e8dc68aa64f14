"""Every platform there is, one line each. A platform is a folder whose ``PLATFORM`` says what it is; it is imported when
a source of its kind stands in the settings, and its library when such a source is opened."""

import importlib
import importlib.util
from collections.abc import Mapping
from typing import Any

from bot.config.sources import Source
from bot.errors import Explained
from bot.platforms.costs import Month, Traffic
from bot.platforms.platform import Opened, Platform, Tools
from rules.i18n import N_
from rules.protocol.shapes.record import Record

_KINDS: dict[str, tuple[str, str]] = {
    "facebook": ("bot.platforms.facebook", N_("een Facebook-pagina")),
    "instagram": ("bot.platforms.instagram", N_("een Instagram-account")),
    "threads": ("bot.platforms.threads", N_("een Threads-account")),
    "x": ("bot.platforms.x", N_("een X-account (Twitter)")),
    "mastodon": ("bot.platforms.mastodon", N_("een Mastodon-account")),
    "bluesky": ("bot.platforms.bluesky", N_("Bluesky: alle openbare berichten")),
    "webhook": ("bot.platforms.webhook", N_("een ander programma dat berichten brengt")),
    "google_plus": ("bot.platforms.google_plus", N_("Google+ is gesloten; volg in plaats daarvan Google-reviews")),
    "youtube": ("bot.platforms.youtube", N_("een YouTube-kanaal")),
    "linkedin": ("bot.platforms.linkedin", N_("een LinkedIn-pagina")),
    "reddit": ("bot.platforms.reddit", N_("een Reddit-account en subreddits")),
    "google_reviews": ("bot.platforms.google_reviews", N_("Google-reviews van een locatie")),
    "feed": ("bot.platforms.feed", N_("RSS, Atom of een Google Alert")),
    "pinterest": ("bot.platforms.pinterest", N_("Pinterest: hoeveel reacties er onder pins staan")),
    "mail": ("bot.platforms.mail", N_("een postbus met mails van platforms, of die collega's doorsturen")),
}


class NotInstalledError(Explained):
    """The package of a platform is not on this computer."""


def platform(kind: str) -> Platform[Any]:
    """The platform whose word in the settings is ``kind``. Raises ``KeyError``."""
    found: Platform[Any] = importlib.import_module(_KINDS[kind][0]).PLATFORM
    return found


def open_source(source: Source, tools: Tools) -> Opened:
    """What hears and acts for a configured source. Raises ``NotInstalledError``, ``SourceError``."""
    return ready(source).open(source, tools)


def ready(source: Source) -> Platform[Any]:
    """The platform of a configured source, with what it needs. Raises ``NotInstalledError``."""
    of = platform(source.kind)
    if not installed(of):
        raise NotInstalledError(
            N_(
                "bron {name}: het pakket hiervoor staat niet op deze computer. Installeer het met: pip install '{what}'"
            ),
            name=source.name,
            what=f"seintje[{of.extra}]",
        )
    return of


def installed(of: Platform[Any]) -> bool:
    """Whether what this platform needs is on this computer."""
    try:
        return not of.package or importlib.util.find_spec(of.package) is not None
    except ModuleNotFoundError:  # not even what it is a part of
        return False


def month(source: Source, traffic: Traffic) -> Month | None:
    """What a month of this source asks and costs; None: it has neither price nor quota. Imports what reckons."""
    where = f"{_KINDS[source.kind][0]}.costs"
    if importlib.util.find_spec(where) is None or not installed(platform(source.kind)):
        return None
    found: Month = importlib.import_module(where).cost_of_month(source, traffic)
    return found


class _Kinds:
    """``bot.config.sources.SourceKinds`` of all platforms."""

    def words(self) -> Mapping[str, str]:
        """Each kind with what it is."""
        return {kind: says for kind, (_, says) in _KINDS.items()}

    def record(self, kind: str) -> Record[Any]:
        """What may be written about a source of this kind."""
        return platform(kind).settings


KINDS = _Kinds()
"""What the reader of the settings is handed."""
