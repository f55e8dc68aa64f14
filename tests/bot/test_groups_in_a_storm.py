"""A group in a storm: every edit counts for Telegram as a message, twenty a minute; what is over is refused with a 429.

The pretend Telegram refuses as the real one does. Nothing of ours may run into that, and in the end every copy is true.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.demo.telegram import Shown
from bot.demo.telegram.scripts import refusal, too_many
from bot.ports import TELEGRAM, Address
from rules.case.model import Action, Pressed
from tests.bot.office import Office
from tests.bot.protocol import CARE

Build = Callable[..., Office]
GROUP = -1001
WEBCARE = CARE.replace(
    "people: [sanne, imran], stand_in: duty}", "people: [sanne, imran], stand_in: duty, group: secret:GRP}"
)
WEBCARE = WEBCARE.replace("one_case: [thread, same_text, subject + location]", "one_case: [thread]")
SAID = (
    "Een doorligplek zo groot als mijn hand, en niemand die keek",
    "Opa lag vanochtend in zijn eigen plas toen wij binnenkwamen",
    "Ze verwaarlozen de tuin en ook mijn tante, dat is verwaarlozing",
    "Wie belt de inspectie over doorligwonden op de tweede verdieping?",
    "Twee dagen geen eten gebracht: pure verwaarlozing van mijn buurman",
    "Schoonmoeder zat weer in haar eigen plas tijdens het paasontbijt",
    "De wijkverpleging ziet nooit iets, ook die doorligplekken niet",
    "Mijn broer met een beperking wordt daar verwaarloosd en uitgelachen",
)
CASES = len(SAID)


@pytest.fixture
def care(office: Build) -> Office:
    built: Office = office(WEBCARE, groups=lambda role: Address(TELEGRAM, str(GROUP)) if role == "webcare" else None)
    built.telegram.group(GROUP, "Webcare", [101, 102])
    built.telegram.flood.strict = True
    return built


def copies(care: Office) -> list[Shown]:
    return [m for m in care.telegram.chats[GROUP].messages if m.sender.is_bot and "Wie heeft dienst" not in m.text]


def busiest_minute(care: Office) -> int:
    """The most calls that wrote to the group within one minute, refused ones included."""
    at = sorted(c.at for c in care.telegram.calls if c.chat == GROUP and c.method in ("sendMessage", "editMessageText"))
    return max((sum(start <= one < start + timedelta(minutes=1) for one in at) for start in at), default=0)


def storm(care: Office) -> None:
    """So many cases, each in the group, and then much about all of them at once."""
    for number, said in enumerate(SAID):
        care.says(said, thread_id=f"t{number}", author=f"a{number}")
        care.forward(minutes=1)
    for turn in range(6):
        for number in range(CASES):
            care.says(f"Ook dit is verwaarlozing bij Zorg Proef {turn} {number}", thread_id=f"t{number}")
            who = "sanne" if turn % 2 else "imran"
            care.house.desk.act(number + 1, Pressed(Action.RETURN if turn % 3 else Action.TAKE, who))
        care.forward(seconds=20)


def test_edits_in_a_group_stay_below_the_limit_and_every_copy_is_true_in_the_end(care: Office) -> None:
    storm(care)
    for number in range(CASES):
        care.house.desk.act(number + 1, Pressed(Action.TAKE, "sanne"))
    care.forward(minutes=5)
    shown = copies(care)
    assert len(shown) == CASES
    assert sum(one.edited for one in shown) >= CASES
    assert 10 <= busiest_minute(care) <= 19
    assert care.telegram.flood.refused == 0
    assert all("✅ Sanne heeft dit" in one.text for one in shown)


def test_a_429_on_an_edit_quiets_only_that_group_and_the_last_state_stands_there_afterwards(care: Office) -> None:
    care.says("Zorg Proef: doorligplek", thread_id="t1")
    care.forward(seconds=30)
    assert len(copies(care)) == 1
    care.telegram.script("editMessageText", too_many(40), chat=GROUP)
    calls = len(care.telegram.calls)
    care.house.desk.act(1, Pressed(Action.TAKE, "sanne"))
    care.forward(seconds=5)
    care.house.desk.act(1, Pressed(Action.RESOLVE, "sanne"))
    care.forward(seconds=20)
    to_group = [c for c in care.telegram.calls[calls:] if c.chat == GROUP]
    assert len(to_group) == 1
    assert "Afgerond door Sanne" in care.phone("imran").last.text
    care.forward(seconds=30)
    assert any("Afgerond door Sanne" in m.text for m in care.telegram.chats[GROUP].messages)


def test_what_is_sent_again_without_markup_counts_as_well(care: Office) -> None:
    bad = refusal(400, "Bad Request: can't parse entities: unsupported start tag")
    care.telegram.script("sendMessage", *[bad] * CASES, chat=GROUP)
    care.telegram.script("editMessageText", *[bad] * 40, chat=GROUP)
    storm(care)
    care.forward(minutes=3)
    assert busiest_minute(care) <= 20
    assert care.telegram.flood.refused == 0
