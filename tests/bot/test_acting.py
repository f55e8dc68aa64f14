"""Acting in public from a phone: choosing a text, four eyes, hiding, undoing; and everything that can go wrong there."""

from datetime import UTC, datetime

import msgspec
import pytest

from bot.ports import Batch, Capabilities, Verb
from bot.store import acting, cases
from tests.bot.public import PUBLIC, SOURCE, office_in_public, says
from tests.fakes.platform import Trouble

COMPLAINT = "Slechte zorg bij Zorg Proef, ik ben nog steeds niet teruggebeld."
HATE = "Dat tuig van Zorg Proef moet eens oprotten."
NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"
THREAT = "Ik weet je te vinden, Zorg Proef."
NIGHT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
"""Tuesday 02:00 in Amsterdam."""


def taken(care, person="sanne"):
    """The person takes the case; their phone."""
    phone = care.phone(person)
    phone.presses("Ik pak dit op")
    return phone


def replace_text(mention, text):
    return msgspec.structs.replace(mention, text=text)


def begins(phone, label):
    """Press a button under the notification; the card that follows."""
    notice = next(m for m in reversed(phone.messages) if any(label in name for name in m.labels))
    phone.presses(label, notice)
    return card(phone)


def card(phone):
    """The newest card of a draft on a phone."""
    return next(m for m in reversed(phone.messages) if m.text.startswith("Zaak "))


def answers(phone, text):
    """Answer the newest question of the bot."""
    question = next(m for m in reversed(phone.messages) if "?" in m.text or "Schrijf" in m.text)
    phone.office.telegram.say(phone.number, text, reply_to=question.id)
    phone.office.forward(seconds=3)


def test_an_agreed_text_is_chosen_filled_in_and_placed(office):
    care, there = office_in_public(office)
    said = says(care, there, COMPLAINT, author="anna")
    phone = taken(care)
    shown = begins(phone, "Antwoord kiezen")
    assert "Kijk of de klacht al bekend is." in shown.text
    assert shown.labels[0] == "Klacht", "the rule's own text comes first"
    phone.presses("Klacht", shown)
    assert "{contact}" in card(phone).text and "Plaats het" not in card(phone).labels
    answers(phone, "088-1234567")
    assert card(phone).text.count("Dag anna, vervelend om te lezen. We horen graag wat er speelt: 088-1234567. ^SW")
    phone.presses("Plaats het", card(phone))
    assert there.under(said.id) == ["Dag anna, vervelend om te lezen. We horen graag wat er speelt: 088-1234567. ^SW"]
    assert "Het antwoord staat er." in card(phone).text
    assert "act_reply" in care.log()
    assert not [line for line in care.case().log if "088" in line.detail], "no text in the log"


def test_a_number_that_is_always_the_same_is_given_once(office):
    care, there = office_in_public(office)
    says(care, there, COMPLAINT)
    phone = taken(care)
    phone.presses("Klacht", begins(phone, "Antwoord kiezen"))
    answers(phone, "088-1234567")
    phone.presses("Plaats het", card(phone))
    says(care, there, "Ook al zo slechte zorg bij Zorg Proef", author="bob")
    case = care.store.read(lambda tx: acting.standing(tx, 2).case)
    care.store.write(lambda tx: care.house.acting.start(tx, case, 2, Verb.REPLY, "sanne"))
    care.forward(seconds=5)
    phone.presses("Klacht", card(phone))
    assert "Dag bob" in card(phone).text and "088-1234567" in card(phone).text


def test_own_words_that_say_too_much_do_not_go_out(office):
    care, there = office_in_public(office)
    said = says(care, there, COMPLAINT)
    phone = taken(care)
    phone.presses("Eigen tekst", begins(phone, "Antwoord kiezen"))
    answers(phone, "Wat vervelend dat uw moeder zo lang moest wachten op kamer 12.")
    assert "bevestigt dat iemand cliënt is" in card(phone).text
    assert "Plaats het" not in card(phone).labels and "Leg voor" not in card(phone).labels
    assert there.under(said.id) == []


