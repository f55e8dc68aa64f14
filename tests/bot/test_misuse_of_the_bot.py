"""Taking over or misusing the bot, through the whole house (catalogue cases 52–56, 58–61)."""

import random
import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.demo.telegram import User
from bot.inbox.pairing import hash_code, new_code
from bot.ports import TELEGRAM, Address
from bot.rulebook import Rules
from bot.store import people
from rules.judge import Judge
from tests.bot.office import Office, protocol_from
from tests.bot.protocol import CARE

NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"
STRANGER = 666
NEUTRAL = "Hallo. Ik praat alleen met wie aan mij gekoppeld is."
Build = Callable[..., Office]


@pytest.fixture
def care(office: Build) -> Office:
    made = office(CARE)
    made.telegram.person(STRANGER, "Vreemd")
    made.says(NEGLECT)
    return made


def data_of(care: Office, person: str, label: str = "Ik pak dit op") -> str:
    return care.phone(person).last.button(label).data


def pressed(care: Office, chat: str, data: str, *, user: int | None = None, message: int | None = None) -> str:
    """What whoever pressed gets to see."""
    phone = care.phone(chat)
    before = len(care.telegram.answers)
    care.telegram.press_data(phone.number, message or phone.last.id, data, user=user)
    care.forward(seconds=2)
    return care.telegram.answers[-1].text if len(care.telegram.answers) > before else ""


def untouched(care: Office) -> bool:
    return care.case().case.state == "open" and "taken" not in care.log()


def test_case_52_somebody_who_is_not_staff_is_refused_with_a_notice_and_it_is_logged(care: Office) -> None:
    said = pressed(care, "sanne", data_of(care, "sanne"), user=STRANGER)
    assert said.startswith("Deze knop werkt niet voor u.")
    assert care.telegram.answers[-1].alert
    assert untouched(care)
    assert "refused" in care.log(None)


def test_case_53_somebody_who_was_unpaired_yesterday_is_refused(care: Office) -> None:
    care.store.write(lambda tx: people.unpair(tx, "sanne"))
    assert pressed(care, "sanne", data_of(care, "sanne")).startswith("Deze knop werkt niet voor u.")
    assert untouched(care)


def test_case_54_an_old_button_of_a_case_that_was_closed_and_reopened_changes_nothing(care: Office) -> None:
    old = data_of(care, "sanne")
    care.phone("imran").presses("Ik pak dit op")
    care.phone("imran").presses("Afgerond")
    care.says(NEGLECT + " En nog steeds!", thread_id="m1")
    state = care.case().case.state
    said = pressed(care, "sanne", old)
    assert said in ("Imran Bouali was u voor.", "Deze zaak is al afgerond.")
    assert care.case().case.state == state
    assert care.case().case.assignee == "imran"


def test_case_55_forged_buttons_and_borrowed_ones_are_refused(care: Office) -> None:
    dice = random.Random(55)
    genuine = data_of(care, "sanne")
    forged = [dice.randbytes(dice.randrange(1, 40)).hex()[:64] for _ in range(50)]
    forged += [genuine[:-1] + ("A" if genuine[-1] != "A" else "B"), data_of(care, "imran"), "\ud800", "x"]
    phone = care.phone("sanne")
    for data in forged:
        care.telegram.press_data(phone.number, phone.last.id, data)
    care.forward(seconds=4)
    answers = [answer.text for answer in care.telegram.answers]
    assert len(answers) == len(forged)
    assert all(text.startswith("Deze knop werkt niet voor u.") for text in answers)
    assert untouched(care)


def test_case_55_a_genuine_button_under_the_message_of_another_case_is_refused(care: Office) -> None:
    first = data_of(care, "sanne")
    care.says("Wij weten je te vinden", thread_id="anders")
    care.says("Er is een klacht en slechte zorg in de thuiszorg", thread_id="nog anders")
    care.forward(minutes=1)
    other = [m for m in care.phone("sanne").messages if m.buttons and m.button("Ik pak dit op").data != first]
    assert other
    assert pressed(care, "sanne", first, message=other[-1].id).startswith("Deze knop werkt niet voor u.")
    assert untouched(care)


def test_case_56_the_same_press_a_hundred_times_is_one_transition_and_every_press_is_answered(care: Office) -> None:
    phone = care.phone("sanne")
    data, message = data_of(care, "sanne"), phone.last.id
    for _ in range(100):
        care.telegram.press_data(phone.number, message, data)
    care.forward(seconds=8)  # 25 answers a second to everybody together
    assert care.log().count("taken") == 1
    assert len(care.telegram.answers) == 100
    assert {a.text for a in care.telegram.answers} == {
        "U hebt het. De opschaling is gestopt.",
        "U had dit al opgepakt.",
    }


def test_case_58_another_bot_is_never_authorised(care: Office) -> None:
    care.telegram.users[777] = User(777, "Andere bot", is_bot=True)
    assert pressed(care, "sanne", data_of(care, "sanne"), user=777).startswith("Deze knop werkt niet voor u.")
    assert untouched(care)


def test_case_59_a_stranger_hears_nothing_and_a_code_works_once_and_not_for_long(care: Office) -> None:
    def said(text: str) -> str:
        care.telegram.say(STRANGER, text)
        care.forward(seconds=3)
        return care.telegram.chats[STRANGER].messages[-1].text

    assert said("/start") == NEUTRAL
    assert said("/start " + new_code()) == "Deze code werkt niet of niet meer. Vraag een nieuwe."
    late, good = new_code(), new_code()
    until = care.clock.now() + timedelta(minutes=10)
    care.store.write(lambda tx: people.invite(tx, "petra", hash_code(late), until))
    care.forward(minutes=11)
    assert said("/start " + late).startswith("Deze code werkt niet")
    until = care.clock.now() + timedelta(minutes=10)
    care.store.write(lambda tx: people.invite(tx, "petra", hash_code(good), until))
    assert said("/start " + good).startswith("Hallo Petra Wiersma, deze telefoon is gekoppeld.")
    care.telegram.person(667, "Nog een")
    care.telegram.say(667, "/start " + good)
    care.forward(seconds=3)
    assert care.telegram.chats[667].messages[-1].text.startswith("Deze code werkt niet")


