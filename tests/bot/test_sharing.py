"""Praise worth sharing: a silent tip with how to ask permission, so many a week, once each, and what came of it in the report."""

from datetime import timedelta

import pytest

from bot.app.sharing import Sharing
from bot.inbox.sharing import read_share, sign_share
from bot.store import reporting
from rules.explain.sharing import asking, tip_answer, tip_text
from rules.i18n import Lang
from tests.bot.office import MONDAY_TEN, Office, protocol_from
from tests.bot.protocol import CARE

SHARE = CARE.replace(
    "  - id: klacht\n",
    """  - id: lof
    name: Compliment
    when: {topic: praise}
    category: compliment
    level: routine
    owner: webcare
  - id: klacht
""",
).replace("topics:\n", "topics:\n  praise: {words: [lieve zorg, bedankt]}\n") + (
    "share: {when: {category: compliment, words: 5 or more}, never_when: client_recognisable, per_week: 2}\n"
)
PRAISE = "Wat een lieve zorg geven jullie daar in Beukenhof elke dag"


def look(care: Office, sharing: Sharing) -> int:
    found = sharing.look()
    care.forward(seconds=5)
    return found


def test_praise_is_offered_silently_to_whoever_it_belongs_to_with_how_to_ask(office):
    care = office(SHARE)
    sharing = Sharing(care.house)
    care.says(PRAISE)
    assert look(care, sharing) == 1
    phone = care.phone("sanne")
    assert phone.last.silent
    assert phone.last.text == (
        f"💚 Mooi om te delen · Facebook\n\n“{PRAISE}”\n\nVraag eerst toestemming, bijvoorbeeld zo:\n"
        "Wat fijn om te lezen! Vindt u het goed als wij uw bericht delen, zonder uw naam?"
    )
    assert phone.buttons == ("Gedeeld", "Niet nu")
    assert look(care, sharing) == 0
    assert phone.presses("Gedeeld") == "Mooi, genoteerd als gedeeld."
    assert care.phone("imran").presses("Niet nu") == "Sanne was u voor: gedeeld."
    start = care.clock.now() - timedelta(hours=1)
    found = care.store.read(lambda tx: reporting.numbers(tx, start, care.clock.now()))
    assert [(tip.text, tip.state) for tip in found.tips] == [(PRAISE, "shared")]


def test_at_most_so_many_a_week_and_what_is_old_is_passed_over(office):
    care = office(SHARE)
    sharing = Sharing(care.house)
    for n in range(4):
        care.says(f"{PRAISE}, ook op dag {n} en nacht {n * 7}")
    assert look(care, sharing) == 2
    care.clock.forward(timedelta(days=4))
    assert look(care, sharing) == 0
    care.clock.forward(timedelta(days=4))
    assert look(care, sharing) == 0  # the other two are too old by now
    care.says(f"{PRAISE}, nog steeds, na al die tijd")
    assert look(care, sharing) == 1


def test_at_night_it_waits_for_the_office(office):
    care = office(SHARE, at=MONDAY_TEN + timedelta(hours=12))
    sharing = Sharing(care.house)
    care.says(PRAISE)
    assert look(care, sharing) == 0
    care.clock.forward(timedelta(hours=12))
    assert look(care, sharing) == 1


@pytest.mark.parametrize(
    "text", ["Bedankt", "Ik heb een klacht over de lieve zorg in Beukenhof, ik word niet teruggebeld"]
)
def test_what_is_not_worth_it_is_not_offered(office, text: str):
    care = office(SHARE)
    sharing = Sharing(care.house)
    care.says(text)
    assert look(care, sharing) == 0


def test_without_a_share_section_nothing_is_offered(office):
    care = office(CARE)
    assert Sharing(care.house).look() == 0


def test_a_button_counts_only_in_its_own_chat_and_as_it_was_made():
    key = b"k" * 32
    data = sign_share(key, "101", 7, "shared")
    assert len(data) <= 64
    assert read_share(key, "101", data) == (7, "shared")
    assert read_share(key, "102", data) is None
    assert read_share(key, "101", data.replace("tip.7.", "tip.8.")) is None
    assert read_share(key, "101", data.replace(".s.", ".n.")) is None
    assert read_share(key, "101", "tip.7.s.") is None


def test_the_words_in_english_and_discreetly():
    own = protocol_from(SHARE + 'templates: {vraag_toestemming: "Mogen wij dit delen?"}\nprivacy: {discreet: true}\n')
    text = tip_text(PRAISE, "facebook_page", "https://example.org/1", own, Lang.EN)
    assert (
        text
        == "💚 Nice to share · Facebook\nhttps://example.org/1\n\nAsk permission first, for example:\nMogen wij dit delen?"
    )
    no_need = protocol_from(SHARE.replace("per_week: 2", "per_week: 2, ask_permission: false"))
    assert "toestemming" not in tip_text(PRAISE, "x", "", no_need, Lang.NL)
    assert tip_text("Top", "x", "", protocol_from(CARE), Lang.NL).endswith(asking(protocol_from(CARE), Lang.NL))
    assert tip_answer(None, "shared", "sanne", own, Lang.EN) == "This tip is no longer there."
    assert tip_answer(("declined", "sanne"), "declined", "sanne", own, Lang.EN) == "Good, we skip this one."
