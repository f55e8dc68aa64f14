"""Which language a text is in: Dutch, English, or one we do not score. A vote of small words."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from importlib import resources

SCORED = ("nl", "en")
UNKNOWN = "und"
FEWEST = 3
WORD = re.compile(r"(?:https?://|www\.)\S+|[@#]\w+|([^\W\d_]+(?:['’][^\W\d_]+)*)")


@cache
def _votes() -> Mapping[str, tuple[tuple[str, float], ...]]:
    by_word: dict[str, list[str]] = defaultdict(list)
    text = (resources.files("rules.text") / "lexicon" / "function_words.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            lang, words = line.split("\t")
            for word in set(words.split()):
                by_word[word].append(lang)
    return {word: tuple((lang, 1 / len(langs)) for lang in langs) for word, langs in by_word.items()}


def language(text: str, default: str = "nl") -> str:
    """The language of ``text`` as a code; ``default`` under three words or when nothing decides."""
    words = [word.lower() for word in WORD.findall(text) if word]
    if len(words) < FEWEST:
        return default
    table, score = _votes(), Counter[str]()
    for word in words:
        for lang, vote in table.get(word, ()):
            score[lang] += vote
    if not score:
        return default
    best, most = score.most_common(1)[0]
    return default if score[default] == most else best
