"""How good the danger signal is on messages it never saw: ``python -m tests.bench.danger_gates [--misses]``.

Reads ``../shared`` (or SEINTJE_SHARED); what is absent is named and left out. ``--misses`` lists what was missed.
"""

import json
import sys
import timeit
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from rules.text.danger import danger
from rules.text.sentiment import sentiment
from tests.eval.sets import shared
from tools.train_danger import auc

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
ELSEWHERE = (
    "zegelaar_politics_tweets_nl",
    "tweeteval_sentiment_en",
    "mabsa_reviews_nl",
    "econ_headlines_nl",
    "bol_books_nl",
    "semeval16_restaurants_nl",
    "vader_tweets_en",
    "vader_nyt_en",
)
PACED = (
    "Wat een heerlijke middag was dat met de kinderen in het park, de zon scheen en we hebben een ijsje gegeten bij de "
    "kraam op de hoek van het plein.",
    "Gisteren was ik weer bij mijn vader op bezoek en het viel me op dat niemand tijd had voor een praatje, daar zat hij "
    "dan de hele middag alleen.",
    "I was terribly disappointed with the service, the staff were rude and nobody helped my mother. Great building though, "
    "but not a good place!!",
)


def rows(path: Path) -> list[dict[str, object]]:
    """The rows of a file of JSON lines; none, said aloud, where it is absent."""
    if not path.exists():
        print(f"{path.name}: not here, left out")
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def shown(texts: Iterable[str]) -> list[float]:
    """The probability of each text."""
    return [danger(text).probability for text in texts]


def care(misses: bool) -> None:
    """Recall and precision on the labelled care mentions."""
    mentions = rows(shared() / "data" / "care_mentions.jsonl")
    if not mentions:
        return
    chances = shown(str(m["text"]) for m in mentions)
    levels = [int(m["gold"]["severity"]) for m in mentions]  # type: ignore[index]
    print(f"care mentions: {len(mentions)}, AUC {auc(chances, [level >= 3 for level in levels]):.3f}")
    print("threshold  recall  precision  of the others")
    for threshold in THRESHOLDS:
        _care_line(chances, levels, threshold)
    if misses:
        for chance, mention, level in sorted(zip(chances, mentions, levels, strict=True), key=lambda row: row[0]):
            if (level >= 3) != (chance >= 0.5):
                print(f"  {chance:.2f} level {level} {mention['gold']['category']}")  # type: ignore[index]


def _care_line(chances: Sequence[float], levels: Sequence[int], threshold: float) -> None:
    above = [level >= 3 for chance, level in zip(chances, levels, strict=True) if chance >= threshold]
    hits = sum(level >= 3 for level in levels)
    wrong = (len(above) - sum(above)) / (len(levels) - hits)
    print(f"{threshold:9.1f}  {sum(above) / hits:6.3f}  {sum(above) / max(1, len(above)):9.3f}  {wrong:13.3f}")


def elsewhere() -> None:
    """Share of posts that have nothing to do with care above each threshold, and the pace."""
    print("posts about other things: share above      " + "  ".join(f"{t:5.1f}" for t in THRESHOLDS))
    everything: list[float] = []
    for name in ELSEWHERE:
        chances = shown(str(row["text"]) for row in rows(shared() / "eval" / f"{name}.jsonl"))
        everything += chances
        _shares(name, chances)
    _shares("together", everything)


def _shares(name: str, chances: Sequence[float]) -> None:
    if chances:
        parts = (f"{100 * sum(c >= t for c in chances) / len(chances):4.2f}%" for t in THRESHOLDS)
        print(f"{name:30} {len(chances):6}      " + "  ".join(parts))


def pace() -> None:
    """Microseconds a call on three texts of some 140 characters, the tone known, beside vaderSentiment: best of five."""
    theirs = SentimentIntensityAnalyzer().polarity_scores
    print("pace, microseconds a call: danger (tone known), vaderSentiment")
    for text in PACED:
        tone = sentiment(text)
        ours, other = (
            _quickest(lambda text=text, tone=tone: danger(text, tone=tone)),
            _quickest(lambda text=text: theirs(text)),
        )
        print(f"  {ours:6.1f}  {other:6.1f}  ({ours / other:.2f})")


def _quickest(call: Callable[[], object]) -> float:
    return min(timeit.repeat(call, number=500, repeat=5)) / 500 * 1e6


if __name__ == "__main__":
    care("--misses" in sys.argv)
    elsewhere()
    pace()
