"""A Threads account at work, and how it is with it."""

from collections.abc import Sequence

from bot.platforms.examine import failed, good
from bot.platforms.graph.client import Access, Line
from bot.platforms.graph.errors import GraphError
from bot.platforms.platform import Opened, Tools
from bot.platforms.threads import CAPABILITIES, HOST, ThreadsSource
from bot.platforms.threads.actor import AccountActor
from bot.platforms.threads.watcher import AccountWatcher
from bot.platforms.threads.webhook import AccountReceiver
from bot.ports import Finding
from rules.i18n import N_


def opened(source: ThreadsSource, tools: Tools) -> Opened:
    """What hears and acts. The webhook only where its secret is known."""
    return Opened(
        watchers=[AccountWatcher(source, line(source, tools), tools.clock, tools.terms)],
        receivers=[AccountReceiver(source, tools.clock)] if source.app_secret else [],
        actors=[AccountActor(source.name, source.id, line(source, tools), CAPABILITIES)],
    )


def line(source: ThreadsSource, tools: Tools) -> Line:
    """A line of its own; this host knows no proof by the app's secret (none was found)."""
    access = Access(source.base_url or HOST, source.version, source.token, in_header=source.in_header)
    return Line(access, tools.http.settings, tools.clock)


async def examined(source: ThreadsSource, tools: Tools) -> Sequence[Finding]:
    """The account, and whether replies and mentions may be read."""
    asking = line(source, tools)
    try:
        answer = await asking.read(lambda graph: graph.get_object(source.id, fields="id,username"))
        await asking.read(lambda graph: graph.get_connections(source.id, "mentions", fields="id", limit=1))
    except GraphError as error:
        return [failed(tools, source.name, error, N_("Kijk of het nummer en het token van hetzelfde account zijn."))]
    finally:
        await asking.close()
    return [good(tools, source.name, N_("het account: {name}"), name=answer.get("username", source.id))]
