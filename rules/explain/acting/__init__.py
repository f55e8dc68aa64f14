"""Acting in public, in words: the card of a draft on a phone or a page, and what whoever pressed gets to hear."""

from rules.explain.acting.card import Card, CardAction, CardButton, CardFacts, card
from rules.explain.acting.reasons import failure_text, permission_text, said_text, verb_done, verb_name, word_text

__all__ = [
    "Card",
    "CardAction",
    "CardButton",
    "CardFacts",
    "card",
    "failure_text",
    "permission_text",
    "said_text",
    "verb_done",
    "verb_name",
    "word_text",
]
