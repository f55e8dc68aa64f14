"""Commands typed on a phone: who may use which, in which language, and what they answer."""

from dataclasses import replace

import pytest

from bot.demo.telegram.scripts import page
from bot.inbox.menus import Menus
from bot.inbox.spoken import WORDS, command_in, menu
from rules.i18n import Lang
from rules.protocol.model import Protocol
from tests.bot.office import Office, protocol_from
from tests.bot.protocol import CARE

NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"
STRANGER = 666


def english(protocol: Protocol) -> Protocol:
    return replace(protocol, people={**protocol.people, "joost": replace(protocol.people["joost"], lang="en")})


@pytest.fixture
def care(office) -> Office:
    built: Office = office(english(protocol_from(CARE)))
    built.says(NEGLECT)
    built.forward(seconds=5)
    return built


def test_open_and_mijn_list_cases_and_a_button_shows_the_notification(care: Office) -> None:
    petra = care.phone("petra")
    said = petra.writes("/open")
    assert (
        said.text
        == "Nog door niemand opgepakt: 1\n1 · 🟠 Ernstig · Mishandeling of verwaarlozing · Beukenhof · nog niemand, 1 min"
    )
    petra.presses("Zaak 1")
    assert petra.last.text.startswith("🟠 Ernstig") and petra.last.silent
    assert "Waarom u: u vroeg om deze zaak." in petra.last.text
    petra.presses("Ik pak dit op")
    assert petra.writes("/open").text == "Alles is opgepakt."
    assert petra.writes("/mijn").text.startswith("Bij u: 1\n1 · 🟠 Ernstig")
    assert care.phone("sanne").writes("/mijn").text == "U hebt op dit moment geen zaken."


def test_a_closed_case_that_is_asked_for_is_shown(care: Office) -> None:
    care.phone("sanne").presses("Ik pak dit op")
    care.phone("sanne").presses("Afgerond")
    petra = care.phone("petra")
    assert "afgerond" in petra.writes("/zaak 1").text
    petra.presses("Zaak 1")
    assert petra.last.text.startswith("☑️ Afgerond door Sanne")


def test_zoek_finds_a_case_by_words_and_zaak_by_its_number(care: Office) -> None:
    sanne = care.phone("sanne")
    assert sanne.writes("/zoek Eigen PLAS").text.startswith("Gevonden zaken: 1\n1 · ")
    assert sanne.writes("/zoek 100%").text == "Geen zaak gevonden met deze woorden."
    assert sanne.writes("/zoek x").text.startswith("Schrijf erachter wat u zoekt")
    assert sanne.writes("/zaak 1").text.startswith("Gevonden:\n1 · ")
    for wrong in ("/zaak", "/zaak 99", "/zaak ²", "/zaak 99999999999"):
        assert sanne.writes(wrong).text.startswith("Die zaak ken ik niet.")


def test_every_reader_has_their_own_language_and_both_words_work(care: Office) -> None:
    joost = care.phone("joost")
    assert joost.writes("/mine").text == "You have no cases at the moment."
    assert joost.writes("/mijn").text == "You have no cases at the moment."
    assert "/search – search cases by words" in joost.writes("/help").text


def test_only_managers_see_how_the_service_is_and_which_rules_hold(care: Office) -> None:
    assert care.phone("sanne").writes("/status").text == "/status is niet voor u. Met /help ziet u wat u kunt vragen."
    said = care.phone("karin").writes("/status").text
    assert "Zaken zonder iemand: 1" in said
    care.telegram.block(care.phone("petra").number)
    care.forward(seconds=2)
    assert "⚠️ Niet bereikbaar: Petra Wiersma" in care.phone("karin").writes("/status").text
    rules = care.phone("karin").writes("/regels").text
    assert rules.startswith("Protocol Zorg Proef, versie 2026-03") and "• Bedreiging → 🔴 Crisis" in rules


def test_stil_and_volg_go_to_the_room_that_does_them(care: Office) -> None:
    assert (
        care.phone("sanne").writes("/stil complaint 2 uur verbouwing").text.startswith("Stil over complaint tot 12:00.")
    )
    assert care.phone("sanne").writes("/volg").text.startswith("Er zijn geen extra zoekwoorden.")


