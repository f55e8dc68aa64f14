"""Why a text reads as it does: hits of the sentiment as short lines for the reader."""

from rules.i18n import N_, Lang, translator
from rules.text.values import Hit, Sentiment, Tone

REASONS = {
    "negation": N_("ontkenning"),
    "loose_negation": N_("ontkenning zonder beoordelend woord"),
    "booster": N_("versterkt door “{word}”"),
    "damper": N_("afgezwakt door “{word}”"),
    "too": N_("“{word}” maakt het een klacht"),
    "caps": N_("in hoofdletters"),
    "elongated": N_("uitgerekt geschreven: {word}"),
    "compound": N_("samenstelling met {word}"),
    "part": N_("deel van het woord: {word}"),
    "phrase": N_("uitdrukking"),
    "irony": N_("kan spottend bedoeld zijn"),
    "emoji": N_("emoji"),
    "hedge": N_("voorbehoud"),
    "own_word": N_("uw eigen waarde"),
}
"""Reason code → what the reader sees; ``{word}`` is the reason's argument."""


def hit_sentence(hit: Hit, lang: Lang | str = Lang.NL) -> str:
    """A hit as a line: "niet vriendelijk −1,6: ontkenning"."""
    reasons = ", ".join(_reason(code, word, lang) for code, word in hit.reasons)
    line = f"{_quoted(hit)} {_number(hit.value, lang)}"
    return f"{line}: {reasons}" if reasons else line


def tone_sentence(sentiment: Sentiment, lang: Lang | str = Lang.NL) -> str:
    """The label in a few words, with what makes it unsure."""
    say = translator(lang).gettext
    if not sentiment.scored:
        return say(N_("niet bepaald: de taal ({lang}) lezen wij niet")).format(lang=sentiment.lang)
    if sentiment.silent:
        return say(N_("onbekend: geen enkel woord zegt iets over de toon"))
    tones = {Tone.NEGATIVE: say(N_("negatief")), Tone.NEUTRAL: say(N_("neutraal")), Tone.POSITIVE: say(N_("positief"))}
    line = f"{tones[sentiment.label]} {_number(sentiment.score, lang)}"
    if sentiment.irony:
        return say(N_("{tone}; kan spottend bedoeld zijn")).format(tone=line)
    return say(N_("{tone}; niet zeker")).format(tone=line) if sentiment.unsure else line


def tone_lines(sentiment: Sentiment, lang: Lang | str = Lang.NL) -> tuple[str, ...]:
    """The tone, and below it each word that counted; nothing for a text whose tone was not read."""
    if not sentiment.lang:
        return ()
    head = translator(lang).gettext(N_("Toon: {tone}")).format(tone=tone_sentence(sentiment, lang))
    return (head, *(f"• {hit_sentence(hit, lang)}" for hit in sentiment.hits))


def _quoted(hit: Hit) -> str:
    """The words of the hit, with the negation that turned it where that stands in front."""
    negation = next((word for code, word in hit.reasons if code == "negation"), "")
    return f"{negation} {hit.word}" if negation else hit.word


def _reason(code: str, word: str, lang: Lang | str) -> str:
    return translator(lang).gettext(REASONS[code]).format(word=word)


def _number(value: float, lang: Lang | str) -> str:
    """With a true minus sign, a plus, one decimal, and the comma of Dutch."""
    text = f"{value:+.1f}".replace("-", "−")
    return text.replace(".", ",") if Lang(lang) is Lang.NL else text
