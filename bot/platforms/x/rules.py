"""The rules of the filtered stream: ours carry our tag, those of other programs with the same app are left alone."""

from collections.abc import Sequence
from typing import Any

from bot.platforms.graph.values import blocks, ident, text
from bot.platforms.x.client import Line, rule


class Rules:
    """What the stream of one source is asked for. ``tag`` begins the tag of every rule of ours: none is ever without."""

    def __init__(self, line: Line, source: str) -> None:
        self._line, self.tag = line, f"seintje:{source}:"
        self._set: list[str] | None = None

    async def want(self, wanted: Sequence[str]) -> None:
        """From now on these, and no others of ours; nothing is asked when they are so already. Raises ``XError``."""
        if self._set == list(wanted):
            return
        answer = await self._line.read(lambda client: client.get_rules())
        ours = {
            ident(one.get("id")): text(one.get("value")) for one in blocks(answer.get("data")) if self._is_ours(one)
        }
        fresh = [one for one in wanted if one not in ours.values()]
        if fresh:
            rules = [rule(one, f"{self.tag}{number}") for number, one in enumerate(fresh)]
            await self._line.do(lambda client: client.add_rules(rules))
        stale = [name for name, value in ours.items() if value not in wanted]
        if stale:
            await self._line.do(lambda client: client.delete_rules(stale))
        self._set = list(wanted)

    def _is_ours(self, one: Any) -> bool:
        return text(one.get("tag")).startswith(self.tag)
