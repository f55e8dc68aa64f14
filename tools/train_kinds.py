"""Train the sorts of messages: ``python -m tools.train_kinds`` reads the danger signal's examples, writes ``kinds.tsv``.

One logistic regression for each category, over words, classes of words and the tone, on the messages that are about an
organisation. Deterministic, plain Python. ``--report`` prints the cross-validated figures without writing.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rules.text.logistic import fit, score
from tools.train_danger import (
    CLASS_SHARE,
    Example,
    Row,
    _shuffled,
    examples,
    features,
    fingerprint,
    numbered,
    own_share,
)

TABLE = Path(__file__).resolve().parent.parent / "rules" / "text" / "kinds" / "kinds.tsv"
SORTS = ("word", "class", "number")
COST = 2.0
FOLDS = 5
TINY = 0.1
"""Weights below this are left out: a twentieth of what a word that tells weighs."""

Weights = Mapping[str, Sequence[float]]


def rows_of(corpus: Sequence[Example]) -> tuple[dict[str, float], list[Row]]:
    """The features that count here, as in ``tools.train_danger.numbered``."""
    found = [features(example.text, example.lang) for example in corpus]
    return numbered([{name: value for name, value in row.items() if name.split("\t")[0] in SORTS} for row in found])


def fitted(corpus: Sequence[Example], rows: Sequence[Row], size: int) -> Weights:
    """Kind → weights; few messages of a kind count as much together as all others do."""
    of = Counter(example.category for example in corpus)
    return {
        kind: fit(rows, [e.category == kind for e in corpus], size, COST, lean=(len(corpus) - count) / count)
        for kind, count in sorted(of.items())
    }


def guesses(weights: Weights, rows: Sequence[Row]) -> list[str]:
    """The likeliest kind of each row."""
    return [max(weights, key=lambda kind: score(row, weights[kind])) for row in rows]


def cross_validated(corpus: Sequence[Example], rows: Sequence[Row], size: int) -> list[str]:
    """The kind of each message by weights that saw none of its group."""
    groups = {group: n % FOLDS for n, group in enumerate(sorted({e.group for e in corpus}, key=_shuffled))}
    found = [""] * len(corpus)
    for fold in range(FOLDS):
        inside = [n for n, e in enumerate(corpus) if groups[e.group] == fold]
        outside = [n for n, e in enumerate(corpus) if groups[e.group] != fold]
        weights = fitted([corpus[n] for n in outside], [rows[n] for n in outside], size)
        for n, kind in zip(inside, guesses(weights, [rows[n] for n in inside]), strict=True):
            found[n] = kind
    return found


def report(corpus: Sequence[Example], found: Sequence[str]) -> Iterable[str]:
    """Right in all, and for each kind precision and recall."""
    right = sum(e.category == kind for e, kind in zip(corpus, found, strict=True))
    yield f"{len(corpus)} messages, cross-validated {right / len(corpus):.3f} right"
    for kind, count in sorted(Counter(e.category for e in corpus).items()):
        hits = sum(e.category == kind == got for e, got in zip(corpus, found, strict=True))
        yield f"  {kind:20} {count:4}  precision {hits / max(1, found.count(kind)):.2f}  recall {hits / count:.2f}"


def table(rarity: Mapping[str, float], weights: Weights, version: str) -> str:
    """The weights as the file that ships."""
    head = [
        "# What sort of message it is. Made by `make train` from the danger signal's examples; do not edit by hand.",
        "# sort, name, weight for each kind.",
        f"version\t{version}",
    ]
    lines = []
    for n, (name, rare) in enumerate(rarity.items()):
        given = {kind: found[n] * rare * own_share(name) for kind, found in weights.items()}
        least = 0.0 if name.startswith("number") else TINY * (CLASS_SHARE if name.startswith("class") else 1.0)
        kept = [f"{kind}:{value:.2f}" for kind, value in given.items() if abs(value) >= least]
        lines += [f"{name}\t{' '.join(kept)}"] if kept else []
    return "\n".join([*head, *sorted(lines)]) + "\n"


def main(arguments: Iterable[str]) -> None:
    """Train, report, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--report", action="store_true", help="print the figures, write nothing")
    chosen = parser.parse_args(list(arguments))
    corpus = [example for example in examples() if example.category != "irrelevant"]
    rarity, rows = rows_of(corpus)
    print(*report(corpus, cross_validated(corpus, rows, len(rarity))), sep="\n")
    if not chosen.report:
        TABLE.write_text(table(rarity, fitted(corpus, rows, len(rarity)), fingerprint()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
