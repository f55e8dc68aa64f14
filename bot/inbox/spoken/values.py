"""What somebody asks of the bot in words, and what is said back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from bot.desk.casework import Desk
from bot.desk.learning import Learning
from bot.desk.quiet import Quiet
from bot.desk.roster import Roster
from bot.desk.versions import Versions
from bot.inbox.callback import Other
from bot.ports import Button
from bot.store import Tx
from rules.case.deeds import Ask
from rules.case.model import Action
from rules.i18n import Lang, translator
from rules.protocol.model import Protocol
from rules.protocol.versions import managers

Sign = Callable[[str, int, Action | Ask, int, int], str]
"""(chat, case, deed, turn, argument) → the signed data of a button."""
SignOther = Callable[[str, Other], str]
"""(chat, what it says) → the signed data of a button that is not about a case."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a command may use. It decides nothing itself: the desk and ``rules`` do."""

    desk: Desk
    learning: Learning
    versions: Versions
    quiet: Quiet
    clock: Clock
    sign: Sign
    sign_other: SignOther
    roster: Roster
    login: Callable[[str], str] | None = None
    """Makes a link by which one person logs in to the pages, once; None: no phone can reach the pages."""

    @property
    def protocol(self) -> Protocol:
        """The protocol in force."""
        return self.desk.rules.protocol


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command as a known colleague typed it: ``args`` is what follows the word. ``chat`` is their private chat."""

    person: str
    lang: Lang
    args: str
    chat: int
    now: datetime

    def say(self, text: str, **values: object) -> str:
        """A text in their language, filled in."""
        return translator(self.lang).gettext(text).format(**values)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said back. ``html`` may be empty; ``ask``: the phone opens an answer under it."""

    plain: str
    html: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Pressing:
    """A colleague pressed a button that is not about a case. ``chat`` and ``message_id`` say where it stands."""

    person: str
    lang: Lang
    chat: int
    message_id: int
    now: datetime

    def say(self, text: str, **values: object) -> str:
        """A text in their language, filled in."""
        return translator(self.lang).gettext(text).format(**values)


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to a press, in at most 200 characters. ``alert``: a dialog instead of a toast."""

    text: str
    alert: bool = False


May = Callable[[Protocol, str], bool]
Handler = Callable[[Tx, Room, Spoken], Said]
ButtonHandler = Callable[[Tx, Room, Pressing, Other], Toast]


def everybody(protocol: Protocol, person: str) -> bool:
    """Every colleague of the protocol."""
    return person in protocol.people


def for_managers(protocol: Protocol, person: str) -> bool:
    """Whoever may change the protocol."""
    return person in managers(protocol)


@dataclass(frozen=True, slots=True)
class Word:
    """A command: its word in Dutch and in English (both always work), what it does in one short line (a message id, both
    for the menu of Telegram and for /help), who may use it, and what carries it out in the transaction of the update."""

    nl: str
    en: str
    about: str
    run: Handler
    may: May = field(default=everybody)

    def word(self, lang: Lang) -> str:
        """The word as this reader types it."""
        return self.en if lang is Lang.EN else self.nl
