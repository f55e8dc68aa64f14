"""Who is looking: single-use links, sessions, and the secret each form carries.

A link's code and a session's token are random; whoever keeps them keeps only their fingerprint.
"""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock

LINK_LIFE = timedelta(minutes=15)
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)


def fingerprint(secret: str) -> str:
    """What is stored of a code or token: SHA-256, hexadecimal. (They are random 128+ bits, so no salt or stretching.)"""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(token: str) -> str:
    """The secret that forms of this session carry: derived from the session's token, useless without it."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Session:
    """A reader. ``token`` is what the cookie holds."""

    person: str
    token: str

    @property
    def form_token(self) -> str:
        """The secret that forms of this session carry."""
        return form_token(self.token)


class Sessions(Protocol):
    """Links and sessions. Implementations bring their own clock and the rules above (``LINK_LIFE``, ``IDLE``, ``LONGEST``)."""

    async def invite(self, person: str) -> str:
        """A single-use code for ``person``, good for ``LINK_LIFE``."""

    async def redeem(self, code: str) -> Session | None:
        """Turns a code into a new session, once; None for a code that is unknown, used, too old, or of a removed person."""

    async def find(self, token: str, *, active: bool = True) -> Session | None:
        """The living session; None when it ended for whatever reason.

        ``active``: a person did something, so the idle time starts anew (a page that refreshes itself is no person).
        """

    async def end(self, token: str) -> None:
        """Log out. An unknown token is no error."""


@dataclass(frozen=True, slots=True)
class _Kept:
    person: str
    began: datetime
    seen: datetime


class MemorySessions:
    """Sessions that live as long as the process: the demo and tests. ``knows``: whether a person still belongs to us."""

    def __init__(self, clock: Clock, knows: Callable[[str], bool]) -> None:
        self._clock = clock
        self._knows = knows
        self._links: dict[str, _Kept] = {}
        self._lock = threading.Lock()  # a phone asks for a link in another thread than the pages use it in
        self._sessions: dict[str, _Kept] = {}

    async def invite(self, person: str) -> str:
        """See ``Sessions``."""
        return self.code(person)

    def code(self, person: str) -> str:
        """The same, for whoever is in another thread."""
        now, code = self._clock.now(), secrets.token_urlsafe(24)
        with self._lock:
            self._links = {key: link for key, link in self._links.items() if now - link.began < LINK_LIFE}
            self._links[fingerprint(code)] = _Kept(person, now, now)
        return code

    async def redeem(self, code: str) -> Session | None:
        """See ``Sessions``."""
        with self._lock:
            link = self._links.pop(fingerprint(code), None)
        if link is None or self._clock.now() - link.began >= LINK_LIFE or not self._knows(link.person):
            return None
        return self.open(link.person)

    def open(self, person: str) -> Session:
        """A new session without a link: the demo, where everything is invented."""
        now = self._clock.now()
        self._sessions = {key: kept for key, kept in self._sessions.items() if _alive(kept, now)}
        token = secrets.token_urlsafe(24)
        self._sessions[fingerprint(token)] = _Kept(person, now, now)
        return Session(person, token)

    async def find(self, token: str, *, active: bool = True) -> Session | None:
        """See ``Sessions``."""
        key, now = fingerprint(token), self._clock.now()
        kept = self._sessions.get(key)
        if kept is None:
            return None
        if not _alive(kept, now) or not self._knows(kept.person):
            del self._sessions[key]
            return None
        if active:
            self._sessions[key] = replace(kept, seen=now)
        return Session(kept.person, token)

    async def end(self, token: str) -> None:
        """See ``Sessions``."""
        self._sessions.pop(fingerprint(token), None)


def _alive(kept: _Kept, now: datetime) -> bool:
    return now - kept.seen < IDLE and now - kept.began < LONGEST
