"""What hearing the tone costs: Dutch and English per call of vaderSentiment on the same text, and very long texts."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import msgspec
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from rules.text.danger import danger
from rules.text.sentiment import sentiment
from rules.text.sentiment.vader import polarity
from tests.bench.measure import Goal, Plan, turns
from tests.bench.starting import spent

WRITTEN = Path(__file__).resolve().parents[2] / "rules" / "text" / "danger" / "examples"
FIRST_CALL = "from rules.text.sentiment import sentiment; sentiment('Wat een fijne plek', explain=False)"


def texts(lang: str, count: int) -> list[str]:
    """Messages written for the product, of every kind, spread over the files."""
    found = [
        str(msgspec.json.decode(line)["text"])
        for file in sorted(WRITTEN.glob(f"{lang}-*.jsonl"))
        for line in file.read_bytes().splitlines()
    ]
    return found[:: max(1, len(found) // count)][:count]


def measure(plan: Plan) -> Iterator[Goal]:
    """Per text with and without reasons; the published engine; fifty thousand words; memory and start."""
    vader = SentimentIntensityAnalyzer()
    for lang, name in (("nl", "Dutch"), ("en", "English")):
        said = texts(lang, plan.many(400))
        bare, reasons, scary, unit = turns(
            plan.rounds,
            lambda said=said, lang=lang: [sentiment(text, lang, explain=False) for text in said],  # type: ignore[misc]
            lambda said=said, lang=lang: [sentiment(text, lang) for text in said],  # type: ignore[misc]
            lambda said=said, lang=lang: [danger(text, lang) for text in said],  # type: ignore[misc]
            lambda said=said: [vader.polarity_scores(text) for text in said],  # type: ignore[misc]
        )
        yield Goal(f"{name} tone, reasons off / VADER", bare / unit, 0.9, f"({len(said)} texts)")
        yield Goal(f"{name} tone with reasons / VADER", reasons / unit)
        yield Goal(f"{name} danger with its own tone / VADER", scary / unit)
    yield _published(plan, vader)
    yield from _long()
    yield from _start(plan)


def _published(plan: Plan, vader: SentimentIntensityAnalyzer) -> Goal:
    said = texts("en", plan.many(400))
    ours, unit = turns(
        plan.rounds,
        lambda: [polarity(text) for text in said],
        lambda: [vader.polarity_scores(text) for text in said],
    )
    return Goal("G3 English by the published engine / VADER", ours / unit, 0.35)


def _long() -> Iterator[Goal]:
    for name, text in (
        ("50,000 words", "zo slecht geholpen maar wel lief " * 8334),
        ("5,000 emoji", "😡🙏😂👍💔" * 1000),
    ):
        (seconds,) = turns(5, lambda text=text: sentiment(text))  # type: ignore[misc]
        yield Goal(f"    {name}", seconds * 1000, unit="ms")


def _start(plan: Plan) -> Iterator[Goal]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        first = median(spent([sys.executable, "-c", FIRST_CALL], place) for _ in range(plan.rounds))
        empty = median(spent([sys.executable, "-c", ""], place) for _ in range(plan.rounds))
    yield Goal("    start and first call, above an empty interpreter", (first - empty) * 1000, unit="ms")
    yield Goal(
        "    memory after the first call, above an empty interpreter", _memory(FIRST_CALL) - _memory("pass"), unit="MiB"
    )


def _memory(code: str) -> float:
    """Peak resident memory of a fresh interpreter, in MiB; 0 where the system does not tell (only Linux does)."""
    tell = f"{code}\nimport pathlib; print(pathlib.Path('/proc/self/status').read_text())"
    told = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=False).stdout
    return sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmHWM")) / 1024
