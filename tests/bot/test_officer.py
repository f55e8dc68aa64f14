"""The officer on call, 02:00: her night, line by line (the clock is the organisation's own)."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from bot.demo.telegram import Shown, scripts
from bot.demo.telegram.chats import wire_message
from bot.ports import Abilities, Address, Message
from bot.store import lines
from rules.mention import Kind, Via
from rules.protocol.model import Secret
from tests.bot.office import Office, Phone, protocol_from
from tests.bot.protocol import CARE

TWO_AT_NIGHT = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
"""Tuesday 02:00 in Amsterdam; Joost has duty."""
GROUP, TOPIC = -1_001_234_567_890, 3
TOPICS = "  night: {words: [nachtzorg], negation: ignore}\nrules:\n"
RULE = """
  - id: nacht
    name: Nachtzorg
    when: {topic: night}
    category: incident
    level: crisis
    owner: duty
    checklist: [nachtzorg]
    template: proces
grouping:"""
FIRST = 'checklists:\n  nachtzorg: ["Reageer niet inhoudelijk; bel de teamleider nacht."]\ngrouping:'
TEXTS = """
platforms:
  facebook_page: {ours: true, reply: duty}
templates:
  proces: "We lezen uw zorgen over {locatie} en zoeken uit wat er is gebeurd. ^{initialen}"
  bellen: "We horen graag wat er speelt: {contact}. ^{initialen}"
"""
DAILY = "{every: day, starts: 07:30, first: 2026-01-01}"
STEPS = """crisis:
    - {after: 0 minutes, notify: [owner, duty]}
    - {after: 5 minutes, notify: owner}
    - {after: 8 minutes, notify: owner, call: true}
    - {after: 12 minutes, notify: backup}
    - {after: 20 minutes, notify: board}
