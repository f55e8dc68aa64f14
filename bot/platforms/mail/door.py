"""How we get into the mailbox: whose certificates are believed, and a password or a token that is renewed."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any, TypeVar

from bot.platforms.mail import MailSource
from bot.platforms.mail.box import PATIENCE, Entry, MailError
from bot.platforms.platform import Tools
from bot.platforms.renewal import Grant, Renewal
from rules.i18n import N_

T = TypeVar("T")

GOOGLE = "https://oauth2.googleapis.com/token"
MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
MICROSOFT_SCOPE = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"


class Door:
    """The way into one mailbox; every look goes through anew. ``patience``: seconds the server may keep silent."""

    def __init__(self, source: MailSource, tools: Tools, patience: float = PATIENCE) -> None:
        self.source, self._patience = source, patience
        self._token = Renewal(grant(source), tools) if source.login != "password" else None

    async def entry(self) -> Entry:
        """What to log in with now. Raises ``SourceError``."""
        token = await self._token.access() if self._token is not None else ""
        return Entry(self.source, trusted(self.source), token, self._patience)

    async def through(self, work: Callable[..., T], *args: Any) -> T:
        """Do something blocking in a thread, inside the mailbox. Raises ``SourceError``."""
        entry = await self.entry()
        try:
            return await asyncio.to_thread(work, entry, *args)
        except MailError as error:
            if error.blind and self._token is not None:
                self._token.forget(entry.token)  # perhaps it was this one: the next look asks for another
            raise


def grant(source: MailSource) -> Grant:
    """Where and with what a token for this mailbox is asked."""
    microsoft = source.login == "microsoft"
    usual = MICROSOFT.format(tenant=source.tenant) if microsoft else GOOGLE
    return Grant(
        source.name,
        source.token_url or usual,
        source.client_id,
        source.client_secret,
        source.password,
        scope=MICROSOFT_SCOPE if microsoft else "",
    )


def trusted(source: MailSource) -> ssl.SSLContext:
    """Whose certificates are believed. Raises ``MailError`` when the file of the settings is none."""
    try:
        return ssl.create_default_context(cafile=source.ca)
    except (OSError, ssl.SSLError):
        raise MailError(N_("het bestand bij ca is niet te lezen als certificaat."), blind=True) from None
