"""Erasure of an author and keeping no longer than the protocol says: the file itself is searched."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from bot.app.keeping import Keeping, erase
from bot.ports import Batch, PublicAct, Target
from bot.store import Tx, acting, gone, mentions, reads
from bot.store.acting import Measure
from bot.store.erasing import scrub
from bot.store.schema import metadata
from rules.case.actions import Verb
from rules.case.drafts import Draft
from rules.mention import Author, Kind, Mention, Via
from tests.bot.office import protocol_from
from tests.bot.protocol import CARE
from tests.bot.test_way_of_a_mention import NEGLECT

DAY = timedelta(days=1)
PROTOCOL = replace(
    protocol_from(CARE),
    privacy=replace(
        protocol_from(CARE).privacy,
        keep={"noise": 7 * DAY, "routine": 90 * DAY, "serious": 400 * DAY, "crisis": 400 * DAY},
    ),
)
CANARIES = ("kanarieman", "Koos Kanarie", "natte lakens", "kanarie.example", "KANARIEPOST")


@pytest.fixture
def care(office):
    return office(PROTOCOL)


def said(care, text: str, id: str = "p1", author: str = "anna", **more: object) -> Mention:
    values = {"platform": "facebook_page", "kind": Kind.COMMENT, "posted_at": care.clock.now(), "via": Via.OWN_PAGE}
    return Mention(id=id, text=text, author=Author(author, str(more.pop("name", ""))), lang="nl", **values | more)  # type: ignore[arg-type]


def text_of(care, number: int = 1) -> str:
    found = care.store.read(lambda tx: mentions.mention(tx, number))
    assert found is not None
    return found.text


def raw(care) -> bytes:
    """Every byte of the database, its journal and its shared memory; of PostgreSQL, every row of every table."""
    if not care.store.is_sqlite:
        return care.store.read(_every_row)
    return b"".join(
        file.read_bytes() for file in care.store.path.parent.glob(f"{care.store.path.name}*") if file.is_file()
    )


def _every_row(tx: Tx) -> bytes:
    rows = [tx.exec_driver_sql(f"SELECT t::text FROM {name} t").scalars() for name in metadata.tables]
    return "\n".join(row for found in rows for row in found).encode()


def kanarie(care) -> Mention:
    return said(
        care,
        NEGLECT + " Al die natte lakens!",
        id="https://kanarie.example/KANARIEPOST",
        author="kanarieman",
        name="Koos Kanarie",
        url="https://kanarie.example/1",
        thread_id="kanarie.example-draad",
    )


def measure(care, mention: int, **more: object) -> Measure:
    now = care.clock.now()
    values = {
        "draft": 9,
        "case_id": 1,
        "mention": mention,
        "verb": "hide",
        "breach": "hate",
        "platform": "facebook_page",
        "by": "sanne",
        "agreed": "karin",
        "why": "four_eyes",
        "reason": "",
        "author": "kanarieman",
        "words": "natte lakens",
        "url": "https://kanarie.example/1",
        "posted_at": now,
        "hash": "a" * 64,
        "kept_at": now,
    }
    return Measure(**values | more)  # type: ignore[arg-type]


def test_case_89_an_erased_author_is_nowhere_in_the_file_and_does_not_come_back(care):
    first = kanarie(care)
    answer = said(care, "Eens!", "p2", "bram", parent_id=first.id, parent_text=first.text)
    care.hears(first, answer)
    care.hears(msgspec.structs.replace(first, text=first.text + " Verschrikkelijk, nu nog steeds natte lakens."))
    care.store.write(lambda tx: acting.keep_evidence(tx, measure(care, 1)))
    draft = care.store.write(
        lambda tx: acting.open_draft(tx, Draft(0, 1, 1, Verb.REPLY, "test", "sanne"), care.clock.now())
    )
    target = Target("test", "facebook_page", first.id, author="kanarieman", url=first.url)
    act = PublicAct("k1", Verb.REPLY, target, "Beste Koos Kanarie")
    care.store.write(lambda tx: acting.add_act(tx, draft.id, act, care.clock.now()))
    (errand,) = care.store.write(lambda tx: acting.claim(tx, "a", care.clock.now(), 5))
    care.store.write(
        lambda tx: acting.settle(tx, errand, "a", care.clock.now(), "done", url="https://kanarie.example/2")
    )
    assert all(word.encode() in raw(care) for word in CANARIES), "the search itself works"

    done = erase(care.house, {"author": "Kanarieman", "platform": "facebook_page"})

    assert (done["mentions"], done["whole"]) == (1, True)
    assert [word for word in CANARIES if word.encode() in raw(care)] == []
    left = care.store.read(lambda tx: mentions.mention(tx, 1))
    assert left is not None
    assert (left.author.handle, left.text) == (done["pseudonym"], "")
    assert text_of(care, 2) == "Eens!", "what others said stays"
    before = care.store.read(lambda tx: reads.tally(tx))["mentions"]
    care.hears(first)
    care.hears(first, source="een andere bron")
    assert care.store.read(lambda tx: reads.tally(tx))["mentions"] == before
    assert b"natte lakens" not in raw(care)


def test_case_89_the_phone_no_longer_shows_what_was_erased(care):
    care.hears(kanarie(care))
    phone = care.phone("sanne")
    assert phone.shows("natte lakens")
    erase(care.house, {"author": "kanarieman"})
    care.forward(minutes=1)
    assert "lakens" not in phone.last.text
    assert phone.shows("Op het platform verwijderd")
    assert erase(care.house, {"author": "kanarieman"})["mentions"] == 0


def test_case_89_a_namesake_on_another_platform_stays(care):
    care.hears(said(care, "Gezellig hier", platform="x", author="kanarieman"))
    assert erase(care.house, {"author": "kanarieman", "platform": "facebook_page"})["mentions"] == 0
    assert text_of(care) == "Gezellig hier"


def test_case_90_what_was_kept_long_enough_goes_and_does_not_come_back_as_news(care):
    nice = said(care, "Gezellige middag gehad met z'n allen")
    care.hears(nice)
    keeping = Keeping(care.house)
    assert keeping.look() == 0
    care.clock.forward(91 * DAY)
    assert keeping.look() == 1
    assert text_of(care) == ""
    assert b"Gezellige" not in raw_after_checkpoint(care)
    care.hears(nice)
    assert text_of(care) == ""
    assert care.store.read(lambda tx: reads.tally(tx))["mentions"] == 1


def raw_after_checkpoint(care) -> bytes:
    assert not care.store.is_sqlite or scrub(care.store.path)
    return raw(care)


def test_case_90_it_runs_daily_and_after_ten_days_down_it_catches_up(care):
    keeping = Keeping(care.house)
    care.hears(said(care, "Gezellige middag gehad met z'n allen"))
    care.clock.forward(90 * DAY - timedelta(hours=1))
    assert keeping.look() == 0
    care.clock.forward(timedelta(hours=2))
    assert keeping.look() == 0, "once a day"
    care.clock.forward(DAY)
    assert keeping.look() == 1
    care.hears(said(care, "Wat een fijne dag was het", "p2"))
    care.clock.forward(100 * DAY)  # ten days down
    assert Keeping(care.house).look() == 1


def test_case_90_what_an_open_case_needs_stays(care):
    care.hears(said(care, NEGLECT))
    care.clock.forward(1000 * DAY)
    assert Keeping(care.house).look() == 0
    assert text_of(care) == NEGLECT


def test_case_90_evidence_goes_at_its_time_and_the_register_stays(care):
    care.hears(kanarie(care))
    now = care.clock.now()
    care.store.write(lambda tx: acting.keep_evidence(tx, measure(care, 1, keep_until=now + 30 * DAY)))
    care.store.write(lambda tx: acting.keep_evidence(tx, measure(care, 1, draft=10)))
    for draft in (9, 10):
        care.store.write(lambda tx, draft=draft: acting.measure_done(tx, draft, now, None))
    care.clock.forward(31 * DAY)
    Keeping(care.house).look()
    kept = {one.draft: one for one in care.store.read(acting.register)}
    assert (kept[9].words, kept[9].author, kept[9].url, kept[9].hash) == ("", "", "", "a" * 64)
    assert kept[10].words == "natte lakens"
    care.clock.forward(400 * DAY)
    Keeping(care.house).look()
    assert {one.words for one in care.store.read(acting.register)} == {""}


def test_case_91_the_words_a_judgement_shows_go_with_the_text(care):
    text = "Wat een verschrikkelijke rotzooi hier. Gisteren was het nog prima."
    care.hears(said(care, text))
    care.store.write(lambda tx: mentions.keep(tx, "test", Batch([], "2", gone=["p1"]), care.clock.now()))
    care.clock.forward(DAY)
    assert care.store.write(lambda tx: gone.purge(tx, care.clock.now())) == 1
    left = raw_after_checkpoint(care)
    assert [word for word in text.split() if len(word) > 8 and word.encode() in left] == []


def test_nothing_goes_when_the_protocol_names_no_time(office):
    care = office(replace(PROTOCOL, privacy=replace(PROTOCOL.privacy, keep={})))
    care.hears(said(care, "Gezellige middag gehad met z'n allen"))
    care.clock.forward(5000 * DAY)
    assert Keeping(care.house).look() == 0
    assert text_of(care)


def test_a_batch_without_erased_authors_costs_one_question(care):
    kept = care.store.write(lambda tx: mentions.keep(tx, "s", Batch([said(care, "Hoi")], "1"), care.clock.now()))
    assert kept.new == 1
