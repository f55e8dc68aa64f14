"""The second pass in the house: a slower reader finds what the first one missed, and can do no harm."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.app.service import Service
from bot.ingest.second import AT_ONCE, SecondPass
from rules.mention import Via
from rules.text.scorer import Scored
from tests.bot.protocol import CARE

MISSED = "Zorg Proef, jullie horen nog van ons."
"""No word of this says anything."""
NET = """  - id: net
    name: Negatief en niets anders past
    when: {sentiment: negative, score: -0.2 or less, nothing_else: true}
    category: complaint
    level: attention
    owner: webcare
"""
NETTED = CARE.replace("grouping:", NET + "grouping:")


class Reader:
    """A scorer that has its answer ready and remembers what it was asked."""

    def __init__(self, chance: float = 0.95, fault: Exception | None = None, each: int = 1) -> None:
        self.chance, self.fault, self.each = chance, fault, each
        self.asked: list[str] = []

    def score(self, texts):
        self.asked += texts
        if self.fault is not None:
            raise self.fault
        return [Scored(self.chance)] * (len(texts) * self.each)


@pytest.fixture
def house(office):
    """A house with this second reader."""

    def build(reader: Reader | None, protocol: str = NETTED):
        care = office(protocol)
        care.house.second.scorer = reader
        return care

    return build


def test_what_the_first_reading_missed_reaches_a_colleague(house):
    reader = Reader()
    care = house(reader)
    care.says(MISSED)
    assert reader.asked == [MISSED]
    assert care.phone("sanne").shows("Aandacht")


def test_without_a_second_reader_it_stays_as_the_rules_say(house):
    care = house(None)
    care.says(MISSED)
    assert care.quiet()
    care.house.second.start()
    assert care.house.read_again() == 0


def test_an_unsure_answer_changes_nothing(house):
    reader = Reader(chance=0.5)
    care = house(reader)
    care.says(MISSED)
    assert reader.asked and care.quiet()


def test_it_is_not_asked_about_what_is_not_about_us_or_already_told(house):
    reader = Reader()
    care = house(reader)
    care.says("een heel ander bericht", via=Via.SEARCH)
    care.says("Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!")
    assert reader.asked == []
    assert care.phone("sanne").shows("Ernstig")


@pytest.mark.parametrize(
    ("reader", "said"),
    [(Reader(fault=RuntimeError("text of a message")), "RuntimeError"), (Reader(each=2), "wrong number of answers")],
)
def test_a_reader_that_fails_is_logged_without_a_word_of_the_text_and_ignored(house, reader, said):
    care = house(reader)
    with capture_logs() as logs:
        care.says(MISSED)
        care.says("Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!")
    [line] = [entry for entry in logs if entry["event"] == "scorer_failed"]
    assert line["error"] == said and "text of a message" not in str(logs)
    assert care.phone("sanne").shows("Ernstig"), "the first reading goes on"


def test_a_mention_edited_meanwhile_is_left_to_its_own_reading(house):
    care = house(Reader(chance=0.0))
    first = care.says(MISSED)
    second = care.house.second
    second.scorer = Editing(care, first)
    second.note([1])
    second.run_once()
    care.settle()
    assert care.quiet()


class Editing(Reader):
    """While it reads, the author edits."""

    def __init__(self, care, mention) -> None:
        super().__init__()
        self.care, self.mention = care, mention

    def score(self, texts):
        from dataclasses import replace

        from bot.ports import Batch

        self.care.house.ingest.keep("test", Batch([replace(self.mention, text="Zorg Proef, dank je wel!")], ""))
        return super().score(texts)


def test_a_start_looks_back_for_what_was_not_read_again(house):
    care = house(None)
    care.says(MISSED)
    late = SecondPass(care.store, care.house.ingest, care.clock, Reader())
    late.start()
    assert late.run_once() == 1
    care.settle()
    assert care.phone("sanne").shows("Aandacht")
    late.start()
    assert late.run_once() == 0, "what was raised is not asked again"


def test_few_at_a_time(house):
    reader = Reader(chance=0.0)
    care = house(None)
    for n in range(AT_ONCE + 2):
        care.says(f"Zorg Proef, jullie horen nog van ons, nummer {n}.")
    late = SecondPass(care.store, care.house.ingest, care.clock, reader)
    late.start()
    assert [late.run_once(), late.run_once(), late.run_once()] == [AT_ONCE, 2, 0]


def test_a_protocol_without_a_net_is_said_once(house):
    care = house(Reader(), CARE)
    with capture_logs() as logs:
        care.house.second.start()
        care.says(MISSED)
    assert [entry["event"] for entry in logs].count("second_pass_without_safety_net") == 1
    assert care.quiet()


def test_the_service_reads_again_behind_the_others(house):
    care = house(None)
    care.says(MISSED)
    reader = Reader()
    care.house.second.scorer = reader

    async def go() -> None:
        service = Service(care.house, api=None)
        loop = asyncio.create_task(service._read_again())
        for _ in range(200):
            if service._speaking.is_set():
                break
            await asyncio.sleep(0.01)
        loop.cancel()

    care.loop.run_until_complete(go())
    assert reader.asked == [MISSED]


def test_what_goes_wrong_while_it_is_told_leaves_the_first_reading(house, monkeypatch):
    care = house(Reader())

    def broken(*_):
        raise RuntimeError("no")

    monkeypatch.setattr(care.house.ingest, "judge_again", broken)
    with capture_logs() as logs:
        care.says(MISSED)
    assert "second_reading_failed" in [entry["event"] for entry in logs]
    assert care.quiet()
