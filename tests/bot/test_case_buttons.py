"""What a colleague can do from the phone: every button works, end to end, and the messages of everybody follow."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.demo.telegram import Shown
from bot.ports import Address, Batch
from bot.rulebook import Rules
from rules.case.model import Action, Pressed, Reply
from rules.judge import Judge
from rules.protocol.model import Privacy, Secret
from tests.bot.office import Office, protocol_from
from tests.bot.protocol import CARE

NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"
COMPLAINT = "Er is een klacht over slechte zorg in de Beukenhof, wij zijn niet teruggebeld"
MONDAY_NIGHT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def care(office) -> Office:
    built: Office = office(CARE)
    built.says(NEGLECT)
    built.forward(seconds=5)
    return built


def state(care: Office, number: int = 1) -> str:
    return care.case(number).case.state


def hush(care: Office) -> None:
    for phone in care.phones.values():
        phone.fresh()


# --- snooze ------------------------------------------------------------------------------------------------


def test_a_snoozed_case_is_quiet_and_comes_back_when_it_was_asked_to(care: Office) -> None:
    sanne = care.phone("sanne")
    sanne.presses("Sluimer…")
    assert sanne.buttons == ("15 minuten", "1 uur", "tot morgen 07:30", "tot morgen 08:00", "‹ Terug")
    assert sanne.presses("1 uur").startswith("Goed. U hebt deze zaak; ik meld mij dan weer")
    assert sanne.last.text.startswith("✅ U hebt dit · sluimert tot 11:00")
    assert care.phone("imran").shows("Sanne heeft dit · sluimert tot 11:00")
    assert state(care) == "snoozed"
    hush(care)
    care.forward(minutes=55)
    assert care.quiet()
    care.forward(minutes=10)
    assert sanne.rings()
    assert sanne.shows("De sluimertijd is om")
    assert not care.phone("imran").rings()
    assert state(care) == "acknowledged"


def test_twenty_more_messages_end_a_snooze_and_it_says_why(care: Office) -> None:
    care.phone("sanne").presses("Sluimer…")
    care.phone("sanne").presses("tot morgen 08:00")
    hush(care)
    for _ in range(19):
        care.says(NEGLECT, thread_id="m1")
    care.forward(minutes=1)
    assert care.quiet()
    care.says(NEGLECT)
    care.forward(minutes=1)
    assert care.phone("sanne").rings()
    assert care.phone("sanne").shows("Veel nieuwe berichten sinds u dit liet sluimeren")


def test_a_newspaper_ends_a_snooze_and_so_does_a_higher_level(office) -> None:
    care = office(CARE)
    care.says(COMPLAINT, thread_id="t")
    care.forward(seconds=5)
    care.phone("sanne").presses("Sluimer…")
    care.phone("sanne").presses("1 uur")
    hush(care)
    care.says("Ik ben journalist en schrijf voor een artikel over slechte zorg", thread_id="t")
    care.forward(minutes=1)
    assert care.phone("sanne").rings()
    care.phone("sanne").presses("Sluimer…")
    care.phone("sanne").presses("1 uur")
    hush(care)
    care.says("Ik weet je te vinden!", thread_id="t")
    care.forward(minutes=1)
    assert state(care) == "open"
    assert care.phone("sanne").rings()


def test_after_a_snooze_the_promise_counts_and_the_chain_goes_on(care: Office) -> None:
    care.phone("sanne").presses("Sluimer…")
    care.phone("sanne").presses("1 uur")
    hush(care)
    care.forward(hours=2)
    assert state(care) == "open"
    assert "promise_lapsed" in care.log()
    assert care.phone("joost").rings()


# --- raise, hand over, reopen ----------------------------------------------------------------------------------


def test_raising_rings_the_next_in_line_at_once_and_says_who_asked(care: Office) -> None:
    imran = care.phone("imran")
    imran.presses("Meer…")
    imran.presses("Opschalen…")
    assert imran.buttons == ("Volgende stap nu", "🔴 Crisis", "‹ Terug")
    hush(care)
    assert imran.presses("Volgende stap nu").startswith("Opgeschaald.")
    assert care.phone("joost").rings()
    assert care.phone("joost").shows("Opgeschaald door Imran, nog niemand pakt dit op")
    assert not imran.rings()
    assert imran.shows("U schaalde op")


def test_raising_to_a_higher_level_begins_its_chain(care: Office) -> None:
    care.phone("sanne").presses("Ik pak dit op")
    sanne = care.phone("sanne")
    sanne.presses("Meer…")
    sanne.presses("Opschalen…")
    hush(care)
    sanne.presses("🔴 Crisis")
    assert care.case().case.level == "crisis"
    assert care.phone("marleen").rings()
    assert care.phone("marleen").shows("Crisis")
    assert "raised_level" in care.log()


def test_asking_a_colleague_rings_only_them_and_when_they_do_not_the_chain_goes_on(care: Office) -> None:
    sanne = care.phone("sanne")
    sanne.presses("Meer…")
    sanne.presses("Vraag een collega…")
    assert "Petra" in sanne.buttons
    hush(care)
    assert sanne.presses("Petra").startswith("Gevraagd aan Petra Wiersma.")
    assert care.phone("petra").rings()
    assert care.phone("petra").shows("Een collega vraagt u dit op te pakken")
    assert sanne.shows("Gevraagd aan Petra")
    assert not care.phone("imran").rings()
    care.phone("petra").presses("Niet voor mij")
    assert care.phone("imran").rings()
    care.forward(minutes=20)
    assert care.phone("joost").rings()


def test_a_colleague_who_cannot_be_reached_is_not_offered_and_not_asked(care: Office) -> None:
    care.telegram.block(care.phone("petra").number)
    care.forward(seconds=2)
    sanne = care.phone("sanne")
    sanne.presses("Meer…")
    sanne.presses("Vraag een collega…")
    assert "Petra" not in sanne.buttons


def test_case_44_a_closed_case_is_opened_again_by_a_person(care: Office) -> None:
    sanne = care.phone("sanne")
    sanne.presses("Ik pak dit op")
    sanne.presses("Afgerond")
    assert sanne.buttons == ("Heropen", "Loos alarm", "Waarom?")
    assert sanne.presses("Heropen") == "Heropend. U hebt deze zaak."
    assert state(care) == "acknowledged"


def test_case_44_a_similar_message_inside_the_window_reopens_outside_it_is_a_new_case(care: Office) -> None:
    care.phone("sanne").presses("Ik pak dit op")
    care.phone("sanne").presses("Afgerond")
    hush(care)
    care.says(NEGLECT)
    care.forward(seconds=40)
    assert state(care) == "acknowledged"
    assert care.quiet()
    care.phone("sanne").presses("Afgerond")
    care.forward(hours=25)
    care.says(NEGLECT)
    care.forward(seconds=5)
    assert care.case(2).case.state == "open"
    assert care.phone("sanne").rings()


# --- merge and split -------------------------------------------------------------------------------------------


def test_two_cases_become_one_and_no_message_is_lost(care: Office) -> None:
    care.says("Ik weet je te vinden", thread_id="anders")
    care.forward(minutes=1)
    assert care.case(2).case.level == "crisis"
    sanne, first = care.phone("sanne"), care.phone("sanne").messages[0]
    sanne.presses("Meer…", first)
    sanne.presses("Hoort bij zaak…", sanne.messages[0])
    assert sanne.messages[0].labels == ("Zaak 2 · Bedreiging", "‹ Terug")
    assert sanne.presses("Zaak 2 · Bedreiging", sanne.messages[0]) == "Deze zaak hoort nu bij zaak 2."
    assert sanne.messages[0].text.startswith("↪ Hoort bij zaak 2, kijk daar")
    assert care.case(1).case.merged_into == 2 and state(care, 1) == "resolved"
    assert care.case(2).case.mentions == 2 == len(care.case(2).mentions)
    assert care.case(1).mentions == ()
    assert care.phone("imran").messages[-1].text.count("Bedreiging")
    care.says(NEGLECT + " En nog steeds!", thread_id="m1")
    care.forward(minutes=1)
    assert care.case(2).case.mentions == 3


def test_a_merged_case_has_no_way_back_and_says_where_it_went(care: Office) -> None:
    care.says("Ik weet je te vinden", thread_id="anders")
    care.house.desk.act(1, Pressed(Action.MERGE, "sanne", choice="2"))
    again = care.house.desk.act(1, Pressed(Action.REOPEN, "sanne"))
    assert again is not None and (again.reply, again.who) == (Reply.MERGED, "2")
    none = care.house.desk.act(2, Pressed(Action.MERGE, "sanne", choice="9"))
    assert none is not None and none.reply is Reply.NO_CHOICE
    own = care.house.desk.act(2, Pressed(Action.MERGE, "sanne", choice="1"))
    assert own is not None and own.reply is Reply.NO_CHOICE  # it would go into itself


def test_a_message_that_does_not_belong_becomes_a_case_of_its_own_without_ringing(care: Office) -> None:
    care.says(NEGLECT + " maar dan anders", thread_id="m1")
    care.forward(minutes=1)
    hush(care)
    number = care.case(1).mentions[0].number
    said = care.house.desk.act(1, Pressed(Action.SPLIT, "sanne", choice=str(number), why="ander tehuis"))
    care.forward(minutes=1)
    assert said is not None and said.reply is Reply.SPLIT
    assert care.case(1).case.mentions == 1 == len(care.case(1).mentions)
    assert [m.number for m in care.case(2).mentions] == [number]
    assert (care.case(2).case.state, care.case(2).case.assignee) == ("acknowledged", "sanne")
    assert [(line.what, line.why) for line in care.case(1).log if line.why] == [("split", "ander tehuis")]
    assert not any(phone.rings() for phone in care.phones.values())
    last = care.house.desk.act(1, Pressed(Action.SPLIT, "sanne", choice=str(care.case(1).mentions[0].number)))
    assert last is not None and last.reply is Reply.NO_CHOICE


# --- on the platform ---------------------------------------------------------------------------------------------


def test_a_deleted_message_leaves_the_case_open_and_the_case_says_so(care: Office) -> None:
    care.house.ingest.keep("test", Batch((), "", gone=("m1", "nooit gezien")))
    care.forward(minutes=1)
    assert state(care) == "open"
    assert care.phone("sanne").shows("Op het platform verwijderd: 1")
    assert care.phone("sanne").shows("daar intussen verwijderd")
    care.house.ingest.keep("test", Batch((), "", gone=("m1",)))
    care.forward(minutes=1)
    assert care.log().count("mention_gone") == 1


def test_our_own_answer_on_the_platform_keeps_the_promise(care: Office) -> None:
    care.phone("sanne").presses("Ik pak dit op")
    care.says("Wat naar, wij bellen u nu.", parent_id="m1", author="zorgproef", own=True)
    care.forward(seconds=5)
    assert "answered" in care.log()
    hush(care)
    care.forward(hours=6)
    assert care.quiet()


# --- looking, writing, judging ---------------------------------------------------------------------------------------


def test_waarom_gives_the_words_the_rule_and_the_route_but_not_the_text(care: Office) -> None:
    care.phone("sanne").presses("Waarom?")
    said = care.phone("sanne").last.text
    assert said.startswith("Zaak 1: waarom?")
    assert "Vermoeden van verwaarlozing" in said and "eigen plas" in said
    assert "Karin Postma (hard)" in said
    assert "Pakt niemand dit op, dan volgt om 10:15: Woordvoerder." in said
    assert "Mijn moeder" not in said
    assert "asked_why" in care.log()


def test_tekst_tonen_is_masked_for_who_does_not_have_the_case_and_every_look_is_logged(office) -> None:
    care = office(CARE)
    care.says(NEGLECT + " bel 06-12345678", author="jan_jansen")
    care.forward(seconds=5)
    imran = care.phone("imran")
    imran.presses("Meer…")
    imran.presses("Tekst tonen", imran.messages[0])
    assert "06-12345678" not in imran.last.text and "Namen en nummers zijn afgeschermd" in imran.last.text
    sanne = care.phone("sanne")
    sanne.presses("Ik pak dit op")
    sanne.presses("Meer…")
    sanne.presses("Tekst tonen", sanne.messages[0])
    assert "06-12345678" in sanne.last.text and "jan_jansen" in sanne.last.text
    assert [w for w in care.log() if w.startswith("revealed")] == ["revealed", "revealed_whole"]


def test_a_note_is_asked_for_and_the_answer_stands_in_the_log(care: Office) -> None:
    sanne = care.phone("sanne")
    sanne.presses("Ik pak dit op")
    sanne.presses("Notitie")
    assert sanne.last.text.startswith("Notitie bij zaak 1:") and sanne.last.asks
    assert sanne.writes("teamleider gebeld", reply=True).text == "Genoteerd bij de zaak."
    assert ("noted", "teamleider gebeld") in [(line.what, line.detail) for line in care.case().log]


def test_a_false_alarm_is_kept_for_learning_where_that_is_wanted(office) -> None:
    care = office(CARE, learning=True)
    care.says(NEGLECT)
    care.forward(seconds=5)
    sanne = care.phone("sanne")
    sanne.presses("Meer…")
    assert sanne.presses("Loos alarm") == "Dank u. Vannacht leert seintje ervan."
    assert "verdict_false_alarm" in care.log()


def test_without_learning_the_word_stands_in_the_log_all_the_same(care: Office) -> None:
    care.phone("sanne").presses("Meer…")
    assert care.phone("sanne").presses("Loos alarm") == "Genoteerd in het logboek. Leren staat uit."
    assert "verdict_false_alarm" in care.log()


def test_the_other_buttons_fold_away_by_themselves_and_by_terug(care: Office) -> None:
    sanne = care.phone("sanne")
    calm = sanne.buttons
    sanne.presses("Meer…")
    assert "‹ Terug" in sanne.buttons
    sanne.presses("‹ Terug")
    assert sanne.buttons == calm
    sanne.presses("Meer…")
    care.phone("imran").presses("Ik pak dit op")
    assert sanne.buttons == ("Waarom?", "Notitie", "Meer…")


def test_unfolded_buttons_stay_a_while_when_more_messages_come_in(care: Office) -> None:
    sanne = care.phone("sanne")
    sanne.presses("Sluimer…")
    care.says(NEGLECT, thread_id="m1")
    care.forward(seconds=40)
    assert sanne.shows("2 berichten") and sanne.buttons[0] == "15 minuten"
    care.forward(minutes=3)
    care.says(NEGLECT, thread_id="m1")
    care.forward(seconds=40)
    assert sanne.shows("3 berichten") and sanne.buttons[0] == "Ik pak dit op"


def test_case_54_a_view_of_an_older_turn_is_out_of_date(care: Office) -> None:
    sanne = care.phone("sanne")
    old = sanne.last.button("Meer…").data
    care.phone("imran").presses("Ik pak dit op")
    care.telegram.press_data(sanne.number, sanne.last.id, old)
    care.forward(seconds=3)
    assert care.telegram.answers[-1].text == "Deze knop is verouderd. Kijk naar het seintje zoals het nu is."


# --- discreet, and the team's topic ------------------------------------------------------------------------------------


def test_case_93_discreet_gives_no_text_by_any_button(office) -> None:
    protocol = protocol_from(CARE)
    care = office(replace(protocol, privacy=Privacy(discreet=True)))
    care.says(NEGLECT)
    care.forward(seconds=5)
    sanne = care.phone("sanne")
    assert sanne.presses("Waarom?") == "Dit staat alleen op de pagina van de zaak."
    sanne.presses("Meer…")
    assert sanne.presses("Tekst tonen") == "Dit staat alleen op de pagina van de zaak."
    assert len(sanne.messages) == 1
    care.telegram.say(sanne.number, "/open")
    care.forward(seconds=3)
    assert "plas" not in sanne.last.text and "verwaarlozing" not in sanne.last.text and "Ernstig" in sanne.last.text


GROUP, TOPIC = -1_001_234_567_890, 7


@pytest.fixture
def team(office) -> Office:
    protocol = protocol_from(CARE)
    roles = {**protocol.roles, "webcare": replace(protocol.roles["webcare"], group=Secret("GROUP_WEBCARE"))}
    where = Address("telegram", str(GROUP), TOPIC)
    care: Office = office(replace(protocol, roles=roles), groups=lambda role: where if role == "webcare" else None)
    care.telegram.group(GROUP, "Webcare", [care.phone("sanne").number], topics=[TOPIC])
    return care


def copies(care: Office) -> list[Shown]:
    """What the topic got about cases; who has duty is pinned there as well."""
    return [m for m in care.telegram.chats[GROUP].messages if m.sender.is_bot and not m.text.startswith("📌")]


def in_topic(care: Office) -> list[str]:
    return [m.text for m in copies(care)]


def test_the_team_gets_one_silent_copy_in_its_topic_that_follows_the_case(team: Office) -> None:
    team.says(NEGLECT)
    team.forward(seconds=10)
    copy = copies(team)[-1]
    assert copy.silent and copy.topic == TOPIC and "Ernstig" in copy.text
    team.phone("sanne").presses("Ik pak dit op")
    team.forward(seconds=10)
    assert in_topic(team)[0].startswith("✅ Sanne heeft dit")
    assert len(in_topic(team)) == 1
    assert "posted" in team.log()


def test_a_press_in_the_topic_counts_for_who_pressed_and_an_explanation_goes_to_them_alone(team: Office) -> None:
    team.says(NEGLECT)
    team.forward(seconds=10)
    copy = copies(team)[-1]
    sanne = team.phone("sanne")
    team.telegram.press(GROUP, copy.id, "Waarom?", user=sanne.number)
    team.forward(seconds=10)
    assert team.telegram.answers[-1].text == "Ik stuur het u in uw eigen chat."
    assert sanne.last.text.startswith("Zaak 1: waarom?") and len(in_topic(team)) == 1
    team.telegram.press(GROUP, copy.id, "Ik pak dit op", user=sanne.number)
    team.forward(seconds=10)
    assert team.case().case.assignee == "sanne"


def test_in_a_storm_of_cases_a_topic_gets_one_new_message_a_minute_and_no_endless_queue(team: Office) -> None:
    protocol = team.rulebook.current.protocol
    alone = replace(protocol, grouping=replace(protocol.grouping, one_case=("thread",)))
    team.rulebook.replace(Rules(alone, Judge(alone), 2))
    for n in range(14):
        team.says(f"{NEGLECT} {n}", thread_id=f"t{n}")
    team.forward(minutes=5)
    at = [m.at for m in copies(team)]
    assert 3 <= len(at) <= 6
    assert all(later - earlier >= timedelta(seconds=59) for earlier, later in pairwise(at))
    assert "not_posted" in team.log(14)
    assert team.case(14).case.state == "open"
