"""How well a protocol and the judge do on the labelled care mentions: ``python -m tests.bench.care [PROTOCOL] [--misses]``.

Reads ``data/care_mentions.jsonl`` and, unless told otherwise, ``protocol/example.yaml`` of the shared material. Twice: with
the labelled sentiment, which measures the rules, and with the product's own.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from rules.judge import NOTHING_KNOWN, Context, Judge, Verdict
from rules.judge.facts import fixed_tone
from rules.mention import Mention
from rules.protocol.model import Protocol
from rules.protocol.read import read
from tests.shared import shared

LABELS = {-1: "negative", 0: "neutral", 1: "positive"}
EXTRA = frozenset({"gold", "origin"})
Gold = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A labelled mention and what was made of it."""

    mention: Mention
    gold: Gold
    verdict: Verdict


def labelled(path: Path) -> Iterator[tuple[Mention, Gold]]:
    """The mentions of a file with their labels."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        fields = {key: value for key, value in row.items() if key not in EXTRA and value is not None}
        fields["posted_at"] = datetime.fromisoformat(fields["posted_at"])
        if fields.get("via") == "own_account":
            fields |= {"via": "own_page", "own": True}
        yield msgspec.convert(fields, Mention), row["gold"]


def judged(protocol: Protocol, path: Path, own_tone: bool) -> list[Row]:
    """Every mention judged, with the labelled sentiment or with the product's own."""
    judge = Judge(protocol)

    def context(gold: Gold) -> Context:
        return NOTHING_KNOWN if own_tone else Context(sentiment=fixed_tone(LABELS[gold["sentiment"]]))

    return [Row(mention, gold, judge.judge(mention, context(gold))) for mention, gold in labelled(path)]


def share(rows: Sequence[Row], of: Callable[[Row], bool], right: Callable[[Row], bool]) -> tuple[int, int]:
    """How many of the rows ``of`` which are ``right``, and how many there are."""
    chosen = [row for row in rows if of(row)]
    return sum(map(right, chosen)), len(chosen)


def category_right(row: Row) -> bool:
    """The label, or one a second reader would accept; none where it is not about us."""
    acceptable = row.gold["also_acceptable"] or []
    wanted = [row.gold["category"], *([acceptable] if isinstance(acceptable, str) else acceptable)]
    return row.verdict.category in wanted or (row.gold["category"] == "irrelevant" and not row.verdict.about_us)


def owner_right(row: Row) -> bool:
    """The label; for abuse in the news the duty officer and the spokesperson are both right."""
    both = {"comms_on_call", "spokesperson"}
    if row.gold["category"] == "abuse_neglect" and row.mention.platform == "news" and row.verdict.owner in both:
        return True
    return (row.verdict.owner or "none") == row.gold["handler"]


def table(rows: Sequence[Row]) -> dict[str, tuple[int, int]]:
    """The measures of the gates, each as right and total."""

    def serious(row: Row) -> bool:
        return row.gold["severity"] >= 3

    def alerts(row: Row) -> bool:
        return row.verdict.alert

    def everything(row: Row) -> bool:
        return True

    return {
        "alert recall": share(rows, lambda row: row.gold["must_alert"], alerts),
        "alert precision": share(rows, alerts, lambda row: row.gold["must_alert"]),
        "serious that alert": share(rows, serious, alerts),
        "serious recall": share(rows, serious, lambda row: row.verdict.level_number >= 3),
        "serious precision": share(rows, lambda row: row.verdict.level_number >= 3, serious),
        "category": share(rows, everything, category_right),
        "owner": share(rows, everything, owner_right),
        "about us": share(rows, everything, lambda row: row.verdict.about_us == row.gold["about_us"]),
        "location": share(
            rows, lambda row: row.gold["location"], lambda row: row.verdict.location == row.gold["location"]
        ),
        "compliments that alert": share(
            rows, lambda row: row.gold["category"] in {"compliment", "praise_story"}, alerts
        ),
        "sentiment": share(rows, everything, lambda row: row.verdict.sentiment.label == LABELS[row.gold["sentiment"]]),
    }


def misses(rows: Sequence[Row]) -> Iterator[str]:
    """The mentions that should have alerted and did not, and the needless alerts, the gravest first."""

    def gravity(row: Row) -> int:
        return abs(row.gold["severity"] - row.verdict.level_number)

    for row in sorted(rows, key=gravity, reverse=True):
        if row.verdict.alert != row.gold["must_alert"] or (row.verdict.level_number >= 3) != (
            row.gold["severity"] >= 3
        ):
            verdict = row.verdict
            yield f"{row.mention.id}: {row.gold['severity']} judged {verdict.level_number} by {', '.join(verdict.rules) or '-'}"


def main(arguments: Sequence[str]) -> None:
    """Prints both tables."""
    named = [Path(one) for one in arguments if not one.startswith("--")]
    file = named[0] if named else shared("protocol/example.yaml")
    reading = read({file.name: file.read_text(encoding="utf-8")})
    if reading.protocol is None:
        sys.exit(f"{file}: {len(reading.problems)} problems")
    for own_tone in (False, True):
        rows = judged(reading.protocol, shared("data/care_mentions.jsonl"), own_tone)
        print("\nwith the product's own sentiment" if own_tone else "with the labelled sentiment")
        for name, (right, total) in table(rows).items():
            print(f"  {name:24} {right / max(total, 1):.3f}  ({right} of {total})")
        for line in misses(rows) if "--misses" in arguments else ():
            print("   ", line)


if __name__ == "__main__":
    main(sys.argv[1:])
