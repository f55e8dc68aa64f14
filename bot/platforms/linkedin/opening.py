"""A LinkedIn page at work, and its webhook."""

from collections.abc import Sequence

from bot.platforms.examine import bad, failed, good
from bot.platforms.linkedin import PORTAL, LinkedInSource
from bot.platforms.linkedin.actor import PageActor
from bot.platforms.linkedin.checkup import admin, checkup
from bot.platforms.linkedin.line import Line, pass_of
from bot.platforms.linkedin.notices import EVENT
from bot.platforms.linkedin.urns import encoded
from bot.platforms.linkedin.watcher import PageWatcher
from bot.platforms.linkedin.webhook import PageReceiver
from bot.platforms.meter import BudgetError
from bot.platforms.outcome import CallError
from bot.platforms.platform import Opened, Tools
from bot.ports import Finding
from rules.i18n import N_, translator


def opened(source: LinkedInSource, tools: Tools) -> Opened:
    """What hears and acts. One token for all of it, so that it is renewed once."""
    line = Line(source, tools, pass_of(source, tools))
    secret = source.client_secret
    return Opened(
        watchers=[PageWatcher(source, line, tools)],
        receivers=[] if secret is None else [PageReceiver(source, secret, line, tools.clock)],
        actors=[PageActor(source, line)],
    )


async def examined(source: LinkedInSource, tools: Tools) -> Sequence[Finding]:
    """Version, token and its permissions, the role, what can be read, the webhook, and what is left of today."""
    given = pass_of(source, tools)
    return await checkup(source, tools, Line(source, tools, given), given)


async def hooked(source: LinkedInSource, tools: Tools) -> Sequence[Finding]:
    """Register our door with LinkedIn for this page; again changes nothing."""
    door = f"{tools.public_url}/hooks/{source.name}"
    if not tools.public_url or not source.app or source.client_secret is None:
        remedy = N_("Zet web: public_url, en bij de bron client_secret en app (het nummer in het adres van de app).")
        return [bad(tools, source.name, N_("de webhook kan nog niet aangemeld worden"), remedy, PORTAL)]
    line = Line(source, tools, pass_of(source, tools))
    try:
        who = await admin(source, line)
        if not who:
            remedy = N_("Laat een beheerder (super admin) van de pagina het token maken.")
            return [bad(tools, source.name, N_("het token is niet van een beheerder van de pagina"), remedy, PORTAL)]
        key = ",".join(
            (
                f"developerApplication:{encoded(f'urn:li:developerApplication:{source.app}')}",
                f"user:{encoded(who)}",
                f"entity:{encoded(source.urn)}",
                f"eventType:{EVENT}",
            )
        )
        await line.do("PUT", f"eventSubscriptions/({key})", {"webhook": door})
    except (CallError, BudgetError) as error:
        remedy = translator(tools.lang).gettext(N_("Meld het adres eerst aan bij 'Webhooks' van de app: {door}"))
        return [failed(tools, source.name, error, remedy.format(door=door), PORTAL)]
    return [good(tools, source.name, N_("LinkedIn brengt meldingen nu op {door}"), door=door)]