"""
NIGHT = CARE.replace("rules:\n", TOPICS).replace("\ngrouping:", RULE).replace("\ngrouping:", "\n" + FIRST) + TEXTS
CHAIN = (
    NIGHT.replace(
        "crisis: [{after: 0 minutes, notify: [owner, duty, spokesperson, board]}, {after: 5 minutes, notify: backup}]\n",
        STEPS,
    )
    .replace("{every: week, starts: monday 09:00, first: 2026-01-05}", DAILY)
    .replace("joost: {name: Joost Verhaar,", "joost: {name: Joost Verhaar, phone: secret:MAIL_JOOST,")
)
"""Her night step by step, as the protocol of the story has it: again, a call, the backup, the manager."""


@dataclass
class Voice:
    """A service that rings people and reads the first words out. ``rang``: whom, and when."""

    name: str = "voice"
    abilities: Abilities = Abilities(follows=False)
    rang: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, to: Address, message: Message) -> str:
        self.rang.append((to.to, message.plain.split("\n")[0]))
        return str(len(self.rang))

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        raise AssertionError("a call cannot be changed")

    async def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        raise AssertionError("nobody presses anything in a call")

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def night(office) -> Office:
    protocol = protocol_from(NIGHT)
    duty = replace(protocol.roles["duty"], group=Secret("GROUP_DUTY"))
    protocol = replace(protocol, roles={**protocol.roles, "duty": duty})
    where = Address("telegram", str(GROUP), TOPIC)
    built: Office = office(protocol, TWO_AT_NIGHT, groups=lambda role: where if role == "duty" else None)
    built.telegram.group(GROUP, "Piket", [104], topics=[TOPIC])
    return built


def in_topic(care: Office) -> list[Shown]:
    """The copies of cases; who has duty is pinned there as well."""
    return [m for m in care.telegram.chats[GROUP].messages if not m.text.startswith("📌")]


def angry(care: Office, count: int) -> None:
    for _ in range(count):
        care.says("Weer niemand bij de nachtzorg in Beukenhof, schande!", thread_id="krant", platform="facebook_page")


def sends(care: Office, person: str, what: dict[str, object]) -> None:
    """Somebody answers the first message with something other than words."""
    phone = care.phone(person)
    chat, sender = care.telegram.chats[phone.number], care.telegram.users[phone.number]
    sent = chat.add(Shown(0, sender, care.clock.now(), "", reply_to=phone.messages[0].id))
    wire = {name: value for name, value in wire_message(chat, sent).items() if name != "text"}
    care.telegram.updates.put("message", wire | what)
    care.forward(seconds=2)


def picks_an_answer(officer: Phone) -> None:
    """02:03  An answer agreed on long ago, the location filled in, to copy: seintje posts nothing by itself."""
    assert officer.shows("Er ligt een antwoord klaar: proces.")
    officer.presses("Antwoord kiezen")
    card = officer.last
    assert card.labels[:2] == ("Proces", "Bellen"), "the text of the rule comes first"
    officer.presses("Proces", card)
    chosen = next(m for m in officer.messages if m.id == card.id)
    assert "We lezen uw zorgen over Beukenhof en zoeken uit wat er is gebeurd. ^JV" in chosen.text
    assert chosen.labels[0] == "Ik plaats het zelf", "what seintje cannot do no button promises"
    officer.presses("Ik plaats het zelf", chosen)
    chosen = next(m for m in officer.messages if m.id == card.id)
    assert chosen.labels == ("Kopieer de tekst", "Ik heb het geplaatst", "Laat maar")
    assert chosen.buttons[0][0].copy == "We lezen uw zorgen over Beukenhof en zoeken uit wat er is gebeurd. ^JV"
    officer.fresh()


def speaks(care: Office, officer: Phone) -> None:
    """02:05  A voice message nobody can read: she hears so at once, and nothing is lost unseen."""
    sends(care, "joost", {"voice": {"file_id": "v", "duration": 4}})
    assert officer.last.text.startswith("Dit kan ik niet lezen of beluisteren en het is nergens bewaard.")
    officer.fresh()


def test_the_officer_at_two_in_the_night(night: Office) -> None:
    officer, board = night.phone("joost"), night.phone("marleen")

    # 02:00:00  the first angry comment under the newspaper's post, and more of them
    night.says("Mijn vader ligt alleen, geen nachtzorg in Beukenhof!", thread_id="krant", author="m.jansen")
    # 02:00:03  one message, loud, in her private chat; the same case goes silently to the team's topic
    night.forward(seconds=3)
    assert [m.silent for m in officer.fresh()] == [False]
    topic = in_topic(night)
    assert [(m.topic, m.silent) for m in topic] == [(TOPIC, True)]
    # the first two lines fit a lock screen and name no client
    first, second = officer.last.text.split("\n")[:2]
    assert first == "🔴 Crisis · Ernstig voorval · Beukenhof"
    assert second == "Nog niemand pakt dit op · 1 bericht"
    assert "jansen" not in officer.last.text.casefold()

    # 02:00:20  she opens it: the worst quote, why, what the protocol says to do first, the buttons
    assert "“" not in second and officer.shows("geen nachtzorg")
    assert officer.shows("Waarom Crisis:") and officer.shows("Reageer niet inhoudelijk; bel de teamleider nacht.")
    assert officer.buttons == ("Ik pak dit op", "Niet voor mij", "Sluimer…", "Waarom?", "Meer…")

    # 02:00:31  tap: the escalation stops, and the topic and every other phone follow within a second or so
    night.forward(seconds=26)
    assert officer.presses("Ik pak dit op") == "U hebt het. De opschaling is gestopt."
    assert officer.last.text.startswith("✅ U hebt dit · 02:00")
    night.forward(seconds=4)
    (copy,) = in_topic(night)
    assert copy.edited and copy.text.startswith("✅ Joost heeft dit · 02:00")
    assert board.last.text.startswith("✅ Joost heeft dit · 02:00")
    for phone in night.phones.values():
        phone.fresh()

    # 02:01  new comments arrive as edits of the same message: no buzz
    angry(night, 7)
    night.forward(minutes=1)
    assert officer.shows("8 berichten") and officer.shows("+7 sinds uw vorige seintje")
    assert night.quiet()

    picks_an_answer(officer)
    speaks(night, officer)

    # 02:06  she replies to the message: it becomes a note in the time-line
    night.telegram.say(officer.number, "teamleider gebeld, verklaring om 8 uur", reply_to=officer.messages[0].id)
    night.forward(seconds=2)
    assert officer.last.text == "Genoteerd bij de zaak."
    assert ("noted", "joost") in [(line.what, line.who) for line in night.case().log]
    officer.fresh()

    # 02:07  snooze until 07:30, unless twenty more or another newspaper
    notice = officer.messages[0]
    officer.presses("Sluimer…", notice)
    assert officer.presses("tot 07:30", officer.messages[0]).startswith("Goed. U hebt deze zaak")
    assert officer.messages[0].text.startswith("✅ U hebt dit · sluimert tot 07:30")
    angry(night, 5)
    night.forward(hours=2)
    assert night.quiet()

    # 07:30  it is back, with what changed
    night.forward(hours=3, minutes=30)
    fresh = officer.fresh()
    assert [m.silent for m in fresh] == [False]
    assert "De sluimertijd is om" in fresh[0].text and "13 berichten" in fresh[0].text

    # the log of the crisis: who, what, when
    assert [w for w in night.log() if w in ("opened", "taken", "noted", "snoozed", "woken")] == [
        "opened",
        "taken",
        "noted",
        "snoozed",
        "woken",
    ]


def hush(care: Office) -> None:
    for phone in care.phones.values():
        phone.fresh()


def test_unless_twenty_more_or_a_newspaper(night: Office) -> None:
    """``Sluimer tot 07:30, tenzij``: what she put aside comes back by itself when the matter grows."""
    officer = night.phone("joost")
    night.says("Mijn vader ligt alleen, geen nachtzorg in Beukenhof!", thread_id="krant")
    night.forward(seconds=5)
    for wakes in ("Veel nieuwe berichten", "de pers bemoeit zich ermee"):
        officer.presses("Ik pak dit op" if wakes.startswith("Veel") else "Sluimer…", newest(night))
        if wakes.startswith("Veel"):
            officer.presses("Sluimer…", newest(night))
        officer.presses("tot 07:30", newest(night))
        hush(night)
        angry(night, 19 if wakes.startswith("Veel") else 1)
        night.forward(minutes=2)
        assert night.quiet(), wakes
        if wakes.startswith("Veel"):
            angry(night, 1)
        else:
            paper(night, "krant-b")
        night.forward(minutes=2)
        fresh = officer.fresh()
        assert [m.silent for m in fresh] == [False], wakes
        assert wakes.casefold() in fresh[0].text.casefold()
        assert "u hebt dit" in fresh[0].text.casefold()


def newest(care: Office) -> Shown:
    """The newest notification on her phone: the one with buttons."""
    return next(m for m in reversed(care.phone("joost").messages) if m.labels)


def paper(care: Office, name: str) -> None:
    care.says(
        "Weer niemand bij de nachtzorg in Beukenhof", thread_id="krant", author=name, bio="Nieuwsredactie van de krant",
        platform="news", kind=Kind.ARTICLE, via=Via.SEARCH, url=f"https://{name}.test/nieuws",
    )  # fmt: skip


def test_had_she_not_answered(office) -> None:
    """The steps of the chain, minute by minute: again, a call, the backup, the manager, and the end in red."""
    voice = Voice()
    care: Office = office(CHAIN, TWO_AT_NIGHT, mail=True, voice=voice)
    her, backup, board = (care.phone(p) for p in (on_duty(care), "karin", "marleen"))
    care.says("Mijn vader ligt alleen, geen nachtzorg in Beukenhof!")
    care.forward(seconds=5)
    assert her.rings() and not backup.rings() and not board.rings()
    care.forward(minutes=5)
    assert her.rings() and her.shows("Nog steeds open · 2e keer")
    assert voice.rang == []
    care.forward(minutes=3)
    assert [to for to, _ in voice.rang] == ["MAIL_JOOST"]
    assert "🔴 Crisis" in voice.rang[0][1] and not backup.rings()
    care.forward(minutes=4)
    assert backup.rings() and backup.shows("Na 12 min nog niet opgepakt")
    care.forward(minutes=8)
    assert board.rings() and board.shows("Na 20 min nog niet opgepakt")
    care.forward(minutes=20)
    assert "chain_ended" in care.log() and "second_way" not in care.log(), "Telegram worked all the time"
    told = {(n.person, n.notifier): n.state for n in care.case().notices}
    assert told["joost", "voice"] == "sent" and told["marleen", "telegram"] == "sent"
    care.forward(hours=7)
    assert any("Niemand pakte dit op in de hele opschaling" in m.text for m in care.phone("karin").messages)


def test_a_call_is_not_made_any_more_once_she_has_it(office) -> None:
    voice = Voice()
    care: Office = office(CHAIN, TWO_AT_NIGHT, mail=True, voice=voice)
    care.says("Mijn vader ligt alleen, geen nachtzorg in Beukenhof!")
    care.forward(minutes=7, seconds=50)
    care.phone("joost").presses("Ik pak dit op")
    care.forward(minutes=30)
    assert voice.rang == [] and not care.phone("marleen").messages


def test_had_telegram_been_down(office) -> None:
    """The same steps by the other ways; the failure itself rings nobody."""
    care: Office = office(CHAIN, TWO_AT_NIGHT, mail=True, voice=Voice())
    care.telegram.script("sendMessage", *[scripts.page(502)] * 3000)
    care.says("Mijn vader ligt alleen, geen nachtzorg in Beukenhof!")
    care.forward(minutes=2, seconds=30)
    assert care.mailbox("joost") and care.mailbox("joost")[0].subject.startswith("🔴 Crisis")
    assert "jansen" not in care.mailbox("joost")[0].text
    since = care.store.read(lines.failing)["telegram"].failing_since
    assert since - TWO_AT_NIGHT < care.clock.now() - TWO_AT_NIGHT
    assert not care.mailbox("marleen"), "that Telegram is down wakes nobody by itself"
    care.forward(minutes=19)
    for person in ("karin", "marleen"):
        assert care.mailbox(person)[0].subject.startswith("🔴 Crisis"), person
    care.telegram.scripts.clear()
    care.forward(minutes=2)
    assert care.store.read(lines.failing) == {}


def test_at_half_past_seven_the_night_is_handed_over(office) -> None:
    """07:30: what runs, for whoever comes; for her one tap that passes on what she still has."""
    care: Office = office(CHAIN, TWO_AT_NIGHT, mail=True)
    her = care.phone("joost")
    care.says("Mijn vader ligt alleen, geen nachtzorg in Beukenhof!", author="m.jansen")
    care.forward(seconds=5)
    her.presses("Ik pak dit op")
    her.writes("teamleider gebeld, verklaring om 8 uur", reply=True)
    hush(care)
    care.forward(hours=5, minutes=29)
    assert care.quiet() or on_duty(care) == "joost"
    care.forward(minutes=2)
    day = care.phone("karin")
    assert on_duty(care) == "karin"
    assert day.last.text.split("\n")[:2] == ["🤝 U hebt nu dienst (Piket), na Joost Verhaar.", "Lopende zaken: 1"]
    assert "#1 🔴 Crisis · Ernstig voorval · Beukenhof · bij Joost Verhaar" in day.last.text
    assert "jansen" not in day.last.text
    mine = next(m for m in reversed(her.messages) if m.labels == ("Overdragen aan Karin Postma",))
    assert "Uw dienst zit erop" in mine.text
    her.presses("Overdragen aan Karin Postma", mine)
    assert care.case().case.assignee in (None, "karin")
    assert any("Ik pak dit op" in m.labels for m in day.messages) or care.case().case.assignee == "karin"


def on_duty(care: Office) -> str:
    (duty,) = [one for one in care.store.read(care.house.roster.duties) if one.schedule == "piket"]
    return duty.turn.who or ""


def test_two_people_tap_together_and_the_second_hears_who_was_first(night: Office) -> None:
    night.says("Mijn vader ligt alleen, geen nachtzorg in Beukenhof!")
    night.forward(seconds=5)
    data = night.phone("marleen").last.button("Ik pak dit op").data
    night.phone("joost").presses("Ik pak dit op")
    night.telegram.press_data(106, night.phone("marleen").last.id, data)
    night.forward(seconds=3)
    assert night.telegram.answers[-1].text == "Joost Verhaar was u voor."