def test_doubtful_words_go_to_a_second_person_and_both_see_it(office):
    care, there = office_in_public(office)
    said = says(care, there, COMPLAINT)
    phone, karin = taken(care), care.phone("karin")
    phone.presses("Eigen tekst", begins(phone, "Antwoord kiezen"))
    answers(phone, "Wat naar om te lezen over uw moeder. Bel ons op 088-1234567.")
    phone.presses("Leg voor", card(phone))
    assert there.under(said.id) == []
    assert "vraagt uw akkoord" in card(karin).text
    assert "Wacht op akkoord van Karin" in card(phone).text
    karin.presses("Akkoord", card(karin))
    assert there.under(said.id) == ["Wat naar om te lezen over uw moeder. Bel ons op 088-1234567."]
    assert "Het antwoord staat er." in card(phone).text and "Het antwoord staat er." in card(karin).text


def test_nobody_agrees_with_what_they_wrote_themselves(office):
    care, there = office_in_public(office)
    says(care, there, NEGLECT)
    karin = taken(care, "karin")
    karin.presses("Eigen tekst", begins(karin, "Antwoord kiezen"))
    answers(karin, "We horen graag wat er speelt, bel 088-1234567.")
    karin.presses("Leg voor", card(karin))
    assert "Akkoord" not in card(karin).labels
    kept = care.store.read(lambda tx: acting.peek(tx, 1))
    said = care.store.write(lambda tx: care.house.acting.agree(tx, 1, "karin", kept.draft.turn))
    assert said.word == "own" and there.writes == 0


def test_the_second_person_changes_the_text_and_the_first_agrees(office):
    care, there = office_in_public(office)
    said = says(care, there, NEGLECT)
    phone, joost = taken(care), care.phone("joost")
    phone.presses("Eigen tekst", begins(phone, "Antwoord kiezen"))
    answers(phone, "We zoeken het uit.")
    phone.presses("Leg voor", card(phone))
    joost.presses("Wijzig", card(joost))
    answers(joost, "We zoeken het vandaag nog uit.")
    joost.presses("Leg voor", card(joost))
    assert "We zoeken het vandaag nog uit." in card(phone).text
    phone.presses("Akkoord", card(phone))
    assert there.under(said.id) == ["We zoeken het vandaag nog uit."]


def test_at_night_the_next_of_the_rota_is_asked_when_the_one_on_duty_asks(office):
    care, there = office_in_public(office, NIGHT)
    said = says(care, there, THREAT)
    karin, joost = taken(care, "karin"), care.phone("joost")
    karin.presses("Leg voor", begins(karin, "Verberg"))
    assert "Wacht op akkoord van Joost." in card(karin).text
    joost.presses("Akkoord", card(joost))
    assert there.posts[said.id].hidden


def test_where_nobody_can_be_reached_the_asker_hears_so_at_once_and_the_question_comes_when_somebody_can(office):
    care, there = office_in_public(office, NIGHT, paired=False)
    karin, joost = care.phone("karin"), care.phone("joost")
    care.pair(karin)
    said = says(care, there, THREAT)
    taken(care, "karin")
    toast = karin.presses("Leg voor", begins(karin, "Verberg"))
    assert "Er is nu niemand te bereiken die akkoord mag geven." in toast
    assert "Spreek zelf een collega aan." in card(karin).text and "Na 15 minuten" in card(karin).text
    care.pair(joost)
    care.forward(minutes=16)
    assert "vraagt uw akkoord" in card(joost).text and "Wacht op akkoord van Joost." in card(karin).text
    joost.presses("Akkoord", card(joost))
    assert there.posts[said.id].hidden


def test_a_message_that_its_author_changed_is_read_anew_before_it_is_agreed(office):
    care, there = office_in_public(office)
    said = says(care, there, HATE)
    phone, karin = taken(care), care.phone("karin")
    phone.presses("Leg voor", begins(phone, "Verberg"))
    care.hears(replace_text(said, "Sorry van dat tuig, ik was boos op Zorg Proef."), source=SOURCE)
    toast = karin.presses("Akkoord", card(karin))
    assert toast == "Het bericht is intussen gewijzigd. Nu staat er: Sorry van dat tuig, ik was boos op Zorg Proef."
    assert not there.posts[said.id].hidden and "Sorry van dat tuig" in card(karin).text
    karin.presses("Akkoord", card(karin))
    assert there.posts[said.id].hidden


