"""Who the second of two people may be is the protocol's to say: an organisation has roles of its own names."""

from collections.abc import Callable

import pytest

from tests.bot.protocol import CARE
from tests.bot.public import office_in_public, says
from tests.bot.test_acting import answers, begins, card, taken

OWN_NAMES = (
    CARE.replace("  complaint: {words:", "  hate: {words: [tuig, ras]}\n  complaint: {words:").replace(
        "  - id: klacht\n",
        "  - id: haat\n    name: Haat\n    when: {topic: hate}\n    category: hate\n    level: attention\n    owner: webcare\n"
        "  - id: klacht\n",
    )
    + """
platforms:
  facebook_page: {ours: true, reply: webcare}
house_rules:
  - {breach: hate, may: [hide], four_eyes: true}
"""
)
NAMED = OWN_NAMES + "second_person: {texts: [lead, spokesperson], actions: [webcare, spokesperson]}\n"
HATE = "Dat tuig van Zorg Proef moet eens oprotten."


def hides(office: Callable[..., object], protocol: str):
    care, there = office_in_public(office, protocol=protocol)
    said = says(care, there, HATE)
    sanne = taken(care)
    sanne.presses("Leg voor", begins(sanne, "Verberg"))
    return care, there, said


def test_somebody_of_a_named_role_is_asked_and_their_word_counts(office):
    care, there, said = hides(office, NAMED)
    imran = care.phone("imran")
    assert "vraagt uw akkoord" in card(imran).text
    imran.presses("Akkoord", card(imran))
    assert there.posts[said.id].hidden


@pytest.mark.parametrize(("protocol", "asked"), [(NAMED, "karin"), (OWN_NAMES, "joost")])
def test_a_text_goes_to_the_roles_for_texts(office, protocol, asked):
    """Without it only the usual names count, of which this organisation has a spokesperson alone."""
    care, there = office_in_public(office, protocol=protocol)
    says(care, there, "Slechte zorg bij Zorg Proef, ik ben nog steeds niet teruggebeld.")
    sanne = taken(care)
    sanne.presses("Eigen tekst", begins(sanne, "Antwoord kiezen"))
    answers(sanne, "Wat naar om te lezen over uw moeder. Bel ons op 088-1234567.")
    sanne.presses("Leg voor", card(sanne))
    assert "uw akkoord" in card(care.phone(asked)).text or "approval" in card(care.phone(asked)).text
