"""Speaking as the account with a token of OAuth 2.0: it lives two hours and is renewed, and so is what renews it."""

from collections.abc import Callable
from typing import Any

import tweepy

from bot.config.secret import Secret
from bot.platforms.outcome import CallError
from bot.platforms.platform import Tools
from bot.platforms.renewal import Grant, Renewal
from bot.platforms.x import HOST, XSource
from bot.platforms.x.access import Access
from bot.platforms.x.client import Json, Line
from bot.platforms.x.errors import XError
from rules.case.actions import Failure

PATH = "/2/oauth2/token"


def renewal_of(source: XSource, tools: Tools) -> Renewal | None:
    """What renews the account's token; one for all that works with it. None where there is nothing to renew."""
    if source.refresh_token is None or not source.client_id:
        return None
    address = f"{source.base_url or HOST}{PATH}"
    grant = Grant(source.name, address, source.client_id, source.client_secret, source.refresh_token, basic=True)
    return Renewal(grant, tools)


async def renewed(renewal: Renewal) -> str:
    """The token of now. Raises ``XError``: nothing was asked of X itself."""
    try:
        return await renewal.access()
    except CallError as error:
        code = error.args_.get("code", "-")
        raise XError(error.failure, message=error.message, code=code, retry_after=error.retry_after) from None


class SpeakingLine(Line):
    """A line that speaks as the account, with the token of now."""

    def __init__(self, source: XSource, tools: Tools, renewal: Renewal) -> None:
        nothing = Access(source.base_url or HOST, Secret("-"), speaks=True)
        super().__init__(nothing, tools.http.settings, tools.clock)
        self._renewal = renewal

    async def do(self, work: Callable[[tweepy.Client], Any]) -> Json:
        """One call and never a second one. A token that X refuses is not used again. Raises ``XError``."""
        token = await renewed(self._renewal)
        self.client.bearer_token = token
        try:
            return await super().do(work)
        except XError as error:
            if error.failure is Failure.TOKEN:
                self._renewal.forget(token)
            raise
