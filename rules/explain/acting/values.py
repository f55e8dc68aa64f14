"""A card of a draft as values: what it shows, its buttons, and who reads it in which language."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.case.acting import Later, Permission
from rules.case.actions import Verb
from rules.case.drafts import Draft
from rules.case.secrecy import Finding
from rules.explain import names
from rules.i18n import Lang, translator
from rules.protocol.model import Protocol

COPY = 256
"""Characters a copy button takes (Bot API, ``CopyTextButton``)."""
TEMPLATES = 12
HOUSE_TEXTS = ("huisregels", "house_rules")
"""The agreed text that explains to an author why a message was hidden."""


class CardAction(StrEnum):
    """A button of a card. ``arg`` of ``TEMPLATE`` is the place in the list of texts."""

    TEMPLATE = "template"
    OWN = "own"
    SUBMIT = "submit"
    AGREE = "agree"
    CHANGE = "change"
    DECLINE = "decline"
    THERE = "there"
    NOT_THERE = "not_there"
    AGAIN = "again"
    UNDO = "undo"
    EXPLAIN = "explain"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class CardButton:
    """``copy``: the text it copies instead of asking us anything."""

    label: str
    action: CardAction | None = None
    arg: int = 0
    copy: str = ""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card shows. ``permission`` and ``findings`` are of the present text; ``open`` the fields not filled in.

    ``text`` is ours, ``said`` … ``url`` the message it is about; ``asked``: who was asked to agree; ``later``: who can be
    when nobody could; ``alone``: whether it may be done alone after a while; ``templates`` in order of the
    list, the suggested ones first; ``can``: the verbs the source knows.
    """

    draft: Draft
    permission: Permission
    text: str = ""
    open: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    said: str = ""
    names: tuple[str, ...] = ()
    platform: str = ""
    url: str = ""
    templates: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    later: Later | None = None
    alone: bool = False
    can: frozenset[Verb] = frozenset()
    placed: str = ""
    appeal_until: datetime | None = None
    dear: float | None = None
    """What placing this text costs in dollars, where its links make it dear."""
    undone_by: str = ""
    """Who took it back after it was done; empty: it stands."""


@dataclass(frozen=True, slots=True)
class Card:
    """``html`` in Telegram's subset, ``plain`` without markup, the buttons row by row."""

    html: str
    plain: str
    buttons: tuple[tuple[CardButton, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A card in the making: what it shows, and who reads it."""

    facts: CardFacts
    person: str
    protocol: Protocol
    lang: Lang

    @property
    def draft(self) -> Draft:
        """What it is about."""
        return self.facts.draft

    @property
    def mine(self) -> bool:
        """Whether whoever reads wrote the text."""
        return self.draft.by == self.person

    def say(self, text: str, **values: object) -> str:
        """A sentence in the reader's language."""
        return translator(self.lang).gettext(text).format(**values)

    def name(self, person: str) -> str:
        """What a colleague is called."""
        return names.short(person, self.protocol)
