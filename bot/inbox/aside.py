"""What is no matter of a case: somebody else in the house may answer before the desk is asked."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.inbox.commands import Command
from bot.store import Tx


@dataclass(frozen=True, slots=True)
class Back:
    """What whoever acted gets to hear; an empty ``text``: nothing, it is answered elsewhere. ``alert``: as a dialog."""

    text: str = ""
    alert: bool = False


Aside = Callable[[Tx, Command, str | None], Back | None]
"""(transaction, command, the person of the protocol who gave it or None) → the answer, or None: not for me."""
