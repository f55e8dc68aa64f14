"""A Mastodon account at work, and how it is with it."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.platforms.examine import bad, failed, good
from bot.platforms.mastodon import CAPABILITIES, MastodonSource
from bot.platforms.mastodon.actor import AccountActor
from bot.platforms.mastodon.line import Line
from bot.platforms.mastodon.listener import AccountListener
from bot.platforms.mastodon.statuses import block, word
from bot.platforms.mastodon.watcher import AccountWatcher
from bot.platforms.outcome import CallError
from bot.platforms.platform import Opened, Tools
from bot.ports import Finding
from rules.case.actions import Failure
from rules.i18n import N_


def opened(source: MastodonSource, tools: Tools) -> Opened:
    """What hears and acts. Each has a line of its own, so that a slow look never keeps an answer waiting."""
    watcher = AccountWatcher(source, line(source, tools), tools.clock, tools.terms)
    streams = AccountListener(source, line(source, tools), watcher.account, tools.http.settings, tools.clock)
    return Opened(
        watchers=[watcher],
        listeners=[streams] if source.stream else [],
        actors=[AccountActor(source.name, line(source, tools), watcher.account, CAPABILITIES)],
    )


def line(source: MastodonSource, tools: Tools) -> Line:
    """A line to the server."""
    return Line(source.url, source.token, tools.http.settings, tools.clock)


async def examined(source: MastodonSource, tools: Tools) -> Sequence[Finding]:
    """Whose token it is, and whether it may read what we are told."""
    asking = line(source, tools)
    try:
        me = block(await asking.read(lambda api: api.me()))
        await asking.read(lambda api: api.notifications(limit=1))
        app = await _or_nothing(asking, lambda api: api.app_verify_credentials())
        speaks = not source.stream or await _or_nothing(
            asking, lambda api: {"well": True} if api.stream_healthy() else {}
        )
    except CallError as error:
        page = f"{source.url}/settings/applications"
        remedy = N_("Maak op de server bij Voorkeuren, Ontwikkeling een toepassing met read en write.")
        return [failed(tools, source.name, error, remedy if error.failure is not Failure.UNREACHABLE else "", page)]
    finally:
        await asking.close()
    found = good(tools, source.name, N_("het account: {name}"), name=word(me.get("acct")) or "?")
    return [found, *_scopes(source, tools, app), *([] if speaks else [_silent(source, tools)])]


async def _or_nothing(asking: Line, work: Callable[[Any], Any]) -> dict[str, Any]:
    """What a server says of something that not every server has; an empty block when it has not. Raises ``CallError``."""
    try:
        return block(await asking.read(work))
    except CallError as error:
        if error.failure is not Failure.GONE:
            raise
        return {}


def _silent(source: MastodonSource, tools: Tools) -> Finding:
    """A server of another make tells in another way, which we do not hear."""
    said = N_("deze server meldt nieuws niet op een manier die wij horen; er wordt wel om de {minutes} minuten gekeken")
    minutes = max(1, int(source.every.total_seconds() // 60))
    return bad(tools, source.name, said, N_("Zet bij deze bron stream: false."), minutes=minutes)


def _scopes(source: MastodonSource, tools: Tools, app: dict[str, object]) -> list[Finding]:
    """What newer servers say of the token's scopes; older ones do not."""
    scopes = app.get("scopes")
    if not isinstance(scopes, list) or any(str(one).split(":")[0] == "write" for one in scopes):
        return []
    remedy = N_("Zet bij de toepassing write aan en maak een nieuw token.")
    page = f"{source.url}/settings/applications"
    return [bad(tools, source.name, N_("het token mag alleen lezen: antwoorden kan niet"), remedy, page)]
