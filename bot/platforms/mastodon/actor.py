"""What we may do on Mastodon: answer, like, and keep somebody away from us. Nothing can be hidden there."""

import html
from collections.abc import Callable
from typing import Any

from bot.platforms.feed.text import is_web, plain_text
from bot.platforms.mastodon import LONGEST, WORD
from bot.platforms.mastodon.line import Line
from bot.platforms.mastodon.statuses import Account, block, word
from bot.platforms.outcome import UNCLEAR, ActedError, CallError, check
from bot.ports import Capabilities, Done, Failure, Looked, PublicAct, Seen, Verb
from rules.i18n import N_

Json = dict[str, Any]
SHOWN = ("public", "unlisted", "private", "direct")


class AccountActor:
    """``bot.ports.Actor`` of an account."""

    platform = WORD

    def __init__(self, source: str, line: Line, whose: Callable[[], Any], capabilities: Capabilities) -> None:
        self.source, self.capabilities = source, capabilities
        self._line, self._whose = line, whose

    async def act(self, act: PublicAct) -> Done:
        """Do it. The message is looked at first, which changes nothing: only the call after it can be of unknown outcome."""
        check(act, self.capabilities, len(act.text))
        status = await self._status(act) if act.verb is not Verb.DELETE_OWN else {}
        call = self._call(act, status)
        try:
            answer = block(await self._line.do(call))
        except CallError as error:
            raise error.acted() from None
        if act.verb is not Verb.REPLY:
            return Done()
        if not (name := word(answer.get("id"))):
            raise ActedError(UNCLEAR, Failure.UNKNOWN)
        return Done(name, _link(answer))

    async def _status(self, act: PublicAct) -> Json:
        """The message as it stands there now. Raises ``ActedError``: nothing happened."""
        try:
            status = block(await self._line.read(lambda api: api.status(act.target.id)))
        except CallError as error:
            raise error.acted(certain=True) from None
        if not word(block(status.get("account")).get("id")):
            raise ActedError(UNCLEAR, Failure.UNREACHABLE)
        return status

    def _call(self, act: PublicAct, status: Json) -> Callable[[Any], Any]:
        target, who = act.target.id, block(status.get("account")).get("id")
        match act.verb:
            case Verb.REPLY:
                return self._reply(act, status)
            case Verb.LIKE:
                return lambda api: api.status_favourite(target)
            case Verb.MUTE:
                return lambda api: api.account_mute(who, notifications=False)
            case Verb.BLOCK:
                return lambda api: api.account_block(who)
            case Verb.UNBLOCK:
                return lambda api: api.account_unblock(who)
            case Verb.REPORT:
                return lambda api: api.report(who, status_ids=[target])
            case Verb.DELETE_OWN:
                return lambda api: api.status_delete(act.own)
            case _:
                raise ActedError(N_("dit kan hier niet"), Failure.REFUSED)

    def _reply(self, act: PublicAct, status: Json) -> Callable[[Any], Any]:
        """Names whom it is for, as the server would not tell them otherwise; as public as what was said, and for its writer
        alone where we do not know how public that is.

        The key makes the server itself give the same answer to the same reply for an hour.
        """
        text = f"{_to(status)} {act.text}"
        if len(act.text) + len(_to(status).partition("@")[2].partition("@")[0]) + 2 > LONGEST:
            raise ActedError(N_("het antwoord is langer dan {limit} tekens"), Failure.REFUSED, limit=LONGEST)
        shown = word(status.get("visibility")).lower() or "unlisted"
        shown = shown if shown in SHOWN else "direct"
        target, key = act.target.id, act.key
        return lambda api: api.status_post(text, in_reply_to_id=target, visibility=shown, idempotency_key=key)

    # --- did it happen? -------------------------------------------------------------------------------------

    async def look_up(self, act: PublicAct) -> Seen:
        """Whether it happened. Raises ``ActedError`` when the platform cannot be asked now."""
        try:
            return await self._looked(act)
        except CallError as error:
            if error.failure is Failure.GONE:
                return Seen(Looked.DONE, Done()) if act.verb is Verb.DELETE_OWN else Seen(Looked.CANNOT_TELL)
            raise error.acted(certain=True) from None

    async def _looked(self, act: PublicAct) -> Seen:
        match act.verb:
            case Verb.REPLY:
                return await self._look_for_reply(act)
            case Verb.DELETE_OWN:
                await self._line.read(lambda api: api.status(act.own))
                return Seen(Looked.NOT_DONE)
            case Verb.LIKE:
                return _seen((await self._asked(act)).get("favourited"), True)
            case Verb.MUTE | Verb.BLOCK | Verb.UNBLOCK:
                return await self._look_at_relation(act)
            case _:
                return Seen(Looked.CANNOT_TELL)

    async def _asked(self, act: PublicAct) -> Json:
        return block(await self._line.read(lambda api: api.status(act.target.id)))

    async def _look_for_reply(self, act: PublicAct) -> Seen:
        account: Account = await self._whose()
        wanted = plain_text(html.escape(f"{_to(await self._asked(act))} {act.text}"))
        context = block(await self._line.read(lambda api: api.status_context(act.target.id)))
        for one in map(block, context.get("descendants") or []):
            ours = word(block(one.get("account")).get("id")) == account.id
            under = word(one.get("in_reply_to_id")) == act.target.id
            if ours and under and _same(plain_text(str(one.get("content") or "")), wanted):
                return Seen(Looked.DONE, Done(word(one.get("id")), _link(one)))
        return Seen(Looked.NOT_DONE)

    async def _look_at_relation(self, act: PublicAct) -> Seen:
        who = word(block((await self._asked(act)).get("account")).get("id"))
        found = await self._line.read(lambda api: api.account_relationships(who))
        relation = block(found[0]) if isinstance(found, list) and found else {}
        return _seen(relation.get("muting" if act.verb is Verb.MUTE else "blocking"), act.verb is not Verb.UNBLOCK)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._line.close()


def _to(status: Json) -> str:
    return f"@{word(block(status.get('account')).get('acct'))}"


def _same(shown: str, wanted: str) -> bool:
    """A server shows a name without its server, and lays line breaks its own way."""
    said, meant = (" ".join(one.split()).partition(" ") for one in (shown, wanted))
    return said[2] == meant[2] and said[0].split("@")[1:2] == meant[0].split("@")[1:2]


def _seen(is_so: Any, wanted: bool) -> Seen:
    if not isinstance(is_so, bool):
        return Seen(Looked.CANNOT_TELL)
    return Seen(Looked.DONE, Done()) if is_so is wanted else Seen(Looked.NOT_DONE)


def _link(status: Json) -> str | None:
    url = word(status.get("url"), 2000)
    return url if is_web(url) else None
