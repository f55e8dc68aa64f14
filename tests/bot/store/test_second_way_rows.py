"""The rows of the second way and of the roster, on both databases."""

from datetime import UTC, datetime, timedelta

from bot.store import Store, cases, duty, fallback, lines, links, outbox
from bot.store.duty import Board
from bot.store.fallback import Stuck
from rules.case.model import Case, NoticeKind
from rules.duty.staffing import Swap
from rules.duty.swaps import Exchange
from rules.duty.turns import Turn

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
WEEK = timedelta(days=7)


def notice(store: Store, case: int, person: str = "sanne", *, loud: bool = True) -> int:
    def write(tx) -> int:
        if cases.peek(tx, case) is None:
            cases.create(tx, Case(case, NOW, "serious", 3), 1, NOW)
        number = outbox.add_notice(
            tx, case_id=case, key=f"{case}:{person}", person=person, notifier="telegram",
            address="7" if person == "sanne" else "8",
            kind=NoticeKind.NEW, role="webcare", why="people", loud=loud, now=NOW,
        )  # fmt: skip
        assert number is not None
        return number

    return store.write(write)


def test_a_line_remembers_since_when_it_fails_until_it_works(store: Store) -> None:
    store.write(lambda tx: lines.failed(tx, "telegram", "unreachable", NOW, None))
    store.write(lambda tx: lines.failed(tx, "telegram", "token", LATER, LATER + timedelta(minutes=1)))
    [line] = store.read(lines.failing).values()
    assert (line.failing_since, line.fault, line.held_until) == (NOW, "token", LATER + timedelta(minutes=1))
    assert store.write(lambda tx: lines.worked(tx, "telegram")) == line
    assert store.write(lambda tx: lines.worked(tx, "telegram")) is None


def test_what_waits_for_a_held_line_is_due_when_the_line_is_looked_at_again(store: Store) -> None:
    notice(store, 1)
    store.write(lambda tx: lines.failed(tx, "telegram", "token", NOW, LATER))
    assert store.read(outbox.next_at) == LATER


def test_an_address_is_dead_until_it_is_another(store: Store) -> None:
    assert store.write(lambda tx: lines.dead(tx, "sanne", "email", "a", "gone", NOW))
    assert not store.write(lambda tx: lines.dead(tx, "sanne", "email", "a", "gone", LATER))
    assert store.write(lambda tx: lines.dead(tx, "sanne", "email", "b", "gone", LATER))
    assert store.read(lines.dead_addresses) == {("sanne", "email", "b")}


def test_the_same_message_goes_each_way_once_and_one_that_is_left_counts(store: Store) -> None:
    root = notice(store, 1)
    [stuck] = store.read(lambda tx: fallback.stuck(tx, "telegram"))
    assert stuck == Stuck(root, root, 1, "sanne", "new\nwebcare\npeople")
    for _ in range(2):
        store.write(lambda tx: fallback.add(tx, stuck, "email", "MAIL_SANNE", NOW))
    assert store.read(lambda tx: fallback.tried(tx, root)) == {("telegram", "7"), ("email", "MAIL_SANNE")}
    assert store.read(lambda tx: fallback.alive(tx, root, root))
    [mail] = store.write(lambda tx: outbox.claim(tx, "me", NOW, 5, notifier="email"))
    assert (mail.notice, mail.notifier, mail.loud) == (root, "email", True)
    assert [e.notifier for e in store.write(lambda tx: outbox.claim(tx, "me", NOW, 5, notifier="telegram"))] == [
        "telegram"
    ]
    assert not store.read(lambda tx: fallback.followed(tx, mail.id))


