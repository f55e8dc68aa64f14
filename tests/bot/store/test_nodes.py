"""Several equal nodes on one PostgreSQL database: what one holds the others leave alone."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from bot.app.house import House, Parts
from bot.clock import ManualClock, SystemClock
from bot.demo.telegram import PretendTelegram
from bot.demo.telegram.server import Application
from bot.notifiers.telegram import TelegramNotifier
from bot.ports import TELEGRAM
from bot.rulebook import Rulebook, Rules
from bot.store import Store, cases, mentions, outbox, people, updates
from bot.store.migrate import prepare
from rules.case.model import Action, Pressed
from rules.judge import Judge
from tests.bot.office import protocol_from
from tests.bot.protocol import CARE
from tests.bot.store.made import NOW, batch, case, mention, notice, rows
from tests.fakes.postgres import new_database

pytestmark = pytest.mark.slow


@dataclass
class Cluster:
    one: Store
    two: Store


@pytest.fixture
def nodes(postgres: str) -> Iterator[Cluster]:
    address = new_database(postgres)
    cluster = Cluster(Store(address), Store(address))
    prepare(cluster.one)
    prepare(cluster.two)
    yield cluster
    cluster.one.close()
    cluster.two.close()


def race(*works):
    """All at the same moment, each on a thread of its own; what came of each."""
    start, found = threading.Barrier(len(works)), {}

    def run(number, work):
        start.wait(10)
        found[number] = work()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [found[number] for number in range(len(works))]


def house(store, telegram, owner, clock):
    protocol = protocol_from(CARE)
    transport = httpx.ASGITransport(app=Application(telegram))
    notifier = TelegramNotifier(lambda: telegram.token, base_url="http://telegram.test", transport=transport)
    rulebook = Rulebook(Rules(protocol, Judge(protocol), 1))
    return House(Parts(store, rulebook, clock, {TELEGRAM: notifier}, b"k" * 32, owner))


def test_case_33_two_workers_on_the_same_rows_send_each_message_once(nodes):
    telegram = PretendTelegram()
    for n in range(60):
        telegram.person(1000 + n, f"P{n}")
        nodes.one.write(lambda tx, n=n: cases.create(tx, case(n + 1), 1, NOW))
        nodes.one.write(lambda tx, n=n: notice(tx, f"n{n}", case_id=n + 1, address=str(1000 + n), now=NOW))
    houses = [house(store, telegram, f"node{n}", SystemClock()) for n, store in enumerate((nodes.one, nodes.two))]

    async def send():
        while any(store.read(outbox.waiting) for store in (nodes.one,)):
            await asyncio.gather(*(h.outbox.run_once(5) for h in houses))
        for h in houses:
            await h.parts.notifiers[TELEGRAM].close()

    asyncio.run(asyncio.wait_for(send(), 60))
    got = Counter(chat.id for chat in telegram.chats.values() for m in chat.messages if m.sender.is_bot)
    assert len(got) == 60 and set(got.values()) == {1}
    owners = dict(rows(nodes.one, "SELECT owner, count(*) FROM outbox GROUP BY owner"))
    assert set(owners) == {"node0", "node1"}


def test_a_row_is_claimed_by_one_of_those_that_look_at_the_same_moment(nodes):
    for n in range(20):
        nodes.one.write(lambda tx, n=n: notice(tx, f"n{n}", case_id=n, address=str(n), person=f"p{n}"))
    claims = race(*(lambda s=s, o=o: s.write(lambda tx: outbox.claim(tx, o, NOW, 25)) for s, o in _owners(nodes)))
    taken = [errand.id for claim in claims for errand in claim]
    assert len(taken) == len(set(taken)) and taken


def _owners(nodes):
    return [(nodes.one, "a"), (nodes.two, "b")]


def test_mentions_and_updates_are_divided_not_doubled(nodes):
    nodes.one.write(lambda tx: mentions.keep(tx, "s", batch(*(mention(f"m{n}") for n in range(6))), NOW))
    nodes.one.write(lambda tx: updates.keep(tx, "telegram", [{"update_id": n} for n in range(6)], NOW))
    meanwhile = []

    def look(tx, limit):
        return (
            [s.number for s in mentions.waiting(tx, limit)],
            [u for _, u, _, _ in updates.waiting(tx, limit)],
        )

    def first(tx):
        mine = look(tx, 4)
        meanwhile.append(nodes.two.write(lambda other: look(other, 9)))
        return mine

    mine = nodes.one.write(first)
    for held, others in zip(mine, meanwhile[0], strict=True):
        assert len(held) == 4 and len(others) == 2 and not set(held) & set(others)


def test_a_case_that_another_node_has_in_hand_is_left_to_it(nodes):
    nodes.one.write(lambda tx: cases.create(tx, case(1), 1, NOW))

    def first(tx):
        assert cases.hold(tx, 1) and cases.load(tx, 1)
        return nodes.two.write(lambda other: (cases.hold(other, 1), cases.hold(other, 2)))

    assert nodes.one.write(first) == (False, True)
    assert nodes.two.write(lambda tx: cases.hold(tx, 1))


def test_two_nodes_that_meet_head_on_both_get_their_way(nodes):
    for number in (1, 2):
        nodes.one.write(lambda tx, n=number: cases.create(tx, case(n), 1, NOW))
    meet, tries = threading.Barrier(2), []

    def both(first, second):
        def work(tx):
            tries.append(first)
            cases.load(tx, first)
            if len(tries) <= 2:
                meet.wait(10)
            cases.load(tx, second)
            return first

        return work

    assert race(lambda: nodes.one.write(both(1, 2)), lambda: nodes.two.write(both(2, 1))) == [1, 2]
    assert len(tries) == 3


def test_two_nodes_that_take_in_the_same_mention_store_it_once(nodes):
    given = batch(*(mention(f"m{n}") for n in range(30)))
    kept = race(*(lambda s=s: s.write(lambda tx: mentions.keep(tx, "s", given, NOW)) for s in (nodes.one, nodes.two)))
    assert sum(k.new for k in kept) == 30 == sum(k.known for k in kept)


def test_two_nodes_open_cases_with_different_numbers(nodes):
    def open_one(store):
        def work(tx):
            number = cases.next_number(tx)
            cases.create(tx, case(number), 1, NOW)
            return number

        return [store.write(work) for _ in range(10)]

    numbers = race(lambda: open_one(nodes.one), lambda: open_one(nodes.two))
    assert sorted(numbers[0] + numbers[1]) == list(range(1, 21))


def test_case_41_an_acknowledgement_and_a_timer_on_two_nodes_at_the_same_moment(nodes):
    clock = ManualClock(NOW)
    one, two = (house(s, PretendTelegram(), o, clock) for s, o in _owners(nodes))
    for n, person in enumerate(one.rulebook.current.protocol.people, start=101):
        nodes.one.write(lambda tx, p=person, a=str(n): people.pair(tx, p, TELEGRAM, a, a, NOW))
    for n in range(25):
        text = (
            f"Mijn moeder ligt al uren in haar eigen plas in Beukenhof, dag {n} {'abcdefghijklmnopqrstuvwxy'[n] * 40}"
        )
        one.ingest.keep("s", batch(mention(f"m{n}", text, thread_id=f"t{n}")))
    one.think()
    opened = one.store.read(cases.count_open)
    assert opened
    for number in range(1, opened + 1):
        clock.at = max(at for at in _due(one, number))
        answers = race(
            lambda: two.store.write(two.desk.tick), lambda n=number: one.desk.act(n, Pressed(Action.TAKE, "sanne"))
        )
        assert answers[1].reply == "taken"
    late = "SELECT count(*) FROM case_log s JOIN case_log t USING (case_id) WHERE s.what = 'step' AND t.what = 'taken' AND s.id > t.id"
    assert rows(nodes.one, late) == [(0,)]
    assert rows(nodes.one, "SELECT count(*) FROM timers WHERE state = 'pending' AND kind = 'step'") == [(0,)]


def _due(house, number):
    from bot.store import reads

    return [at for _, _, at in house.store.read(lambda tx: reads.timers_of(tx, number))]


def test_case_36_a_connection_that_is_cut_comes_back_and_whoever_asked_knows(nodes):
    pid = nodes.one.write(lambda tx: tx.exec_driver_sql("SELECT pg_backend_pid()").scalar())
    nodes.two.write(lambda tx: tx.exec_driver_sql(f"SELECT pg_terminate_backend({pid})"))
    with pytest.raises(Exception, match=r"terminat|closed|lost"):
        nodes.one.write(lambda tx: notice(tx, "n1"))
    nodes.one.write(lambda tx: notice(tx, "n1"))
    assert rows(nodes.one, "SELECT count(*) FROM outbox") == [(1,)]
