"""The fault catalogue with several real nodes on PostgreSQL: one is killed, frozen, or cut off from the database."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.demo.telegram.scripts import slow
from tests.fakes.postgres import cluster as servers
from tests.fakes.postgres import new_database
from tests.kill.nodes import LEASE, Cluster, Node, cluster_of
from tests.kill.phones import TAKE

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

BUSY = 20.0
"""Seconds more for a machine that has much else to do."""

Build = Callable[..., Cluster]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with servers() as address:
        yield address


@pytest.fixture
def nodes(server: str, tmp_path: Path) -> Iterator[Build]:
    with ExitStack() as stack:
        yield lambda *names: stack.enter_context(cluster_of(names, tmp_path, new_database(server)))


def told(care: Cluster) -> None:
    """Every case is told, and written down as told, to whom it concerns: once."""
    assert care.one("SELECT count(*) FROM cases") == care.lines.read_text().count("\n")
    assert set(care.sql("SELECT state FROM outbox WHERE kind = 'notice'")) == {("sent",)}
    per_case = "SELECT count(*) FROM case_log WHERE what = 'told' GROUP BY case_id, who"
    assert {count for (count,) in care.sql(per_case)} == {1}


def twice(care: Cluster) -> int:
    """How many notifications came more than once."""
    got = care.delivered()
    assert len({case for _, case in got}) == care.one("SELECT count(*) FROM cases"), "none was lost"
    return sum(got.values()) - len(got)


def hands_full(care: Cluster, node: Node) -> None:
    """Every message takes long, and this node has several in its hands of which one is under way."""
    care.telegram.script("sendMessage", *[slow(1.5)] * 40)
    care.says(8)
    care.until(lambda: care.asked(node, "sendMessage") and care.holds(node) > 3)


def quick_again(care: Cluster) -> None:
    care.telegram.scripts.clear()


def test_case_34_a_node_that_was_frozen_past_its_lease_changes_nothing_afterwards(nodes: Build) -> None:
    care = nodes("one")
    one = care.nodes[0]
    hands_full(care, one)
    one.freeze()
    quick_again(care)
    two = care.start("two")
    care.until(care.rests)
    told(care)
    before, newest = twice(care), care.one("SELECT max(id) FROM outbox")
    known = f"SELECT id, state, owner, attempts, message_id FROM outbox WHERE id <= {newest} ORDER BY id"
    rows = care.sql(known)
    one.thaw()
    care.until(lambda: "errand_late" in one.program.said())
    time.sleep(LEASE / 2)
    told(care)
    assert before == twice(care) <= 1
    assert care.sql(known) == rows
    assert one.program.wait(0) is None and two.program.wait(0) is None


@pytest.mark.parametrize("point", ["evaluate.decided", "ingest.stored"])
def test_case_34_a_node_frozen_inside_a_transaction_holds_nothing_beyond_its_lease(nodes: Build, point: str) -> None:
    care = nodes()
    one = care.start("one", f"{point}@1=freeze")
    care.until(lambda: '"started"' in one.program.said())
    care.says()
    care.until(lambda: f"frozen at {point}" in one.program.said())
    two = care.start("two")
    care.until(lambda: '"started"' in two.program.said())
    took = care.until(care.rests)
    assert took < LEASE + BUSY
    told(care)
    one.thaw()
    care.says()
    care.until(care.rests)
    told(care)
    assert twice(care) == 0


def test_case_35_of_three_nodes_the_one_that_listens_and_sends_is_killed(nodes: Build) -> None:
    care = nodes("one")
    one = care.nodes[0]
    assert care.holder() is one
    for name in ("two", "three"):
        care.start(name)
    care.until(lambda: all('"started"' in node.program.said() for node in care.nodes))
    care.says()
    care.until(care.rests)
    care.telegram.script("sendMessage", *[slow(1.0)] * 60)
    while not care.holds(one):
        care.says()
        time.sleep(0.2)
    one.program.end(signal.SIGKILL)
    killed = time.monotonic()
    quick_again(care)
    chat, case = next(iter(care.delivered()))
    care.telegram.press(chat, care.telegram.chats[chat].messages[-1].id, TAKE)
    care.until(lambda: not care.holds(one))
    taken = time.monotonic() - killed
    care.until(lambda: care.one("SELECT count(*) FROM cases WHERE state = 'acknowledged'"))
    moved = time.monotonic() - killed
    assert care.holder() is not one
    care.until(care.rests)
    print(f"lease {LEASE} s: its messages were taken after {taken:.1f} s, the press counted after {moved:.1f} s")
    assert moved < LEASE + BUSY and taken < LEASE + BUSY
    told(care)
    assert twice(care) <= 1
    assert len({node.name for node in care.nodes if care.asked(node, "getUpdates", killed + LEASE)}) <= 1
    assert case


def test_case_35_two_that_ask_telegram_at_once_are_one_again_by_themselves(nodes: Build) -> None:
    care = nodes("one", "two")
    old = care.holder()
    new = next(node for node in care.nodes if node is not old)
    care.says()
    care.until(care.rests)
    old.freeze()
    care.until(lambda: care.asked(new, "getUpdates"))
    thawed = time.monotonic()
    old.thaw()
    care.until(lambda: "telegram_not_heard" in old.program.said())
    (chat, _), *_ = care.delivered()
    care.telegram.press(chat, care.telegram.chats[chat].messages[-1].id, TAKE)
    took = care.until(lambda: care.one("SELECT count(*) FROM cases WHERE state = 'acknowledged'"))
    assert took < LEASE
    time.sleep(LEASE)
    assert care.asked(old, "getUpdates", thawed) == []
    assert "conflict" not in new.program.said()


def test_case_37_a_node_cut_off_from_the_database_stops_sending_before_half_its_lease(nodes: Build) -> None:
    care = nodes("one")
    one = care.nodes[0]
    hands_full(care, one)
    one.cut.set()
    cut = time.monotonic()
    two = care.start("two")
    care.until(lambda: '"started"' in two.program.said())
    quick_again(care)
    care.until(care.rests)
    told(care)
    one.cut.clear()
    care.until(lambda: "errand_late" in one.program.said())
    late = [at - cut for at in care.asked(one, "sendMessage", cut)]  # what comes from now on it may send again
    care.says()
    care.until(care.rests)
    assert not [after for after in late if after > LEASE / 2], late
    told(care)
    assert twice(care) <= 1
