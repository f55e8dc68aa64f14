"""Acting through the Graph API: one attempt, one outcome, and a look afterwards where nobody knows."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from bot.errors import Explained
from bot.platforms.graph.client import Graph, Line
from bot.platforms.graph.errors import GraphError
from bot.platforms.graph.values import block, blocks, ident, text, web_link
from bot.ports import ActionError, Capabilities, Done, Failure, Looked, PublicAct, Seen, Verb
from rules.i18n import N_

Call = Callable[[Graph], Any]


class GraphActionError(Explained, ActionError):
    """A public action that did not happen, or of which nobody knows."""

    def __init__(
        self, message: str, failure: Failure, *, retry_after: timedelta | None = None, **values: object
    ) -> None:
        ActionError.__init__(self, message.format(**values), failure, retry_after=retry_after)
        self.message, self.args_ = message, values


class GraphActor(ABC):
    """``bot.ports.Actor`` of one account. A platform says which call a verb is, and how to look it up."""

    platform: str = ""
    capabilities: Capabilities
    words: ClassVar[str] = "message"
    """The field that holds what somebody said."""

    def __init__(self, source: str, account: str, line: Line, capabilities: Capabilities) -> None:
        self.source, self.account, self.capabilities = source, account, capabilities
        self._line = line

    @abstractmethod
    def call(self, act: PublicAct) -> Call:
        """The one call that does it."""

    async def act(self, act: PublicAct) -> Done:
        """Do it. Raises ``ActionError``."""
        self.check(act)
        try:
            answer = await self._line.do(self.call(act))
        except GraphError as error:
            raise _failed(error) from None
        return self.done(act, block(answer))

    def done(self, act: PublicAct, answer: Mapping[str, Any]) -> Done:
        """What a good answer means. Raises ``ActionError`` for one that does not say what came of it."""
        name = ident(answer.get("id")) or ident(answer.get("message_id"))
        if act.verb in (Verb.REPLY, Verb.PRIVATE_REPLY):
            if not name:
                raise GraphActionError(N_("het antwoord van het platform zegt niet wat er gebeurd is"), Failure.UNKNOWN)
            return Done(name, web_link(answer.get("permalink_url")))
        if answer.get("success") is False:
            raise GraphActionError(N_("het platform deed dit niet"), Failure.REFUSED)
        return Done()

    def check(self, act: PublicAct) -> None:
        """What cannot work never leaves."""
        if act.verb not in self.capabilities.verbs:
            raise GraphActionError(N_("dit kan hier niet"), Failure.REFUSED)
        limit = self.capabilities.reply_limit
        if act.text and limit is not None and len(act.text) > limit:
            raise GraphActionError(N_("het antwoord is langer dan {limit} tekens"), Failure.REFUSED, limit=limit)

    async def look_up(self, act: PublicAct) -> Seen:
        """Whether it happened. Raises ``ActionError`` when the platform cannot be asked now."""
        try:
            return await self._looked(act)
        except GraphError as error:
            if error.failure is Failure.GONE:
                return Seen(Looked.DONE, Done()) if act.verb is Verb.DELETE else Seen(Looked.CANNOT_TELL)
            raise _failed(error) from None

    async def _looked(self, act: PublicAct) -> Seen:
        match act.verb:
            case Verb.REPLY:
                return await self._look_for_reply(act)
            case Verb.HIDE | Verb.UNHIDE:
                return await self._look_whether_hidden(act)
            case Verb.DELETE:
                await self.read(act.target.id, fields="id")
                return Seen(Looked.NOT_DONE)
            case Verb.DELETE_OWN:
                return await self._look_whether_gone(act)
            case _:
                return await self.look_further(act)

    async def look_further(self, act: PublicAct) -> Seen:
        """What only this platform has."""
        return Seen(Looked.CANNOT_TELL)

    @abstractmethod
    async def own_replies(self, act: PublicAct) -> Mapping[str, Any]:
        """The newest replies below the message, as a page."""

    @abstractmethod
    async def is_hidden(self, act: PublicAct) -> bool | None:
        """Whether it is hidden now; None when the platform does not say."""

    async def asked(self, node: str, **args: Any) -> Mapping[str, Any]:
        """A node. Raises ``ActionError`` when the platform cannot be asked now."""
        try:
            return await self.read(node, **args)
        except GraphError as error:
            raise _failed(error) from None

    async def read(self, node: str, **args: Any) -> Mapping[str, Any]:
        """A node. Raises ``GraphError``."""
        return block(await self._line.read(lambda graph: graph.get_object(node, **args)))

    async def _look_for_reply(self, act: PublicAct) -> Seen:
        page = await self.own_replies(act)
        for one in blocks(page.get("data")):
            if self.is_ours(one) and text(one.get(self.words)) == text(act.text):
                return Seen(Looked.DONE, Done(ident(one.get("id")), web_link(one.get("permalink_url"))))
        return Seen(Looked.NOT_DONE)

    def is_ours(self, value: Mapping[str, Any]) -> bool:
        """Whether we said it."""
        return ident(block(value.get("from")).get("id")) == self.account

    async def _look_whether_hidden(self, act: PublicAct) -> Seen:
        hidden = await self.is_hidden(act)
        if hidden is None:
            return Seen(Looked.CANNOT_TELL)
        return Seen(Looked.DONE, Done()) if hidden is (act.verb is Verb.HIDE) else Seen(Looked.NOT_DONE)

    async def _look_whether_gone(self, act: PublicAct) -> Seen:
        try:
            await self.read(act.own, fields="id")
        except GraphError as error:
            if error.failure is Failure.GONE:
                return Seen(Looked.DONE, Done())
            raise
        return Seen(Looked.NOT_DONE)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._line.close()


def set_values(graph: Graph, node: str, **values: Any) -> Any:
    """Change a node itself; the library has no method for it."""
    return graph.request(f"{graph.version}/{node}", post_args=values, method="POST")


def _failed(error: GraphError) -> ActionError:
    """Before it counted, or nobody knows."""
    return GraphActionError(error.message, error.failure, retry_after=error.retry_after, **error.args_)
