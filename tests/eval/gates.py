"""The gates: what is measured, how good it must be, and what the best peer attains in the same run."""

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import resources
from random import Random
from statistics import median
from typing import TypeVar

from rules.protocol.model import Protocol
from rules.protocol.read import read
from rules.text.language import language
from rules.text.sentiment import sentiment
from rules.text.sentiment.vader import polarity
from rules.text.values import Sentiment
from tests.bench.care import judged, table
from tests.eval import peers
from tests.eval.sets import DUTCH, auc, rows, shared
from tests.rules.text import test_sentiment as hand

FRISIAN = {"fy", "fy-nl", "nds"}
"""Frisian and Low Saxon often read as Dutch: harmless here, and said so."""
ROUNDS = 7
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """A gate and its figure. ``most``: the figure may not exceed the gate; otherwise it must reach it."""

    name: str
    figure: float
    gate: float
    most: bool = False
    peer: str = ""
    peer_figure: float | None = None

    @property
    def met(self) -> bool:
        """Whether the gate is reached."""
        return self.figure <= self.gate if self.most else self.figure >= self.gate


def gates() -> Iterator[Row]:
    """Every gate that can be measured here; none without the evaluation sets."""
    if not rows("bol_books_nl"):
        return
    pace = list(_speed())  # first: as a service meets it, not behind 200,000 texts
    yield from _dutch()
    yield from _english()
    yield from _languages()
    yield from _hand_cases()
    yield from _published()
    yield from pace
    yield from _size()
    yield from _care()


# --- tone ----------------------------------------------------------------------------------------------------


def _dutch() -> Iterator[Row]:
    for name, (file, gate) in DUTCH.items():
        others = {"vaderSentiment": _polar(file, peers.vader)}
        pattern = peers.pattern()
        if pattern is not None:
            others["pattern-nl"] = _polar(file, pattern)
        best = max(others, key=lambda peer: others[peer])
        yield Row(
            f"{name}: AUC p/n", _polar(file, lambda text: sentiment(text, "nl").score), gate, False, best, others[best]
        )


def _english() -> Iterator[Row]:
    def own(text: str) -> float:
        return sentiment(text, "en").score

    peer = "vaderSentiment"
    tweets, nhs = "vader_tweets_en", "nhs_patient_feedback_en"
    yield Row("English tweets: AUC p/n", _polar(tweets, own), 0.985, False, peer, _polar(tweets, peers.vader))
    yield Row("NHS comments: AUC negative", _negative(nhs, own), 0.80, False, peer, _negative(nhs, peers.vader))


def _polar(file: str, score: Callable[[str], float]) -> float:
    scored = [(score(row["text"]), row["label"]) for row in rows(file)]
    return auc([s for s, label in scored if label == "pos"], [s for s, label in scored if label == "neg"])


def _negative(file: str, score: Callable[[str], float]) -> float:
    scored = [(score(row["text"]), row["label"]) for row in rows(file) if row["label"] in ("pos", "neg", "neu")]
    return auc([s for s, label in scored if label != "neg"], [s for s, label in scored if label == "neg"])


def _languages() -> Iterator[Row]:
    texts = [row for row in rows("lid_short") if row["kind"] != "lingua_word-pairs"]
    foreign = [row for row in texts if row["label"] not in FRISIAN | {"nl", "en"}]
    wrong = sum(sentiment(row["text"], "nl", explain=False).scored for row in foreign) / len(foreign)
    yield Row("Texts in other languages that are scored", wrong, 0.02, most=True)
    for code in ("nl", "en"):
        own = [row for row in texts if row["label"] == code]
        yield Row(
            f"Short texts recognised as {code}", sum(language(row["text"]) == code for row in own) / len(own), 0.95
        )


def _hand_cases() -> Iterator[Row]:
    """The cases of the unit suite, which are all of our own writing."""
    wanted: list[tuple[str, Callable[[Sentiment], bool]]] = [
        *[(text, lambda found: found.label == "negative") for text in hand.NEGATIVE],
        *[(text, lambda found: found.label == "positive") for text in hand.POSITIVE],
        *[(text, lambda found: found.silent) for text in hand.SILENT],
        *[(text, lambda found: found.unsure) for text in hand.IRONIC],
    ]
    yield Row(
        f"Hand cases right ({len(wanted)})", sum(holds(sentiment(text)) for text, holds in wanted) / len(wanted), 1.0
    )


# --- the published engine, speed, size -----------------------------------------------------------------------


def _english_texts() -> list[str]:
    files = ("vader_tweets_en", "tweeteval_sentiment_en", "nhs_patient_feedback_en", "vader_amazon_en")
    return [row["text"] for file in files for row in rows(file)]


def _dutch_texts() -> list[str]:
    return [row["text"] for file, _ in DUTCH.values() for row in rows(file)]


def _published() -> Iterator[Row]:
    texts = [text for text in _english_texts() + _dutch_texts() if len(text) <= peers.LONGEST]
    same = sum(tuple(peers.PUBLISHED.polarity_scores(text).values()) == tuple(polarity(text)) for text in texts)
    yield Row("engine vader: texts with the same four numbers", same / len(texts), 1.0)


