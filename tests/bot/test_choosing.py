"""A case of many messages: choosing which one is meant, on the phone, and which of them belong to another case."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bot.demo.telegram import Shown
from bot.store import lessons
from bot.store.schema import case_log, verdicts
from rules.case.model import Action, Pressed
from tests.bot.office import Office
from tests.bot.protocol import CARE
from tests.bot.public import office_in_public, says

NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"


def more_of_it(care: Office, many: int) -> None:
    for number in range(2, many + 1):
        care.says(f"Ook wij wachten al uren in Beukenhof, nummer {number}, bel 0612345678", thread_id="t")
    care.forward(minutes=1)


@pytest.fixture
def care(office: Callable[..., Office]) -> Office:
    built: Office = office(CARE)
    built.says(NEGLECT, thread_id="t")
    more_of_it(built, 8)
    return built


def now(care: Office, person: str, message: Shown) -> Shown:
    """The message as it stands on the phone now."""
    found = care.telegram.chats[care.phone(person).number].find(message.id)
    assert found is not None
    return found


def looked_at(care: Office) -> list[int]:
    """The messages whose text somebody asked for, by the log."""
    query = sa.select(case_log.c.mention).where(case_log.c.what.in_(("revealed", "revealed_whole")))
    return [row.mention for row in care.store.read(lambda tx: tx.execute(query).all())]


def choose(care: Office, person: str = "sanne") -> Shown:
    phone = care.phone(person)
    phone.presses("Meer…")
    phone.presses("Kies een bericht…")
    return phone.last


def test_the_list_is_numbered_masked_and_paged_and_the_worst_comes_first(care: Office) -> None:
    shown = choose(care)
    assert shown.labels == ("1", "2", "3", "4", "5", "6", "Volgende ›", "‹ Terug")
    assert "Over welk bericht gaat het? · blad 1 van 2" in shown.text
    assert "1. Facebook · 10:00" in shown.text and "Mijn moeder ligt al uren" in shown.text
    assert "2. Facebook" in shown.text and "nummer 8" in shown.text
    assert "0612345678" not in shown.text
    sanne = care.phone("sanne")
    sanne.presses("Volgende ›")
    assert sanne.buttons == ("7", "8", "‹ Vorige", "‹ Terug")
    assert "7. Facebook" in sanne.last.text and "nummer 2" in sanne.last.text
    sanne.presses("‹ Terug")
    assert "Kies een bericht…" in sanne.buttons


def test_one_message_is_explained_and_shown_alone_and_the_look_is_logged(care: Office) -> None:
    choose(care)
    sanne = care.phone("sanne")
    notice = sanne.last
    sanne.presses("2")
    assert "Bericht 2 van 8" in sanne.last.text and "nummer 8" in sanne.last.text
    assert sanne.buttons == (
        "Waarom?",
        "Tekst tonen",
        "Loos alarm",
        "Bewijs bewaren",
        "Maak er een eigen zaak van",
        "‹ Terug",
    )
    notice = now(care, "sanne", notice)
    sanne.presses("Tekst tonen", notice)
    assert "nummer 8" in sanne.last.text and "Mijn moeder" not in sanne.last.text and "en nog" not in sanne.last.text
    assert looked_at(care) == [8]
    sanne.presses("Waarom?", notice)
    assert "waarom?" in sanne.last.text
    sanne.presses("‹ Terug", notice)
    assert "Over welk bericht gaat het?" in now(care, "sanne", notice).text


def test_a_message_that_came_meanwhile_does_not_fold_the_list_away(care: Office) -> None:
    shown = choose(care)
    care.says("Schande, ook uren wachten in Beukenhof", thread_id="t")
    care.forward(seconds=50)
    assert "Over welk bericht gaat het?" in now(care, "sanne", shown).text
    care.phone("sanne").presses("2")
    assert "Bericht 2 van 9" in now(care, "sanne", shown).text


def test_chosen_messages_become_a_case_of_their_own_without_a_sound(care: Office) -> None:
    sanne = care.phone("sanne")
    for phone in care.phones.values():
        phone.fresh()
    sanne.presses("Meer…")
    sanne.presses("Splits de zaak…")
    assert "Welke berichten horen niet in deze zaak?" in sanne.last.text
    assert "☐ 2. " in sanne.last.text
    sanne.presses("☐ 2")
    sanne.presses("☐ 3")
    assert "☑ 3. " in sanne.last.text and "Maak er een zaak van (2)" in sanne.buttons
    sanne.presses("☑ 3")
    sanne.presses("Volgende ›")
    sanne.presses("☐ 8")
    assert sanne.presses("Maak er een zaak van (2)") == "Deze berichten zijn nu een eigen zaak; u hebt die."
    assert care.case(1).case.mentions == 6 and care.case(2).case.mentions == 2
    assert {line.number for line in care.case(2).mentions} == {8, 2}
    assert care.case(2).case.assignee == "sanne"
    assert not any(phone.rings() for phone in care.phones.values())
    assert sanne.shows("✅ U hebt dit") and sanne.shows("u haalde dit uit een andere zaak")
    assert [line.what for line in care.case(1).log].count("split") == 2


def test_one_message_is_made_a_case_of_its_own(care: Office) -> None:
    choose(care)
    sanne = care.phone("sanne")
    sanne.presses("2")
    assert sanne.presses("Maak er een eigen zaak van") == "Dit bericht is nu een eigen zaak; u hebt die."
    assert care.case(2).case.mentions == 1


def test_a_case_cannot_lose_all_its_messages(office: Callable[..., Office]) -> None:
    care = office(CARE)
    care.says(NEGLECT, thread_id="t")
    more_of_it(care, 2)
    sanne = care.phone("sanne")
    sanne.presses("Meer…")
    sanne.presses("Splits de zaak…")
    sanne.presses("☐ 1")
    sanne.presses("☐ 2")
    assert "Dat kan hier niet" in sanne.presses("Maak er een zaak van (2)")
    assert care.case(1).case.mentions == 2


def test_a_list_of_an_earlier_turn_is_out_of_date(care: Office) -> None:
    shown = choose(care, "imran")
    data = shown.button("2").data
    care.phone("sanne").presses("Ik pak dit op")
    care.forward(seconds=5)
    assert "✅ Sanne heeft dit" in now(care, "imran", shown).text
    care.telegram.press_data(care.phone("imran").number, shown.id, data)
    care.forward(seconds=2)
    assert "verouderd" in care.telegram.answers[-1].text


def test_a_case_of_one_message_and_a_discreet_office_offer_no_list(office: Callable[..., Office]) -> None:
    alone = office(CARE)
    alone.says(NEGLECT)
    alone.forward(seconds=5)
    alone.phone("sanne").presses("Meer…")
    assert "Kies een bericht…" not in alone.phone("sanne").buttons
    discreet = office(f"{CARE}\nprivacy: {{discreet: true}}\n")
    discreet.says(NEGLECT, thread_id="t")
    more_of_it(discreet, 3)
    discreet.phone("sanne").presses("Meer…")
    assert "Kies een bericht…" not in discreet.phone("sanne").buttons


def test_a_word_about_one_message_is_learned_from_and_says_nothing_of_the_others(office: Callable[..., Office]) -> None:
    care = office(CARE, learning=True)
    care.says(NEGLECT, thread_id="t")
    more_of_it(care, 3)
    choose(care)
    sanne = care.phone("sanne")
    sanne.presses("2")
    assert sanne.presses("Loos alarm") == "Dank u. Vannacht leert seintje ervan."
    rows = care.store.read(lambda tx: tx.execute(sa.select(verdicts.c.mention, verdicts.c.feedback)).all())
    assert [tuple(row) for row in rows] == [(3, "loos")]
    assert care.store.read(lambda tx: [one.mention.text for one in lessons.examples(tx)])[0].startswith("Ook wij")
    query = sa.select(case_log.c.mention).where(case_log.c.what == "verdict_false_alarm")
    assert [row.mention for row in care.store.read(lambda tx: tx.execute(query).all())] == [3]


def test_a_word_about_a_message_that_left_the_case_since_is_refused(office: Callable[..., Office]) -> None:
    care = office(CARE, learning=True)
    care.says(NEGLECT, thread_id="t")
    more_of_it(care, 3)
    choose(care)
    sanne = care.phone("sanne")
    sanne.presses("2")
    shown = sanne.last
    care.house.desk.act(1, Pressed(Action.SPLIT, "karin", choice="3"))
    assert "kan" in sanne.presses("Loos alarm", shown)
    assert care.store.read(lessons.tally) == {}


def test_without_learning_a_word_about_one_message_stands_in_the_log(care: Office) -> None:
    choose(care)
    sanne = care.phone("sanne")
    sanne.presses("2")
    assert sanne.presses("Loos alarm") == "Genoteerd in het logboek. Leren staat uit."
    assert "verdict_false_alarm" in care.log()


def test_another_message_than_the_worst_is_hidden_with_four_eyes(office: Callable[..., Office]) -> None:
    care, there = office_in_public(office)
    says(care, there, NEGLECT, thread_id="t")
    tuig = says(care, there, "Dat tuig in Beukenhof moet weg", thread_id="t")
    care.forward(minutes=1)
    sanne = care.phone("sanne")
    sanne.presses("Ik pak dit op")
    notice = next(m for m in reversed(sanne.messages) if "Meer…" in m.labels)
    for label in ("Meer…", "Kies een bericht…", "2"):
        sanne.presses(label, now(care, "sanne", notice))
    notice = now(care, "sanne", notice)
    assert "tuig" in notice.text and "Verberg" in notice.labels
    sanne.presses("Verberg", notice)
    assert "tuig" in sanne.last.text
    sanne.presses("Leg voor")
    other = next(p for p in care.phones.values() if p.messages and "Akkoord" in p.last.labels)
    assert other.presses("Gezien") == "Genoteerd: de schrijver ziet dat u het gezien hebt."
    assert "👀 Gezien: " in sanne.last.text and "Gezien" not in other.buttons
    other.presses("Akkoord")
    care.forward(seconds=10)
    assert there.posts[tuig.id].hidden and not there.posts["m1"].hidden


def test_under_news_of_another_message_the_buttons_are_about_that_message(office: Callable[..., Office]) -> None:
    care, there = office_in_public(office)
    says(care, there, NEGLECT, thread_id="t")
    care.forward(seconds=5)
    sanne = care.phone("sanne")
    sanne.presses("Ik pak dit op")
    says(care, there, "Dat tuig in Beukenhof moet weg", thread_id="t")
    care.forward(minutes=1)
    assert "tuig" in sanne.last.text
    assert "Verberg" in sanne.buttons
