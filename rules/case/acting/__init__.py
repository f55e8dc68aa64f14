"""May this person do this now, in public, about this message? The protocol's answer with its reason. Pure.

Texts go by the level's ``sign_off`` and by what the secrecy guard found; actions on our own pages by the house rules
(protocol/language, "Two people"). Everybody may propose: who may not decide alone needs a second person.
"""

from rules.case.acting.permission import may
from rules.case.acting.second import AHEAD, Called, Later, asked_later, call, can_wait_alone, in_group, seconds
from rules.case.acting.values import (
    NOTHING,
    PATIENCE,
    RULED,
    TEXTS,
    UNDOING,
    URGENT,
    Asked,
    Moment,
    Outcome,
    Permission,
    Why,
)

__all__ = [
    "AHEAD",
    "NOTHING",
    "PATIENCE",
    "RULED",
    "TEXTS",
    "UNDOING",
    "URGENT",
    "Asked",
    "Called",
    "Later",
    "Moment",
    "Outcome",
    "Permission",
    "Why",
    "asked_later",
    "call",
    "can_wait_alone",
    "in_group",
    "may",
    "seconds",
]
