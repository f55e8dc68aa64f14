"""What a reader sees of the tone, in Dutch and English."""

import pytest

from rules.explain.tone import REASONS, hit_sentence, tone_lines, tone_sentence
from rules.i18n import translator
from rules.text.sentiment import sentiment
from rules.text.values import Hit, Sentiment, Tone

LINES = [
    ("niet vriendelijk", "niet vriendelijk −1,6: ontkenning", "niet vriendelijk −1.6: negation"),
    ("Wat een rotzorg", "rotzorg −2,4: samenstelling met rot-", "rotzorg −2.4: compound with rot-"),
    ("heel fijn", "fijn +2,0: versterkt door “heel”", "fijn +2.0: made stronger by “heel”"),
    ("te duur", "duur −1,2: “te” maakt het een klacht", "duur −1.2: “te” makes it a complaint"),
    ("lekker dan", "lekker dan +0,6: kan spottend bedoeld zijn", "lekker dan +0.6: may be meant sarcastically"),
    ("fijn", "fijn +1,7", "fijn +1.7"),
]


@pytest.mark.parametrize(("text", "dutch", "english"), LINES)
def test_a_hit_as_a_line(text: str, dutch: str, english: str) -> None:
    (hit,) = sentiment(text).hits
    assert hit_sentence(hit) == dutch
    assert hit_sentence(hit, "en") == english


def test_every_reason_has_words_in_both_languages() -> None:
    for code in REASONS:
        hit = Hit(0, 1, "x", 1.0, ((code, "woord"),))
        assert hit_sentence(hit, "nl") != hit_sentence(hit, "en") or code == "emoji"
        assert translator("en").gettext(REASONS[code])


SILENT = (
    "onbekend: geen enkel woord zegt iets over de toon",
    "unknown: no word says anything about the tone",
)
FOREIGN = (
    "niet bepaald: de taal (de) lezen wij niet",
    "not scored: we do not read this language (de)",
)
MOCKING = ("negatief −0,2; kan spottend bedoeld zijn", "negative −0.2; may be meant sarcastically")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Het was echt heel slecht", ("negatief −0,6", "negative −0.6")),
        ("Geweldig geholpen!", ("positief +0,7", "positive +0.7")),
        ("Fijn hoor, weer 3 uur gewacht...", MOCKING),
        ("Hoe laat begint het spreekuur?", SILENT),
        ("Ich verstehe überhaupt nicht, was hier passiert ist", FOREIGN),
    ],
)
def test_the_tone_in_a_few_words(text: str, lines: tuple[str, str]) -> None:
    assert (tone_sentence(sentiment(text)), tone_sentence(sentiment(text), "en")) == lines


def test_an_unsure_tone_says_so() -> None:
    assert tone_sentence(sentiment("Lieve zusters, smerige kamer")).endswith("; niet zeker")


def test_the_tone_and_each_word_that_counted() -> None:
    text = "De verpleging is niet vriendelijk en het eten is erg vies"
    assert tone_lines(sentiment(text), "en")[0].startswith("Tone: negative −")
    assert tone_lines(sentiment(text))[1:] == (
        "• niet vriendelijk −1,6: ontkenning",
        "• vies −2,3: versterkt door “erg”",
    )
    assert tone_lines(Sentiment(Tone.NEUTRAL, lang="")) == ()
