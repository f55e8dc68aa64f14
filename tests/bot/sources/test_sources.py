"""The sources at work: what fails is left alone and told, what dies is counted, what is deleted goes here as well."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import msgspec
import pytest

from bot.app.opening import tools_of
from bot.app.sources import Sources
from bot.platforms.http import Http
from bot.platforms.meter import BudgetError
from bot.ports import Batch, Gap, SourceError
from bot.store import coverage, mentions, reads
from rules.mention import Author, Kind, Mention, Via
from tests.bot.protocol import CARE
from tests.bot.test_the_service_runs import Source
from tests.bot.test_way_of_a_mention import NEGLECT

HOUR = timedelta(hours=1)


class Stream:
    """A stream that gives what it is told and then ends or breaks."""

    platform = "mastodon"

    def __init__(self, name: str, *rounds: list[Batch | Exception]) -> None:
        self.name = name
        self.rounds = list(rounds)
        self.from_: list[str] = []

    async def listen(self, cursor: str) -> AsyncIterator[Batch]:
        self.from_.append(cursor)
        for one in self.rounds.pop(0) if self.rounds else []:
            if isinstance(one, Exception):
                raise one
            yield one

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def care(office):
    return office(CARE)


def at_work(care, *watchers, listeners=()) -> Sources:
    return Sources(care.house, watchers, listeners, ring=lambda: None)


def message(care, text: str, id: str = "p1") -> Mention:
    """Somebody's comment on our page, not heard yet."""
    return Mention(
        id=id,
        platform="facebook_page",
        kind=Kind.COMMENT,
        text=text,
        posted_at=care.clock.now(),
        author=Author("anna"),
        via=Via.OWN_PAGE,
        lang="nl",
    )


def looks(care, sources: Sources) -> None:
    for one in sources.watchers:
        care.loop.run_until_complete(sources.watch(one))


def listens(care, sources: Sources, listener) -> timedelta:
    return care.loop.run_until_complete(sources._listen(listener))


def state(care, name: str) -> coverage.Coverage:
    found = care.store.read(lambda tx: coverage.read(tx, care.clock.now() - 400 * HOUR))
    return next(one for one in found if one.name == name)


def test_case_27_a_blind_source_says_since_when_and_is_not_asked_all_the_time(care):
    source = Source("krant", *[SourceError("het token is verlopen", blind=True)] * 100)
    sources = at_work(care, source)
    began = care.clock.now()
    for _ in range(60):
        looks(care, sources)
        care.clock.forward(timedelta(minutes=1))
    assert (state(care, "krant").blind, state(care, "krant").failing_since) == (True, began)
    assert 100 - len(source.outcomes) <= 12, "at most every five minutes"


def test_a_source_that_is_mended_is_asked_within_five_minutes(care):
    sources = at_work(care, Source("krant", SourceError("weg", blind=True)))
    looks(care, sources)
    care.clock.forward(timedelta(minutes=5))
    looks(care, sources)
    assert (state(care, "krant").blind, state(care, "krant").failing_since, state(care, "krant").error) == (
        False,
        None,
        "",
    )


@pytest.mark.parametrize(("asked", "held"), [(timedelta(seconds=30), 30), (timedelta(hours=10), 3600)])
def test_case_68_a_source_that_asks_to_wait_is_left_alone_but_not_for_ever(care, asked, held):
    source = Source("krant", SourceError("wacht", retry_after=asked), Batch([], "next"))
    sources = at_work(care, source)
    looks(care, sources)
    care.clock.forward(timedelta(seconds=held - 1))
    looks(care, sources)
    assert len(source.outcomes) == 1
    care.clock.forward(timedelta(seconds=1))
    looks(care, sources)
    assert source.outcomes == []


def test_case_29_a_source_that_dies_is_tried_ever_more_slowly_and_three_deaths_are_known(care):
    dies, other = Source("krant", *[ValueError("boem")] * 50), Source("blad")
    sources = at_work(care, dies, other)
    for second in range(120):
        looks(care, sources)
        if second == 3:
            assert state(care, "krant").dead, "three deaths: at 0, 1 and 3 seconds"
        care.clock.forward(timedelta(seconds=1))
    assert 50 - len(dies.outcomes) == 7, "at 0, 1, 3, 7, 15, 31, 63 seconds"
    assert not state(care, "blad").dead
    assert state(care, "blad").failing_since is None
    dies.outcomes.clear()
    care.clock.forward(HOUR)
    looks(care, sources)
    assert (state(care, "krant").deaths, state(care, "krant").dead) == (0, False)


