"""Tips to share on the store, as the pages behind links in mails ask for them: ``bot.web.share_pages.Shares``."""

from bot.app.house import House
from bot.signed.links import Wrong
from bot.signed.share_links import ShareLink, read
from bot.store import Tx, reporting
from rules.explain.sharing import tip_answer
from rules.i18n import Lang


class StoreShares:
    """The links that this house signed."""

    def __init__(self, house: House) -> None:
        self.house = house

    def _read(self, token: str) -> ShareLink | Wrong:
        """The link; of somebody who is no longer in the protocol it is none."""
        found = read(self.house.parts.key, token, self.house.clock.now())
        if isinstance(found, ShareLink) and found.person not in self.house.rulebook.current.protocol.people:
            return Wrong.FORGED
        return found

    async def known(self, token: str) -> Wrong | None:
        """Why the link does not work; None: it does."""
        found = self._read(token)
        return found if isinstance(found, Wrong) else None

    async def answer(self, token: str, choice: str, lang: Lang) -> str | Wrong:
        """Keep what came of the tip; what the person hears."""
        link, protocol = self._read(token), self.house.rulebook.current.protocol
        if isinstance(link, Wrong):
            return link

        def answered(tx: Tx) -> tuple[str, str] | None:
            return reporting.answer_tip(tx, link.mention, choice, link.person, self.house.clock.now())

        now = await self.house.store.awrite(answered)
        return tip_answer(now, choice, link.person, protocol, lang)
