"""A channel at work, and how it is with it."""

from collections.abc import Sequence

from bot.errors import Explained
from bot.platforms.examine import bad, failed, good
from bot.platforms.google.errors import GoogleError
from bot.platforms.graph.values import block, blocks, text
from bot.platforms.meter import BudgetError
from bot.platforms.platform import Opened, Tools
from bot.platforms.youtube import CONSOLE, YouTubeSource
from bot.platforms.youtube.actor import ChannelActor
from bot.platforms.youtube.line import Line
from bot.platforms.youtube.watcher import ChannelWatcher
from bot.ports import Finding, SourceError
from rules.i18n import N_

NO_KEY = N_("zonder 'key', of 'client_id', 'client_secret' en 'refresh_token' samen, kan YouTube niet gelezen worden")
PERMISSIONS = "https://myaccount.google.com/permissions"


class NoKeyError(Explained, SourceError):
    """There is nothing to ask with."""


def opened(source: YouTubeSource, tools: Tools) -> Opened:
    """What hears and acts; it acts only where the owner of the channel allowed it. Raises ``NoKeyError``."""
    if source.key is None and not source.owned:
        error = NoKeyError(NO_KEY)
        error.blind = True
        raise error
    line = Line(source, tools)
    return Opened(
        watchers=[ChannelWatcher(source, line, tools)],
        actors=[ChannelActor(source, line, tools)] if source.owned else [],
    )


async def examined(source: YouTubeSource, tools: Tools) -> Sequence[Finding]:
    """The channel, whether its comments can be read, whose token it is, and what is left of today's units."""
    if source.key is None and not source.owned:
        return [bad(tools, source.name, NO_KEY, N_("Zet ze in config.yaml."), CONSOLE)]
    line = Line(source, tools)
    try:
        findings = [await _channel(source, tools, line), await _comments(source, tools, line)]
        if source.owned:
            findings.append(await _owner(source, tools, line))
    except (GoogleError, BudgetError) as error:
        return [failed(tools, source.name, error, N_("Kijk of de sleutel en het project bij elkaar horen."), CONSOLE)]
    left = good(
        tools, source.name, N_("vandaag nog {left} van {quota} eenheden"), left=await line.left(), quota=source.quota
    )
    return [*findings, left, *_reads_only(source, tools)]


async def _channel(source: YouTubeSource, tools: Tools, line: Line) -> Finding:
    answer = await line.read(lambda service: service.channels().list(part="snippet", id=source.channel))
    found = next(blocks(answer.get("items")), None)
    if found is None:
        remedy = N_("Het nummer begint met UC en staat bij YouTube onder Instellingen, Geavanceerd.")
        return bad(
            tools, source.name, N_("YouTube kent dit kanaal niet"), remedy, "https://www.youtube.com/account_advanced"
        )
    return good(tools, source.name, N_("het kanaal: {name}"), name=text(block(found.get("snippet")).get("title")))


async def _comments(source: YouTubeSource, tools: Tools, line: Line) -> Finding:
    await line.read(
        lambda service: service.commentThreads().list(
            part="id", allThreadsRelatedToChannelId=source.channel, maxResults=1
        )
    )
    return good(tools, source.name, N_("de reacties zijn te lezen"))


async def _owner(source: YouTubeSource, tools: Tools, line: Line) -> Finding:
    """Whether the token is the owner's: another one's may read, and may hide nothing here."""
    answer = await line.read(lambda service: service.channels().list(part="id", mine=True))
    if any(one.get("id") == source.channel for one in blocks(answer.get("items"))):
        return good(tools, source.name, N_("het token is van de eigenaar van het kanaal"))
    return bad(
        tools,
        source.name,
        N_("het token is niet van de eigenaar van dit kanaal: verbergen zal niet lukken"),
        N_("Geef de toestemming opnieuw, en kies daarbij het kanaal zelf in plaats van een persoon."),
        PERMISSIONS,
    )


def _reads_only(source: YouTubeSource, tools: Tools) -> Sequence[Finding]:
    if source.owned:
        return []
    return [good(tools, source.name, N_("alleen lezen: handelen vraagt de toestemming van de eigenaar"))]
