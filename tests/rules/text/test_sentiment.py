"""The tone of texts: hand cases as a reader of Dutch would put them, and what holds for every text."""

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.text.sentiment import LONGEST, Engine, sentiment
from rules.text.sentiment.pack import pack_for
from rules.text.values import Tone
from tests.laws import examples

NEGATIVE = """
Wat een kutziekenhuis
Wat een rotzorg
Het is daar een tyfusbende
Dat is wanbeleid
Wat een klotezooi
Een echte kankerzooi is het
Slechttttt geregeld daar
Zij waren niet echt blij mee
Dit is voor ons geen aanrader
Het is veel te duur voor wat je krijgt
Ze hebben mij nog steeds niet teruggebeld
Je wordt van het kastje naar de muur gestuurd
Kan ik eindelijk eens iemand spreken?
Mijn moeder ligt al 3 dagen in haar eigen urine
Dit is echt worst service ever van Zonnehof
De bejegening was niet vriendelijk
De bejegening was niet zo heel erg vriendelijk
Dit bevalt mij niet.
Superslecht geregeld allemaal
De app werkt niet
Ik krijg daar geen contact mee
Ze laten hem daar in de steek
Onbeschofte behandeling gehad
Schaam je kapot
Dat was helemaal NIET leuk
Het eten was koud en het vlees taai
Viel ons erg tegen.
Dit is een aanfluiting voor de zorg
Wij hebben uren gewacht
Val dood met je praatjes
Echt een afrader, deze afdeling
👎
😡
De kamer stonk naar urine 🤮
The nurse was rude and dismissive
Nobody listens to us here
They were not helpful at all
Waiting times are far too long
Mum was left in her own urine
This is not good enough
Niemand luistert naar de bewoners
Mijn vader is al drie dagen niet gewassen
De telefoon wordt niet opgenomen
Ze doen er niets aan
Er is te weinig personeel
Wat een puinhoop in dat tehuis
Al maanden op de wachtlijst
Wij zijn diep teleurgesteld
Ronduit schandalig dat dit kan
Zo ga je niet met mensen om
Het lijkt nergens op
Slaat echt helemaal nergens op
De begeleiding was kortaf en ongeïnteresseerd
Nooit meer naar deze afdeling
Nergens ter wereld zo slecht behandeld
Wat een stelletje prutsers
Ik schaam me dood voor deze organisatie
Moeder werd aan haar lot overgelaten
Er wordt niet geluisterd
Ik vind het onbegrijpelijk
Dat noem ik geen zorg
Alweer geen reactie gekregen
Zonde van het geld
Geen enkele aandacht voor mijn oma
Ik ben er helemaal klaar mee
De verzorging laat te wensen over
Gewoon onacceptabel!!!
Wat een aanfluiting zeg
Ze liegen alles bij elkaar
bah wat vies
Oplichters zijn het
nee dit was niks
Het kan echt niet zo langer
I am disgusted by this place
No one answered the phone for hours
Smerige kamers en een kapotte lift
""".strip().splitlines()

POSITIVE = """
Topzorg gekregen van jullie
Wat een superlief personeel
Dat was helemaal niet slecht
Er is echt niks mis mee
Wij hebben geen klachten
Het kan niet beter
Niets dan lof voor de verpleging
Personeel was niet vriendelijk, maar het eten was heerlijk
Geweldig geholpen, dank jullie wel!
De zusters zijn schatten
Wat een fijne begeleiding
HEEL goed geholpen door de arts
Een absolute aanrader
Heerlijkkkk gegeten daar
Petje af voor de nachtdienst
Ik hou van dit huis
Vlot en vriendelijk geholpen
❤️
👍🏽
Zo blij met deze plek 😍😍
Thank you so much for the lovely care
Not bad at all, the nurse was wonderful
I can't fault the staff
Well looked after by a caring team
Alle lof voor de thuiszorg
De begeleiders nemen alle tijd voor hem
Mama heeft het er naar haar zin
Wat een toppers zijn jullie
Ik voel me hier thuis
Fijn dat jullie er altijd zijn
Een dikke pluim voor het team
Zeer tevreden over de zorg
Heel erg bedankt voor alles
De ambulance was er snel en het personeel was kundig
Prima verzorging en schone kamers
Ze staan altijd klaar voor hem
Ik ben zo dankbaar
Er is niks te klagen
Warm welkom gekregen
Supertevreden met deze plek
Knap werk van de nachtploeg
Wat een mooi initiatief
Gefeliciteerd met de nieuwe locatie!
Eindelijk goede zorg gevonden
Trots op dit team
Jullie zijn geweldig 👏
Ik raad deze huisarts iedereen aan
Lekker gegeten en gezellig gekletst
Beter dan verwacht
The staff were kind and caring
Brilliant nurses, thank you
I can't thank you enough
Nothing was too much trouble
""".strip().splitlines()

