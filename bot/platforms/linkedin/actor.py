"""What the page may do on LinkedIn: answer, like, take away what stands below its own posts, and take back what it said."""

from bot.platforms.graph.values import Json, text
from bot.platforms.linkedin import CAPABILITIES, WORD, LinkedInSource
from bot.platforms.linkedin.line import Line
from bot.platforms.linkedin.mentions import comment_name
from bot.platforms.linkedin.urns import comment_parts, encoded, is_post, shown, urn
from bot.platforms.outcome import UNCLEAR, ActedError, CallError, check
from bot.ports import Done, Failure, Looked, PublicAct, Seen, Verb
from rules.i18n import N_

MOST_PAGES, PAGE = 10, 100
NOT_HERE = N_("dit kan hier niet")


class PageActor:
    """``bot.ports.Actor`` of a page."""

    platform = WORD
    capabilities = CAPABILITIES

    def __init__(self, source: LinkedInSource, line: Line) -> None:
        self.source = source.name
        self._us, self._line = source.urn, line

    async def act(self, act: PublicAct) -> Done:
        """Do it. Raises ``ActedError``."""
        check(act, self.capabilities, len(act.text))
        try:
            match act.verb:
                case Verb.REPLY:
                    return await self._reply(act)
                case Verb.LIKE:
                    return await self._like(act)
                case _:
                    return await self._delete(_comment_of(act))
        except CallError as error:
            raise error.acted() from None

    async def _reply(self, act: PublicAct) -> Done:
        below, thread = _below(act)
        body = {"actor": self._us, "object": thread, "message": {"text": act.text}}
        if below != thread:
            body["parentComment"] = below
        answer, number = await self._line.do("POST", f"socialActions/{encoded(below)}/comments", body)
        name = comment_name(answer) or urn(number) or urn(f"urn:li:comment:({thread},{number})")
        if not name:
            raise ActedError(UNCLEAR, Failure.UNKNOWN)
        return Done(name, shown(name))

    async def _like(self, act: PublicAct) -> Done:
        """A like that is there already is no second one."""
        body = {"root": _known(act.target.id), "reactionType": "LIKE"}
        try:
            await self._line.do("POST", f"reactions?actor={encoded(self._us)}", body)
        except CallError as error:
            if error.args_.get("code") not in ("HTTP 409", "CONFLICT", "DUPLICATE"):
                raise
        return Done()

    async def _delete(self, name: str) -> Done:
        """What is gone already is gone."""
        thread, number = comment_parts(name)
        path = f"socialActions/{encoded(thread)}/comments/{number}?actor={encoded(self._us)}"
        try:
            await self._line.do("DELETE", path)
        except CallError as error:
            if error.failure is not Failure.GONE:
                raise
        return Done()

    # --- did it happen? ---------------------------------------------------------------------------------------

    async def look_up(self, act: PublicAct) -> Seen:
        """Whether it happened. Raises ``ActedError`` when LinkedIn cannot be asked now."""
        try:
            match act.verb:
                case Verb.REPLY:
                    return await self._look_for_reply(act)
                case Verb.LIKE:
                    key = f"(actor:{encoded(self._us)},entity:{encoded(_known(act.target.id))})"
                    return Seen(Looked.DONE, Done()) if await self._there(f"reactions/{key}") else Seen(Looked.NOT_DONE)
                case _:
                    thread, number = comment_parts(_comment_of(act))
                    there = await self._there(f"socialActions/{encoded(thread)}/comments/{number}")
                    return Seen(Looked.NOT_DONE) if there else Seen(Looked.DONE, Done())
        except CallError as error:
            if error.failure is Failure.GONE:
                return Seen(Looked.CANNOT_TELL)
            raise error.acted(certain=True) from None

    async def _there(self, path: str) -> bool:
        try:
            await self._line.read(path)
        except CallError as error:
            if error.failure is Failure.GONE:
                return False
            raise
        return True

    async def _look_for_reply(self, act: PublicAct) -> Seen:
        """Among all that stands below it now."""
        below, _ = _below(act)
        start = 0
        for _ in range(MOST_PAGES):
            page = await self._line.page(f"socialActions/{encoded(below)}/comments", start, PAGE)
            for one in page.items:
                if self._is_ours(one, act.text) and (name := comment_name(one)):
                    return Seen(Looked.DONE, Done(name, shown(name)))
            if not page.more:
                return Seen(Looked.NOT_DONE)
            start = page.more
        return Seen(Looked.CANNOT_TELL)

    def _is_ours(self, one: Json, wanted: str) -> bool:
        message = one.get("message")
        said = text(message.get("text")) if isinstance(message, dict) else ""
        return urn(one.get("actor")) == self._us and said.split() == wanted.split()

    async def close(self) -> None:
        """The connections are shared."""


def _known(name: str) -> str:
    """A name that may stand in a call. Raises ``ActedError``."""
    found = urn(name)
    if not comment_parts(found)[0] and not is_post(found):
        raise ActedError(NOT_HERE, Failure.REFUSED)
    return found


def _below(act: PublicAct) -> tuple[str, str]:
    """Below what an answer stands, and in which thread. LinkedIn has two storeys: an answer to an answer stands beside it."""
    name = _known(act.target.id)
    thread, _ = comment_parts(name)
    above = urn(act.target.parent_id or "")
    if thread and comment_parts(above)[0]:
        return above, comment_parts(above)[0]
    return name, thread or name


def _comment_of(act: PublicAct) -> str:
    """The comment to take away. Raises ``ActedError``: a post of somebody else's cannot be."""
    name = _known(act.own if act.verb is Verb.DELETE_OWN else act.target.id)
    if not comment_parts(name)[0]:
        raise ActedError(NOT_HERE, Failure.REFUSED)
    return name
