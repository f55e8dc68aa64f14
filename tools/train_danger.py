"""Train the learned signals: ``python -m tools.train_danger`` reads the examples, writes the tables beside them.

``weights.tsv``: danger (level serious or more). ``worry.tsv``: somebody should look (level attention or more).
``ease.tsv``: praise, a question or interest in work that can wait (level routine).

Deterministic and in plain Python: the same examples give the same file. ``--report`` prints the cross-validated figures
without writing. The model is a logistic regression (``rules.text.logistic``), calibrated on scores from cross-validation.
"""

import argparse
import hashlib
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rules.text.danger.features import both, classes, normal, pairs, pieces, scale, words
from rules.text.danger.weights import TONE_CAP
from rules.text.logistic import fit, score
from rules.text.sentiment import sentiment

HOME = Path(__file__).resolve().parent.parent / "rules" / "text" / "danger"
SERIOUS, ATTENTION = 3, 2
FOLDS = 10
BLOCK = 10  # neighbouring messages tend to be about one situation: they stay in one fold
COST = 4.0  # C of the regression: weight of the examples against the size of the weights (cross-validated)
PIECE_SHARE, CLASS_SHARE, TONE_SHARE = 0.35, 0.33, 0.25  # how loud a kind speaks beside a whole word (cross-validated)
RARE = {"word": 2, "pair": 2, "piece": 3, "class": 3, "both": 6}  # features seen in fewer messages are left out
TINY = 0.002  # weights below this change nothing that can be seen
USUAL = 0.25  # share of serious messages the probability reckons with; the corpus has more of them than a mailbox

Features = dict[str, float]
Row = list[tuple[int, float]]


@dataclass(frozen=True)
class Example:
    """One message of the corpus with its fold group."""

    text: str
    lang: str
    category: str
    level: int
    near_miss: bool
    register: str
    group: str

    @property
    def serious(self) -> bool:
        return self.level >= SERIOUS


