"""The safety net and the learned second opinion: who is unsure looks, unless messages like this one could wait."""

import pytest

from rules.judge import Context, Judge
from rules.judge.facts import fixed_tone
from rules.mention import Author, Kind, Mention, Via
from rules.packs import pack
from rules.protocol.read import read
from rules.text.values import Opinion, Sentiment, Tone
from tests.rules.case.office import MONDAY_TEN

PROTOCOL = read({"leeg.yaml": pack("leeg").text}).protocol


def alerts(tone: Sentiment, opinion: Opinion | None, *, fixed: bool = False) -> bool:
    assert PROTOCOL is not None
    judge = Judge(
        PROTOCOL,
        tone=lambda text, lang, words: tone,
        danger=None,
        opinion=None if opinion is None else lambda text, said: opinion,
    )
    said = Mention(
        id="1", platform="x", kind=Kind.POST, text="blub", posted_at=MONDAY_TEN, author=Author("a"), via=Via.OWN_PAGE
    )
    return judge.judge(said, Context(sentiment=tone) if fixed else Context()).alert


SILENT = Sentiment(Tone.NEUTRAL, silent=True)
FINE = fixed_tone("positive")


@pytest.mark.parametrize(
    ("tone", "opinion", "expected"),
    [
        (SILENT, Opinion(0.6, 0.1), True),
        (SILENT, Opinion(0.05, 0.1), False),
        (SILENT, Opinion(0.6, 0.7), False),
        (SILENT, None, True),
        (FINE, Opinion(0.6, 0.1), False),
        (FINE, Opinion(0.9, 0.1), True),
        (FINE, Opinion(0.9, 0.7), False),
        (FINE, None, False),
        (fixed_tone("negative"), Opinion(0.0, 1.0), True),
        (Sentiment(Tone.NEUTRAL, scored=False, lang="tr"), Opinion(0.0, 1.0), True),
        (Sentiment(Tone.POSITIVE, 0.7, 0.3, irony=True), Opinion(0.0, 1.0), True),
    ],
)
def test_the_second_opinion_decides_where_the_tone_does_not(tone, opinion, expected):
    assert alerts(tone, opinion) is expected


def test_a_given_tone_is_not_second_guessed():
    assert alerts(SILENT, Opinion(0.0, 1.0), fixed=True)


@pytest.mark.parametrize(
    "text",
    [
        "Vanavond is het klaar. Zorg goed voor Boef.",
        "alles geregeld. sleutel onder de mat. dag.",
        "Help",
        "niemand komt",
        "Er zit al dagen niemand bij mijn vader op de kamer",
    ],
)
def test_a_quiet_cry_reaches_a_person(text):
    assert PROTOCOL is not None
    said = Mention(
        id="1", platform="x", kind=Kind.POST, text=text, posted_at=MONDAY_TEN, author=Author("a"), via=Via.OWN_PAGE
    )
    assert Judge(PROTOCOL).judge(said).alert


@pytest.mark.parametrize(
    "text",
    [
        "Wanneer begint de voorleesgroep weer in Beukenhof?",
        "Wat een gezellige middag was dit met oma, dank aan iedereen!",
        "Is de tuin op zondag open voor bezoek?",
    ],
)
def test_a_plain_question_or_thanks_rings_nobody(text):
    assert PROTOCOL is not None
    said = Mention(
        id="1", platform="x", kind=Kind.POST, text=text, posted_at=MONDAY_TEN, author=Author("a"), via=Via.OWN_PAGE
    )
    assert not Judge(PROTOCOL).judge(said).alert
