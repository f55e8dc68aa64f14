"""What we may do on Reddit: answer, report, and take back what we said. Nothing can be hidden there but by moderators."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.platforms.graph.values import Json, block, blocks, text
from bot.platforms.outcome import UNCLEAR, ActedError, CallError, check
from bot.platforms.reddit import CAPABILITIES, WORD, RedditSource
from bot.platforms.reddit.line import Line
from bot.platforms.reddit.mentions import COMMENT, is_gone, is_name, name_of
from bot.ports import Done, Failure, Looked, PublicAct, Seen, Verb
from rules.i18n import N_

REASON = "Breaks the rules"
"""What moderators read beside a report: their own language is not ours."""


class AccountActor:
    """``bot.ports.Actor`` of an account."""

    platform = WORD
    capabilities = CAPABILITIES

    def __init__(self, source: RedditSource, line: Line) -> None:
        self.source = source.name
        self._account, self._line = source.account, line

    async def act(self, act: PublicAct) -> Done:
        """Do it. Raises ``ActedError``."""
        check(act, self.capabilities, len(act.text))
        call = self._call(act)
        try:
            placed = await self._line.do(call)
        except CallError as error:
            raise error.acted() from None
        if act.verb is not Verb.REPLY:
            return Done()
        name = text(getattr(placed, "fullname", "")) if placed is not None else ""
        if not is_name(name):
            raise ActedError(UNCLEAR, Failure.UNKNOWN)
        return Done(name, _link(text(getattr(placed, "permalink", ""))))

    def _call(self, act: PublicAct) -> Callable[[Any], Awaitable[Any]]:
        name = act.own if act.verb is Verb.DELETE_OWN else act.target.id
        if not is_name(name):
            raise ActedError(N_("dit kan hier niet"), Failure.REFUSED)

        async def call(reddit: Any) -> Any:
            of = reddit.comment if name.startswith(COMMENT) else reddit.submission
            thing = await of(name.partition("_")[2], fetch=False)
            match act.verb:
                case Verb.REPLY:
                    return await thing.reply(act.text)
                case Verb.REPORT:
                    return await thing.report(REASON)
                case _:
                    return await thing.delete()

        return call

    # --- did it happen? ---------------------------------------------------------------------------------------

    async def look_up(self, act: PublicAct) -> Seen:
        """Whether it happened; whether something was reported Reddit tells nobody. Raises ``ActedError``."""
        try:
            match act.verb:
                case Verb.REPLY:
                    return await self._look_for_reply(act)
                case Verb.DELETE_OWN:
                    return await self._look_whether_gone(act.own)
                case _:
                    return Seen(Looked.CANNOT_TELL)
        except CallError as error:
            raise error.acted(certain=True) from None

    async def _look_for_reply(self, act: PublicAct) -> Seen:
        """Among our own newest comments."""
        answer = await self._line.read(f"user/{self._account}/comments", limit="100", sort="new")
        for one in _things(answer):
            data = block(one.get("data"))
            said = text(data.get("body")).split() == act.text.split()
            if said and text(data.get("parent_id")) == act.target.id and (name := name_of(one)):
                return Seen(Looked.DONE, Done(name, _link(text(data.get("permalink")))))
        return Seen(Looked.NOT_DONE)

    async def _look_whether_gone(self, name: str) -> Seen:
        answer = await self._line.read("api/info", id=name)
        there = [one for one in _things(answer) if name_of(one) == name and not is_gone(one)]
        return Seen(Looked.NOT_DONE) if there else Seen(Looked.DONE, Done())

    async def close(self) -> None:
        """The connections are shared."""


def _things(answer: object) -> list[Json]:
    return list(blocks(block(block(answer).get("data")).get("children")))


def _link(path: str) -> str | None:
    return f"https://www.reddit.com{path}" if path.startswith("/r/") and path.isprintable() else None
