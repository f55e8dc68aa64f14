"""What we may do below our own media."""

from collections.abc import Mapping
from typing import Any, ClassVar

from bot.platforms.graph.acting import Call, GraphActor, set_values
from bot.platforms.graph.values import block, text
from bot.platforms.instagram import WORD
from bot.ports import PublicAct, Seen, Verb


class AccountActor(GraphActor):
    """``bot.ports.Actor`` of an account."""

    platform = WORD
    words: ClassVar[str] = "text"
    username = ""

    def call(self, act: PublicAct) -> Call:
        """The call of the Graph API."""
        target, to = act.target, {"comment_id": act.target.id}
        calls: dict[Verb, Call] = {
            Verb.REPLY: lambda graph: graph.put_object(target.id, "replies", message=act.text),
            Verb.PRIVATE_REPLY: lambda graph: graph.put_object(
                self.account, "messages", recipient=to, message={"text": act.text}
            ),
            Verb.HIDE: lambda graph: set_values(graph, target.id, hide=True),
            Verb.UNHIDE: lambda graph: set_values(graph, target.id, hide=False),
            Verb.DELETE: lambda graph: graph.delete_object(target.id),
            Verb.DELETE_OWN: lambda graph: graph.delete_object(act.own),
        }
        return calls[act.verb]

    async def look_up(self, act: PublicAct) -> Seen:
        """Whether it happened; our own words are known by our name."""
        if act.verb is Verb.REPLY and not self.username:
            self.username = text((await self.asked(self.account, fields="username")).get("username"))
        return await super().look_up(act)

    async def own_replies(self, act: PublicAct) -> Mapping[str, Any]:
        """The newest fifty below the comment."""
        fields = "id,text,username,from"
        page = await self._line.read(
            lambda graph: graph.get_connections(act.target.id, "replies", fields=fields, limit=50)
        )
        return block(page)

    def is_ours(self, value: Mapping[str, Any]) -> bool:
        """By number where it is told, else by name."""
        return super().is_ours(value) or bool(self.username and text(value.get("username")) == self.username)

    async def is_hidden(self, act: PublicAct) -> bool | None:
        """As the owner of the media sees it."""
        hidden = (await self.read(act.target.id, fields="hidden")).get("hidden")
        return hidden if isinstance(hidden, bool) else None