SILENT = """
Rotterdam
Wij wonen in Rotterdam aan de Maas
Er zijn veel kankerpatienten
De kankerzorg is in dit ziekenhuis
Mijn vader heeft borstkanker
Zij heeft kanker
De topman van de supermarkt
Hoe laat begint het spreekuur?
Goedemorgen allemaal
De afspraak is op dinsdag om tien uur
Wij verhuizen naar de Dorpsstraat
De kankerpatiënten krijgen een nieuwe afdeling
Het kankeronderzoek gaat door
De rotonde bij Rottumeroog is open
Waar kan ik parkeren?
Het gaat om een supermarkt in Rotterdam
De wereldwijde markt
""".strip().splitlines()

IRONIC = """
Fijn hoor, weer 3 uur gewacht...
Lekker bezig weer
Lekker dan
Bedankt hè
Top weer, drie uur op de spoed
Bedankt voor niks
Mooi is dat, niemand die opneemt
Wat een klasse service, 4 weken geen antwoord
Thanks for nothing
Great, another three hours waiting
""".strip().splitlines()


@pytest.mark.parametrize("text", NEGATIVE)
def test_reads_as_negative(text: str) -> None:
    assert sentiment(text).label is Tone.NEGATIVE


@pytest.mark.parametrize("text", POSITIVE)
def test_reads_as_positive(text: str) -> None:
    assert sentiment(text).label is Tone.POSITIVE


@pytest.mark.parametrize("text", SILENT)
def test_silence_is_unknown_and_an_illness_is_no_abuse(text: str) -> None:
    found = sentiment(text)
    assert found.silent and found.unsure and found.label is Tone.NEUTRAL and found.score == 0.0


@pytest.mark.parametrize("text", IRONIC)
def test_mocking_praise_is_never_trusted(text: str) -> None:
    found = sentiment(text)
    assert found.irony and found.unsure
    assert found.label is Tone.NEGATIVE or found.score < 0.2


def test_every_hit_shows_its_words_value_and_reason() -> None:
    found = sentiment("De arts was niet vriendelijk")
    (hit,) = found.hits
    assert (hit.word, hit.value, hit.reasons) == ("vriendelijk", -1.628, (("negation", "niet"),))


@pytest.mark.parametrize(("text", "word", "reason"), [
    ("Erg goed gedaan", "goed", ("booster", "erg")),
    ("Een beetje slecht", "slecht", ("damper", "beetje")),
    ("Het was te zout voor mij", "zout", ("too", "te")),
    ("Wij vonden het SLECHT", "SLECHT", ("caps", "")),
    ("Heel slechttt eten", "slechttt", ("elongated", "slecht")),
    ("Wat een rotzorg", "rotzorg", ("compound", "rot-")),
    ("Het is er klant-onvriendelijk", "klant-onvriendelijk", ("part", "onvriendelijk")),
    ("Dat is onder de maat", "onder de maat", ("phrase", "onder de maat")),
    ("Dank je 😍", "😍", ("emoji", "😍")),
    ("Goed, maar duur", "maar", ("hedge", "maar")),
    ("De lift werkt niet", "niet", ("loose_negation", "niet")),
    ("Smaakte me niet", "Smaakte", ("negation", "niet")),
])  # fmt: skip
def test_the_reason_is_named(text: str, word: str, reason: tuple[str, str]) -> None:
    assert (word, reason) in [(hit.word, given) for hit in sentiment(text).hits for given in hit.reasons]


