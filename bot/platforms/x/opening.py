"""An X account at work: what watches it, what is brought by it, what acts on it, and how it is with it."""

from collections.abc import Iterator, Sequence

from bot.platforms.examine import bad, failed, good
from bot.platforms.graph.values import block, ident, text
from bot.platforms.platform import Opened, Tools
from bot.platforms.renewal import Renewal
from bot.platforms.x import CONSOLE, HOST, XSource
from bot.platforms.x.access import Access
from bot.platforms.x.actor import XActor
from bot.platforms.x.client import Line
from bot.platforms.x.errors import XError
from bot.platforms.x.hooking import registered
from bot.platforms.x.prices import Till
from bot.platforms.x.speaking import SpeakingLine, renewal_of
from bot.platforms.x.stream import ActivityStream, NamesStream
from bot.platforms.x.watcher import XWatcher
from bot.platforms.x.webhook import XReceiver
from bot.ports import Finding, Listener
from rules.i18n import N_


def opened(source: XSource, tools: Tools) -> Opened:
    """What hears and acts. Acting takes the keys of the account itself or a token of its that is renewed, the webhook the
    secret of the app."""
    till = Till(tools.meter, source.name, tools.clock, source.budget)
    renewal = renewal_of(source, tools)
    acting = _acting(source, tools, renewal)
    actors = [XActor(source.name, source.id, acting, till, owned=source.owned)] if acting.access.user else []
    secret = source.consumer_secret
    return Opened(
        watchers=[XWatcher(source, line(source, tools), till, tools.clock, tools.terms)],
        listeners=[*_listeners(source, tools, till, renewal)],
        receivers=[] if secret is None else [XReceiver(source, secret, tools.clock)],
        actors=actors,
    )


def _acting(source: XSource, tools: Tools, renewal: Renewal | None) -> Line:
    """The line that speaks as the account: with its four keys where it has them, as those do not run out."""
    keys = line(source, tools)
    return keys if keys.access.user or renewal is None else SpeakingLine(source, tools, renewal)


def _listeners(source: XSource, tools: Tools, till: Till, renewal: Renewal | None) -> Iterator[Listener]:
    if source.stream:
        yield NamesStream(source, line(source, tools), till, tools.clock, tools.terms)
    if source.activity:
        yield ActivityStream(source, line(source, tools), till, tools.clock, renewal)


def line(source: XSource, tools: Tools) -> Line:
    """A line of its own: an action never waits for a long look."""
    access = Access(
        source.base_url or HOST,
        source.bearer_token,
        source.consumer_key,
        source.consumer_secret,
        source.access_token,
        source.access_secret,
    )
    return Line(access, tools.http.settings, tools.clock)


async def hooked(source: XSource, tools: Tools) -> Sequence[Finding]:
    """Register our door with X, and that X Activity brings there what happens around the account; again changes nothing."""
    return await registered(source, tools, line(source, tools))


async def examined(source: XSource, tools: Tools) -> Sequence[Finding]:
    """The two sorts of keys, how much of the month's quota is left, and what of today's budget. It costs a cent."""
    asking = line(source, tools)
    try:
        return [await _app(source, tools, asking), await _account(source, tools, asking), await _budget(source, tools)]
    finally:
        await asking.close()


async def _app(source: XSource, tools: Tools, asking: Line) -> Finding:
    """The app's token, and the quota of the month."""
    try:
        answer = await asking.read(
            lambda client: client._make_request("GET", "/2/usage/tweets")
        )  # it has no name there
    except XError as error:
        return failed(tools, source.name, error, N_("Maak een nieuw Bearer Token voor de app."), CONSOLE)
    data = block(answer.get("data"))
    used, cap = _whole(data.get("project_usage")), _whole(data.get("project_cap"))
    if used is None or not cap:
        return good(tools, source.name, N_("het token van de app werkt"))
    if used >= cap * 0.9:
        remedy = N_(
            "Zet 'search' of 'stream' uit of verlaag 'budget'; op de eerste dag van de nieuwe maand begint het opnieuw."
        )
        return bad(
            tools,
            source.name,
            N_("van de {cap} berichten per maand zijn er {used} gelezen"),
            remedy,
            CONSOLE,
            cap=cap,
            used=used,
        )
    return good(tools, source.name, N_("van de {cap} berichten per maand zijn er {used} gelezen"), cap=cap, used=used)


def _whole(value: object) -> int | None:
    """A count: X writes some as texts."""
    found = ident(value)
    return int(found) if found.isdigit() else None


async def _account(source: XSource, tools: Tools, asking: Line) -> Finding:
    """Whether the other keys are there and of this very account."""
    renewal = renewal_of(source, tools) if not asking.access.user else None
    if not asking.access.user and renewal is None:
        return bad(
            tools,
            source.name,
            N_("alleen kijken: de sleutels van het account zelf ontbreken"),
            N_(
                "Zet consumer_key, consumer_secret, access_token en access_secret in config.yaml om te kunnen antwoorden, "
                "of client_id en refresh_token."
            ),
            CONSOLE,
        )
    speaking = asking if renewal is None else SpeakingLine(source, tools, renewal)
    try:
        answer = await speaking.read(lambda client: client.get_me(user_auth=True))
    except XError as error:
        return failed(tools, source.name, error, N_("Maak nieuwe sleutels met het recht 'Read and write'."), CONSOLE)
    finally:
        if speaking is not asking:
            await speaking.close()
    me = block(answer.get("data"))
    if ident(me.get("id")) != source.id:
        return bad(
            tools,
            source.name,
            N_("de sleutels zijn van een ander account: @{name} ({id})"),
            N_("Zet bij 'id' het nummer van het account waar de sleutels van zijn."),
            CONSOLE,
            name=text(me.get("username")) or "?",
            id=ident(me.get("id")) or "?",
        )
    return good(tools, source.name, N_("het account: @{name}"), name=text(me.get("username")) or source.id)


async def _budget(source: XSource, tools: Tools) -> Finding:
    till = Till(tools.meter, source.name, tools.clock, source.budget)
    left = (await till.acting.left() or 0) / 1000
    if left <= 0:
        return bad(
            tools,
            source.name,
            N_("het dagbudget voor X is op (${budget:.2f})"),
            N_("Om middernacht UTC gaat het vanzelf verder; zet 'budget' hoger als dit vaker gebeurt."),
            budget=source.budget,
        )
    message = N_("vandaag is nog ${left:.2f} van ${budget:.2f} over")
    return good(tools, source.name, message, left=left, budget=source.budget)
