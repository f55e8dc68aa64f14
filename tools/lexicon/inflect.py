"""Dutch inflection for the lexicon builder: adjectives and weak verbs by the spelling rules, never at run time."""

VOWELS = "aeiou"
UNSTRESSED = ("ig", "lijk", "isch", "er", "el", "en", "em")
PREFIXES = ("be", "ge", "ver", "ont", "her", "er", "mis", "over", "onder")
VOICELESS = "tkfschpx"


def adjective(word: str) -> set[str]:
    """The word with its inflected, partitive, comparative and superlative forms (some do not exist: harmless)."""
    if len(word) < 3:
        return {word}
    stem = _open_syllable(word)
    forms = {word, stem + "e", stem + "er", stem + "ere"}
    forms.add(word + "s" if not word.endswith(("s", "sch")) else word)
    superlative = word if word.endswith("s") else word + "s"
    return forms | {superlative + "t", superlative + "te"}


def _open_syllable(word: str) -> str:
    """The stem as it is written before an ending with a vowel: groot → grot-, dik → dikk-, boos → boz-, laf → laff-."""
    if word.endswith(("e", "é")):
        return word.rstrip("eé")
    if len(word) > 3 and word[-1] not in VOWELS and word[-2] == word[-3] and word[-2] in VOWELS:
        return word[:-2] + _voiced(word[-1])
    if _doubles(word):
        return word + word[-1]
    voiced = (word[-1] == "f" and word[-2] in VOWELS + "rl") or (word[-1] == "s" and word[-2] in "eiuj")
    return word[:-1] + _voiced(word[-1]) if voiced else word


def _doubles(word: str) -> bool:
    short = word[-1] not in VOWELS + "wxjyh" and word[-2] in VOWELS and word[-3] not in VOWELS
    return short and not word.endswith(UNSTRESSED)


def _voiced(letter: str) -> str:
    return {"f": "v", "s": "z"}.get(letter, letter)


def verb(infinitive: str) -> set[str]:
    """The forms of a weak verb: klagen → klaag, klaagt, klaagde, geklaagd, klagend … (``é`` marks a stressed e)."""
    stressed, infinitive = "é" in infinitive, infinitive.replace("é", "e")
    root = infinitive.removesuffix("en")
    stem = _closed(root, stressed)
    dental = "t" if root[-1] in VOICELESS and not root.endswith(("v", "z")) else "d"
    past = stem + dental
    third = stem if stem.endswith("t") else stem + "t"
    participle = past if past[-2:] not in ("tt", "dd") else past[:-1]
    if not infinitive.startswith(PREFIXES):
        participle = "ge" + participle
    forms = {infinitive, stem, third, past + "e", past + "en", infinitive + "d", infinitive + "de"}
    return forms | {participle, participle + "e"}


def _closed(root: str, stressed: bool) -> str:
    """The stem as it is written at the end of a word: klag- → klaag, stor- → stoor, mekker- → mekker, knall- → knal."""
    last = root[-1]
    if len(root) > 2 and last == root[-2] and last not in VOWELS:
        return root[:-1]
    stem = root[:-1] + {"v": "f", "z": "s"}.get(last, last)
    single = len(root) > 2 and last not in VOWELS and root[-2] in "aeou" and root[-3] not in VOWELS
    unstressed = root.endswith(("el", "er", "en", "em")) and sum(letter in VOWELS for letter in root) > 1
    if single and (stressed or not unstressed):
        return stem[:-1] + stem[-2] + stem[-1]
    return stem