def test_gemist_says_what_came_of_it(office) -> None:
    care = office(CARE, learning=True)
    care.says("Al drie uur gewacht op hulp bij Zorg Proef, niemand komt")
    care.forward(seconds=5)
    sanne = care.phone("sanne")
    assert sanne.writes("/gemist").text.startswith("Schrijf erachter wat er stond")
    assert sanne.writes("/gemist drie uur gewacht").text == "Dank u. Vannacht leert seintje ervan."
    assert sanne.writes("/gemist bestaat helemaal niet").text.startswith("Ik vind geen bericht")


def test_koppel_and_help_and_free_text_give_a_helpful_answer(care: Office) -> None:
    sanne = care.phone("sanne")
    assert sanne.writes("/koppel").text == "Deze telefoon is gekoppeld aan Sanne de Wit."
    assert "/open – zaken die nog niemand heeft opgepakt" in sanne.writes("/help").text
    assert sanne.writes("wat is dit?").text.startswith("Dit begrijp ik niet.")
    assert sanne.writes("/bestaatniet").text.startswith("Dit begrijp ik niet.")


def test_case_61_nonsense_of_a_colleague_is_answered_five_times_and_their_commands_always(care: Office) -> None:
    sanne = care.phone("sanne")
    before = len(sanne.messages)
    for n in range(30):
        care.telegram.say(sanne.number, f"onzin {n}")
    care.forward(seconds=20)
    assert len(sanne.messages) == before + 5
    assert sanne.writes("/mijn").text == "U hebt op dit moment geen zaken."
    assert sanne.presses("Ik pak dit op", sanne.messages[0]) == "U hebt het. De opschaling is gestopt."


def test_a_command_in_a_group_is_answered_in_the_colleagues_own_chat_and_a_stranger_hears_nothing(care: Office) -> None:
    care.telegram.group(-100200300, "Team", [101, STRANGER])
    care.telegram.person(STRANGER, "Onbekende")
    care.telegram.say(-100200300, "/open@seintje_demo_bot", user=101)
    care.telegram.say(-100200300, "/open", user=STRANGER)
    care.forward(seconds=5)
    assert care.phone("sanne").last.text.startswith("Nog door niemand opgepakt: 1")
    assert not [m for m in care.telegram.chats[-100200300].messages if m.sender.is_bot]
    care.telegram.say(STRANGER, "/open")
    care.forward(seconds=5)
    assert care.telegram.chats[STRANGER].messages[-1].text == "Hallo. Ik praat alleen met wie aan mij gekoppeld is."


def test_the_menu_of_each_phone_has_what_its_owner_may_use_in_their_language(care: Office) -> None:
    menus = Menus(care.notifier, care.store, care.rulebook)
    run = care.loop.run_until_complete
    assert run(menus.refresh()) == 2 + len(care.phones)
    assert run(menus.refresh()) == 0
    offered = {where: [one["command"] for one in menu] for where, menu in care.telegram.commands.items()}
    assert "status" in offered["chat 103"] and "status" not in offered["chat 101"]
    assert "mine" in offered["chat 104"] and "mijn" in offered["chat 101"]
    assert offered["default nl"] == offered["default en"] == ["start"]
    care.telegram.script("setMyCommands", page(500))
    care.rulebook.replace(
        replace(care.rulebook.current, protocol=replace(care.rulebook.current.protocol, owner="sanne"))
    )
    assert run(menus.refresh()) == 2
    assert run(menus.refresh()) == 1  # the one that was refused is offered again


def test_the_table_has_no_word_twice_and_every_line_fits_the_menu() -> None:
    words = [word for one in WORDS for word in {one.nl, one.en}]
    assert len(words) == len(set(words))
    protocol = protocol_from(CARE)
    for lang in Lang:
        assert all(1 <= len(about) <= 256 and word.isascii() for word, about in menu(protocol, "karin", lang))
    assert command_in("/Open@bot  x  y ") == ("open", "x  y")
    assert command_in("geen opdracht") is None