def test_what_piled_up_for_one_person_becomes_one_message(store: Store) -> None:
    for case in (1, 2, 3):
        notice(store, case)
    notice(store, 1, "imran")
    piles = store.read(lambda tx: fallback.piled_up(tx, "telegram"))
    assert {key: len(rows) for key, rows in piles.items()} == {("sanne", "7"): 3, ("imran", "8"): 1}
    number = store.write(lambda tx: fallback.digest(tx, piles["sanne", "7"], NOW))
    assert store.read(lambda tx: fallback.digested(tx, number)) == [1, 2, 3]
    assert ("sanne", "7") not in store.read(lambda tx: fallback.piled_up(tx, "telegram"))
    [errand] = [
        e for e in store.write(lambda tx: outbox.claim(tx, "me", NOW, 5, notifier="telegram")) if e.person == "sanne"
    ]
    assert errand.kind == "digest"
    store.write(lambda tx: outbox.settle(tx, errand, "me", NOW, "sent", message_id="9"))
    assert store.read(lambda tx: fallback.digest_of_message(tx, "telegram", "7", "9"))
    store.write(lambda tx: fallback.redraw_digests(tx, 2, 5, LATER))
    due = store.write(lambda tx: outbox.claim(tx, "me", LATER, 5, notifier="telegram"))
    assert [e.kind for e in due if e.person == "sanne"] == ["digest_edit"]


def test_what_waited_for_the_line_goes_now(store: Store) -> None:
    notice(store, 1)
    [errand] = store.write(lambda tx: outbox.claim(tx, "me", NOW, 5, notifier="telegram"))
    store.write(lambda tx: outbox.settle(tx, errand, "me", NOW, "pending", next_at=LATER, error="unreachable"))
    store.write(lambda tx: fallback.hurry(tx, "telegram", ("unreachable",), NOW))
    assert (store.read(outbox.next_at) or LATER) < LATER


def test_a_link_is_used_once(store: Store) -> None:
    assert not store.read(lambda tx: links.was_used(tx, 4))
    assert [store.write(lambda tx: links.use(tx, 4, NOW)) for _ in range(2)] == [True, False]
    assert store.read(lambda tx: links.was_used(tx, 4))


def test_changes_of_duty_in_the_order_in_which_they_were_made(store: Store) -> None:
    first, second = Swap("piket", "joost", NOW, NOW + WEEK), Swap("piket", "karin", NOW, LATER)
    for swap in (first, second):
        store.write(lambda tx, swap=swap: duty.add_swap(tx, swap, "joost", "take_over", NOW))
    assert store.read(duty.swapped) == (first, second)
    assert store.read(lambda tx: duty.swapped(tx, LATER)) == (first,)


def test_a_request_is_answered_once(store: Store) -> None:
    asked = Exchange("piket", "karin", "joost", Turn("karin", NOW, NOW + WEEK, "rotation"))
    number = store.write(lambda tx: duty.add_request(tx, asked, NOW))
    assert store.read(lambda tx: duty.request(tx, number)) == (asked, "asked")
    assert [store.write(lambda tx: duty.decide(tx, number, "accepted", NOW)) for _ in range(2)] == [True, False]
    assert store.read(lambda tx: duty.request(tx, number)) == (asked, "accepted")
    assert store.read(lambda tx: duty.request(tx, 99)) is None


def test_who_had_duty_and_what_runs(store: Store) -> None:
    notice(store, 1)
    for person in ("karin", "joost"):
        store.write(lambda tx, person=person: duty.saw(tx, "piket", person, NOW))
    assert store.read(duty.last_seen) == {"piket": "joost"}
    assert [case.id for case in store.read(duty.running)] == [1]


def test_a_board_keeps_what_it_should_show(store: Store) -> None:
    board = Board("telegram", "-1", 7, "", "tekst", pinned=False)
    store.write(lambda tx: duty.keep_board(tx, board))
    store.write(lambda tx: duty.shown(tx, Board("telegram", "-1", 7, "12", "oud", pinned=True)))
    assert store.read(lambda tx: duty.board(tx, "telegram", "-1", 7)) == Board(
        "telegram", "-1", 7, "12", "tekst", pinned=True
    )
    assert store.read(lambda tx: duty.board(tx, "telegram", "-1", 0)) is None
