"""What a source costs: so far this month, in an ordinary month, and at most."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.config import Config, Source
from bot.platforms.costs import USUAL, Month, said
from bot.platforms.examine import bad, good
from bot.platforms.platform import Tools
from bot.platforms.registry import month
from bot.ports import Finding
from bot.store import spending
from bot.store.engine import StoreUnreadable, look
from bot.store.lock import StoreError
from bot.store.migrate import called
from rules.i18n import N_


def spent_this_month(config: Config, given: Tools) -> Mapping[str, int] | None:
    """What every source spent, in its own unit, in the UTC month; None when the database cannot say. Blocks."""
    url, now = config.database.reveal(), given.clock.now()
    if url.startswith("sqlite:") and not Path(called(url)).exists():
        return {}
    try:
        return look(url, lambda tx: spending.of_month(tx, f"{now:%Y-%m}"))
    except (StoreError, StoreUnreadable):  # the database has a finding of its own
        return None


def cost_of(source: Source, given: Tools, spent: Mapping[str, int] | None) -> Iterator[Finding]:
    """One finding; none of what has neither price nor quota."""
    reckoned = month(source, USUAL)
    if reckoned is None:
        return
    so_far = _money(given, source, reckoned, spent) if reckoned.at_most is not None else ""
    if not reckoned.within:
        remedy = N_("Zet 'every' van deze bron hoger; zo raakt het quotum op en is ze een deel van de tijd blind.")
        yield bad(given, source.name, "{text}", remedy, text=said(reckoned, given.lang))
    elif reckoned.cut_short:
        text = N_("{month}{so_far}: het budget is elke dag te vroeg op")
        remedy = N_("Zet 'budget' van deze bron hoger, of lees minder; tot de volgende dag is ze anders blind.")
        yield bad(given, source.name, text, remedy, month=said(reckoned, given.lang), so_far=so_far)
    else:
        yield good(given, source.name, "{text}", text=said(reckoned, given.lang) + so_far)


def _money(given: Tools, source: Source, reckoned: Month, spent: Mapping[str, int] | None) -> str:
    most = f"{reckoned.at_most:.2f}"
    if spent is None:
        return good(given, "", N_("; hoogstens ${most}"), most=most).text
    so_far = f"{spent.get(source.name, 0) * reckoned.unit:.2f}"
    return good(given, "", N_("; deze maand tot nu toe ${so_far}, hoogstens ${most}"), so_far=so_far, most=most).text
