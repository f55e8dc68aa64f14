"""What ``doctor`` asks Meta about a token and about the app's own subscriptions: two of the three layers of a webhook."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.config.secret import Secret
from bot.platforms.examine import bad, failed, good
from bot.platforms.graph.client import Access, Graph, Line
from bot.platforms.graph.errors import GraphError
from bot.platforms.graph.settings import MetaSource
from bot.platforms.graph.values import block, blocks, moment
from bot.platforms.graph.values import text as words
from bot.platforms.platform import Tools
from bot.ports import Finding
from rules.i18n import N_

TOKENS = "https://developers.facebook.com/tools/debug/accesstoken"
APPS = "https://developers.facebook.com/apps"
SOON = timedelta(days=7)
GRAPH = "https://graph.facebook.com"


async def token(source: MetaSource, tools: Tools, asking: Line, needed: Sequence[str]) -> list[Finding]:
    """Whether the token lives, for how long, and which permission it lacks."""
    try:
        answer = await asking.read(lambda graph: _debugged(graph, source.token))
    except GraphError as error:
        return [failed(tools, source.name, error, N_("Maak een nieuw token."), TOKENS)]
    data = block(block(answer).get("data"))
    if data.get("is_valid") is not True:
        return [bad(tools, source.name, N_("het token is niet (meer) geldig"), N_("Maak een nieuw token."), TOKENS)]
    scopes = data.get("scopes")
    lacking = [one for one in needed if one not in (scopes if isinstance(scopes, list) else ())]
    return [_expiry(source, tools, data.get("expires_at")), *(_lacks(source, tools, one) for one in lacking)]


def _debugged(graph: Graph, token: Secret) -> Any:
    """Asked with POST, so that the token stands in no address."""
    return graph.request(
        f"{graph.version}/debug_token", post_args={"input_token": token.reveal(), "method": "get"}, method="POST"
    )


def _expiry(source: MetaSource, tools: Tools, at: object) -> Finding:
    ends = moment(at) if at else None
    if ends is None:
        return good(tools, source.name, N_("het token is geldig en verloopt niet"))
    if ends - tools.clock.now() < SOON:
        return bad(
            tools,
            source.name,
            N_("het token verloopt op {day}"),
            N_("Maak nu een nieuw token; daarna is de bron blind."),
            TOKENS,
            day=f"{ends:%d-%m-%Y}",
        )
    return good(tools, source.name, N_("het token is geldig tot {day}"), day=f"{ends:%d-%m-%Y}")


def _lacks(source: MetaSource, tools: Tools, scope: str) -> Finding:
    return bad(
        tools,
        source.name,
        N_("het token mist het recht {scope}"),
        N_("Vraag dit recht aan bij App Review en maak daarna een nieuw token."),
        APPS,
        scope=scope,
    )


def _here(address: object, tools: Tools) -> bool:
    """Whether it is a door of ours; one app has one address for all its pages, so that it may bear another source's name."""
    return isinstance(address, str) and bool(tools.public_url) and address.startswith(f"{tools.public_url}/hooks/")


def _fields(listed: object) -> set[str]:
    """The names of the fields: each a block, or a bare name as older answers have them."""
    given = listed if isinstance(listed, list) else []
    return {words(one) or words(block(one).get("name")) for one in given}


async def subscriptions(source: MetaSource, tools: Tools, of: str, needed: Sequence[str]) -> list[Finding]:
    """The first two layers: our address with the app, and the fields it sends there."""
    if not source.app or source.app_secret is None:
        text = N_("zonder 'app' en 'app_secret' kan de webhook niet gecontroleerd worden")
        return [bad(tools, source.name, text, N_("Zet ze in config.yaml."))]
    own = Secret(f"{source.app}|{source.app_secret.reveal()}", "app")
    access = Access(source.base_url or GRAPH, source.version, own, source.app_secret, in_header=source.in_header)
    asking = Line(access, tools.http.settings, tools.clock)
    try:
        answer = await asking.read(lambda graph: graph.get_connections(source.app, "subscriptions"))
    except GraphError as error:
        return [failed(tools, source.name, error, N_("Kijk of 'app' en 'app_secret' bij elkaar horen."), APPS)]
    finally:
        await asking.close()
    found = next((one for one in blocks(block(answer).get("data")) if one.get("object") == of), None)
    wanted = f"{tools.public_url}/hooks/{source.name}"
    if found is None or found.get("active") is not True or not _here(found.get("callback_url"), tools):
        return [
            bad(
                tools,
                source.name,
                N_("de app stuurt haar webhooks niet naar {url}"),
                N_("Zet dit adres bij Webhooks van de app (laag 1), met het woord van 'verify_token'."),
                APPS,
                url=wanted,
            )
        ]
    names = _fields(found.get("fields"))
    lacking = [one for one in needed if one not in names]
    if lacking:
        text, remedy = N_("de app is niet geabonneerd op: {what}"), N_("Abonneer de app op deze velden (laag 2).")
        return [bad(tools, source.name, text, remedy, APPS, what=", ".join(lacking))]
    return [good(tools, source.name, N_("de webhook komt bij ons aan"))]
