"""A Page at work: what watches it, what is brought by it, what acts on it, and how it is with it."""

from collections.abc import Sequence

from bot.platforms.examine import bad, failed, good
from bot.platforms.facebook import CAPABILITIES, HOST, FacebookSource
from bot.platforms.facebook.actor import PageActor
from bot.platforms.facebook.watcher import PageWatcher
from bot.platforms.facebook.webhook import PageReceiver
from bot.platforms.graph.client import Access, Line
from bot.platforms.graph.doctor import subscriptions, token
from bot.platforms.graph.errors import GraphError
from bot.platforms.graph.values import block, blocks
from bot.platforms.platform import Opened, Tools
from bot.ports import Finding
from rules.i18n import N_

NEEDED = ("feed", "mention", "ratings")
SCOPES = ("pages_read_engagement", "pages_read_user_content", "pages_manage_engagement", "pages_manage_metadata")


def opened(source: FacebookSource, tools: Tools) -> Opened:
    """What hears and acts. The webhook only where its secret is known."""
    receivers = [PageReceiver(source, line(source, tools), tools.clock)] if source.app_secret else []
    return Opened(
        watchers=[PageWatcher(source, line(source, tools), tools.clock)],
        receivers=receivers,
        actors=[PageActor(source.name, source.id, line(source, tools), CAPABILITIES)],
    )


def line(source: FacebookSource, tools: Tools) -> Line:
    """A line of its own: an action never waits for a long look."""
    access = Access(
        source.base_url or HOST, source.version, source.token, source.app_secret, in_header=source.in_header
    )
    return Line(access, tools.http.settings, tools.clock)


async def examined(source: FacebookSource, tools: Tools) -> Sequence[Finding]:
    """The Page, the token's permissions, and the three layers of Meta's webhooks."""
    asking = line(source, tools)
    try:
        return [
            *await token(source, tools, asking, (*SCOPES, *(("pages_messaging",) if source.messages else ()))),
            await _page(source, tools, asking),
            await _subscribed(source, tools, asking),
            *await subscriptions(source, tools, "page", (*NEEDED, *(("messages",) if source.messages else ()))),
        ]
    finally:
        await asking.close()


async def _page(source: FacebookSource, tools: Tools, asking: Line) -> Finding:
    try:
        answer = await asking.read(lambda graph: graph.get_object(source.id, fields="id,name"))
    except GraphError as error:
        return failed(tools, source.name, error, N_("Kijk of het nummer en het token van dezelfde pagina zijn."))
    return good(tools, source.name, N_("de pagina: {name}"), name=answer.get("name", source.id))


async def _subscribed(source: FacebookSource, tools: Tools, asking: Line) -> Finding:
    """The third layer: the app on the Page."""
    try:
        answer = await asking.read(lambda graph: graph.get_connections(source.id, "subscribed_apps"))
    except GraphError as error:
        return failed(tools, source.name, error, N_("Geef het token het recht pages_manage_metadata."))
    apps = list(blocks(block(answer).get("data")))
    fields = {one for app in apps if not source.app or app.get("id") == source.app for one in _texts(app)}
    lacking = [one for one in NEEDED if one not in fields]
    if lacking:
        return bad(
            tools,
            source.name,
            N_("de pagina stuurt de app niet: {what}"),
            N_("Zet de app op de pagina aan met deze velden (laag 3: subscribed_apps)."),
            "https://developers.facebook.com/docs/graph-api/webhooks/getting-started/webhooks-for-pages",
            what=", ".join(lacking),
        )
    return good(tools, source.name, N_("de pagina stuurt de app wat er gebeurt"))


def _texts(app: object) -> list[str]:
    fields = block(app).get("subscribed_fields")
    return [one for one in fields if isinstance(one, str)] if isinstance(fields, list) else []
