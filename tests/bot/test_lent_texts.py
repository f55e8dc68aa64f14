"""LinkedIn lends us what members say: after two days the words are gone, also while a case waits; the link stays."""

from datetime import timedelta

import msgspec
import pytest

from bot.app.keeping import Keeping
from bot.config import Secret
from bot.config.sources import Lending
from bot.platforms.linkedin import LinkedInSource
from bot.ports import Batch
from bot.store import acting, mentions
from rules.mention import Via
from tests.bot.office import Office
from tests.bot.protocol import CARE
from tests.bot.test_keeping import measure, raw_after_checkpoint

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
INSTEAD = "(niet langer te bewaren; lees het daar)"
NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"
LINK = "https://www.linkedin.com/feed/update/urn:li:activity:1/"


@pytest.fixture
def care(office) -> Office:
    return office(CARE)


def keeping(care: Office) -> Keeping:
    return Keeping(care.house, {"test": 2 * DAY}, INSTEAD)


def text_of(care: Office, number: int = 1) -> str:
    found = care.store.read(lambda tx: mentions.mention(tx, number))
    assert found is not None
    return found.text


def test_words_go_at_their_time_also_in_an_open_case_and_the_phone_no_longer_shows_them(care: Office):
    said = care.says(NEGLECT, platform="linkedin", url=LINK, author="zLqTygBP8S")
    phone = care.phone("sanne")
    assert phone.shows("eigen plas")
    cleaner = keeping(care)
    care.clock.forward(2 * DAY - HOUR)
    cleaner.look()
    assert text_of(care) == NEGLECT
    care.clock.forward(HOUR)
    assert cleaner.give_back(care.clock.now()) == 1
    left = care.store.read(lambda tx: mentions.mention(tx, 1))
    assert left is not None and (left.text, left.url) == (INSTEAD, LINK)
    assert b"eigen plas" not in raw_after_checkpoint(care), "from the file itself"
    care.forward(minutes=1)
    assert not any("eigen plas" in one.text for one in phone.messages if one.labels), "drawn anew"
    assert cleaner.give_back(care.clock.now()) == 0, "once"
    care.hears(said)
    assert text_of(care) == INSTEAD, "seen again it brings nothing back"


def test_what_changed_since_stays_its_own_two_days(care: Office):
    said = care.says(NEGLECT, platform="linkedin")
    care.clock.forward(DAY)
    care.hears(msgspec.structs.replace(said, text=NEGLECT + " Nog steeds."))
    care.clock.forward(DAY + HOUR)
    assert keeping(care).give_back(care.clock.now()) == 0
    care.clock.forward(DAY)
    assert keeping(care).give_back(care.clock.now()) == 1
    assert text_of(care) == INSTEAD


def test_our_own_words_and_other_sources_stay(care: Office):
    care.says("Wij houden open huis", own=True, platform="linkedin", via=Via.OWN_PAGE)
    care.house.ingest.keep("elders", Batch([msgspec.structs.replace(care.says(NEGLECT), id="e1", source="elders")], ""))
    care.settle()
    care.clock.forward(10 * DAY)
    assert Keeping(care.house, {"nergens": DAY}, INSTEAD).give_back(care.clock.now()) == 0
    assert keeping(care).give_back(care.clock.now()) == 1, "only the mention of others from this source"
    assert text_of(care, 1) == "Wij houden open huis"


def test_the_evidence_loses_its_words_and_the_register_stays(care: Office):
    care.says(NEGLECT, platform="linkedin")
    care.store.write(lambda tx: acting.keep_evidence(tx, measure(care, 1)))
    care.store.write(lambda tx: acting.measure_done(tx, 9, care.clock.now(), None))
    care.clock.forward(3 * DAY)
    keeping(care).look()
    [kept] = care.store.read(acting.register)
    assert (kept.words, kept.hash) == ("", "a" * 64)


def test_nothing_is_lent_when_no_source_says_so(care: Office):
    care.says(NEGLECT)
    care.clock.forward(30 * DAY)
    assert Keeping(care.house).give_back(care.clock.now()) == 0
    page = LinkedInSource(name="li", organization="1", token=Secret("t"))
    assert isinstance(page, Lending) and page.keep == 2 * DAY
