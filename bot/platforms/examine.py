"""What ``doctor`` finds at a source, where platforms say it alike."""

from typing import Any

from bot.errors import Explained
from bot.platforms.meter import BudgetError
from bot.platforms.platform import Tools
from bot.ports import Finding, SourceError, Watcher
from rules.i18n import N_, translator

NO_ANSWER = N_("Kijk of deze computer internet heeft; zo ja, dan ligt het aan de andere kant en gaat het vanzelf over.")


def good(tools: Tools, about: str, message: str, **values: Any) -> Finding:
    """It is well. ``message`` is a message id."""
    return Finding(True, about, translator(tools.lang).gettext(message).format(**values))


def bad(
    tools: Tools, about: str, message: str, remedy: str, page: str = "", *, unreachable: bool = False, **values: Any
) -> Finding:
    """It is not well; ``remedy`` says what to do and ``page`` is where. Both texts are message ids."""
    to = translator(tools.lang).gettext
    return Finding(False, about, to(message).format(**values), to(remedy).format(**values), page, unreachable)


def failed(tools: Tools, about: str, error: SourceError, remedy: str = "", page: str = "") -> Finding:
    """What an error says, in the reader's language; ``remedy`` and ``page`` where a person has to mend it.

    What passes by itself (``blind`` is not set) is ``unreachable``: a new token would not help there.
    """
    text = error.text(tools.lang) if isinstance(error, Explained) else str(error)
    to = translator(tools.lang).gettext
    outside = not error.blind and not isinstance(error, BudgetError)
    if outside:
        return Finding(False, about, text, to(NO_ANSWER), unreachable=True)
    return Finding(False, about, text, to(remedy) if remedy else "", page)


async def read_now(watcher: Watcher, tools: Tools) -> Finding:
    """One look from the beginning; nothing is kept."""
    try:
        batch = await watcher.fetch("")
    except SourceError as error:
        return failed(tools, watcher.name, error)
    return good(tools, watcher.name, N_("gelezen: {count} berichten"), count=len(batch.mentions))
