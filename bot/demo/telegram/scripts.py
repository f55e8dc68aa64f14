"""Trouble on order: queued answers that the pretend server gives instead of doing its work."""

import json
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.demo.telegram.reply import JSON, Reply, refuse


@dataclass(frozen=True, slots=True)
class Scripted:
    """One answer on order. ``carried_out``: the call is done all the same (the caller just cannot see it).

    ``reply`` None means the real answer, after ``reply_delay`` seconds.
    """

    reply: Reply | None
    carried_out: bool = False
    reply_delay: float = 0.0


def too_many(seconds: int) -> Scripted:
    """429: wait this long."""
    return Scripted(refuse(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds))


def refusal(status: int, description: str, **parameters: int) -> Scripted:
    """Any refusal in Telegram's form."""
    return Scripted(refuse(status, description, **parameters))


def blocked() -> Scripted:
    """403: the person blocked the bot."""
    return refusal(403, "Forbidden: bot was blocked by the user")


def kicked() -> Scripted:
    """403: the bot was thrown out of the group."""
    return refusal(403, "Forbidden: bot was kicked from the supergroup chat")


def token_refused() -> Scripted:
    """401: the token was revoked."""
    return refusal(401, "Unauthorized")


def conflict() -> Scripted:
    """409: somebody else polls with the same token."""
    return refusal(409, CONFLICT)


def migrated(new_chat: int) -> Scripted:
    """400: the group became a supergroup with another id."""
    return refusal(400, MIGRATED, migrate_to_chat_id=new_chat)


def page(status: int, text: str = "<html><body><h1>Bad Gateway</h1></body></html>") -> Scripted:
    """An HTML page, as a proxy in between gives."""
    return Scripted(Reply(status, text.encode(), "text/html"))


def raw(status: int, body: bytes, content_type: str = JSON, *, carried_out: bool = False) -> Scripted:
    """Exactly these bytes: truncated JSON, nothing at all."""
    return Scripted(Reply(status, body, content_type), carried_out=carried_out)


def no_answer(*, carried_out: bool) -> Scripted:
    """The caller's time-out runs out; with ``carried_out`` the call was done nevertheless."""
    return Scripted(Reply(0, b"", silent=True), carried_out=carried_out)


def slow(seconds: float) -> Scripted:
    """The real answer, late."""
    return Scripted(None, reply_delay=seconds)


CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
MIGRATED = "Bad Request: group chat was upgraded to a supergroup chat"


@dataclass(slots=True)
class Scripts:
    """The queues: by method and chat, by method, and for every method (``*``). The narrowest goes first."""

    queues: dict[tuple[str, int | None], deque[Scripted]] = field(default_factory=dict)

    def add(self, method: str, answers: Iterable[Scripted], chat: int | None = None) -> None:
        """Queue answers for the next calls of ``method`` (``*``: any), to ``chat`` only if given."""
        self.queues.setdefault((method.lower(), chat), deque()).extend(answers)

    def next(self, method: str, chat: int | None) -> Scripted | None:
        """The answer on order for this call, or None."""
        for key in ((method.lower(), chat), (method.lower(), None), ("*", chat), ("*", None)):
            if queue := self.queues.get(key):
                return queue.popleft()
        return None

    def clear(self) -> None:
        """Forget what is still queued."""
        self.queues.clear()


def from_json(order: dict[str, Any]) -> Scripted:
    """An order as the control page takes it: ``{"kind": "too_many", "seconds": 3}`` and so on.

    Raises ``ValueError`` for an unknown kind.
    """
    makers: dict[str, Callable[[], Scripted]] = {
        "too_many": lambda: too_many(int(order.get("seconds", 1))),
        "blocked": blocked,
        "kicked": kicked,
        "token_refused": token_refused,
        "conflict": conflict,
        "migrated": lambda: migrated(int(order["chat"])),
        "page": lambda: page(int(order.get("status", 502))),
        "refusal": lambda: refusal(int(order["status"]), str(order["description"]), **order.get("parameters", {})),
        "raw": lambda: raw(
            int(order["status"]), str(order["body"]).encode(), carried_out=bool(order.get("carried_out"))
        ),
        "no_answer": lambda: no_answer(carried_out=bool(order.get("carried_out"))),
        "slow": lambda: slow(float(order["seconds"])),
    }
    made = makers.get(str(order.get("kind")))
    if made is None:
        raise ValueError(f"no script of kind {json.dumps(order.get('kind'))}")
    return made()