def test_a_stream_goes_on_where_its_last_kept_batch_ended_and_has_a_cursor_of_its_own(care):
    said = message(care, NEGLECT)
    stream = Stream("tuut", [Batch([], "7"), Batch([], "8"), SourceError("weg")], [Batch([said], "9")])
    sources = at_work(care, Source("tuut", Batch([], "looked")), listeners=[stream])
    looks(care, sources)
    listens(care, sources, stream)
    listens(care, sources, stream)
    assert stream.from_ == ["", "8"]
    assert care.store.read(lambda tx: (coverage.stream(tx, "tuut"), coverage.cursor(tx, "tuut"))) == ("9", "looked")
    assert state(care, "tuut").failing_since is None


def test_a_stream_that_closes_at_once_is_not_opened_all_the_time(care):
    stream = Stream("tuut")
    sources = at_work(care, listeners=[stream])
    pauses = [listens(care, sources, stream).total_seconds() for _ in range(12)]
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_a_stream_that_a_person_must_mend_keeps_nobody_from_looking_at_the_same_source(care):
    stream, source = Stream("x", [SourceError("niet aangemeld", blind=True)]), Source("x", Batch([], "next"))
    sources = at_work(care, source, listeners=[stream])
    assert listens(care, sources, stream) == timedelta(minutes=5)
    looks(care, sources)
    assert source.outcomes == []


def test_a_stream_that_dies_is_counted_and_one_that_held_begins_anew(care):
    class Holds(Stream):
        async def listen(self, cursor: str) -> AsyncIterator[Batch]:
            care.clock.forward(timedelta(minutes=3))
            async for batch in super().listen(cursor):
                yield batch

    stream = Holds("tuut", [KeyError("tag")], [KeyError("tag")], [KeyError("tag")], [], [])
    sources = at_work(care, listeners=[stream])
    for _ in range(3):
        listens(care, sources, stream)
    assert state(care, "tuut").dead
    assert [listens(care, sources, stream).total_seconds() for _ in range(2)] == [1, 1]


def test_the_loops_of_streams_run_until_they_are_cancelled(care):
    stream = Stream("tuut", [Batch([], "1")], [Batch([], "2")], [Batch([], "3")])
    sources = Sources(care.house, listeners=[stream], ring=lambda: None, first_pause=timedelta(milliseconds=1))

    async def work() -> None:
        tasks = [asyncio.ensure_future(loop()) for loop in sources.loops()]
        while stream.rounds:
            await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    care.loop.run_until_complete(asyncio.wait_for(work(), 5))
    assert stream.from_[:3] == ["", "1", "2"]
    assert sources.watched() == {"tuut": "mastodon"}


def test_gaps_are_kept_once_and_tell_what_may_be_claimed(care):
    now = care.clock.now()
    hole = Gap(now - 3 * HOUR, now - 2 * HOUR, "limit")
    sources = at_work(care, Source("krant", Batch([], "1", gaps=[hole], seen_until=now), Batch([], "2", gaps=[hole])))
    looks(care, sources)
    looks(care, sources)
    found = state(care, "krant")
    assert found.gaps == (hole,)
    assert not found.whole(now - 4 * HOUR, now)
    assert found.whole(now - 2 * HOUR, now)
    assert not found.whole(now - HOUR, now + HOUR), "not seen yet"
    care.clock.forward(timedelta(days=401))
    care.loop.run_until_complete(sources.sweep_once())
    assert care.store.read(lambda tx: coverage.read(tx, now - 9 * HOUR))[0].gaps == ()


# --- deleted at the platform ------------------------------------------------------------------------------


def body(care, number: int = 1) -> str:
    found = care.store.read(lambda tx: mentions.mention(tx, number))
    assert found is not None
    return found.text


def sweep(care, sources: Sources) -> int:
    return care.loop.run_until_complete(sources.sweep_once())


def test_case_63_deleted_before_it_came_is_never_here(care):
    said = message(care, "Wat een feest", id="p1")
    sources = at_work(care, Source("test", Batch([], "1", gone=["p1"]), Batch([said], "2")))
    looks(care, sources)
    looks(care, sources)
    assert care.store.read(lambda tx: reads.tally(tx))["mentions"] == 0


def test_case_63_an_edit_that_comes_before_what_it_edits_is_the_one_that_stays(care):
    late, early = care.clock.now(), care.clock.now() - HOUR
    first, edited = message(care, "eerst", id="p1"), message(care, "later", id="p1")
    sources = at_work(
        care, Source("test", Batch([edited], "1", as_of={"p1": late}), Batch([first], "2", as_of={"p1": early}))
    )
    looks(care, sources)
    looks(care, sources)
    assert body(care) == "later"


def test_case_91_what_nobody_needs_is_gone_at_the_next_sweep(care):
    said = message(care, "Gezellige middag gehad met z'n allen", id="p1")
    sources = at_work(care, Source("test", Batch([said], "1"), Batch([], "2", gone=["p1"]), Batch([said], "3")))
    looks(care, sources)
    care.settle()
    looks(care, sources)
    assert sweep(care, sources) == 1
    assert body(care) == ""
    looks(care, sources)
    assert (body(care), sweep(care, sources)) == ("", 0)


