"""What we may do on our own Page."""

from collections.abc import Mapping
from typing import Any

from bot.platforms.facebook import WORD
from bot.platforms.graph.acting import Call, GraphActor, set_values
from bot.platforms.graph.values import block, blocks
from bot.ports import Done, Looked, PublicAct, Seen, Verb


class PageActor(GraphActor):
    """``bot.ports.Actor`` of a Page."""

    platform = WORD

    def call(self, act: PublicAct) -> Call:
        """The call of the Graph API."""
        target, page = act.target, self.account
        to = {"comment_id": target.id}
        calls: dict[Verb, Call] = {
            Verb.REPLY: lambda graph: graph.put_object(target.id, "comments", message=act.text),
            Verb.LIKE: lambda graph: graph.put_object(target.id, "likes"),
            Verb.PRIVATE_REPLY: lambda graph: graph.put_object(
                page, "messages", recipient=to, message={"text": act.text}
            ),
            Verb.HIDE: lambda graph: set_values(graph, target.id, is_hidden=True),
            Verb.UNHIDE: lambda graph: set_values(graph, target.id, is_hidden=False),
            Verb.DELETE: lambda graph: graph.delete_object(target.id),
            Verb.DELETE_OWN: lambda graph: graph.delete_object(act.own),
            Verb.BLOCK: lambda graph: graph.put_object(page, "blocked", user=[target.author]),
            Verb.UNBLOCK: lambda graph: graph.request(
                f"{graph.version}/{page}/blocked", {"user": target.author}, method="DELETE"
            ),
        }
        return calls[act.verb]

    async def own_replies(self, act: PublicAct) -> Mapping[str, Any]:
        """The newest fifty below the message."""
        fields = "id,message,from,permalink_url"
        page = await self._line.read(
            lambda graph: graph.get_connections(
                act.target.id, "comments", fields=fields, order="reverse_chronological", filter="stream", limit=50
            )
        )
        return block(page)

    async def is_hidden(self, act: PublicAct) -> bool | None:
        """As the Page's administrator sees it."""
        hidden = (await self.read(act.target.id, fields="is_hidden")).get("is_hidden")
        return hidden if isinstance(hidden, bool) else None

    async def look_further(self, act: PublicAct) -> Seen:
        """A like, a block; a private reply can be sent once, so that whoever may still send one has not."""
        match act.verb:
            case Verb.LIKE:
                return _seen((await self.read(act.target.id, fields="user_likes")).get("user_likes"))
            case Verb.PRIVATE_REPLY:
                may = (await self.read(act.target.id, fields="can_reply_privately")).get("can_reply_privately")
                return Seen(Looked.NOT_DONE if may is True else Looked.CANNOT_TELL)
            case Verb.BLOCK | Verb.UNBLOCK:
                page = await self._line.read(
                    lambda graph: graph.get_connections(self.account, "blocked", user=act.target.author)
                )
                blocked = any(True for _ in blocks(block(page).get("data")))
                return _seen(blocked is (act.verb is Verb.BLOCK))
            case _:
                return Seen(Looked.CANNOT_TELL)


def _seen(done: Any) -> Seen:
    if not isinstance(done, bool):
        return Seen(Looked.CANNOT_TELL)
    return Seen(Looked.DONE, Done()) if done else Seen(Looked.NOT_DONE)
