"""The way of one mention: from what the public says to a phone and back."""

import pytest

from tests.bot.protocol import CARE

NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"


def test_nobody_answers_so_the_case_climbs(office):
    care = office(CARE)
    care.says(NEGLECT)
    assert care.phone("sanne").shows("Ernstig")
    assert care.phone("sanne").rings() and care.phone("imran").rings()
    assert not care.phone("marleen").rings()
    care.forward(minutes=15)
    care.phone("joost")
    care.forward(minutes=15)
    assert care.phone("marleen").rings()
    care.forward(minutes=15)
    assert care.phone("marleen").rings()
    assert care.phone("marleen").shows("Nog steeds open")


def test_ik_pak_dit_op_stops_the_escalation_and_everybody_sees_it(office):
    care = office(CARE)
    care.says(NEGLECT)
    assert care.phone("sanne").buttons == ("Ik pak dit op", "Niet voor mij", "Sluimer…", "Waarom?", "Meer…")
    assert care.phone("sanne").presses("Ik pak dit op")
    assert care.phone("sanne").shows("U hebt dit")
    assert care.phone("imran").shows("Sanne heeft dit")
    assert care.phone("imran").buttons == ("Waarom?", "Notitie", "Meer…")
    for phone in care.phones.values():
        phone.fresh()
    care.forward(minutes=45)
    assert care.quiet()


@pytest.mark.parametrize(
    "trick",
    ["{naam} {0} {a.__init__.__globals__}", "{{ 7*7 }}{% raw %}", "%(case)s %s ${HOME}", "=HYPERLINK(1)", "\\1 \\g<0>"],
)
def test_case_71_words_that_look_like_a_program_are_shown_as_they_were_written(office, trick):
    care = office(CARE)
    care.says(f"{NEGLECT} {trick}")
    sanne = care.phone("sanne")
    sanne.presses("Ik pak dit op")
    sanne.presses("Meer…")
    sanne.presses("Tekst tonen")
    assert sanne.shows(trick)
