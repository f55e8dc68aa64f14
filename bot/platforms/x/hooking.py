"""Registering our door with X: the webhook itself (X asks at once whether it is us), then what it is to bring."""

from collections.abc import Sequence

from bot.config.secret import Secret
from bot.platforms.examine import bad, failed, good
from bot.platforms.graph.values import block, blocks, ident, text
from bot.platforms.platform import Tools
from bot.platforms.x import CONSOLE, XSource
from bot.platforms.x.client import Line
from bot.platforms.x.errors import XError
from bot.platforms.x.events import DELETED, KINDS
from bot.platforms.x.speaking import renewal_of, renewed
from bot.ports import Failure, Finding
from rules.i18n import N_

WEBHOOKS, SUBSCRIPTIONS = "/2/webhooks", "/2/activity/subscriptions"
NOT_US = N_(
    "X kreeg op {door} niet het goede antwoord. Laat seintje draaien, en kijk of het adres van buiten te bereiken is (https, zonder "
    "poort) en of consumer_secret van deze app is."
)


async def registered(source: XSource, tools: Tools, line: Line) -> Sequence[Finding]:
    """What came of it."""
    door = f"{tools.public_url}/hooks/{source.name}"
    if not tools.public_url.startswith("https://") or ":" in tools.public_url[8:] or source.consumer_secret is None:
        remedy = N_("Zet web: public_url (https, zonder poort), en bij de bron consumer_secret.")
        return [bad(tools, source.name, N_("de webhook kan nog niet aangemeld worden"), remedy, CONSOLE)]
    try:
        hook = await _hook(line, door)
        token = await _token(source, tools)
        added = [
            kind for kind in await _lacking(source, line, hook) if await _subscribed(source, line, token, kind, hook)
        ]
    except XError as error:
        if error.failure is Failure.REFUSED:
            return [
                bad(
                    tools,
                    source.name,
                    N_("X meldt {door} niet aan"),
                    NOT_US,
                    CONSOLE,
                    door=door,
                )
            ]
        remedy = N_("Zet bij de bron client_id en refresh_token (of user_token) van het account zelf.")
        return [failed(tools, source.name, error, remedy, CONSOLE)]
    finally:
        await line.close()
    done = good(tools, source.name, N_("X brengt wat er rond het account gebeurt nu op {door}"), door=door)
    return [done, good(tools, source.name, N_("nieuw aangemeld: {kinds}"), kinds=", ".join(added) or "-")]


async def _hook(line: Line, door: str) -> str:
    """The number of our webhook with X: the one there is, asked anew whether it is us if X gave it up, or a new one."""
    answer = await line.read(lambda client: client._make_request("GET", WEBHOOKS))
    for one in blocks(answer.get("data")):
        if text(one.get("url")) == door and (number := ident(one.get("id"))):
            if one.get("valid") is not True:
                await line.do(lambda client: client._make_request("PUT", f"{WEBHOOKS}/{number}"))
            return number
    made = await line.do(lambda client: client._make_request("POST", WEBHOOKS, json={"url": door}))
    if not (number := ident(block(made.get("data")).get("id")) or ident(made.get("id"))):
        raise XError(Failure.UNKNOWN)
    return number


async def _lacking(source: XSource, line: Line, hook: str) -> list[str]:
    answer = await line.read(lambda client: client._make_request("GET", SUBSCRIPTIONS))
    have = {
        text(one.get("event_type"))
        for one in blocks(answer.get("data"))
        if ident(block(one.get("filter")).get("user_id")) == source.id and ident(one.get("webhook_id")) == hook
    }
    return [kind for kind in (*KINDS, DELETED) if kind not in have]


async def _token(source: XSource, tools: Tools) -> Secret | None:
    renewal = renewal_of(source, tools)
    return source.user_token if renewal is None else Secret(await renewed(renewal))


async def _subscribed(source: XSource, line: Line, token: Secret | None, kind: str, hook: str) -> bool:
    """Subscribe to one kind of event."""
    wanted = {
        "event_type": kind,
        "filter": {"user_id": source.id},
        "tag": f"seintje:{source.name}",
        "webhook_id": hook,
    }
    speaking = line if token is None else line.speaking_as(token)
    try:
        await speaking.do(lambda client: client._make_request("POST", SUBSCRIPTIONS, json=wanted, user_auth=True))
    finally:
        if token is not None:
            await speaking.close()
    return True