def test_a_refusal_is_seen_by_the_writer(office):
    care, there = office_in_public(office)
    says(care, there, NEGLECT)
    phone, joost = taken(care), care.phone("joost")
    phone.presses("Eigen tekst", begins(phone, "Antwoord kiezen"))
    answers(phone, "We zoeken het uit.")
    phone.presses("Leg voor", card(phone))
    joost.presses("Weiger", card(joost))
    assert "Afgewezen door Joost" in card(phone).text and card(phone).labels == ()
    assert "waarom u weigert" in joost.last.text
    joost.writes("Te zakelijk", reply=True)
    assert "Reden: Te zakelijk" in card(phone).text
    assert there.writes == 0


def test_an_old_card_does_not_approve_another_text(office):
    care, there = office_in_public(office)
    says(care, there, NEGLECT)
    phone, joost = taken(care), care.phone("joost")
    phone.presses("Eigen tekst", begins(phone, "Antwoord kiezen"))
    answers(phone, "We zoeken het uit.")
    phone.presses("Leg voor", card(phone))
    old = card(joost).button("Akkoord").data
    phone.presses("Trek in", card(phone))
    care.telegram.press_data(joost.number, card(joost).id, old)
    care.forward(seconds=3)
    assert care.telegram.answers[-1].text == "Dit is al afgehandeld." and there.writes == 0


def test_hiding_asks_two_people_keeps_the_evidence_first_and_can_be_undone(office):
    care, there = office_in_public(office)
    said = says(care, there, HATE)
    phone, karin = taken(care), care.phone("karin")
    shown = begins(phone, "Verberg")
    assert "De huisregel vraagt hiervoor twee mensen." in shown.text
    phone.presses("Leg voor", shown)
    assert not there.posts[said.id].hidden
    karin.presses("Akkoord", card(karin))
    assert there.posts[said.id].hidden
    [measure] = care.store.read(acting.register)
    assert (measure.verb, measure.breach, measure.by, measure.agreed) == ("hide", "hate", "sanne", "karin")
    assert measure.words == HATE and len(measure.hash) == 64 and measure.kept_at <= measure.done_at
    assert (measure.appeal_until - measure.done_at).days == 14
    assert "Bezwaar kan tot" in card(phone).text
    hidden, held = card(phone), card(karin)
    again = held.button("Zichtbaar maken").data
    phone.presses("Zichtbaar maken", hidden)
    assert not there.posts[said.id].hidden
    [measure] = care.store.read(acting.register)
    assert measure.undone_by == "sanne" and measure.undone_at is not None
    for shown in (care.telegram.chats[phone.number].find(hidden.id), care.telegram.chats[karin.number].find(held.id)):
        assert shown.text.endswith("Door Sanne, Karin\n↩️ Daarna teruggedraaid door Sanne."), shown.text
        assert shown.labels == (), "what does not stand any more is not offered to be taken back"
    written = there.writes
    care.telegram.press_data(karin.number, held.id, again)
    care.forward(seconds=3)
    assert care.telegram.answers[-1].text == "Dit is al afgehandeld." and there.writes == written


def test_weering_and_reporting_have_a_button_where_the_house_rule_and_the_platform_allow_it(office):
    care, there = office_in_public(
        office, protocol=PUBLIC.replace("may: [hide], four_eyes", "may: [hide, report], four_eyes")
    )
    says(care, there, THREAT, author="dirk")
    karin = taken(care, "karin")
    assert any("Meld bij het platform" in m.labels for m in karin.messages)
    assert not any("Weer de afzender" in m.labels for m in karin.messages)
    karin.presses("Leg voor", begins(karin, "Meld bij het platform"))
    imran = care.phone("imran")
    imran.presses("Akkoord", card(imran))
    assert "Het bericht is gemeld bij het platform." in card(karin).text


