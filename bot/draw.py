"""Draw a notification from the case as it stands: gather the facts, let ``rules.explain`` find the words, sign the buttons."""

from collections.abc import Callable

from rules.case.model import Action

Sign = Callable[[str, int, Action, int], str]
"""(chat, case, action, turn) → the signed data of a button."""
