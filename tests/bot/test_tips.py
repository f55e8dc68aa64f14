"""The tip line: what a colleague passes on from outside is judged like any other message, and they hear what came of it."""

from bot.store import people
from tests.bot.protocol import CARE

NEGLECT = "In onze buurtgroep: mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"


def passes_on(care, person, text, *, origin=None, caption=False):
    """Somebody forwards a message to the bot."""
    phone = care.phone(person)
    with care.telegram._lock:
        chat = care.telegram.chats[phone.number]
        chat.started = True
    body = {
        "message_id": 900 + len(care.telegram.calls),
        "chat": {"id": phone.number, "type": "private"},
        "from": {"id": phone.number, "is_bot": False, "first_name": person},
        "date": int(care.clock.now().timestamp()),
        "caption" if caption else "text": text,
    }
    if caption:
        body["photo"] = []
    if origin is not None:
        body["forward_origin"] = {"date": int(care.clock.now().timestamp()) - 3600, **origin}
    care.telegram.updates.put("message", body)
    care.forward(seconds=5)
    return phone


def kept(care):
    """The mentions that came by the tip line."""
    page = care.case()
    return [m for m in page.mentions if m.platform == "tip"]


def test_a_forwarded_message_is_judged_and_the_colleague_hears_what_came_of_it(office):
    care = office(CARE)
    petra = passes_on(care, "petra", NEGLECT, origin={"type": "channel", "chat": {"id": -1, "title": "Buurtnieuws"}})
    assert "u hoort wat ervan kwam" in petra.messages[0].text
    petra.shows("Uw tip hoort bij zaak 1 (Ernstig)")
    [mention] = kept(care)
    assert (mention.author, mention.text) == ("Buurtnieuws", NEGLECT)
    assert (care.clock.now() - mention.posted_at).total_seconds() > 3500
    assert care.phone("sanne").rings()


def test_the_name_of_a_private_person_is_not_kept(office):
    care = office(CARE)
    passes_on(care, "petra", NEGLECT, origin={"type": "hidden_user", "sender_user_name": "Anna Jansen"})
    [mention] = kept(care)
    assert mention.author == "onbekend"
    assert "Anna Jansen" not in str(care.case())


def test_a_pasted_text_is_asked_about_once(office):
    care = office(CARE)
    petra = passes_on(care, "petra", NEGLECT)
    petra.shows("Is dit een bericht van buiten?")
    assert petra.buttons == ("Ja, van buiten", "Nee")
    question = petra.last
    assert "Dank." in petra.presses("Ja, van buiten")
    petra.shows("Uw tip hoort bij zaak 1")
    assert petra.presses("Ja, van buiten", question) == "Dit is al afgehandeld."
    assert len(kept(care)) == 1


def test_no_means_that_nothing_is_kept(office):
    care = office(CARE)
    petra = passes_on(care, "petra", "Kan iemand morgen mijn dienst overnemen, dat zou fijn zijn")
    assert "niets mee" in petra.presses("Nee")
    assert care.store.read(lambda tx: tx.exec_driver_sql("SELECT count(*) FROM mentions").scalar()) == 0
    assert care.store.read(lambda tx: tx.exec_driver_sql("SELECT words FROM tipoffs").scalar()) == ""


def test_of_a_picture_only_the_words_are_read_and_that_is_said(office):
    care = office(CARE)
    petra = passes_on(care, "petra", NEGLECT, origin={"type": "user"}, caption=True)
    assert "De bijlage leest seintje niet" in petra.messages[0].text


def test_what_is_not_about_us_is_thanked_for_all_the_same(office):
    care = office(CARE)
    petra = passes_on(care, "petra", "Wat een mooi weer vandaag in de stad zeg", origin={"type": "user"})
    assert "Dank u wel" in petra.last.text


def test_small_talk_is_no_tip(office):
    care = office(CARE)
    petra = care.phone("petra")
    assert "buiten" not in petra.writes("hallo").text


def test_a_stranger_passes_nothing_on(office):
    care = office(CARE)
    care.store.write(lambda tx: people.unpair(tx, "petra"))
    passes_on(care, "petra", NEGLECT, origin={"type": "user"})
    assert care.store.read(lambda tx: tx.exec_driver_sql("SELECT count(*) FROM mentions").scalar()) == 0


def test_somebody_elses_question_is_not_answered(office):
    care = office(CARE)
    petra = passes_on(care, "petra", NEGLECT)
    data = petra.last.button("Ja, van buiten").data
    imran = care.phone("imran")
    care.telegram.press_data(imran.number, petra.last.id, data)
    care.forward(seconds=3)
    assert care.store.read(lambda tx: tx.exec_driver_sql("SELECT state FROM tipoffs").scalar()) == "asked"
