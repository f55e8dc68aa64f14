"""What a notification is made from and what comes out."""

from dataclasses import dataclass
from datetime import datetime

from rules.case.deeds import Ask
from rules.case.model import Action, Case, NoticeKind
from rules.explain.when import moment
from rules.i18n import Lang, translator
from rules.protocol.model import Protocol, Push


@dataclass(frozen=True, slots=True)
class Listed:
    """One of a case's mentions in a list: ``number`` is the store's, ``place`` the reader's, counted from one."""

    number: int
    place: int
    text: str
    names: tuple[str, ...]
    platform: str
    posted_at: datetime
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Picking:
    """Somebody chooses: a page (from zero) of the list of ``total``, with what is chosen so far; or one mention (``ABOUT``)."""

    view: Ask
    listed: tuple[Listed, ...]
    total: int
    page: int = 0
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a notification needs beside the case. Times are aware; everything may be absent.

    ``person`` reads it, told as ``role`` for the named reason ``why`` (of ``Notify``), for the ``nth`` time about this
    case. ``text`` … ``posted_at`` are of the worst mention, ``names`` what its author is called (masked in the quote).
    ``link`` is our page of the case. ``fresh``: mentions since this person's last message. ``reasons``: why this level,
    as sentences, most telling first. ``deleted``: the mention is gone from its platform.

    ``view``: which buttons (a word of ``rules.case.deeds.Ask``; empty: the first). ``colleagues``: who can be reached, in
    the order to offer them. ``others``: number and subject of the cases this one may belong to. ``picking``: what there is
    to choose from, in the views that choose a mention.
    """

    person: str
    role: str = ""
    why: str = ""
    nth: int = 1
    text: str = ""
    names: tuple[str, ...] = ()
    platform: str = ""
    url: str = ""
    posted_at: datetime | None = None
    link: str = ""
    platforms: tuple[str, ...] = ()
    first_at: datetime | None = None
    fresh: int = 0
    suggest: tuple[str, ...] = ()
    template: str = ""
    checklist: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    deleted: bool = False
    view: str = ""
    colleagues: tuple[str, ...] = ()
    others: tuple[tuple[int, str], ...] = ()
    picking: Picking | None = None


@dataclass(frozen=True, slots=True)
class NoticeButton:
    """A button that works as long as the case stays as it is. ``choice`` as in ``Pressed``."""

    label: str
    action: Action | Ask
    choice: str = ""


@dataclass(frozen=True, slots=True)
class NoticeText:
    """``html`` in Telegram's subset, ``plain`` the same without markup, and the buttons row by row."""

    html: str
    plain: str
    buttons: tuple[tuple[NoticeButton, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Everything one notification is drawn from; ``say`` finds the words, ``clock`` tells the local time."""

    case: Case
    facts: NoticeFacts
    kind: NoticeKind
    protocol: Protocol
    lang: Lang
    now: datetime

    def say(self, text: str, **values: object) -> str:
        """A text in the reader's language, filled in."""
        return translator(self.lang).gettext(text).format(**values)

    def clock(self, at: datetime) -> str:
        """A moment as the organisation's clock shows it."""
        return moment(at, self.now, self.protocol.timezone, self.lang)

    @property
    def rings(self) -> bool:
        """Whether the case's level sends messages at all."""
        level = self.protocol.levels.get(self.case.level)
        return level is not None and level.push is not Push.NEVER

    @property
    def mine(self) -> bool:
        """Whether whoever reads it holds the case."""
        return self.case.assignee == self.facts.person
