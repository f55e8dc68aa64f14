"""T5, pairing, strangers and versions of the protocol."""

from datetime import timedelta

from bot.store import people, protocols, updates
from bot.store.protocols import New
from rules.case.model import Record
from rules.protocol.versions import Broad, Proposal, State
from tests.bot.store.made import MINUTE, NOW, rows


def keep(store, *ids):
    return store.write(lambda tx: updates.keep(tx, "telegram", [{"update_id": i, "x": "é"} for i in ids], NOW))


def waiting(store):
    return [update for _, update, _, _ in store.write(lambda tx: updates.waiting(tx, 50))]


def test_updates_are_stored_once_with_the_offset_beyond_them(store):
    assert store.read(lambda tx: updates.offset(tx, "telegram")) == 0
    assert keep(store, 7, 8) == 2 and keep(store, 8, 9) == 1
    assert store.read(lambda tx: updates.offset(tx, "telegram")) == 10
    assert waiting(store) == [7, 8, 9]


def test_the_offset_never_goes_back(store):
    keep(store, 20)
    keep(store, 5)
    keep(store)
    assert store.read(lambda tx: updates.offset(tx, "telegram")) == 21


def test_who_numbers_anew_is_followed_down_and_only_then(store):
    keep(store, 70_000)
    asked = store.read(lambda tx: updates.offset(tx, "telegram"))
    for ids, offset in (((12, 13), 14), ((14,), 15)):
        raw = [{"update_id": i} for i in ids]
        assert store.write(lambda tx, raw=raw, a=asked: updates.keep(tx, "telegram", raw, NOW, asked=a)) == len(ids)
        asked = store.read(lambda tx: updates.offset(tx, "telegram"))
        assert asked == offset
    assert waiting(store) == [12, 13, 14, 70_000]


def test_what_is_brought_is_stored_once_and_confirms_nothing(store):
    keep(store, 7)
    raw = [{"update_id": 9}]
    assert [store.write(lambda tx: updates.bring(tx, "telegram", raw, NOW)) for _ in range(2)] == [1, 0]
    assert store.read(lambda tx: updates.offset(tx, "telegram")) == 8, "8 may still wait at Telegram"
    assert waiting(store) == [7, 9]


def test_an_applied_update_is_done_and_its_content_gone(store):
    keep(store, 7, 8)
    store.write(lambda tx: updates.done(tx, "telegram", 7))
    store.write(lambda tx: updates.done(tx, "telegram", 8, "refused"))
    assert waiting(store) == []
    stored = dict(rows(store, "SELECT update_id, payload FROM updates"))
    assert stored[7] == "{}" and "x" in stored[8]


def test_an_update_that_cannot_be_applied_is_set_apart_after_three_tries(store):
    keep(store, 7)
    for attempt in (1, 2):
        store.write(lambda tx, n=attempt: updates.failed(tx, "telegram", 7, n))
        assert waiting(store) == [7]
    store.write(lambda tx: updates.failed(tx, "telegram", 7, 3))
    assert waiting(store) == []


def paired(store):
    return {c.person: (c.user_id, c.address, c.unreachable_since) for c in store.read(people.contacts)}


def pair(store, person, user):
    store.write(lambda tx: people.pair(tx, person, "telegram", user, user, NOW))


def test_an_account_is_one_persons_and_a_person_has_one_account(store):
    pair(store, "sanne", "101")
    pair(store, "imran", "101")
    assert paired(store) == {"imran": ("101", "101", None)}
    pair(store, "imran", "102")
    assert paired(store) == {"imran": ("102", "102", None)}


def test_whoever_cannot_be_reached_is_marked_until_we_hear_from_them(store):
    pair(store, "sanne", "101")
    for now in (NOW, NOW + MINUTE):
        store.write(lambda tx, n=now: people.unreachable(tx, "sanne", "telegram", "blocked", n))
    assert paired(store)["sanne"][2] == NOW
    assert store.write(lambda tx: people.reachable(tx, "telegram", "101"))
    assert not store.write(lambda tx: people.reachable(tx, "telegram", "101"))
    assert paired(store)["sanne"][2] is None


def test_a_chat_that_moved_is_where_the_person_is(store):
    pair(store, "sanne", "101")
    store.write(lambda tx: people.move(tx, "telegram", "101", "-100"))
    assert paired(store)["sanne"][1] == "-100"