def test_case_91_what_a_case_waits_for_stays_until_it_is_resolved_and_never_a_whole_day(care):
    said = message(care, NEGLECT, id="p1")
    sources = at_work(care, Source("test", Batch([said], "1"), Batch([], "2", gone=["p1"])))
    looks(care, sources)
    care.settle()
    looks(care, sources)
    assert sweep(care, sources) == 0
    assert body(care) == NEGLECT
    care.clock.forward(timedelta(hours=23))
    assert sweep(care, sources) == 1
    raw = care.store.read(lambda tx: str(mentions.judged_mention(tx, 1)))
    assert not set(NEGLECT.split()) & {word for word in raw.replace("'", " ").split() if len(word) > 6}


def test_what_a_platform_asked_of_a_node_that_is_gone_is_kept_by_the_next(care):
    looked = Source("krant", SourceError("wacht", retry_after=timedelta(minutes=20)))
    heard = Stream("tuut", [SourceError("wacht", retry_after=timedelta(minutes=20))])
    gone = at_work(care, looked, listeners=[heard])
    care.store.write(lambda tx: coverage.watch(tx, {"krant": "news", "tuut": "mastodon"}))
    looks(care, gone)
    listens(care, gone, heard)
    source, stream = Source("krant", Batch([], "next")), Stream("tuut", [Batch([], "9")])
    other = at_work(care, source, listeners=[stream])
    care.clock.forward(timedelta(minutes=19))
    looks(care, other)
    assert listens(care, other, stream) == timedelta(minutes=1) and len(source.outcomes) == 1 and stream.from_ == []
    care.clock.forward(timedelta(minutes=1))
    looks(care, other)
    listens(care, other, stream)
    assert source.outcomes == [] and stream.from_ == [""]


def test_a_budget_that_was_raised_and_a_clock_that_jumped_hold_nobody(care):
    spent = BudgetError("het dagbudget is op")
    spent.retry_after = timedelta(minutes=40)
    looks(care, at_work(care, Source("krant", spent)))
    source = Source("krant", Batch([], "next"))
    looks(care, at_work(care, source))
    assert source.outcomes == []
    care.store.write(lambda tx: coverage.hold(tx, "krant", care.clock.now() + timedelta(days=400)))
    again = Source("krant", Batch([], "later"))
    looks(care, at_work(care, again))
    assert again.outcomes == []


# --- two ways to one source -----------------------------------------------------------------------------------------


class Network(Stream):
    """Hears what no look finds."""

    sole = True


def test_a_stream_that_goes_on_does_not_hide_that_looking_needs_a_person(care):
    stream = Network("blauw", [Batch([], "1")], [Batch([], "2")])
    sources = at_work(
        care, Source("blauw", SourceError("het wachtwoord is ingetrokken", blind=True)), listeners=[stream]
    )
    looks(care, sources)
    listens(care, sources, stream)
    assert (state(care, "blauw").blind, state(care, "blauw").error) == (True, "het wachtwoord is ingetrokken")
    care.clock.forward(timedelta(minutes=5))
    looks(care, sources)
    assert not state(care, "blauw").blind


@pytest.mark.parametrize("kind", [Network, Stream])
def test_a_stream_that_is_silent_for_long_is_told_although_looking_goes_well_unless_looks_find_the_same(care, kind):
    stream = kind("blauw", *[[SourceError("onbereikbaar")]] * 20)
    sources = at_work(care, Source("blauw"), listeners=[stream])
    began = care.clock.now()
    for _ in range(20):
        listens(care, sources, stream)
        looks(care, sources)
        care.clock.forward(timedelta(minutes=2))
    assert state(care, "blauw").failing_since == (began if kind is Network else None)
    stream.rounds.append([Batch([], "1")])
    listens(care, sources, stream)
    assert state(care, "blauw").failing_since is None


def test_a_source_is_told_what_we_have_of_it(care, tmp_path):
    looks(care, at_work(care, Source("blad", Batch([message(care, "een", "p1"), message(care, "twee", "p2")], "1"))))
    given = tools_of(SimpleNamespace(data=tmp_path, web=None), care.house, Http())
    assert sorted(given.kept("blad", 9)) == ["p1", "p2"]
    assert given.kept("blauw", 9) == []


@pytest.mark.parametrize("year", [1, 1970])
def test_a_program_that_knows_no_time_is_heard_like_any_other(care, year):
    said = msgspec.structs.replace(message(care, NEGLECT), posted_at=datetime(year, 1, 1, tzinfo=UTC))
    looks(care, at_work(care, Source("blad", Batch([said], "1"))))
    care.settle()
    assert care.phone("sanne").rings() or care.phone("karin").rings()
    judged = care.store.read(lambda tx: mentions.judged_mention(tx, 1))
    assert judged is not None and judged[1] is not None, "judged, and not set apart"
