"""A Reddit account at work, and how it is with it."""

from collections.abc import Sequence

from bot.platforms.examine import bad, failed, good
from bot.platforms.graph.values import block, text
from bot.platforms.outcome import CallError
from bot.platforms.platform import Opened, Tools
from bot.platforms.reddit import APPS, NEEDED, RedditSource
from bot.platforms.reddit.actor import AccountActor
from bot.platforms.reddit.line import Line
from bot.platforms.reddit.watcher import AccountWatcher
from bot.ports import Failure, Finding
from rules.i18n import N_, translator

AGAIN = N_("Laat het account opnieuw toestemming geven (duration=permanent) en bewaar het nieuwe vernieuwingstoken.")
MISSING = N_("Laat het account opnieuw toestemming geven, nu ook voor: {right}.")
LOW = 50
"""Of the questions of ten minutes."""


def opened(source: RedditSource, tools: Tools) -> Opened:
    """What hears and acts: over one line, as Reddit counts them together."""
    line = Line(source, tools)
    return Opened(watchers=[AccountWatcher(source, line, tools)], actors=[AccountActor(source, line)])


async def examined(source: RedditSource, tools: Tools) -> Sequence[Finding]:
    """Whose token it is, what it may read, whether every subreddit is open, and how much may still be asked."""
    line = Line(source, tools)
    try:
        me = block(await line.read("api/v1/me"))
    except CallError as error:
        return [failed(tools, source.name, error, _remedy(error, tools, NEEDED[0]), APPS)]
    found = [_account(source, tools, text(me.get("name")))]
    found.append(await _reads(source, tools, line, "message/mentions", "privatemessages"))
    for subreddit in source.subreddits:
        found.append(await _reads(source, tools, line, f"r/{subreddit}/new", "read"))
    found.append(await _reads(source, tools, line, f"user/{source.account}/comments", "history"))
    return [*found, _pace(source, tools, line)]


def _account(source: RedditSource, tools: Tools, name: str) -> Finding:
    if name.casefold() == source.account.casefold():
        return good(tools, source.name, N_("het account: u/{name}"), name=name)
    remedy = N_("Zet bij 'account' de naam van het account waar het token van is, of maak een token van dit account.")
    message = N_("het token is van een ander account: u/{name}")
    return bad(tools, source.name, message, remedy, APPS, name=name or "?")


async def _reads(source: RedditSource, tools: Tools, line: Line, path: str, right: str) -> Finding:
    try:
        await line.read(path, limit="1")
    except CallError as error:
        found = failed(tools, source.name, error, _remedy(error, tools, right), APPS)
        return Finding(found.good, found.about, f"{path}: {found.text}", found.remedy, found.page, found.unreachable)
    return good(tools, source.name, N_("te lezen: {path}"), path=path)


def _remedy(error: CallError, tools: Tools, right: str) -> str:
    if error.failure is Failure.PERMISSION and error.args_.get("code") == "insufficient_scope":
        return translator(tools.lang).gettext(MISSING).format(right=right)
    if error.failure in (Failure.PERMISSION, Failure.GONE):
        return N_("Vraag de moderatoren om toegang, of haal de subreddit weg bij 'subreddits'.")
    return AGAIN if error.failure is Failure.TOKEN else ""


def _pace(source: RedditSource, tools: Tools, line: Line) -> Finding:
    left = line.pace.left
    if left is None or left >= LOW:
        return good(tools, source.name, N_("Reddit laat genoeg vragen toe"))
    remedy = N_("Zet 'every' langer, volg minder subreddits, of kijk wie hetzelfde token gebruikt.")
    return bad(tools, source.name, N_("Reddit laat nog maar {left} vragen toe in deze tien minuten"), remedy, left=left)
