"""Mentions and the cursors of their sources (T1), and what judging needs to know of earlier ones."""

from bot.store.mentions.around import (
    author_case,
    author_times,
    is_known_author,
    neighbours,
    texts_of,
    thread_case,
    thread_is_about_us,
    thread_times,
)
from bot.store.mentions.arriving import keep, store_mentions
from bot.store.mentions.judging import (
    attach,
    failed,
    judged,
    judged_mention,
    judged_ones,
    kept,
    latest,
    mention,
    newest_judged,
    waiting,
)
from bot.store.mentions.values import Judged, Kept, Place, Stored

__all__ = [
    "Judged",
    "Kept",
    "Place",
    "Stored",
    "attach",
    "author_case",
    "author_times",
    "failed",
    "is_known_author",
    "judged",
    "judged_mention",
    "judged_ones",
    "keep",
    "kept",
    "latest",
    "mention",
    "neighbours",
    "newest_judged",
    "store_mentions",
    "texts_of",
    "thread_case",
    "thread_is_about_us",
    "thread_times",
    "waiting",
]
