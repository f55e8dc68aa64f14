"""Several nodes: each source is looked at by one of them, and another follows within half a minute when it is gone."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from bot.app import roles as roles_module
from bot.app.house import House, Parts
from bot.app.roles import ALONE, DOOR, LINE, LeasedRoles, at_once, of_source, while_mine
from bot.app.service import Service
from bot.app.sources import Sources
from bot.clock import ManualClock, SystemClock
from bot.ports import Batch
from bot.rulebook import Rulebook, Rules
from bot.store import Store, StoreUnreadable, leases
from bot.store.migrate import prepare
from bot.store.outbox import LEASE
from rules.judge import Judge
from tests.bot.office import MONDAY_TEN, protocol_from
from tests.bot.protocol import CARE
from tests.bot.test_the_service_runs import Source
from tests.fakes.postgres import new_database

KRANT = of_source("krant")
MINUTE = timedelta(minutes=1)
QUICK = timedelta(seconds=1.8)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def store(request, tmp_path) -> Iterator[Store]:
    address = f"sqlite:///{tmp_path / 's.db'}"
    if request.param == "postgres":
        address = new_database(request.getfixturevalue("postgres"))
    opened = Store(address)
    prepare(opened)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MONDAY_TEN)


class Paid(Source):
    """A source that is paid by the look."""

    def __init__(self, asked: Counter[str], node: str) -> None:
        super().__init__("krant")
        self.asked, self.node = asked, node

    async def fetch(self, cursor: str) -> Batch:
        self.asked[self.node] += 1
        return await super().fetch(cursor)


class Node:
    """One of the nodes, moved by the test."""

    def __init__(self, name: str, store: Store, clock: ManualClock, asked: Counter[str]) -> None:
        protocol = protocol_from(CARE)
        self.house = House(Parts(store, Rulebook(Rules(protocol, Judge(protocol), 1)), clock, {}, b"k" * 32, name))
        self.roles = LeasedRoles(store, clock, name, {KRANT})
        self.sources = Sources(self.house, [Paid(asked, name)], ring=lambda: None, roles=self.roles)

    async def passes(self) -> None:
        await self.roles.look()
        for watcher in self.sources.watchers:
            await self.sources.watch(watcher)


def test_case_35_ten_minutes_of_two_nodes_cost_as_much_as_those_of_one(store, clock):
    asked: Counter[str] = Counter()

    async def a_while() -> None:
        nodes = [Node(name, store, clock, asked) for name in ("one", "two")]
        for _ in range(60):
            for node in nodes:
                await node.passes()
            clock.forward(timedelta(seconds=10))

    asyncio.run(a_while())
    assert asked == {"one": 60}


def test_case_35_who_is_killed_is_followed_within_the_lease_and_never_before(store, clock):
    asked: Counter[str] = Counter()

    async def story() -> timedelta:
        one, two = (Node(name, store, clock, asked) for name in ("one", "two"))
        await one.passes()
        await two.passes()
        killed = clock.now()  # from here on one does nothing
        while not asked["two"]:
            clock.forward(LEASE / 6)
            await two.passes()
            assert not (one.roles.mine(KRANT) and two.roles.mine(KRANT)), "never both"
        took = clock.now() - killed
        await one.passes()  # it was only asleep: what it had is another's now
        assert not one.roles.mine(KRANT)
        return took

    assert asyncio.run(story()) <= LEASE
    assert asked == {"one": 1, "two": 1}


def test_what_is_not_divided_is_every_nodes_own(store, clock):
    roles = LeasedRoles(store, clock, "one", {KRANT})
    assert roles.mine(of_source("een bestand op deze computer")) and not roles.mine(KRANT)


def test_who_ends_in_good_order_is_followed_at_once(store, clock):
    async def story() -> None:
        one, two = (LeasedRoles(store, clock, name, {KRANT, DOOR}) for name in ("one", "two"))
        assert await one.look() == {KRANT, DOOR}
        assert await two.look() == frozenset()
        await one.release()
        assert not one.mine(KRANT)
        assert await two.look() == {KRANT, DOOR}
        assert await two.look() == frozenset(), "only what is new is said"

    asyncio.run(story())


def test_who_cannot_reach_the_database_stops_before_another_begins(store, clock, monkeypatch):
    async def story() -> None:
        cut = LeasedRoles(store, clock, "cut", {KRANT})
        await cut.look()

        async def gone(work: object) -> None:
            raise StoreUnreadable("gone")

        with monkeypatch.context() as patch:
            patch.setattr(store, "awrite", gone)
            for _ in range(3):
                clock.forward(LEASE / 6)
                with pytest.raises(StoreUnreadable):
                    await cut.look()
            assert not cut.mine(KRANT)
            await cut.release()  # says so in the log and does no harm
        assert await LeasedRoles(store, clock, "other", {KRANT}).look() == frozenset(), "not yet: it has not run out"

    asyncio.run(story())


def test_a_stream_is_listened_to_by_one_and_left_when_it_is_anothers(store, clock, monkeypatch):
    monkeypatch.setattr(roles_module, "POLL", 0.01)
    ended = []

    async def listen() -> str:
        try:
            await asyncio.sleep(30)
        finally:
            ended.append(True)
        return "whole"

    async def story() -> None:
        roles = LeasedRoles(store, clock, "one", {KRANT})
        doing = asyncio.create_task(while_mine(roles, KRANT, listen))
        await asyncio.sleep(0.03)
        assert not doing.done(), "it waits for its turn"
        await roles.look()
        await asyncio.sleep(0.05)
        assert not ended
        clock.forward(LEASE)
        assert await asyncio.wait_for(doing, 2) is None
        assert ended == [True]
        await roles.look()
        assert await while_mine(roles, KRANT, lambda: asyncio.sleep(0, "whole")) == "whole"

    asyncio.run(story())
    assert asyncio.run(while_mine(ALONE, KRANT, lambda: asyncio.sleep(0, "whole"))) == "whole"
    assert asyncio.run(ALONE.release()) is None


class Stream:
    """A stream that stays open."""

    name, platform = "stroom", "mastodon"

    def __init__(self) -> None:
        self.open = 0

    async def listen(self, cursor: str) -> AsyncIterator[Batch]:
        self.open += 1
        try:
            while True:
                await asyncio.sleep(0.05)
                yield Batch([], "next")
        finally:
            self.open -= 1

    async def close(self) -> None:
        """Nothing is kept."""


class Telegram:
    """Telegram refuses a second one who asks."""

    def __init__(self) -> None:
        self.asked = 0

    async def call(self, method: str, params: object, *, wait: float = 0.0) -> object:
        self.asked += 1
        await asyncio.sleep(0.02)
        return True if method == "deleteWebhook" else []


def running(name: str, store: Store, asked: Counter[str]) -> tuple[Service, Stream, Telegram]:
    protocol, clock = protocol_from(CARE), SystemClock()
    parts = Parts(store, Rulebook(Rules(protocol, Judge(protocol), 1)), clock, {}, b"k" * 32, name, lease=QUICK)
    tasks = {KRANT, of_source("stroom"), LINE, DOOR}
    roles = LeasedRoles(store, clock, name, tasks, QUICK)
    stream, line = Stream(), Telegram()
    watcher = Paid(asked, name)
    watcher.every = timedelta(hours=1)
    made = Service(House(parts), api=line, watchers=[watcher], listeners=[stream], tick=0.05, poll=0, roles=roles)
    return made, stream, line


def test_two_services_and_one_of_them_is_killed(store, monkeypatch):
    monkeypatch.setattr(roles_module, "POLL", 0.02)
    asked: Counter[str] = Counter()

    async def until(done) -> float:
        began = asyncio.get_running_loop().time()
        while not done():
            await asyncio.sleep(0.01)
            assert asyncio.get_running_loop().time() - began < 20
        return asyncio.get_running_loop().time() - began

    async def story() -> float:
        stop = asyncio.Event()
        first, stream1, line1 = running("one", store, asked)
        second, stream2, line2 = running("two", store, asked)
        one = asyncio.create_task(first.run(stop))
        await until(lambda: asked["one"] and stream1.open and line1.asked)
        two = asyncio.create_task(second.run(stop))
        await asyncio.sleep(QUICK.total_seconds() / 2)
        assert (asked["two"], stream2.open, line2.asked) == (0, 0, 0)
        monkeypatch.setattr(first.roles, "release", ALONE.release)  # killed: nothing is let go
        one.cancel()
        await asyncio.wait([one])
        took = await until(lambda: asked["two"] and stream2.open and line2.asked)
        stop.set()
        await two
        return took

    took = asyncio.run(story())
    assert took <= QUICK.total_seconds() + 10, "so much for a busy machine"
    assert asked == {"one": 1, "two": 1}
    assert store.read(leases.read) == []


def test_what_came_is_looked_at_at_once():
    looked = []

    async def watch(watcher) -> None:
        looked.append(watcher.name)

    async def story() -> None:
        at_once([Source("krant"), Source("blad")], watch)(frozenset({KRANT}))
        await asyncio.sleep(0)

    asyncio.run(story())
    assert looked == ["krant"]