def _speed() -> Iterator[Row]:
    gc.collect()
    gc.freeze()  # the sets in memory are this program's, and their sweeping would be counted with whoever is measured
    english, dutch = (Random(7).sample(texts, 600) for texts in (_english_texts(), _dutch_texts()))
    package = peers.PUBLISHED.polarity_scores
    yield Row("engine vader: time of a vaderSentiment call", _ratio(polarity, package, english), 0.35, most=True)
    own = {"nl": dutch, "en": english}
    name = "Dutch and English scorer with its language gate, of a vaderSentiment call"
    together = [(lang, text) for lang, texts in own.items() for text in texts]
    yield Row(
        name,
        _ratio(lambda one: sentiment(one[1], one[0], explain=False), lambda one: package(one[1]), together),
        0.9,
        True,
    )
    for lang, texts in own.items():
        scorer = partial(sentiment, default_lang=lang, explain=False)
        yield Row(f"The same on {lang} texts alone", _ratio(scorer, package, texts), 0.9, most=True)
    yield Row("50,000 words, in ms", _milliseconds("de zorg was niet goed maar wel lief " * 6_250), 250, most=True)
    yield Row("5,000 emoji, in ms", _milliseconds("😍" * 5_000), 50, most=True)


def _ratio(ours: Callable[[T], object], theirs: Callable[[T], object], texts: Sequence[T]) -> float:
    """CPU time of ours over theirs: the median of rounds in turn, after one round to warm up."""
    rounds = [(_cpu(ours, texts), _cpu(theirs, texts)) for _ in range(ROUNDS + 1)]
    return median(own / other for own, other in rounds[1:])


def _cpu(call: Callable[[T], object], texts: Sequence[T]) -> float:
    start = time.process_time()
    for text in texts:
        call(text)
    return time.process_time() - start


def _milliseconds(text: str) -> float:
    return median(_cpu(sentiment, [text]) for _ in range(3)) * 1_000


FRESH = """
import time
from pathlib import Path
start = time.process_time()
from rules.text.sentiment import sentiment
sentiment("Dit was een goed gesprek"); sentiment("This was a good talk"); sentiment("xqz vvw kkl")
seconds = time.process_time() - start
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(seconds, int(peak.split()[1]) / 1024)
"""


def _size() -> Iterator[Row]:
    """Start and memory, in a process of its own: both packs, the letters, one sentence each."""
    runs = [subprocess.run([sys.executable, "-c", FRESH], capture_output=True, text=True, check=True) for _ in range(3)]
    seconds, megabytes = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
    yield Row("Import and load of everything, in seconds", min(seconds), 0.15, most=True)
    yield Row("Memory of the process, in MB", max(megabytes), 60, most=True)


# --- care mentions -------------------------------------------------------------------------------------------


CARE = {
    "alert recall": (0.92, False),
    "alert precision": (0.85, False),
    "serious that alert": (0.98, False),
    "serious recall": (0.85, False),
    "serious precision": (0.75, False),
    "category": (0.75, False),
    "owner": (0.75, False),
    "about us": (0.96, False),
    "compliments that alert": (0.0, True),
}
"""Measure of ``tests.bench.care`` → its gate, and whether that is the most it may be."""


PACK = "zorg-met-woordvoerder"


def _care() -> Iterator[Row]:
    """The gates on care mentions, with the product's own sentiment: the example protocol, and our own pack."""
    mentions = shared() / "data" / "care_mentions.jsonl"
    if not mentions.exists():
        return
    for name, protocol in care_protocols().items():
        for measure, (right, total) in table(judged(protocol, mentions, own_tone=True)).items():
            if measure in CARE:
                yield Row(f"{name}: {measure}", right / max(total, 1), CARE[measure][0], CARE[measure][1])


def care_protocols() -> dict[str, Protocol]:
    """The protocols under which the care mentions are judged: none without the example, whose organisation they are about."""
    file = shared() / "protocol" / "example.yaml"
    if not file.exists():
        return {}
    example = _read(file.name, file.read_text(encoding="utf-8"))
    pack = _read(PACK, (resources.files("rules.packs") / f"{PACK}.yaml").read_text(encoding="utf-8"))
    ours = replace(pack, organisation=example.organisation)
    return {"Care mentions": example, f"Care mentions, pack {PACK}": ours}


def _read(name: str, text: str) -> Protocol:
    reading = read({name: text})
    if reading.protocol is None:
        raise ValueError(f"{name} has problems: run seintje check on it")
    return reading.protocol


def compliments_that_alert() -> Iterator[str]:
    """Each compliment that would ring somebody, with what made it: numbers and rules, never the text."""
    mentions = shared() / "data" / "care_mentions.jsonl"
    for name, protocol in care_protocols().items() if mentions.exists() else ():
        for row in judged(protocol, mentions, own_tone=True):
            if row.gold["category"] in {"compliment", "praise_story"} and row.verdict.alert:
                yield f"{name}: {row.mention.id}, judged {row.verdict.level} by {', '.join(row.verdict.rules) or 'points'}"