def test_deleting_needs_an_earlier_warning(office):
    care, there = office_in_public(office)
    says(care, there, HATE, author="dirk")
    phone = taken(care)
    notice = next(m for m in reversed(phone.messages) if "Verberg" in m.labels)
    assert "Verwijder" not in notice.labels
    phone.presses("Leg voor", begins(phone, "Verberg"))
    karin = care.phone("karin")
    karin.presses("Akkoord", card(karin))
    says(care, there, "Nog een keer: ras en tuig, Zorg Proef!", author="dirk")
    care.forward(minutes=2)
    case, _ = care.store.read(lambda tx: cases.peek(tx, 1))
    assert Verb.DELETE in care.store.read(lambda tx: care.house.acting.offered(tx, case, 2, "sanne"))


def test_the_author_hears_why_with_the_agreed_text(office):
    care, there = office_in_public(office)
    said = says(care, there, HATE)
    phone, karin = taken(care), care.phone("karin")
    phone.presses("Leg voor", begins(phone, "Verberg"))
    karin.presses("Akkoord", card(karin))
    phone.presses("Leg het uit aan de afzender", card(phone))
    answers(phone, "zorgproef.nl/huisregels")
    phone.presses("Plaats het", card(phone))
    assert there.under(said.id) == [
        "Uw reactie past niet bij onze huisregels (zorgproef.nl/huisregels) en is verborgen. ^SW"
    ]


def test_criticism_has_no_button_to_hide_it(office):
    care, there = office_in_public(office)
    says(care, there, COMPLAINT)
    phone = taken(care)
    assert not [m for m in phone.messages if "Verberg" in m.labels]


def test_at_night_one_person_may_hide_alone_where_the_rule_says_so(office):
    care, there = office_in_public(office, NIGHT)
    said = says(care, there, HATE)
    number = care.store.write(lambda tx: care.house.acting.start(tx, 1, 1, Verb.HIDE, "imran"))
    care.store.write(lambda tx: care.house.acting.submit(tx, number, "imran", 0))
    care.settle()
    assert there.posts[said.id].hidden
    [measure] = care.store.read(acting.register)
    assert (measure.why, measure.review) == ("outside_office", "team_lead")
    care.forward(hours=6)
    assert not [m for m in care.phone("karin").messages if "Het bericht is verborgen." in m.text]
    care.forward(hours=1)
    assert "Het bericht is verborgen." in card(care.phone("karin")).text, "a second looks when the office is open"


def test_what_its_author_took_away_is_answered_no_more(office):
    care, there = office_in_public(office)
    said = says(care, there, COMPLAINT)
    phone = taken(care)
    phone.presses("Eigen tekst", begins(phone, "Antwoord kiezen"))
    answers(phone, "Bel ons op 088-1234567.")
    care.house.ingest.keep(SOURCE, Batch([], "", gone=[said.id]))
    care.settle()
    phone.presses("Plaats het", card(phone))
    assert care.telegram.answers[-1].text == "Het bericht staat er niet meer."
    assert there.writes == 0


def test_a_threat_is_hidden_alone_with_a_reason_when_nobody_answers(office):
    care, there = office_in_public(office)
    said = says(care, there, THREAT)
    karin = taken(care, "karin")
    karin.presses("Leg voor", begins(karin, "Verberg"))
    assert not there.posts[said.id].hidden
    care.forward(minutes=16)
    care.telegram.say(karin.number, "Er staat een adres bij", reply_to=card(karin).id)
    care.forward(seconds=5)
    assert there.posts[said.id].hidden
    [measure] = care.store.read(acting.register)
    assert (measure.why, measure.reason) == ("nobody_answered", "Er staat een adres bij")


def test_where_the_platform_cannot_act_a_person_copies_and_places_it(office):
    care, there = office_in_public(office, capabilities=Capabilities(frozenset({Verb.LIKE})))
    says(care, there, COMPLAINT, url="https://krant.example/1")
    phone = taken(care)
    phone.presses("Eigen tekst", begins(phone, "Antwoord kiezen"))
    answers(phone, "We horen graag wat er speelt: 088-1234567.")
    phone.presses("Ik plaats het zelf", card(phone))
    shown = card(phone)
    assert "seintje plaatst dit hier niet zelf" in shown.text
    assert shown.button("Kopieer de tekst").copy == "We horen graag wat er speelt: 088-1234567."
    phone.presses("Ik heb het geplaatst", shown)
    assert "Het antwoord staat er." in card(phone).text and there.writes == 0


