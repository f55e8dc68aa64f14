"""An eye on the protocol on disk: a change is offered once it is whole, and then only once."""

from pathlib import Path

from bot.app.protocol_files import texts_by_name
from bot.desk.versions import Offer, Versions
from bot.rulebook import Rulebook
from bot.store import protocols
from rules.explain.changes import Trouble

GONE = "gone"


class Watch:
    """``look`` every few seconds. ``trouble``: why the file as it is now does not rule; None when it does (or waits)."""

    def __init__(self, path: Path, versions: Versions) -> None:
        self.path = path
        self.versions = versions
        self.trouble: Trouble | None = None
        self._seen = ""
        self._offered = ""

    @property
    def rulebook(self) -> Rulebook:
        """Where what rules is found."""
        return self.versions.rulebook

    def look(self) -> Offer | None:
        """One look: what came of the file when it changed and two looks in a row saw the same, else None.

        Also takes up what was decided elsewhere, and asks managers who could not be reached before.
        """
        self.versions.catch_up()
        texts = self._texts()
        now = GONE if texts is None else _digest(texts)
        settled, self._seen = now == self._seen, now
        if not settled or now == self._offered:
            return None
        self._offered = now
        offer = self.versions.unreadable() if texts is None else self.versions.offer(texts)
        self.trouble = offer.trouble
        return offer

    def _texts(self) -> dict[str, bytes] | None:
        try:
            return texts_by_name(self.path)
        except OSError:
            return None


def _digest(texts: dict[str, bytes]) -> str:
    return protocols.digest({name: raw.decode("utf-8", "backslashreplace") for name, raw in texts.items()})
