"""Trains the language recogniser on the texts beside this file: ``python -m tools.language.train``.

Naive Bayes over the letters: for every run of one to four letters (and every whole word) how much it speaks for
each language, as the logarithm of its share with additive smoothing, against the mean of all languages.
The texts were written for seintje; the small words are those of ``rules/text/lexicon/function_words.tsv``.
"""

import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

from rules.text.language import LETTERS, SHARPNESS, pieces, words_of

HERE = Path(__file__).parent
LEXICON = HERE.parents[1] / "rules" / "text" / "lexicon"
TARGET = LEXICON / "languages.tsv"
SMOOTHING = 0.3
SMALL_WORDS = 2
"""How many times a small word counts beside the texts."""
HEAD = """\
# How much letters speak for a language. Made by `python -m tools.language.train`; do not edit. Own texts, Naive Bayes.
# First row: the languages. Then: letters (^ and $ are the edges of a word), one character a language; M is neutral.
"""


def counts() -> dict[str, Counter[str]]:
    """How often each piece stands in each language."""
    small = dict(
        line.split("\t") for line in (LEXICON / "function_words.tsv").read_text("utf-8").splitlines() if line[0] != "#"
    )
    found = {}
    for file in sorted((HERE / "texts").glob("*.txt")):
        words = words_of(file.read_text("utf-8")) + small.get(file.stem, "").split() * SMALL_WORDS
        found[file.stem] = Counter(piece for word in words for piece in pieces(word))
    return found


def weights(found: dict[str, Counter[str]]) -> dict[str, list[float]]:
    """Piece → its weight for each language, in the order of ``found``."""
    kinds: dict[int, set[str]] = defaultdict(set)
    totals = {lang: Counter[int]() for lang in found}
    for lang, counter in found.items():
        for piece, count in counter.items():
            kinds[_kind(piece)].add(piece)
            totals[lang][_kind(piece)] += count
    result = {}
    for kind, several in kinds.items():
        wholes = [math.log(totals[lang][kind] + SMOOTHING * len(several)) for lang in found]
        unseen = [math.log(SMOOTHING) - whole for whole in wholes]
        for piece in several:
            row = unseen.copy()
            for i, counter in enumerate(found.values()):
                if piece in counter:
                    row[i] = math.log(counter[piece] + SMOOTHING) - wholes[i]
            mean = sum(row) / len(row)
            result[piece] = [value - mean for value in row]
    return result


def _kind(piece: str) -> int:
    return min(len(piece), LETTERS + 1)


def table() -> str:
    """The table as it is written."""
    found = counts()
    lines = [HEAD, " ".join(found) + "\n"]
    for piece, row in sorted(weights(found).items()):
        marks = "".join(chr(ord("M") + max(-12, min(45, round(value * SHARPNESS)))) for value in row)
        lines.append(f"{piece}\t{marks}\n")
    return "".join(lines)


def main() -> int:
    """Writes the table."""
    TARGET.write_text(table(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
