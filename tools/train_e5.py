"""Train the head of the E5 reader: ``python -m tools.train_e5`` reads the examples, writes ``bot/scorers/e5_head.tsv``.

Needs the extra ``e5`` and some minutes. A logistic regression on the encoder's vectors of the same messages as the
danger signal, cross-validated in the same folds and calibrated in the same way. ``--report`` writes nothing.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bot.scorers.e5 import HEAD, embed
from tools.train_danger import FOLDS, USUAL, Example, _odds, _shuffled, examples, fingerprint, platt, report

HOME = Path(__file__).resolve().parent.parent / "bot" / "scorers"
COST = 30.0  # C of the regression (cross-validated)
BATCH = 64
NEEDS = 2  # from this level on a person has to look: that is what the reader is asked


def vectors(corpus: Sequence[Example]) -> list[list[float]]:
    """The encoder's vectors of all messages."""
    found: list[list[float]] = []
    for start in range(0, len(corpus), BATCH):
        found += embed([example.text for example in corpus[start : start + BATCH]])
        print(f"\r{len(found)} of {len(corpus)} messages read", end="", file=sys.stderr)
    print(file=sys.stderr)
    return found


def fit(rows: Any, hits: Sequence[bool], cost: float = COST) -> tuple[Any, float]:
    """Weights and bias that minimise ½|w|² + ``cost`` · Σ log(1 + exp(−y (w·x + b))), by Newton's steps.

    The vectors of this encoder share a direction, so that they are centred first; the bias takes it back.
    """
    import numpy as np

    middle = rows.mean(axis=0)
    x = np.hstack([rows - middle, np.ones((len(rows), 1))])
    y = np.asarray(hits, dtype=float)
    ridge = np.full(x.shape[1], 1.0 / cost)
    ridge[-1] = 1e-9
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-x @ w))
        slope = x.T @ (p - y) + ridge * w
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge), slope)
        w -= step
        if abs(step).max() < 1e-8:
            break
    return w[:-1], float(w[-1] - w[:-1] @ middle)


def cross_validated(corpus: Sequence[Example], rows: Any, hits: Sequence[bool], cost: float = COST) -> list[float]:
    """For every message the score given by weights that saw none of its group."""
    groups = {group: n % FOLDS for n, group in enumerate(sorted({e.group for e in corpus}, key=_shuffled))}
    folds = [groups[e.group] for e in corpus]
    scores = [0.0] * len(corpus)
    for fold in range(FOLDS):
        train = [n for n, f in enumerate(folds) if f != fold]
        weights, bias = fit(rows[train], [hits[n] for n in train], cost)
        for n, f in enumerate(folds):
            if f == fold:
                scores[n] = float(rows[n] @ weights + bias)
    return scores


def table(weights: Sequence[float], bias: float, slope: float, offset: float) -> str:
    """The head as the file that ships."""
    head = [
        "# Head of the E5 reader. Made by `python -m tools.train_e5` from rules/text/danger/examples; do not edit by hand.",
        f"# Trained on {fingerprint()}.",
        f"bias\t{bias:.4f}",
        f"slope\t{slope:.4f}",
        f"offset\t{offset:.4f}",
    ]
    return "\n".join([*head, *(f"{n}\t{weight:.3f}" for n, weight in enumerate(weights))]) + "\n"


def train(corpus: Sequence[Example], read: Sequence[Sequence[float]]) -> str:
    """The head for ``corpus`` with its vectors; prints what cross-validation found."""
    import numpy as np

    rows, hits = np.asarray(read, dtype=float), [example.level >= NEEDS for example in corpus]
    scores = cross_validated(corpus, rows, hits)
    slope, offset = platt(scores, hits)
    offset += _odds(USUAL) - _odds(sum(hits) / len(hits))
    report(corpus, [1 / (1 + np.exp(-(slope * s + offset))) for s in scores], print)
    weights, bias = fit(rows, hits)
    return table(list(weights), bias, slope, offset)


def main(arguments: Iterable[str]) -> None:
    """Read, train, report, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--report", action="store_true", help="print the figures, write nothing")
    chosen = parser.parse_args(list(arguments))
    corpus = examples()
    written = train(corpus, vectors(corpus))
    if not chosen.report:
        (HOME / HEAD).write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