def test_a_word_in_capitals_among_capitals_is_not_shouted() -> None:
    assert all(hit.reasons == () for hit in sentiment("HET WAS SLECHT").hits)


def test_more_shouting_and_words_that_are_only_long() -> None:
    assert [hit.reasons for hit in sentiment("Alles was SLECHT en VIES hier").hits] == [(("caps", ""),)] * 2
    assert sentiment("Hallooooo daar allemaal").silent


def test_a_negation_behind_the_word_turns_it_only_at_the_end_of_a_clause() -> None:
    assert sentiment("Dat bevalt ons niet, helaas").hits[0].value < 0
    assert sentiment("Dat bevalt ons niet alleen in de zomer").hits[0].value > 0
    assert sentiment("Mooi. Niet?").hits[0].value > 0


def test_positive_and_negative_are_kept_apart() -> None:
    found = sentiment("Lieve zusters, smerige kamer")
    assert found.positive > 2 and found.negative < -1.5
    assert found.confidence < sentiment("Lieve zusters, mooie kamer").confidence


def test_the_worst_sentence_of_a_long_text_is_kept() -> None:
    text = "Mooi gebouw en aardige mensen. De nachtzorg was een schande! Lekker gegeten."
    worst = sentiment(text).worst
    assert worst is not None
    assert worst.text == "De nachtzorg was een schande!" == text[worst.start : worst.end]
    assert worst.score < sentiment(text).score


def test_one_sentence_has_no_worst_and_nor_has_praise() -> None:
    assert sentiment("De nachtzorg was een schande!").worst is None
    assert sentiment("Mooi gebouw. Lekker eten.").worst is None
    assert sentiment("Mooi gebouw. Enkel wat moe.").worst is None or sentiment("Wat moe.").score < 0


def test_a_long_text_is_read_to_the_cap_and_says_so() -> None:
    found = sentiment("wij vinden het goed " * 2_000)
    assert found.capped and found.hits[-1].end <= LONGEST
    assert sentiment("a" * 1_000_000).capped
    assert not sentiment("Goed").capped


def test_words_of_the_organisation_win() -> None:
    own = {"wachtlijst": -3.0, "geweldig": 0.0, "in regie": 2.0, "Regenboog": 1.0}
    assert sentiment("De wachtlijst is er", words=own).hits[0].reasons == (("own_word", "wachtlijst"),)
    assert sentiment("Stichting Geweldig belde ons", words=own).silent
    assert sentiment("Wij zijn in regie gekomen", words=own).score > 0
    assert sentiment("Het is geweldig geregeld").score > 0
    assert sentiment("Naar regenboog gegaan", words=own).score > 0
    assert sentiment("Dit is onder de maat", words={"ver onder de maat": -4.0}).hits[0].value == -2.4


@pytest.mark.parametrize("text", [
    "Bu sabah işe bisikletle gittim çünkü tren yine iptal edildi",
    "Heute Morgen bin ich mit dem Fahrrad zur Arbeit gefahren",
    "هذا المستشفى سيء جدا ولا أحد يساعد",
])  # fmt: skip
def test_other_languages_are_not_scored_and_say_so(text: str) -> None:
    found = sentiment(text)
    assert not found.scored and found.unsure and found.lang not in ("nl", "en") and found.score == 0.0


def test_a_text_in_two_languages_is_read_sentence_by_sentence() -> None:
    text = "De zuster was heel erg lief en wij hebben geen klachten. But they should have told me about the dreadful food there."
    found = sentiment(text)
    assert found.lang == "en" or found.lang == "nl"
    assert {"geen klachten", "dreadful"} <= {hit.word for hit in found.hits}
    assert all(text[hit.start : hit.end] == hit.word for hit in found.hits)
    assert found.worst is not None and "dreadful" in found.worst.text


