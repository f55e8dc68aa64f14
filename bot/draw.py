"""Draw a notification from the case as it stands: gather the facts, let ``rules.explain`` find the words, sign the buttons."""

from collections.abc import Callable

from bot.ports import Button, Message
from bot.rulebook import Rulebook
from bot.store import Tx, mentions
from bot.store.codec import load_verdict
from bot.store.outbox import Errand
from rules.case.model import Action, Case, NoticeKind

Sign = Callable[[str, int, Action, int], str]
"""(chat, case, action, turn) → the signed data of a button."""
