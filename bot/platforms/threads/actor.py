"""What we may do below our own posts on Threads."""

from collections.abc import Mapping
from typing import Any, ClassVar

from bot.platforms.graph.acting import Call, GraphActionError, GraphActor
from bot.platforms.graph.errors import GraphError
from bot.platforms.graph.values import block, ident, text
from bot.platforms.threads import WORD
from bot.ports import Done, Failure, PublicAct, Seen, Verb
from rules.i18n import N_

NOT_READY = N_("Threads heeft het antwoord nog niet klaargelegd")
"""What is published too soon Threads does not know yet; the draft stays unseen, and a next try makes another one."""


class AccountActor(GraphActor):
    """``bot.ports.Actor`` of an account."""

    platform = WORD
    words: ClassVar[str] = "text"
    username = ""

    def call(self, act: PublicAct) -> Call:
        """The call of the Graph API; a reply is published from a draft, see ``act``."""
        target = act.target.id
        calls: dict[Verb, Call] = {
            Verb.HIDE: lambda graph: graph.put_object(target, "manage_reply", hide=True),
            Verb.UNHIDE: lambda graph: graph.put_object(target, "manage_reply", hide=False),
            Verb.DELETE_OWN: lambda graph: graph.delete_object(act.own),
            Verb.REPLY: lambda graph: graph.put_object(self.account, "threads_publish", creation_id=act.own),
        }
        return calls[act.verb]

    async def act(self, act: PublicAct) -> Done:
        """Do it. A reply is first laid ready, which nobody sees, and then published: only that can be of unknown outcome."""
        if act.verb is not Verb.REPLY:
            return await super().act(act)
        self.check(act)
        draft = await self._draft(act)
        try:
            return await super().act(PublicAct(act.key, act.verb, act.target, act.text, draft))
        except GraphActionError as error:
            if error.failure is not Failure.GONE:
                raise
            raise GraphActionError(NOT_READY, Failure.UNREACHABLE) from None

    async def _draft(self, act: PublicAct) -> str:
        try:
            answer = await self._line.do(
                lambda graph: graph.put_object(
                    self.account, "threads", media_type="TEXT", text=act.text, reply_to_id=act.target.id
                )
            )
        except GraphError as error:
            failure = Failure.UNREACHABLE if error.failure is Failure.UNKNOWN else error.failure
            raise GraphActionError(error.message, failure, retry_after=error.retry_after, **error.args_) from None
        if not (draft := ident(block(answer).get("id"))):
            raise GraphActionError(N_("het antwoord van het platform zegt niet wat er gebeurd is"), Failure.UNREACHABLE)
        return draft

    async def look_up(self, act: PublicAct) -> Seen:
        """Whether it happened; our own words are known by our name."""
        if act.verb is Verb.REPLY and not self.username:
            self.username = text((await self.asked(self.account, fields="username")).get("username"))
        return await super().look_up(act)

    async def own_replies(self, act: PublicAct) -> Mapping[str, Any]:
        """The newest fifty below the message."""
        fields = "id,text,username,permalink"
        page = await self._line.read(
            lambda graph: graph.get_connections(act.target.id, "replies", fields=fields, reverse=True, limit=50)
        )
        return block(page)

    def is_ours(self, value: Mapping[str, Any]) -> bool:
        """By name: Threads tells no number."""
        return bool(self.username) and text(value.get("username")) == self.username

    async def is_hidden(self, act: PublicAct) -> bool | None:
        """As the owner of the post sees it."""
        status = text((await self.read(act.target.id, fields="hide_status")).get("hide_status"))
        return status == "HIDDEN" if status else None
