"""An Instagram account at work, and how it is with it."""

from collections.abc import Sequence

from bot.platforms.examine import bad, failed, good
from bot.platforms.graph.client import Access, Line
from bot.platforms.graph.doctor import subscriptions
from bot.platforms.graph.errors import GraphError
from bot.platforms.graph.values import ident
from bot.platforms.instagram import CAPABILITIES, HOSTS, InstagramSource
from bot.platforms.instagram.actor import AccountActor
from bot.platforms.instagram.watcher import AccountWatcher
from bot.platforms.instagram.webhook import AccountReceiver
from bot.platforms.platform import Opened, Tools
from bot.ports import Finding
from rules.i18n import N_

NEEDED = ("comments", "mentions")


def opened(source: InstagramSource, tools: Tools) -> Opened:
    """What hears and acts. The webhook only where its secret is known."""
    receivers = [AccountReceiver(source, line(source, tools), tools.clock)] if source.app_secret else []
    return Opened(
        watchers=[AccountWatcher(source, line(source, tools), tools.clock)],
        receivers=receivers,
        actors=[AccountActor(source.name, source.id, line(source, tools), CAPABILITIES)],
    )


def line(source: InstagramSource, tools: Tools) -> Line:
    """Instagram's own host knows no proof by the app's secret (none was found); Facebook's does."""
    proof = source.app_secret if source.login == "facebook" else None
    access = Access(
        source.base_url or HOSTS[source.login], source.version, source.token, proof, in_header=source.in_header
    )
    return Line(access, tools.http.settings, tools.clock)


async def examined(source: InstagramSource, tools: Tools) -> Sequence[Finding]:
    """The account, its comments, and the app's subscriptions."""
    asking = line(source, tools)
    try:
        return [await _account(source, tools, asking), *await subscriptions(source, tools, "instagram", NEEDED)]
    finally:
        await asking.close()


async def _account(source: InstagramSource, tools: Tools, asking: Line) -> Finding:
    """The account. With Instagram's own login it has two numbers, and webhooks come under the one that is called user_id."""
    fields = "id,user_id,username" if source.login == "instagram" else "id,username"
    try:
        answer = await asking.read(lambda graph: graph.get_object(source.id, fields=fields))
        await asking.read(lambda graph: graph.get_connections(source.id, "media", fields="id,comments{id}", limit=1))
    except GraphError as error:
        return failed(tools, source.name, error, N_("Kijk of het nummer en het token van hetzelfde account zijn."))
    if (number := ident(answer.get("user_id"))) and number != source.id:
        message, remedy = (
            N_("Instagram kent het account bij webhooks onder een ander nummer: {number}"),
            N_("Zet dat nummer bij 'id'; anders blijft liggen wat Instagram zelf brengt."),
        )
        return bad(tools, source.name, message, remedy, number=number)
    return good(tools, source.name, N_("het account: {name}"), name=answer.get("username", source.id))
