"""The officer on call, 02:00: her night, line by line (the clock is the organisation's own)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.demo.telegram import Shown
from bot.ports import Address
from rules.protocol.model import Secret
from tests.bot.office import Office, protocol_from
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
grouping:"""
FIRST = 'checklists:\n  nachtzorg: ["Reageer niet inhoudelijk; bel de teamleider nacht."]\ngrouping:'
NIGHT = CARE.replace("rules:\n", TOPICS).replace("\ngrouping:", RULE).replace("\ngrouping:", "\n" + FIRST)


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

    # 02:06  she replies to the message: it becomes a note in the time-line
    assert officer.writes("teamleider gebeld, verklaring om 8 uur", reply=True).text == "Genoteerd bij de zaak."
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


def test_had_she_not_answered(night: Office) -> None:
    """The steps of the chain: said again, then the backup, then the last resort, and the end itself the next morning."""
    night.says("Mijn vader ligt alleen, geen nachtzorg in Beukenhof!")
    night.forward(seconds=5)
    for phone in night.phones.values():
        phone.fresh()
    night.forward(minutes=6)
    backup = night.phone("karin")
    assert backup.rings() and backup.shows("Na 5 min nog niet opgepakt")
    night.forward(minutes=16)
    assert night.phone("marleen").rings() and night.phone("marleen").shows("Nog steeds open · 2e keer")
    assert "chain_ended" in night.log()
    night.forward(hours=7)
    owner = night.phone("karin")
    assert any("Niemand pakte dit op in de hele opschaling" in m.text for m in owner.messages)
    assert "end_reported" in night.log()


def test_two_people_tap_together_and_the_second_hears_who_was_first(night: Office) -> None:
    night.says("Mijn vader ligt alleen, geen nachtzorg in Beukenhof!")
    night.forward(seconds=5)
    data = night.phone("marleen").last.button("Ik pak dit op").data
    night.phone("joost").presses("Ik pak dit op")
    night.telegram.press_data(106, night.phone("marleen").last.id, data)
    night.forward(seconds=3)
    assert night.telegram.answers[-1].text == "Joost Verhaar was u voor."
