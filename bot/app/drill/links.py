"""Links from a mail of a drill: ``bot.web.links_port.Links`` that asks the real house first and then the drill's."""

from collections.abc import Callable

from bot.app.drill.master import DrillMaster
from bot.app.links import StoreLinks
from bot.signed.links import Wrong
from bot.web.links_port import Offered
from rules.case.model import Answer
from rules.i18n import Lang


class DrillLinks:
    """The links of both houses: each signs with a key of its own, so that neither takes the other's."""

    def __init__(self, real: StoreLinks, master: DrillMaster, ring: Callable[[], None]) -> None:
        self.real = real
        self.master = master
        self.ring = ring

    def _practice(self) -> StoreLinks | None:
        scene = self.master.scene
        return StoreLinks(scene.house, self.ring) if scene is not None else None

    async def look(self, token: str, lang: Lang) -> Offered | Wrong:
        """What the link is about."""
        found, practice = await self.real.look(token, lang), self._practice()
        return await practice.look(token, lang) if found is Wrong.FORGED and practice is not None else found

    async def take(self, token: str) -> tuple[int, Answer] | Wrong:
        """Take the case. A practice case has number 0 here: the pages show real ones only."""
        done, practice = await self.real.take(token), self._practice()
        if done is not Wrong.FORGED or practice is None:
            return done
        taken = await practice.take(token)
        return taken if isinstance(taken, Wrong) else (0, taken[1])
