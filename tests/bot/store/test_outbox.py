"""What must be said: claimed under a lease, settled by whoever still holds it, withdrawn, redrawn, held back."""

from datetime import timedelta

from bot.store import outbox
from bot.store.outbox import LEASE, Kind
from tests.bot.store.made import MINUTE, NOW, SECOND, case, claimed, delivered, notice, rows


def add(store, key="n1", **more):
    store.write(lambda tx: notice(tx, key, **more))


def text(store, key, kind=Kind.TEXT, address="101", now=NOW):
    store.write(
        lambda tx: outbox.add_text(tx, key=key, kind=kind, notifier="telegram", address=address, payload="{}", now=now)
    )


def settle(store, errand, state, owner="a", now=NOW, **values):
    return store.write(lambda tx: outbox.settle(tx, errand, owner, now, state, **values))


def states(store):
    return dict(rows(store, "SELECT key, state FROM outbox"))


def test_a_row_is_claimed_by_one_and_settled_once(store):
    add(store)
    (errand,) = claimed(store)
    assert (errand.person, errand.attempts, errand.maybe_twice) == ("sanne", 1, False)
    assert claimed(store, "b") == []
    assert settle(store, errand, "sent", message_id="7")
    assert not settle(store, errand, "sent", message_id="8")
    assert store.read(lambda tx: outbox.notice_row(tx, errand.id)).message_id == "7"


def test_the_same_key_is_said_once(store):
    add(store)
    add(store)
    text(store, "t1", address="9")
    text(store, "t1", address="9")
    assert rows(store, "SELECT count(*) FROM outbox") == [(2,)]


def test_whoever_lost_the_lease_settles_nothing(store):
    add(store)
    (stale,) = claimed(store, "a")
    (again,) = claimed(store, "b", NOW + LEASE + SECOND)
    assert again.id == stale.id and again.attempts == 2 and again.maybe_twice
    assert again.first_tried == NOW
    assert not settle(store, stale, "sent", message_id="7")
    assert settle(store, again, "sent", "b", message_id="8")


def test_its_own_earlier_attempt_settles_nothing_either(store):
    add(store)
    (first,) = claimed(store, "a")
    (second,) = claimed(store, "a", NOW + LEASE + SECOND)
    assert not settle(store, first, "failed")
    assert settle(store, second, "sent")


def test_at_start_a_node_frees_what_it_held_and_nobody_elses(store):
    add(store, "n1", address="101")
    claimed(store, "a")
    add(store, "n2", address="102", person="imran")
    claimed(store, "b", NOW + SECOND)
    assert store.write(lambda tx: outbox.release_own(tx, "a")) == 1
    assert states(store) == {"n1": "pending", "n2": "sending"}
    (again,) = claimed(store, "a", NOW + 2 * SECOND)
    assert again.maybe_twice


def test_a_retry_waits_for_its_time(store):
    add(store)
    (errand,) = claimed(store)
    assert settle(store, errand, "pending", next_at=NOW + MINUTE, error="unreachable")
    assert claimed(store, now=NOW + 59 * SECOND) == []
    assert store.read(outbox.next_at) == NOW + MINUTE
    assert len(claimed(store, now=NOW + MINUTE)) == 1


def test_one_message_a_second_to_a_person_and_others_meanwhile(store):
    for n in range(3):
        add(store, f"n{n}", case_id=n)
    add(store, "other", case_id=9, address="102", person="imran", loud=False)
    first = claimed(store)
    assert [e.address for e in first] == ["101", "102"]
    for errand in first:
        settle(store, errand, "sent")
    assert claimed(store) == []
    assert store.read(outbox.next_at) == NOW + SECOND
    assert [e.address for e in claimed(store, now=NOW + SECOND)] == ["101"]