def test_two_people_never_answer_the_same_message(office):
    care, there = office_in_public(office)
    says(care, there, COMPLAINT)
    phone, imran = taken(care), care.phone("imran")
    theirs = begins(imran, "Reactie voorstellen")
    phone.presses("Eigen tekst", begins(phone, "Antwoord kiezen"))
    answers(phone, "Bel ons op 088-1234567.")
    phone.presses("Plaats het", card(phone))
    imran.presses("Eigen tekst", theirs)
    answers(imran, "Belt u ons op 088-1234567.")
    assert "Sanne antwoordt al op dit bericht." in card(imran).text
    assert len(there.under("m1")) == 1


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (Trouble.TOKEN, "weigert onze toegang"),
        (Trouble.PERMISSION, "mag dit niet"),
        (Trouble.REFUSED, "wil dit niet"),
    ],
)
def test_what_did_not_happen_is_told_with_what_to_do(office, trouble, words):
    care, there = office_in_public(office)
    said = says(care, there, COMPLAINT)
    phone = taken(care)
    phone.presses("Eigen tekst", begins(phone, "Antwoord kiezen"))
    answers(phone, "Bel ons op 088-1234567.")
    there.troubles.append(trouble)
    phone.presses("Plaats het", card(phone))
    assert words in card(phone).text
    phone.presses("Opnieuw", card(phone))
    assert there.under(said.id) == ["Bel ons op 088-1234567."]


@pytest.mark.parametrize("trouble", [Trouble.THROTTLED, Trouble.UNREACHABLE])
def test_what_certainly_did_not_happen_goes_again_by_itself(office, trouble):
    care, there = office_in_public(office)
    said = says(care, there, COMPLAINT)
    phone = taken(care)
    phone.presses("Eigen tekst", begins(phone, "Antwoord kiezen"))
    answers(phone, "Bel ons op 088-1234567.")
    there.troubles.append(trouble)
    phone.presses("Plaats het", card(phone))
    care.forward(minutes=3)
    assert there.under(said.id) == ["Bel ons op 088-1234567."] and there.writes == 2


def test_an_answer_that_was_lost_is_looked_up_and_never_sent_again(office):
    care, there = office_in_public(office)
    said = says(care, there, COMPLAINT)
    phone = taken(care)
    phone.presses("Eigen tekst", begins(phone, "Antwoord kiezen"))
    answers(phone, "Bel ons op 088-1234567.")
    there.troubles.append(Trouble.LOST)
    phone.presses("Plaats het", card(phone))
    care.forward(minutes=2)
    assert there.under(said.id) == ["Bel ons op 088-1234567."] and there.writes == 1
    assert "Het antwoord staat er." in card(phone).text


def test_what_nobody_can_tell_is_handed_to_a_person(office):
    care, there = office_in_public(office)
    said = says(care, there, COMPLAINT)
    phone = taken(care)
    phone.presses("Eigen tekst", begins(phone, "Antwoord kiezen"))
    answers(phone, "Bel ons op 088-1234567.")
    there.troubles.append(Trouble.LOST)
    there.blind = True
    phone.presses("Plaats het", card(phone))
    care.forward(minutes=30)
    assert there.writes == 1
    assert card(phone).labels == ("Het is gebeurd", "Het is niet gebeurd")
    phone.presses("Het is gebeurd", card(phone))
    assert "Het antwoord staat er." in card(phone).text
    assert there.writes == 1 and len(there.under(said.id)) == 1


def test_a_stranger_and_a_forger_get_nowhere(office):
    care, there = office_in_public(office)
    says(care, there, COMPLAINT)
    phone, marleen = taken(care), care.phone("marleen")
    shown = begins(phone, "Antwoord kiezen")
    data = shown.button("Klacht").data
    assert len(data.encode()) <= 64
    care.telegram.press_data(marleen.number, 1, data)
    care.telegram.press_data(phone.number, shown.id, data[:-1] + ("A" if data[-1] != "A" else "B"))
    care.forward(seconds=3)
    assert care.store.read(lambda tx: acting.peek(tx, 1)).words == ""
