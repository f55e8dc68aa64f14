"""Links from a mail, as the pages see them: one person, one case, once, without logging in."""

from dataclasses import dataclass
from typing import Protocol

from bot.signed.links import Wrong
from rules.case.model import Answer
from rules.i18n import Lang


@dataclass(frozen=True, slots=True)
class Offered:
    """What a good link is about: the lines a lock screen may show, which name no client. ``open``: it can be taken now."""

    case: int
    lines: tuple[str, ...]
    open: bool


class Links(Protocol):
    """The links behind the pages. Looking changes nothing, however often; only taking does."""

    async def look(self, token: str, lang: Lang) -> Offered | Wrong:
        """What the link is about."""

    async def take(self, token: str) -> tuple[int, Answer] | Wrong:
        """Take the case for whom the link was made: the case's number, and the desk's answer."""