def test_a_chat_with_something_in_flight_waits(store):
    add(store, "n1", case_id=1)
    add(store, "n2", case_id=2)
    (first,) = claimed(store)
    assert claimed(store, now=NOW + 5 * SECOND) == []
    settle(store, first, "sent")
    assert len(claimed(store, now=NOW + 5 * SECOND)) == 1


def test_a_group_gets_four_at_once_and_then_one_in_four_seconds(store):
    got = []
    for n in range(7):
        add(store, f"n{n}", case_id=n, address="-5")
    for tick in range(10):
        for errand in claimed(store, now=NOW + tick * SECOND):
            settle(store, errand, "sent")
            got.append(tick)
    assert got == [0, 1, 2, 3, 4, 8]


def test_urgent_ones_leave_first_and_answers_never_wait(store):
    add(store, "quiet", case_id=1, loud=False, address="101", person="a")
    add(store, "loud", case_id=2, address="102", person="b")
    text(store, "answer", Kind.ANSWER, "0")
    text(store, "answer2", Kind.ANSWER, "0")
    assert [e.kind for e in claimed(store)] == ["answer", "answer", "notice", "notice"]
    assert rows(store, "SELECT key FROM outbox WHERE state = 'sending' AND kind = 'notice' ORDER BY priority") == [
        ("loud",),
        ("quiet",),
    ]


def test_no_more_than_twentyfive_in_a_second_overall(store):
    for n in range(80):
        add(store, f"n{n}", case_id=n, address=str(200 + n), person=f"p{n}")
    first = claimed(store, limit=80)
    assert 25 <= len(first) <= 51  # a second ahead at most
    assert claimed(store, limit=80) == []
    assert 20 <= len(claimed(store, now=NOW + SECOND, limit=80)) <= 26


def test_a_chat_that_asked_for_quiet_gets_it_and_others_do_not_wait(store):
    add(store, "n1", case_id=1)
    add(store, "n2", case_id=2, address="102", person="imran")
    add(store, "n3", case_id=3, address="-5", person="groep")
    store.write(lambda tx: outbox.hold(tx, "telegram", "101", NOW + 35 * SECOND))
    store.write(lambda tx: outbox.hold(tx, "telegram", "-5", NOW + 35 * SECOND))
    assert [e.address for e in claimed(store, now=NOW + 34 * SECOND)] == ["102"]
    assert store.read(outbox.next_at) == NOW + 35 * SECOND
    assert [e.address for e in claimed(store, now=NOW + 35 * SECOND)] == ["101", "-5"]


def test_what_waits_is_withdrawn_what_was_sent_is_not(store):
    delivered(store, "n1")
    add(store, "n2", person="imran", address="102", now=NOW + 2 * MINUTE)
    assert store.write(lambda tx: outbox.withdraw(tx, 1, NOW)) == 1
    assert states(store) == {"n1": "sent", "n2": "cancelled"}


def test_what_is_on_its_way_when_it_is_withdrawn_is_known_as_such_on_every_later_attempt(store):
    add(store)
    (errand,) = claimed(store)
    assert not store.read(lambda tx: outbox.is_withdrawn(tx, errand.id))
    assert store.write(lambda tx: outbox.withdraw(tx, 1, NOW)) == 0
    settle(store, errand, "pending", next_at=NOW, error="unreachable")
    (again,) = claimed(store, now=NOW + MINUTE)
    assert store.read(lambda tx: outbox.is_withdrawn(tx, again.id))
    assert settle(store, again, "sent", drawn=4)
    assert not store.read(lambda tx: outbox.is_withdrawn(tx, errand.id))


def test_after_an_outage_one_message_arrives_and_it_is_as_loud_as_the_loudest(store):
    add(store, "n1", loud=True)
    add(store, "n2", loud=False)
    assert states(store) == {"n1": "replaced", "n2": "pending"}
    assert [e.loud for e in claimed(store)] == [True]


