"""What only one node does: taken by one, renewed by its holder, taken over when it has run out."""

from datetime import timedelta

from bot.store import leases
from tests.bot.store.made import NOW

LATER = NOW + timedelta(seconds=25)


def take(store, holder, now=NOW, names=("a", "b")):
    return store.write(lambda tx: leases.take(tx, names, holder, now, now + timedelta(seconds=25)))


def test_of_two_who_ask_one_gets_it_and_may_renew(store):
    assert take(store, "one") == {"a", "b"}
    assert take(store, "two") == frozenset()
    assert take(store, "one", NOW + timedelta(seconds=5)) == {"a", "b"}
    assert take(store, "two", LATER) == frozenset(), "it was renewed"
    held = store.read(leases.read)
    assert [(one.name, one.holder, one.until) for one in held] == [
        ("a", "one", LATER + timedelta(seconds=5)),
        ("b", "one", LATER + timedelta(seconds=5)),
    ]


def test_what_has_run_out_is_anybodys_and_the_old_holder_gets_it_no_more(store):
    take(store, "one")
    assert take(store, "two", LATER - timedelta(microseconds=1)) == frozenset()
    assert take(store, "two", LATER) == {"a", "b"}
    assert take(store, "one", LATER) == frozenset()


def test_what_is_let_go_is_free_at_once_and_only_ones_own_is_let_go(store):
    take(store, "one", names=["a"])
    take(store, "two", names=["b"])
    assert store.write(lambda tx: leases.release(tx, "one")) == 1
    assert take(store, "two") == {"a", "b"}
    assert [one.name for one in store.read(lambda tx: leases.read(tx, ["b"]))] == ["b"]
