"""What the owner of a channel may do. YouTube hides nothing: a comment is held back for review (hide), published (unhide)
or rejected (delete), which cannot be taken back.
"""

from collections.abc import Mapping
from typing import Any

from bot.platforms.google.errors import GoogleError, action_error
from bot.platforms.graph.values import block, blocks, ident, text
from bot.platforms.meter import BudgetError
from bot.platforms.outcome import ActedError
from bot.platforms.platform import Tools
from bot.platforms.youtube import CAPABILITIES, WORD, YouTubeSource
from bot.platforms.youtube.line import Call, Line
from bot.platforms.youtube.mentions import thread_of
from bot.ports import Capabilities, Done, Failure, Looked, PublicAct, Seen, Verb
from rules.i18n import N_

_STATUS = {Verb.HIDE: "heldForReview", Verb.UNHIDE: "published", Verb.DELETE: "rejected"}


class ChannelActor:
    """``bot.ports.Actor`` of a channel."""

    platform = WORD
    capabilities: Capabilities = CAPABILITIES

    def __init__(self, source: YouTubeSource, line: Line, tools: Tools) -> None:
        self.source = source.name
        self._channel, self._line = source.channel, line

    async def act(self, act: PublicAct) -> Done:
        """Do it. Raises ``ActionError``."""
        self._check(act)
        try:
            answer = await self._line.do(_call(act))
        except BudgetError as error:
            raise action_error(error, Failure.BUDGET, error.retry_after) from None
        except GoogleError as error:
            raise action_error(error, error.failure, error.retry_after) from None
        if act.verb is not Verb.REPLY:
            return Done()
        if not (name := ident(answer.get("id"))):
            raise ActedError(N_("het antwoord van het platform zegt niet wat er gebeurd is"), Failure.UNKNOWN)
        return Done(name)

    def _check(self, act: PublicAct) -> None:
        """What cannot work never leaves."""
        if act.verb not in self.capabilities.verbs:
            raise ActedError(N_("dit kan hier niet"), Failure.REFUSED)
        limit = self.capabilities.reply_limit
        if limit is not None and len(act.text) > limit:
            raise ActedError(N_("het antwoord is langer dan {limit} tekens"), Failure.REFUSED, limit=limit)

    async def look_up(self, act: PublicAct) -> Seen:
        """Whether it happened. Raises ``ActionError`` when the platform cannot be asked now."""
        try:
            return await self._looked(act)
        except BudgetError as error:
            raise action_error(error, Failure.BUDGET, error.retry_after) from None
        except GoogleError as error:
            if error.failure is Failure.GONE:
                return Seen(Looked.CANNOT_TELL)
            raise action_error(error, error.failure, error.retry_after) from None

    async def _looked(self, act: PublicAct) -> Seen:
        match act.verb:
            case Verb.REPLY:
                return await self._look_for_reply(act)
            case Verb.DELETE_OWN:
                return _certain(not await self._is_there(act.own))
            case Verb.DELETE:
                return Seen(Looked.NOT_DONE) if await self._is_there(act.target.id) else Seen(Looked.CANNOT_TELL)
            case Verb.HIDE | Verb.UNHIDE:
                return await self._look_whether_held(act)
            case _:
                return Seen(Looked.CANNOT_TELL)

    async def _look_for_reply(self, act: PublicAct) -> Seen:
        """The newest hundred below the comment; that there is none says little where the comment is gone."""
        answer = await self._asked(
            lambda service: service.comments().list(
                part="snippet", parentId=_top(act.target.id), maxResults=100, textFormat="plainText"
            )
        )
        for one in blocks(answer.get("items")):
            snippet = block(one.get("snippet"))
            ours = ident(block(snippet.get("authorChannelId")).get("value")) == self._channel
            words = text(snippet.get("textOriginal")) or text(snippet.get("textDisplay"))
            if ours and words == text(act.text):
                return Seen(Looked.DONE, Done(ident(one.get("id"))))
        return Seen(Looked.CANNOT_TELL if answer.get("nextPageToken") else Looked.NOT_DONE)

    async def _look_whether_held(self, act: PublicAct) -> Seen:
        """YouTube tells no state of a single comment, only which threads it holds: of a reply nobody can tell."""
        if "." in act.target.id:
            return Seen(Looked.CANNOT_TELL)
        answer = await self._asked(
            lambda service: service.commentThreads().list(
                part="snippet",
                allThreadsRelatedToChannelId=self._channel,
                moderationStatus="heldForReview",
                order="time",
                maxResults=100,
            )
        )
        held = any(thread_of(one).id == act.target.id for one in blocks(answer.get("items")))
        if not held and (answer.get("nextPageToken") or not await self._is_there(act.target.id)):
            return Seen(Looked.CANNOT_TELL)
        return _certain(held is (act.verb is Verb.HIDE))

    async def _is_there(self, name: str) -> bool:
        answer = await self._asked(lambda service: service.comments().list(part="id", id=name))
        return any(ident(one.get("id")) == name for one in blocks(answer.get("items")))

    async def _asked(self, call: Call) -> Mapping[str, Any]:
        return await self._line.read(call, acting=True)

    async def close(self) -> None:
        """The connections are shared."""


def _call(act: PublicAct) -> Call:
    target = act.target.id
    match act.verb:
        case Verb.REPLY:
            said = {"snippet": {"parentId": _top(target), "textOriginal": act.text}}
            return lambda service: service.comments().insert(part="snippet", body=said)
        case Verb.DELETE_OWN:
            return lambda service: service.comments().delete(id=act.own)
        case _:
            status = _STATUS[act.verb]
            return lambda service: service.comments().setModerationStatus(id=target, moderationStatus=status)


def _top(name: str) -> str:
    """The comment that the thread hangs on: a reply is named ``thread.reply``, and there is one layer of replies."""
    return name.partition(".")[0]


def _certain(done: bool) -> Seen:
    return Seen(Looked.DONE, Done()) if done else Seen(Looked.NOT_DONE)
