"""Acting in public, in words: the card of a draft on a phone or a page, and what whoever pressed gets to hear."""

from rules.explain.acting.card import card
from rules.explain.acting.reasons import (
    failure_text,
    kept_text,
    measure_name,
    permission_text,
    said_text,
    verb_done,
    verb_name,
    word_text,
)
from rules.explain.acting.values import HOUSE_TEXTS, Card, CardAction, CardButton, CardFacts
from rules.explain.acting.waiting import Waiting, waiting

__all__ = [
    "HOUSE_TEXTS",
    "Card",
    "CardAction",
    "CardButton",
    "CardFacts",
    "Waiting",
    "card",
    "failure_text",
    "kept_text",
    "measure_name",
    "permission_text",
    "said_text",
    "verb_done",
    "verb_name",
    "waiting",
    "word_text",
]
