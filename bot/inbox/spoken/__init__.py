"""Commands in a chat: one table of words, each with its handler, who may use it, and its help.

A new command is a ``Word`` in a module of its own and one line in ``WORDS``; a new kind of button is a number in
``bot.inbox.callback.OTHERS`` and one line in ``BUTTONS``.
"""

import re
from collections.abc import Mapping

from bot.inbox.spoken import cases, duty, house, quieting, undelivered, verdicts
from bot.inbox.spoken.help import BUTTONS as BUTTON_WORDS
from bot.inbox.spoken.help import HELP, help_text
from bot.inbox.spoken.values import ButtonHandler, Handler, Room, Said, Spoken, Word
from bot.store import Tx
from rules.i18n import N_, Lang
from rules.protocol.model import Protocol

__all__ = ["BUTTONS", "WORDS", "ButtonHandler", "Handler", "Word", "command_in", "menu", "obey"]

WORDS: tuple[Word, ...] = (
    *cases.WORDS,
    *duty.WORDS,
    *quieting.WORDS,
    *verdicts.WORDS,
    *house.WORDS,
    BUTTON_WORDS,
    HELP,
)
"""Every command, in the order of the menu."""

BUTTONS: Mapping[int, ButtonHandler] = {duty.DUTY: duty.press, undelivered.SEEN: undelivered.press}
"""Buttons that are not about a case, by their number in ``bot.inbox.callback``."""

_COMMAND = re.compile(r"/([A-Za-z]+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)


def command_in(text: str) -> tuple[str, str] | None:
    """The word (lower case) and what follows it; None when the text is no command."""
    found = _COMMAND.fullmatch(text.strip())
    return None if found is None else (found.group(1).lower(), (found.group(2) or "").strip())


def obey(tx: Tx, room: Room, word: str, spoken: Spoken) -> Said | None:
    """Carry out a command; None when there is no such word."""
    found = next((w for w in WORDS if word in (w.nl, w.en)), None)
    if found is None:
        return None
    if found is HELP:
        return help_text(WORDS, room.protocol, spoken)
    if not found.may(room.protocol, spoken.person):
        return Said(spoken.say(N_("/{word} is niet voor u. Met /help ziet u wat u kunt vragen."), word=word))
    return found.run(tx, room, spoken)


def menu(protocol: Protocol, person: str, lang: Lang) -> list[tuple[str, str]]:
    """The commands this colleague may use, as (word, what it does), for Telegram's menu."""
    from rules.i18n import translator

    say = translator(lang).gettext
    return [(w.word(lang), say(w.about)) for w in WORDS if w.may(protocol, person)]
