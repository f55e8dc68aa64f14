"""Is it about us, and where?"""

from dataclasses import replace

import pytest

from rules.judge import NOTHING_KNOWN, Context
from rules.judge.relevance import UNNAMED, Ground, Relevance, Relevant
from rules.mention import Via
from rules.protocol.model import Location
from rules.text.wording import Wording
from tests.rules.judge.make import ORGANISATION, mention

US = Relevant(ORGANISATION)


def of(text: str, via: Via = Via.SEARCH, context: Context = NOTHING_KNOWN, **more: object) -> Relevance:
    said = mention(text, via=via, **more)
    found = US.of(said, Wording(text), context)
    assert found is UNNAMED or not US.passes_over(said, context)
    return found


@pytest.mark.parametrize(
    ("text", "about_us", "ground", "location"),
    [
        ("Slechte zorg bij Esdoorn", True, Ground.NAMED, None),
        ("@esdoorn hallo", True, Ground.NAMED, None),
        ("wat een #ZorggroepDeEsdoorn", True, Ground.NAMED, None),
        ("wat een #zorggroepesdoorn", True, Ground.NAMED, None),
        ("in de Mólenhof", True, Ground.NAMED, "molenhof"),
        ("mooie molens", False, Ground.NOT_NAMED, None),
        ("camping De Esdoorn is leuk", False, Ground.NOT_US, None),
        ("van esdoornhout", False, Ground.NOT_US, None),
        ("camping De Esdoorn, anders dan Esdoorn zelf", True, Ground.NAMED, None),
        ("De Ster schijnt helder", False, Ground.NO_CONTEXT, None),
        ("De Ster: mijn broer woont bij jullie", True, Ground.NAMED, "de_ster"),
        ("De Ster van Esdoorn", True, Ground.NAMED, "de_ster"),
        ("de ster en Molenhof", True, Ground.NAMED, "de_ster"),
        ("Molenhof en de ster", True, Ground.NAMED, "molenhof"),
        ("thuiszorg is geen thuiszorg meer", False, Ground.NOT_NAMED, None),
        ("thuiszorg Esdoorn", True, Ground.NAMED, "thuis"),
        ("bij Lentehoeve", True, Ground.NAMED, "hoeve"),
        ("bij molenhoff", False, Ground.NO_CONTEXT, None),
        ("bewoners van molenhoff", True, Ground.NAMED, "molenhof"),
        ("de zorg van zorggroesdoorn", False, Ground.NOT_NAMED, None),
        ("de zorg van zorggroepesdoor", True, Ground.NAMED, None),
        ("de zorg van esdoorm", False, Ground.NOT_NAMED, None),
        ("zorg " + "en " * 11 + "de ster", True, Ground.NAMED, "de_ster"),
        ("zorg " + "en " * 12 + "de ster", False, Ground.NO_CONTEXT, None),
    ],
)
def test_a_search_hit_must_name_us(text: str, about_us: bool, ground: Ground, location: str | None) -> None:
    found = of(text)
    assert (found.about_us, found.ground, found.location) == (about_us, ground, location)


@pytest.mark.parametrize("via", [via for via in Via if via is not Via.SEARCH])
def test_other_sources_are_about_us_by_what_they_are(via: Via) -> None:
    assert of("Hoi", via) == Relevance(True, Ground.SOURCE)
    assert of("bij de ster", via).location == "de_ster"
    assert of("de thuiszorg kwam niet", via).location == "thuis"
    assert of("camping de esdoorn", via).about_us


@pytest.mark.parametrize(
    ("text", "parent", "about_us", "ground", "location"),
    [
        ("Schandalig!", "Gedoe bij Molenhof", True, Ground.THREAD, "molenhof"),
        ("Schandalig!", "Gedoe bij de buren", False, Ground.NOT_NAMED, None),
        ("In de Ster ook", "over de zorg", True, Ground.NAMED, "de_ster"),
        ("In de Ster ook", "Molenhof", True, Ground.NAMED, "de_ster"),
        ("Zo is dat", "bewoner van de ster", True, Ground.THREAD, "de_ster"),
        ("Zo is dat", "de ster", False, Ground.NOT_NAMED, None),
    ],
)
def test_what_it_answers_counts_too(
    text: str, parent: str, about_us: bool, ground: Ground, location: str | None
) -> None:
    found = of(text, parent_text=parent)
    assert (found.about_us, found.ground, found.location) == (about_us, ground, location)


def test_a_reply_in_a_thread_about_us_is_about_us() -> None:
    inherited = Context(thread_about_us=True)
    assert of("Schandalig!", context=inherited) == Relevance(True, Ground.THREAD)
    assert of("Schandalig, de Ster!", context=inherited).location == "de_ster"


def test_a_search_term_for_the_time_being() -> None:
    """During a storm the duty officer adds what people call it; a term without a word finds nothing."""
    searching = Context(search_terms=("#vrieskou", "vrouw * kou", "!!"))
    found = of("Die vrouw in de kou, #Vrieskou", context=searching)
    assert (found.about_us, found.ground) == (True, Ground.SEARCH_TERM)
    assert [proof.text for proof in found.evidence] == ["vrouw in de kou", "Vrieskou"]
    assert of("Vrieskou in de Ster", context=searching).location == "de_ster"
    assert not of("het vriest", context=searching).about_us


def test_a_page_of_one_location_is_known_by_its_source() -> None:
    assert of("Prima", Via.REVIEW_PAGE, source="google-molenhof").location == "molenhof"
    assert of("Prima", Via.REVIEW_PAGE, source="google").location is None
    assert not of("Prima", Via.SEARCH, source="google-molenhof").about_us


def test_the_words_that_name_us_are_shown() -> None:
    text = "Bij Zorggroep de Esdoorn, locatie Mólenhof"
    assert [proof.text for proof in of(text).evidence] == ["Zorggroep de Esdoorn", "Esdoorn", "Mólenhof"]
    assert [proof.text for proof in of("Onze Ster, de Ster").evidence] == ["de Ster"]


def test_a_context_word_inside_the_name_says_nothing() -> None:
    place = Location("z", "Zorgster", aliases=("zorgster",), ask_context=True)
    us = Relevant(replace(ORGANISATION, locations={"z": place}))
    assert not us.of(mention("zorgster", via=Via.SEARCH), Wording("zorgster")).about_us


@pytest.mark.parametrize("part", ["camping de esdoorn ", "de ster ", "zorg de ster molenhoff "])
def test_a_long_text_full_of_names_is_no_trap(part: str) -> None:
    assert len(of(part * 4000).evidence) <= 8