def test_a_foreign_sentence_in_a_mixed_text_is_left_out() -> None:
    text = (
        "Wij zijn heel blij met jullie en het personeel, want ze hebben mijn moeder geholpen toen zij niet meer kon lopen. "
        "They should have told us about this when we were there. "
        "Heute Morgen bin ich mit dem Fahrrad gefahren."
    )
    assert {hit.word for hit in sentiment(text).hits} >= {"blij met"}


def test_the_same_emoji_again_weighs_less_and_less() -> None:
    one, many = sentiment("😡"), sentiment("😡" * 5_000)
    assert one.negative > many.negative > 2 * one.negative - 0.001
    assert len(many.hits) < 10


def test_skin_tone_and_variation_do_not_matter() -> None:
    assert sentiment("❤").positive == sentiment("❤️").positive
    assert sentiment("👍").positive == sentiment("👍🏿").positive
    assert sentiment("➕").silent


def test_the_published_engine_speaks_english_only() -> None:
    found = sentiment("The staff were great and really kind", engine=Engine.VADER)
    assert found.label is Tone.POSITIVE and found.hits == () and found.lang == "en"
    assert sentiment("What is the time there now", engine=Engine.VADER).silent
    assert sentiment("De zuster was lief voor ons", engine=Engine.VADER).hits


def test_without_reasons_the_numbers_are_the_same() -> None:
    for text in NEGATIVE + POSITIVE:
        full, fast = sentiment(text), sentiment(text, explain=False)
        assert (full.score, full.label, full.confidence) == (fast.score, fast.label, fast.confidence)
        assert fast.hits == () and fast.worst is None


def test_a_pack_forgets_rather_than_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rules.text.sentiment.pack.REMEMBERED", 3)
    pack = pack_for("nl").with_words({"proefwoord": 1.0})
    for token in ["een", "twee", "drie", "vier", "vijf"]:
        pack.memo[token]
    assert len(pack.memo) <= 3


BAD = [
    "", " ", "\x00", "\ud800", "slecht\ud800\udfff", "\u202eslecht\u202c", "sle\u200bcht", "e" + "\u0301\u0323" * 5_000,
    "👍", "https://voorbeeld.nl/slecht", "@iemand @ander", "www.voorbeeld.nl", "goed\x00slecht", "'" * 10_000, "a-" * 5_000,
    "niet " * 5_000, "👨\u200d" * 5_000, "!" * 10_000, "Ж" * 100, "ẞlecht", "De zorg είναι плохо slecht 很差",
    "İstanbul SLECHT İ", "𐍈" * 50, "1 2 3", "...",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_bad_input_gets_a_score_or_none_and_true_offsets(text: str) -> None:
    found = sentiment(text)
    assert math.isfinite(found.score) and -1 <= found.score <= 1
    assert all(text[hit.start : hit.end] == hit.word for hit in found.hits)


def test_invisible_signs_do_not_hide_a_word() -> None:
    assert sentiment("De zorg is sle\u200bcht").label is Tone.NEGATIVE
    assert sentiment("hij is geïnteresseerd").silent == sentiment("hij is gei\u0308nteresseerd").silent


WORDS = ["niet", "goed", "slecht", "maar", "te", "duur", "heel", "NIET", ".", ",", "!", "😡", "geen", "klachten", "kut", "wat",
         "the", "good", "not", "but", "never", "https://a.nl", "@x", "fijn", "hoor", "een", "aan", "het", "tegen", "beetje"]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join) | st.text(max_size=60))
@settings(max_examples=examples(150), deadline=None)
@example(". the niet niet good")
def test_for_every_text_offsets_are_true_and_numbers_in_range(text: str) -> None:
    found = sentiment(text)
    assert -1 <= found.score <= 1 and 0 <= found.confidence <= 1
    assert found.positive >= 0 >= found.negative
    assert all(text[hit.start : hit.end] == hit.word for hit in found.hits)
    assert found.worst is None or text[found.worst.start : found.worst.end] == found.worst.text
