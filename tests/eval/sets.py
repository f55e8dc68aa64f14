"""The evaluation sets, read where they are present. Nothing of them is ever copied into the repository."""

import json
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

DUTCH = {
    "Dutch books": ("bol_books_nl", 0.94),
    "Dutch restaurants": ("semeval16_restaurants_nl", 0.93),
    "Dutch reviews, seven domains": ("mabsa_reviews_nl", 0.93),
    "Dutch tweets of members of parliament": ("zegelaar_politics_tweets_nl", 0.85),
    "Dutch subtitles": ("xed_subtitles_nl", 0.70),
    "Dutch economic headlines": ("econ_headlines_nl", 0.72),
}
"""What it is → file and gate (AUC positive against negative)."""


def shared() -> Path:
    """The folder of the shared material, beside the checkout or named by ``SEINTJE_SHARED``."""
    named = os.environ.get("SEINTJE_SHARED")
    return Path(named) if named else Path(__file__).parents[3] / "shared"


@cache
def rows(name: str) -> tuple[dict[str, Any], ...]:
    """The rows of a set; none when it is absent."""
    file = shared() / "eval" / f"{name}.jsonl"
    if not file.exists():
        return ()
    with file.open(encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


def auc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """The chance that one of ``higher`` exceeds one of ``lower``, ties half (Mann and Whitney)."""
    ranked = sorted([(value, 1) for value in higher] + [(value, 0) for value in lower])
    rank_sum, i = 0.0, 0
    while i < len(ranked):
        j = i
        while j < len(ranked) and ranked[j][0] == ranked[i][0]:
            j += 1
        rank_sum += sum(mark for _, mark in ranked[i:j]) * (i + j + 1) / 2
        i = j
    return (rank_sum - len(higher) * (len(higher) + 1) / 2) / (len(higher) * len(lower))