def redeem(store, code, now=NOW):
    return store.write(lambda tx: people.redeem(tx, code, now))


def invite(store, person, code, until=NOW + 10 * MINUTE):
    store.write(lambda tx: people.invite(tx, person, code, until))


def test_a_code_works_once_and_in_time(store):
    invite(store, "sanne", "h1")
    assert redeem(store, "h0") is None
    assert redeem(store, "h1") == "sanne" and redeem(store, "h1") is None
    invite(store, "sanne", "h2", NOW)
    assert redeem(store, "h2") is None


def test_a_new_code_ends_the_one_before_and_forgetting_somebody_ends_all(store):
    invite(store, "sanne", "h1")
    invite(store, "sanne", "h2")
    assert redeem(store, "h1") is None
    pair(store, "sanne", "101")
    assert store.write(lambda tx: people.unpair(tx, "sanne")) == 1
    assert redeem(store, "h2") is None and paired(store) == {}


def test_strangers_are_counted_within_a_while(store):
    def counted(now, *, code):
        return store.write(lambda tx: people.count_stranger(tx, "9", now, tried_code=code, per=timedelta(minutes=10)))

    assert counted(NOW, code=True) == (1, 1)
    assert counted(NOW + MINUTE, code=False) == (1, 2)
    assert counted(NOW + 11 * MINUTE, code=True) == (1, 1)


# --- T7 ------------------------------------------------------------------------------------------------------


def add(store, text, state=State.ACTIVE, **more):
    return store.write(lambda tx: protocols.add(tx, New({"p.yaml": text}, state=state, **more), NOW))


def test_a_version_in_force_takes_the_place_of_the_one_before(store):
    assert store.read(protocols.active) is None and store.read(protocols.active_number) is None
    first, second = add(store, "a"), add(store, "b")
    assert store.read(protocols.active_number) == second
    assert store.read(lambda tx: protocols.version(tx, first)).state is State.SUPERSEDED
    active = store.write(protocols.hold)
    assert (active.files, active.base, active.hash) == ({"p.yaml": "b"}, first, protocols.digest({"p.yaml": "b"}))
    assert store.read(lambda tx: protocols.version(tx, 99)) is None


def test_a_proposal_waits_and_changes_nothing_until_it_is_accepted(store):
    first = add(store, "a")
    broad = (Broad("r1", 490, 500),)
    number = add(store, "b", State.PROPOSED, author="karin", broad=broad)
    assert store.read(protocols.active_number) == first
    assert store.read(protocols.proposed).proposal == Proposal(State.PROPOSED, "karin", broad)
    store.write(lambda tx: protocols.signed(tx, number, "joost", "omdat"))
    assert store.write(lambda tx: protocols.decided(tx, number, State.ACTIVE, "sanne", NOW))
    assert not store.write(lambda tx: protocols.decided(tx, number, State.REFUSED, "imran", NOW))
    active = store.read(protocols.active)
    assert (active.number, active.author, active.reason, active.decided_by) == (number, "joost", "omdat", "sanne")


def test_a_refused_proposal_leaves_what_was_in_force(store):
    first, number = add(store, "a"), add(store, "b", State.PROPOSED)
    assert store.write(lambda tx: protocols.decided(tx, number, State.REFUSED, "sanne", NOW))
    assert store.read(protocols.active_number) == first and store.read(protocols.proposed) is None


def test_there_is_one_proposal_at_a_time_and_it_can_be_withdrawn(store):
    add(store, "a")
    add(store, "b", State.PROPOSED)
    number = add(store, "c", State.PROPOSED)
    assert store.read(protocols.proposed).number == number == store.read(protocols.newest).number
    assert store.write(lambda tx: protocols.withdraw(tx, NOW)) and not store.write(
        lambda tx: protocols.withdraw(tx, NOW)
    )
    assert [v.state for v in store.read(protocols.versions)] == [State.SUPERSEDED, State.SUPERSEDED, State.ACTIVE]


def test_a_broken_file_is_remembered_until_it_is_mended(store):
    from bot.store import cases

    def log(what, detail=""):
        store.write(lambda tx: cases.record(tx, None, Record(what, detail=detail), NOW))

    assert store.read(protocols.trouble) is None
    log("protocol_broken", "h1")
    assert store.read(protocols.trouble) == "h1"
    log("protocol_mended")
    assert store.read(protocols.trouble) is None
