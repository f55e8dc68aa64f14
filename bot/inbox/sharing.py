"""Signed data of the buttons under a tip to share, and what pressing one does. Apart from the buttons of cases."""

import base64
import hashlib
import hmac
import re

from bot.clock import Clock
from bot.inbox.aside import Back
from bot.inbox.commands import Command, Press
from bot.rulebook import Rulebook
from bot.store import Tx, reporting
from rules.explain.sharing import CHOICES, tip_answer
from rules.i18n import Lang

_DATA = re.compile(r"tip\.(\d{1,18})\.([a-z]{1,10})\.([\w-]{16})")
_WORDS = {"s": "shared", "n": "declined"}


def sign_share(key: bytes, chat: str, mention: int, choice: str) -> str:
    """Callback data for a button in ``chat``; ``choice`` is one of ``CHOICES``."""
    letter = next(letter for letter, word in _WORDS.items() if word == choice)
    return f"tip.{mention}.{letter}.{_mac(key, chat, mention, letter)}"


def _mac(key: bytes, chat: str, mention: int, letter: str) -> str:
    said = f"tip\0{chat}\0{mention}\0{letter}".encode()
    return base64.urlsafe_b64encode(hmac.digest(key, said, hashlib.sha256)[:12]).decode()


def read_share(key: bytes, chat: str, data: str) -> tuple[int, str] | None:
    """(mention, choice) of a genuine button in this chat."""
    found = _DATA.fullmatch(data)
    if found is None:
        return None
    mention, letter, mac = int(found[1]), found[2], found[3]
    if not hmac.compare_digest(_mac(key, chat, mention, letter), mac) or letter not in _WORDS:
        return None
    return mention, _WORDS[letter]


class ShareAside:
    """Takes presses under tips."""

    def __init__(self, rulebook: Rulebook, clock: Clock, key: bytes) -> None:
        self.rulebook = rulebook
        self.clock = clock
        self.key = key

    def __call__(self, tx: Tx, command: Command, person: str | None) -> Back | None:
        """The answer to a press under a tip; None for anything else, and for what is not genuine."""
        if not isinstance(command, Press) or person is None:
            return None
        meant = read_share(self.key, str(command.chat_id), command.data)
        if meant is None:
            return None
        protocol = self.rulebook.current.protocol
        now = reporting.answer_tip(tx, meant[0], meant[1], person, self.clock.now())
        lang = Lang(protocol.people[person].lang)
        return Back(tip_answer(now, meant[1], person, protocol, lang), alert=now is None)


__all__ = ["CHOICES", "ShareAside", "read_share", "sign_share"]