def test_the_newest_message_of_everybody_is_redrawn(store):
    delivered(store, "n1", "7")
    delivered(store, "n2", "8", now=NOW + 2 * MINUTE)
    delivered(store, "n3", "9", now=NOW + 4 * MINUTE, person="imran", address="102")
    store.write(lambda tx: outbox.redraw(tx, 1, 3, NOW))
    assert sorted(rows(store, "SELECT message_id, notice FROM outbox WHERE kind = 'edit'")) == [("8", 2), ("9", 3)]


def test_an_older_message_of_the_same_person_points_down_once(store):
    first = delivered(store, "n1", "7")
    second = delivered(store, "n2", "8", now=NOW + 2 * MINUTE)
    for _ in range(2):
        store.write(lambda tx: outbox.close_older(tx, second, NOW))
    assert rows(store, "SELECT message_id, notice FROM outbox WHERE kind = 'edit'") == [("7", first.id)]
    older, newer = (store.read(lambda tx, n=e.id: outbox.notice_row(tx, n)) for e in (first, second))
    assert store.read(lambda tx: outbox.has_newer(tx, older)) and not store.read(lambda tx: outbox.has_newer(tx, newer))


def test_in_no_hurry_only_the_newest_is_redrawn_and_once(store):
    delivered(store, "n1", "7")
    delivered(store, "n2", "8", now=NOW + 2 * MINUTE)
    later = timedelta(seconds=30)
    for version in (3, 4):
        store.write(lambda tx, v=version: outbox.redraw(tx, 1, v, NOW, later=later))
    edits = "SELECT message_id, next_at FROM outbox WHERE kind = 'edit'"
    ((message, at),) = rows(store, edits)
    assert message == "8"
    store.write(lambda tx: outbox.redraw(tx, 1, 5, NOW))
    ((message, hurried),) = rows(store, edits)
    assert message == "8" and hurried < at


def test_a_message_on_a_phone_is_known_by_its_chat_and_number(store):
    delivered(store, "n1", "7")
    found = store.read(lambda tx: outbox.notice_of_message(tx, "telegram", "101", "7"))
    assert (found.case_id, found.person) == (1, "sanne")
    assert store.read(lambda tx: outbox.notice_of_message(tx, "telegram", "102", "7")) is None


def test_a_group_that_moved_takes_everything_along(store):
    delivered(store, "n1", "7")
    add(store, "n2", case_id=2)
    store.write(lambda tx: outbox.move_chat(tx, "telegram", "101", "-100"))
    assert {row for (row,) in rows(store, "SELECT address FROM outbox")} == {"-100"}


def test_what_is_not_settled_is_counted(store):
    assert store.read(outbox.waiting) == 0 and store.read(outbox.next_at) is None
    delivered(store, "n1")
    add(store, "n2", case_id=2)
    add(store, "n3", case_id=3, address="102")
    claimed(store, now=NOW, limit=1)
    assert store.read(outbox.waiting) == 2


def test_a_proposal_is_told_once_to_each_and_redrawn_once_for_each_reason(store):
    def tell(person, address):
        return store.write(lambda tx: outbox.add_proposal(tx, 4, person, "telegram", address, True, NOW))

    assert tell("karin", "103") and tell("joost", "104") and not tell("karin", "103")
    for errand in claimed(store):
        settle(store, errand, "sent", message_id=f"m{errand.address}")
    for why in ("decided", "decided", "again"):
        store.write(lambda tx, w=why: outbox.redraw_proposal(tx, 4, w, NOW))
    edits = rows(store, "SELECT message_id, payload FROM outbox WHERE kind = 'proposal_edit'")
    assert sorted(edits) == [("m103", "4"), ("m103", "4"), ("m104", "4"), ("m104", "4")]


def test_a_case_is_enough_to_make_a_row(store):
    """The rows keep no text: what they say is drawn from the case when they are sent."""
    add(store)
    assert case(1).id == 1
    assert rows(store, "SELECT payload FROM outbox") == [("new\nwebcare\nowner",)]
