"""What reads and acts as our own account, and how it is with that account."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.platforms.bluesky import PASSWORDS, BlueskySource
from bot.platforms.bluesky.account import Account
from bot.platforms.bluesky.actor import AccountActor
from bot.platforms.bluesky.client import models
from bot.platforms.bluesky.posts import labels
from bot.platforms.bluesky.watcher import AccountWatcher
from bot.platforms.examine import bad, failed, good
from bot.platforms.meter import BudgetError
from bot.platforms.outcome import CallError
from bot.platforms.platform import Tools
from bot.ports import Actor, Finding, Watcher
from rules.case.actions import Failure
from rules.i18n import N_

REMEDY = N_(
    "Maak op bsky.app bij Instellingen, Privacy en beveiliging een nieuw app-wachtwoord en zet het bij password."
)


@dataclass(frozen=True, slots=True)
class Own:
    """An account at work. ``whose``: its lasting name, empty as long as nobody knows it."""

    watcher: Watcher
    actor: Actor
    whose: Callable[[], str]


def opened(source: BlueskySource, tools: Tools) -> Own:
    """What looks and acts, with one session."""
    account = Account(source, tools)
    return Own(
        AccountWatcher(source, account, tools.clock, tools.terms),
        AccountActor(source.name, account, tools.clock),
        lambda: account.did,
    )


async def examined(source: BlueskySource, tools: Tools) -> Sequence[Finding]:
    """Whose password it is, whether it may read what we are told, what moderators think of us."""
    account = Account(source, tools)
    try:
        did = await account.me()
        me = await account.read("app.bsky.actor.getProfile", models.AppBskyActorGetProfile.Params(actor=did))
        one = models.AppBskyNotificationListNotifications.Params(limit=1)
        await account.read("app.bsky.notification.listNotifications", one)
    except (CallError, BudgetError) as error:
        ours = isinstance(error, CallError) and error.failure in (Failure.TOKEN, Failure.PERMISSION)
        return [failed(tools, source.name, error, REMEDY if ours else "", PASSWORDS if ours else "")]
    handle = me.get("handle")
    found = [good(tools, source.name, N_("het account: {name}"), name=f"{handle} ({did})")]
    if marks := sorted(labels(me)):
        said = N_("moderatoren van Bluesky hebben uw account gemerkt: {labels}")
        found.append(bad(tools, source.name, said, APPEAL, "https://bsky.app/settings", labels=", ".join(marks)))
    if source.did and source.did != did:
        said = N_("het wachtwoord is van een ander account: {did}")
        found.append(
            bad(tools, source.name, said, N_("Zet dat bij did, of neem het wachtwoord van het goede account."), did=did)
        )
    return found


APPEAL = N_("Lees in de app van Bluesky waarom; u kunt daar bezwaar maken.")