def examples(folder: Path = HOME / "examples") -> list[Example]:
    """All messages, file by file in name order."""
    return [
        Example(**json.loads(line), group=f"{file.stem}/{number // BLOCK}")
        for file in sorted(folder.glob("*.jsonl"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines())
    ]


def fingerprint(folder: Path = HOME / "examples") -> str:
    """What the weights were trained on, in twelve hexadecimal digits."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.jsonl")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def features(text: str, lang: str) -> Features:
    """Named features with their values; every word, pair and class counts once, as at run time."""
    row = [normal(word) for word in words(text)]
    distinct, size = set(row), scale(len(row))
    found: Features = {f"word\t{word}": 1 / size for word in distinct}
    found |= {f"pair\t{pair}": 1 / size for pair in pairs(row)}
    for piece, count in Counter(p for word in distinct for p in pieces(word)).items():
        found[f"piece\t{piece}"] = PIECE_SHARE * count / size
    kinds = {kind for word in distinct for kind in classes(word)}
    found |= {f"class\t{kind}": CLASS_SHARE for kind in kinds} | {f"both\t{two}": CLASS_SHARE for two in both(kinds)}
    tone = sentiment(text, lang, explain=False)
    found["number\tnegative"] = TONE_SHARE * min(-tone.negative, TONE_CAP)
    found["number\tpositive"] = TONE_SHARE * min(tone.positive, TONE_CAP)
    found["number\tbias"] = 1.0
    return found


def numbered(rows: Sequence[Features]) -> tuple[dict[str, float], list[Row]]:
    """Names of the features that are not rare with their weight of rarity, and the rows with numbers for names.

    A feature that few messages have counts more: log(N / n) / log(N), the usual inverse document frequency, to 1.
    """
    seen = Counter(name for row in rows for name in row)
    kept = [name for name, count in seen.items() if count >= RARE.get(_kind(name), 1)]
    rarity = {
        name: 1.0 if _kind(name) == "number" else math.log(len(rows) / seen[name]) / math.log(len(rows))
        for name in kept
    }
    index = {name: i for i, name in enumerate(kept)}
    return rarity, [
        [(index[name], value * rarity[name]) for name, value in row.items() if name in index] for row in rows
    ]


def _kind(name: str) -> str:
    return name.split("\t", 1)[0]


def own_share(name: str) -> float:
    """By what a feature of this kind was multiplied, so that it can be folded into its weight."""
    shares = {"piece": PIECE_SHARE, "class": CLASS_SHARE, "both": CLASS_SHARE, "number": TONE_SHARE}
    return 1.0 if name == "number\tbias" else shares.get(_kind(name), 1.0)


def cross_validated(corpus: Sequence[Example], rows: Sequence[Row], hits: Sequence[bool], size: int) -> list[float]:
    """For every message the score given by weights that saw none of its group."""
    groups = {group: n % FOLDS for n, group in enumerate(sorted({e.group for e in corpus}, key=_shuffled))}
    folds = [groups[e.group] for e in corpus]
    scores = [0.0] * len(corpus)
    for fold in range(FOLDS):
        train = [n for n, f in enumerate(folds) if f != fold]
        weights = fit([rows[n] for n in train], [hits[n] for n in train], size, COST)
        for n, f in enumerate(folds):
            if f == fold:
                scores[n] = score(rows[n], weights)
    return scores


def _shuffled(name: str) -> str:
    """An order that is the same on every machine and has nothing to do with the names."""
    return hashlib.sha256(name.encode()).hexdigest()


def platt(scores: Sequence[float], serious: Sequence[bool]) -> tuple[float, float]:
    """Slope and offset of the logistic curve through the scores (Platt 1999, with his smoothed targets), by Newton steps."""
    hits = sum(serious)
    up, down = (hits + 1) / (hits + 2), 1 / (len(serious) - hits + 2)
    targets = [up if s else down for s in serious]
    slope, offset = 1.0, 0.0
    for _ in range(100):
        g1 = g2 = h11 = h12 = 0.0
        h22 = 1e-9
        for s, t in zip(scores, targets, strict=True):
            p = 1 / (1 + math.exp(-(slope * s + offset)))
            d, w = p - t, p * (1 - p)
            g1, g2 = g1 + d * s, g2 + d
            h11, h12, h22 = h11 + w * s * s, h12 + w * s, h22 + w
        det = h11 * h22 - h12 * h12
        da, db = (h22 * g1 - h12 * g2) / det, (h11 * g2 - h12 * g1) / det
        slope, offset = slope - da, offset - db
        if abs(da) + abs(db) < 1e-9:
            break
    return slope, offset


def _odds(share: float) -> float:
    return math.log(share / (1 - share))


def auc(scores: Sequence[float], serious: Sequence[bool]) -> float:
    """The chance that a serious message scores above another one (ties count half)."""
    order = sorted(range(len(scores)), key=lambda n: scores[n])
    ranks, start = [0.0] * len(scores), 0
    for end in range(1, len(order) + 1):
        if end == len(order) or scores[order[end]] != scores[order[start]]:
            for n in order[start:end]:
                ranks[n] = (start + end + 1) / 2
            start = end
    hits = sum(serious)
    total = sum(rank for rank, s in zip(ranks, serious, strict=True) if s)
    return (total - hits * (hits + 1) / 2) / (hits * (len(serious) - hits))


def table(weights: dict[str, float], slope: float, offset: float, version: str) -> str:
    """The weights as the file that ships."""
    head = [
        "# Weights of the danger signal. Made by `make train` from the examples beside this file; do not edit by hand.",
        "# kind, name, weight. Positive lifts. A piece is a stretch of letters inside one word; ^ and $ are its ends.",
        f"version\t{version}",
        f"number\tslope\t{slope:.4f}",
        f"number\toffset\t{offset:.4f}",
    ]
    kept = [
        f"{name}\t{value:.4f}" if name.startswith("number") else f"{name}\t{value:.3f}"
        for name, value in sorted(weights.items())
        if name.startswith("number") or abs(value) >= TINY
    ]
    return "\n".join([*head, *kept]) + "\n"


def report(
    corpus: Sequence[Example], chances: Sequence[float], hits: Sequence[bool], usual: float, say: Callable[[str], None]
) -> None:
    """Precision, recall and calibration of cross-validated probabilities."""
    near = sum(e.near_miss for e in corpus)
    say(f"{len(corpus)} messages, {sum(hits)} hits, {near} near-misses; AUC {auc(chances, hits):.3f}")
    say("threshold  precision  recall  near-misses above")
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        say(_line(corpus, chances, hits, threshold))
    say(f"calibration, with the others weighed so that {usual:.0%} are hits: said → was (n)")
    weight = sum(hits) / usual * (1 - usual) / (len(hits) - sum(hits))
    for low in range(10):
        inside = [(p, hit) for p, hit in zip(chances, hits, strict=True) if low <= p * 10 < low + 1]
        if inside:
            found = sum(hit for _, hit in inside)
            was = found / (found + weight * (len(inside) - found))
            say(f"  {sum(p for p, _ in inside) / len(inside):.2f} → {was:.2f} ({len(inside)})")


def _line(corpus: Sequence[Example], chances: Sequence[float], hits: Sequence[bool], threshold: float) -> str:
    above = [(e, hit) for e, p, hit in zip(corpus, chances, hits, strict=True) if p >= threshold]
    found = sum(hit for _, hit in above)
    near = sum(e.near_miss for e, _ in above) / max(1, sum(e.near_miss for e in corpus))
    return f"{threshold:9.1f}  {found / max(1, len(above)):9.3f}  {found / sum(hits):6.3f}  {near:17.3f}"


def train(
    corpus: Sequence[Example], version: str, say: Callable[[str], None], hits: Sequence[bool], usual: float
) -> str:
    """The weight table that tells ``hits`` from the rest; what cross-validation found goes to ``say``."""
    rarity, rows = numbered([features(e.text, e.lang) for e in corpus])
    scores = cross_validated(corpus, rows, hits, len(rarity))
    slope, offset = platt(scores, hits)
    offset += _odds(usual) - _odds(sum(hits) / len(hits))
    chances = [1 / (1 + math.exp(-(slope * s + offset))) for s in scores]
    report(corpus, chances, hits, usual, say)
    weights = fit(rows, hits, len(rarity), COST)
    folded = {name: w * rare * own_share(name) for (name, rare), w in zip(rarity.items(), weights, strict=True)}
    return table(folded, slope, offset, version)


GENTLE = frozenset({"compliment", "praise_story", "question", "work_interest"})

HEADS: dict[str, tuple[Callable[[Example], bool], float]] = {
    "weights": (lambda e: e.level >= SERIOUS, USUAL),
    "worry": (lambda e: e.level >= ATTENTION, 0.5),
    "ease": (lambda e: e.level <= 1 and e.category in GENTLE, 0.3),
}
"""What each table tells apart, and the share of hits its probability reckons with."""


def main(arguments: Iterable[str]) -> None:
    """Train, report, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--report", action="store_true", help="print the figures, write nothing")
    chosen = parser.parse_args(list(arguments))
    corpus, version = examples(), fingerprint()
    for name, (wanted, usual) in HEADS.items():
        print(f"{name}.tsv")
        written = train(corpus, version, lambda line: print(line), [wanted(e) for e in corpus], usual)
        if not chosen.report:
            (HOME / f"{name}.tsv").write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