def test_case_59_after_five_wrong_codes_even_the_right_one_is_refused(care: Office) -> None:
    code = new_code()
    until = care.clock.now() + timedelta(minutes=10)
    care.store.write(lambda tx: people.invite(tx, "petra", hash_code(code), until))
    for _ in range(5):
        care.telegram.say(STRANGER, "/start " + new_code())
    care.telegram.say(STRANGER, "/start " + code)
    care.forward(seconds=20)
    answers = [m.text for m in care.telegram.chats[STRANGER].messages if m.sender.is_bot]
    assert not any("gekoppeld." in text for text in answers)
    assert len(answers) <= 5


def test_case_61_nonsense_of_one_person_is_answered_five_times_at_most(care: Office) -> None:
    for n in range(90):
        care.telegram.say(STRANGER, f"onzin {n}")
    care.forward(seconds=10)
    answers = [m for m in care.telegram.chats[STRANGER].messages if m.sender.is_bot]
    assert 0 < len(answers) <= 5
    assert care.phone("sanne").presses("Ik pak dit op") == "U hebt het. De opschaling is gestopt."


# --- groups ---------------------------------------------------------------------------------------------------------

TEAM_GROUP = -1001
WITH_GROUP = CARE.replace("{name: Piket, schedule: piket}", "{name: Piket, schedule: piket, group: secret:GRP_PIKET}")


def their_group(role: str) -> Address | None:
    return Address(TELEGRAM, str(TEAM_GROUP)) if role == "duty" else None


def test_case_60_in_a_strange_group_the_bot_says_nothing_leaves_and_the_manager_hears_so(care: Office) -> None:
    chat = care.telegram.add_bot(-555, "Roddel", STRANGER)
    care.forward(seconds=5)
    assert not chat.bot_inside
    assert [m for m in chat.messages if m.sender.is_bot] == []
    assert care.telegram.count("leaveChat") == 1
    assert any("vreemde groep" in m.text and "-555" in m.text for m in care.phone("karin").messages)
    assert "group_left" in care.log(None)


@pytest.mark.parametrize("words", ["/start abc", "/koppel abc", "/help", "/dienst", "hallo", "/open"])
def test_case_60_whatever_is_said_in_a_strange_group_it_stays_silent(care: Office, words: str) -> None:
    chat = care.telegram.group(-555, "Roddel", [STRANGER])
    care.telegram.say(-555, words, user=STRANGER)
    care.forward(seconds=5)
    assert [m for m in chat.messages if m.sender.is_bot] == []


def test_case_60_a_bot_that_was_put_out_again_meanwhile_has_left(care: Office) -> None:
    care.telegram.add_bot(-555, "Roddel", STRANGER)
    care.telegram.kick(-555, STRANGER)
    care.forward(seconds=5)
    assert care.telegram.count("leaveChat") <= 1
    care.forward(hours=1)
    assert care.telegram.count("leaveChat") <= 1


def test_case_60_in_the_teams_own_group_it_stays(office: Build) -> None:
    care = office(WITH_GROUP, groups=their_group)
    chat = care.telegram.add_bot(TEAM_GROUP, "Piket", care.phone("karin").number)
    care.forward(seconds=5)
    assert chat.bot_inside
    assert care.telegram.count("leaveChat") == 0


def test_case_60_put_out_of_the_teams_group_the_manager_hears_so_by_mail(office: Build) -> None:
    care = office(WITH_GROUP, groups=their_group, mail=True)
    care.telegram.add_bot(TEAM_GROUP, "Piket", care.phone("karin").number)
    care.forward(seconds=5)
    care.telegram.kick(TEAM_GROUP, STRANGER if STRANGER in care.telegram.users else care.phone("imran").number)
    care.forward(seconds=5)
    [mail] = care.mailbox("karin")
    assert mail.subject == "🔴 De bot is uit de groep van Piket gehaald"
    assert "group_lost" in care.log(None)


def test_case_60_without_another_way_the_manager_hears_so_in_private(office: Build) -> None:
    care = office(WITH_GROUP, groups=their_group)
    care.telegram.add_bot(TEAM_GROUP, "Piket", care.phone("karin").number)
    care.telegram.kick(TEAM_GROUP, care.phone("imran").number)
    care.forward(seconds=5)
    assert any("uit de groep van Piket gehaald" in m.text for m in care.phone("karin").messages)


def test_case_53_somebody_who_left_the_protocol_yesterday_is_refused_everywhere(care: Office) -> None:
    button, shown = data_of(care, "sanne"), care.phone("sanne").last.id
    without = protocol_from(re.sub(r"\n  sanne: .*", "", CARE).replace("people: [sanne, imran]", "people: [imran]"))
    care.rulebook.replace(Rules(without, Judge(without), 2))
    assert pressed(care, "sanne", button, message=shown).startswith("Deze knop werkt niet voor u.")
    for words in ("/dienst", "/ruil karin", "/open", "hallo"):
        before = len(care.phone("sanne").messages)
        care.telegram.say(care.phone("sanne").number, words)
        care.forward(seconds=3)
        said = [m.text for m in care.phone("sanne").messages[before:]]
        assert [text for text in said if text != NEUTRAL] == [], words
    assert untouched(care)
