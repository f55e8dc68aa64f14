"""An account at its server: logged in seldom, its session kept and renewed, and what is asked and done with it.

A server lets an account log in 300 times a day. So a session lives on over restarts (as a keepsake: readable by us alone,
never in the database), is renewed before it ends, and a password that was refused is not tried again at once.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import msgspec
import stamina
import structlog

from bot.addresses import split_url
from bot.platforms.bluesky.client import BROKEN, Session, SessionEvent, ask, client, failed, tell
from bot.platforms.bluesky.settings import BlueskySource
from bot.platforms.meter import Purse
from bot.platforms.outcome import CallError, call_error
from bot.platforms.platform import Tools
from rules.case.actions import Failure
from rules.i18n import N_

log = structlog.get_logger()

MOST_LOGINS = 100
"""A day: a third of what the server allows, so that people can log in too."""
AGAIN = timedelta(minutes=15)
"""So long a refused password is not tried again."""
EARLY = timedelta(minutes=20)
"""A session is renewed so long before it ends; the library would at a quarter of an hour, in the midst of a call."""
REVOKED = N_(
    "{host} weigert het app-wachtwoord ({code}): het is ingetrokken of verkeerd overgenomen. Maak een nieuw en zet het waar "
    "'password' naar verwijst."
)
_OURS = (Failure.TOKEN, Failure.PERMISSION, Failure.GONE, Failure.REFUSED)
"""What only a person can mend."""


class Kept(msgspec.Struct):
    """What is kept between runs: with what was logged in, where, and the session as the library writes it."""

    who: str
    pds: str
    session: str


class RevokedError(CallError):
    """The app password does not work (any more)."""


class Account:
    """``read`` asks and tries again, ``do`` changes something and never does so twice. One for a whole source."""

    def __init__(self, source: BlueskySource, tools: Tools) -> None:
        self.name = source.name
        self._source, self._tools = source, tools
        parts = split_url(source.pds)
        self.host = (parts.hostname if parts else "") or "?"
        self._purse = Purse(tools.meter, f"{source.name}:logins", tools.clock, MOST_LOGINS)
        self._client: Any = None
        self._session: Session | None = None
        self._refused: tuple[datetime, CallError] | None = None
        self._lock = asyncio.Lock()

    @property
    def did(self) -> str:
        """The lasting name, as far as it is known without asking."""
        kept = self._kept() if self._session is None else None
        known = self._session.did if self._session else _did_of(kept.session) if kept else ""
        return known or self._source.did

    async def me(self) -> str:
        """The lasting name; logs in where it must. Raises ``CallError``, ``BudgetError``."""
        await self._ready()
        return self.did

    # --- asking and doing -----------------------------------------------------------------------------------

    async def read(self, name: str, params: Any) -> dict[str, Any]:
        """The answer to a question. Raises ``CallError``, ``BudgetError``."""
        settings = self._tools.http.settings
        retries = stamina.retry_context(
            on=_again, attempts=settings.attempts, wait_initial=settings.first_wait, timeout=None
        )
        async for attempt in retries:
            with attempt:
                answer = await self._called(ask, name, params, again=True)
        if not isinstance(answer, dict):
            raise call_error(Failure.UNKNOWN, self.host, "-")
        return answer

    async def do(self, name: str, data: Any) -> dict[str, Any]:
        """One call and never a second one: for what must not happen twice. An answer of another form is an empty one.

        Raises ``CallError``, ``BudgetError``.
        """
        answer = await self._called(tell, name, data, again=False)
        return answer if isinstance(answer, dict) else {}

    async def _called(self, how: Any, name: str, given: Any, *, again: bool) -> Any:
        with_ = await self._ready()
        try:
            return await how(with_, name, given)
        except BROKEN as error:
            found = failed(error, self.host, self._tools.clock.now())
        if found.failure is Failure.TOKEN:
            self._forget(with_)
            if again:
                return await self._once_more(how, name, given)
        raise found from None

    async def _once_more(self, how: Any, name: str, given: Any) -> Any:
        """It was ended at the server: with a fresh session. One that is refused too needs a person."""
        try:
            return await self._called(how, name, given, again=False)
        except CallError as error:
            if error.failure is Failure.TOKEN and self._refused is None:
                self._refused = (self._tools.clock.now() + AGAIN, error)
            raise

    # --- the session ------------------------------------------------------------------------------------------

    async def _ready(self) -> Any:
        """The library's client with a session that still lasts."""
        async with self._lock:
            if self._client is None:
                await self._open()
            elif self._ends_soon():
                await self._renew()
            return self._client

    async def _open(self) -> None:
        kept = self._kept()
        if kept is None or not await self._took_up(kept):
            await self._log_in()
        elif self._ends_soon():
            await self._renew()

    async def _took_up(self, kept: Kept) -> bool:
        """Whether a kept session could be read; whether it still lives, the server says."""
        made = self._made()
        try:
            await made.login(session_string=kept.session, fetch_bsky_profile=False)
        except BROKEN:
            return False
        self._client = made
        return True

    async def _log_in(self) -> None:
        now = self._tools.clock.now()
        if self._refused is not None and now < self._refused[0]:
            raise self._refused[1]
        await self._purse.take(1)
        password = self._source.password
        made = self._made()
        try:
            secret = password.reveal() if password else ""
            await made.login(self._source.who, secret, fetch_bsky_profile=False)
        except BROKEN as error:
            raise self._not_let_in(failed(error, self.host, now), now) from None
        self._client, self._refused = made, None

    def _not_let_in(self, error: CallError, now: datetime) -> CallError:
        if error.failure not in _OURS:
            return error
        if error.failure is Failure.TOKEN:
            error = RevokedError(REVOKED, Failure.TOKEN, host=self.host, code=error.args_.get("code", "-"))
        self._refused = (now + AGAIN, error)
        return error

    async def _renew(self) -> None:
        """A renewed session; a new one where the old cannot be renewed any more."""
        old, session = self._client, self._session
        if session is None:  # pragma: no cover - there is no client without a session
            return await self._log_in()
        try:
            fresh = await old.com.atproto.server.refresh_session(
                headers={"Authorization": f"Bearer {session.refresh_jwt}"}, ignore_session_check=True
            )
        except BROKEN as error:
            found = failed(error, self.host, self._tools.clock.now())
            if found.failure not in _OURS:
                raise found from None
            return await self._begin_anew(session)
        await self._took_up_and_kept(
            Session(fresh.handle, fresh.did, fresh.access_jwt, fresh.refresh_jwt, session.pds_endpoint)
        )
        return None

    async def _took_up_and_kept(self, session: Session) -> None:
        kept = Kept(self._source.who, self._source.pds, session.export())
        if await self._took_up(kept):
            self._keep(kept)

    async def _begin_anew(self, old: Session) -> None:
        """Another process of ours may have renewed it meanwhile: then its session is ours too."""
        kept = self._kept()
        if kept is not None and kept.session != old.export() and await self._took_up(kept) and not self._ends_soon():
            return
        await self._log_in()

    def _made(self) -> Any:
        made = client(self._tools.http, self._source.pds)
        made.on_session_change(self._changed)
        return made

    def _changed(self, event: SessionEvent, session: Session) -> None:
        """What the library tells of its session."""
        self._session = session
        if event is not SessionEvent.IMPORT:
            self._keep(Kept(self._source.who, self._source.pds, session.export()))

    def _ends_soon(self) -> bool:
        ends = self._session.access_jwt_payload.exp if self._session else None
        return ends is not None and self._tools.clock.now().timestamp() > ends - EARLY.total_seconds()

    def _forget(self, which: Any) -> None:
        """The session is worth nothing any more (unless it was replaced meanwhile)."""
        if self._client is which:
            self._client = self._session = None
            self._put("")

    def _kept(self) -> Kept | None:
        """What was kept for these settings."""
        try:
            kept = msgspec.json.decode(self._tools.keepsakes.get(self.name) or "null", type=Kept | None)
        except (msgspec.DecodeError, msgspec.ValidationError):
            return None
        return kept if kept and (kept.who, kept.pds) == (self._source.who, self._source.pds) else None

    def _keep(self, kept: Kept) -> None:
        self._put(msgspec.json.encode(kept).decode())

    def _put(self, value: str) -> None:
        """A full disk costs a login at the next start and nothing else."""
        try:
            self._tools.keepsakes.put(self.name, value)
        except OSError:
            log.warning("session_not_kept", source=self.name)


def _did_of(session: str) -> str:
    parts = session.split(":::")
    return parts[1] if len(parts) >= 4 else ""


def _again(error: Exception) -> bool:
    return isinstance(error, CallError) and error.passing
