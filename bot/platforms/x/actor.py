"""What we may do on X: answer who summoned us, hide and show replies below our own posts, take back what we said."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from bot.platforms.graph.values import block, blocks, ident
from bot.platforms.x import CAPABILITIES, WORD, posts
from bot.platforms.x.client import Json, Line
from bot.platforms.x.errors import GONE_OR_NOT, XActionError, XError, problem_type, problems, within
from bot.platforms.x.prices import DELETE, HIDE, OWNED_POST, POST, REPLY, WITH_LINK, SpentError, Till
from bot.ports import Done, Failure, Looked, PublicAct, Seen, Verb
from rules.i18n import N_

LOOKED_THROUGH = 20
"""Of our own newest posts, to find a reply of which we do not know whether it was placed."""
LINK = re.compile(
    r"(?i)\b(?:https?://\S+|(?:[a-z0-9-]+\.)+(?:nl|be|com|org|net|eu|info|nu|care|health|io|me)\b(?:/\S*)?)"
)
"""What X makes a link of, near enough: it takes a bare name such as zorg.nl for one too."""
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_LINK_WEIGHT = 23
_CERTAIN = frozenset(
    {
        Failure.TOKEN,
        Failure.PERMISSION,
        Failure.GONE,
        Failure.THROTTLED,
        Failure.BUDGET,
        Failure.REFUSED,
        Failure.UNREACHABLE,
    }
)


def weight(said: str) -> int:
    """How long X counts a text: a link is 23, letters of most scripts 1, the rest 2 (X's "Counting characters" page)."""
    plain, links = LINK.subn("", unicodedata.normalize("NFC", said))
    light = sum(any(low <= ord(one) <= high for low, high in _LIGHT) for one in plain)
    return links * _LINK_WEIGHT + 2 * len(plain) - light


def price(act: PublicAct) -> int:
    """What an action costs, in thousandths of a dollar. A link makes a reply twenty times as dear."""
    match act.verb:
        case Verb.REPLY:
            return WITH_LINK if LINK.search(act.text) else REPLY
        case Verb.DELETE_OWN:
            return DELETE
        case _:
            return HIDE


class XActor:
    """``bot.ports.Actor`` of an account."""

    platform = WORD
    capabilities = CAPABILITIES

    def __init__(self, source: str, account: str, line: Line, till: Till, *, owned: bool = False) -> None:
        self.source, self._account, self._line, self._till = source, account, line, till
        self._own_price = OWNED_POST if owned else POST

    async def act(self, act: PublicAct) -> Done:
        """Do it. Raises ``ActionError``."""
        call = self._call(act)
        cost = price(act)
        await self._pay(cost)
        try:
            answer = await self._line.do(call)
        except XError as error:
            if error.failure in _CERTAIN:
                await self._till.give_back(self._till.acting, cost)
            raise _failed(error) from None
        return self._done(act, block(answer.get("data")))

    def dear(self, text: str) -> float | None:
        """A reply with a link costs twenty times as much."""
        return WITH_LINK / 1000 if LINK.search(text) else None

    async def _pay(self, cost: int) -> None:
        try:
            await self._till.pay(self._till.acting, cost)
        except SpentError as error:
            raise XActionError(error.message, Failure.BUDGET, retry_after=error.retry_after, **error.args_) from None

    def _call(self, act: PublicAct) -> Callable[[Any], Any]:
        """The call of the library; what cannot work never leaves. Raises ``ActionError``."""
        match act.verb:
            case Verb.REPLY:
                if weight(act.text) > (CAPABILITIES.reply_limit or 0):
                    limit = CAPABILITIES.reply_limit
                    raise XActionError(N_("het antwoord is langer dan {limit} tekens"), Failure.REFUSED, limit=limit)
                return lambda client: client.create_tweet(text=act.text, in_reply_to_tweet_id=act.target.id)
            case Verb.HIDE:
                return lambda client: client.hide_reply(act.target.id)
            case Verb.UNHIDE:
                return lambda client: client.unhide_reply(act.target.id)
            case Verb.DELETE_OWN:
                return lambda client: client.delete_tweet(act.own)
            case _:
                raise XActionError(N_("dit kan hier niet"), Failure.REFUSED)

    def _done(self, act: PublicAct, data: Json) -> Done:
        """What a good answer means. Raises ``ActionError`` for one that does not say what came of it."""
        if act.verb is Verb.REPLY:
            if placed := ident(data.get("id")):
                return Done(placed, f"https://x.com/i/status/{placed}")
            raise _unclear()
        wanted = {Verb.HIDE: ("hidden", True), Verb.UNHIDE: ("hidden", False), Verb.DELETE_OWN: ("deleted", True)}
        word, value = wanted[act.verb]
        if data.get(word) is value:
            return Done()
        if data.get(word) is (not value):
            raise XActionError(N_("het platform deed dit niet"), Failure.REFUSED)
        raise _unclear()

    # --- did it happen? -----------------------------------------------------------------------------------

    async def look_up(self, act: PublicAct) -> Seen:
        """Whether it happened. X does not show what is hidden. Raises ``ActionError`` when it cannot be asked now."""
        match act.verb:
            case Verb.REPLY:
                return await self._look_for_reply(act)
            case Verb.DELETE_OWN:
                return await self._look_whether_gone(act)
            case _:
                return Seen(Looked.CANNOT_TELL)

    async def _look_for_reply(self, act: PublicAct) -> Seen:
        """Among our newest posts: the one below this message that says this."""
        own: Callable[[Any], Any] = lambda client: client.get_users_tweets(  # noqa: E731
            self._account, user_auth=True, since_id=act.target.id, max_results=LOOKED_THROUGH, tweet_fields=posts.FIELDS
        )
        answer = await self._asked(own, LOOKED_THROUGH * self._own_price)
        for one in blocks(answer.get("data")):
            below = {
                ident(to.get("id")) for to in blocks(one.get("referenced_tweets")) if to.get("type") == "replied_to"
            }
            if act.target.id in below and _spoken(posts.words(one)) == _spoken(act.text):
                placed = posts.number(one, "id")
                return Seen(Looked.DONE, Done(placed, f"https://x.com/i/status/{placed}"))
        return Seen(Looked.NOT_DONE)

    async def _look_whether_gone(self, act: PublicAct) -> Seen:
        answer = await self._asked(lambda client: client.get_tweet(act.own, user_auth=True), POST)
        if answer.get("data") is not None:
            return Seen(Looked.NOT_DONE)
        gone = any(problem_type(one) in GONE_OR_NOT for one in problems(answer))
        return Seen(Looked.DONE, Done()) if gone else Seen(Looked.CANNOT_TELL)

    async def _asked(self, work: Callable[[Any], Any], cost: int) -> Json:
        """An answer. Looking up goes before the budget: who does not know what became of a reply must not be kept waiting."""
        try:
            answer = await self._line.read(work)
        except XError as error:
            if error.failure is Failure.GONE:
                return {"errors": [{"type": "resource-not-found"}]}
            raise _failed(error) from None
        await self._till.give_back(self._till.acting, -cost)
        wrong = within(answer)
        if wrong is not None and wrong.failure is not Failure.GONE:
            raise _failed(wrong)
        return answer

    async def close(self) -> None:
        """Let go of the connections."""
        await self._line.close()


def _spoken(said: str) -> str:
    """What was said, without the names X puts in front and with every link alike: X shortens them all."""
    bare = re.sub(r"^(?:@\w+\s+)+", "", said)
    return " ".join(LINK.sub("*", unicodedata.normalize("NFC", bare)).split())


def _unclear() -> XActionError:
    return XActionError(N_("het antwoord van het platform zegt niet wat er gebeurd is"), Failure.UNKNOWN)


def _failed(error: XError) -> XActionError:
    """Before it counted, or nobody knows."""
    return XActionError(error.message, error.failure, retry_after=error.retry_after, **error.args_)
