"""What pages, the command line and the auditor read."""

from dataclasses import replace
from datetime import timedelta

from bot.ports import Gap
from bot.store import cases, coverage, mentions, outbox, people, reads, updates
from bot.store.reads import Place
from rules.case.model import Record, StartTimer, State, TimerKind
from tests.bot.store.made import MINUTE, NOW, batch, case, claimed, delivered, mention, notice


def world(store):
    """Case 1 open with two mentions, told to sanne; case 2 taken; case 3 closed; one source that fails."""

    def work(tx):
        texts = (mention("m1", "kort"), mention("m2", "x" * 300, platform="x", author="bo"), mention("m3"))
        mentions.keep(tx, "s", batch(*texts, seen_until=NOW), NOW)
        for number, level in ((1, 2), (2, 3)):
            mentions.judged(tx, number, {"case_id": 1, "level_number": level, "level": "serious", "verdict": "{}"})
        cases.create(tx, case(1), 1, NOW)
        cases.create(tx, case(2, state=State.ACKNOWLEDGED, assignee="sanne", level_number=4), 1, NOW)
        cases.create(tx, case(3, state=State.RESOLVED), 1, NOW)
        cases.record(tx, 1, Record("opened", detail="serious", mention=1), NOW)
        cases.start_timer(tx, 1, StartTimer(TimerKind.STEP, 1, NOW + MINUTE))
        coverage.failed(tx, "broken", "HTTP 401", NOW)
        people.pair(tx, "sanne", "telegram", "101", "101", NOW)

    store.write(work)


def test_the_list_has_what_waits_first_and_its_worst_mention(store):
    world(store)
    lines = store.read(reads.case_lines)
    assert [(line.id, line.state, line.assignee) for line in lines] == [
        (1, "open", None),
        (2, "acknowledged", "sanne"),
        (3, "resolved", None),
    ]
    assert lines[0].headline == "x" * 139 + "…" and lines[1].headline == ""
    assert [line.id for line in store.read(lambda tx: reads.case_lines(tx, only_open=True, limit=1))] == [1]


def test_a_case_page_has_everything_of_its_case(store):
    world(store)
    delivered(store)
    page = store.read(lambda tx: reads.case_page(tx, 1))
    assert [(m.external_id, m.author, len(m.text)) for m in page.mentions] == [("m2", "bo", 300), ("m1", "jan", 4)]
    assert [(n.person, n.kind, n.state, n.attempts) for n in page.notices] == [("sanne", "new", "sent", 1)]
    assert page.notices[0].sent_at == NOW
    assert [line.what for line in page.log] == ["opened"]
    assert (page.next_at, page.next_kind) == (NOW + MINUTE, "step")
    assert store.read(lambda tx: reads.case_page(tx, 3)).next_at is None
    assert store.read(lambda tx: reads.case_page(tx, 9)) is None


def test_a_message_that_waits_was_not_sent(store):
    world(store)
    store.write(notice)
    assert store.read(lambda tx: reads.case_page(tx, 1)).notices[0].sent_at is None


def test_sources_say_how_they_are(store):
    world(store)
    broken, good = store.read(reads.source_lines)
    assert (broken.name, broken.error, broken.failing_since) == ("broken", "HTTP 401", NOW)
    assert (good.name, good.error, good.seen_until) == ("s", "", NOW)


def test_everything_is_counted(store):
    world(store)
    delivered(store)
    store.write(lambda tx: notice(tx, "n2", person="imran", address="102"))
    found = store.read(reads.tally)
    assert found["mentions"] == 3 and found["mentions_waiting"] == 1 and found["mentions_quarantined"] == 0
    assert (found["cases"], found["cases_open"], found["people_paired"], found["people_unreachable"]) == (3, 1, 1, 0)
    assert (found["notices"], found["notices_sent"], found["notices_loud"], found["outbox_waiting"]) == (2, 1, 1, 1)


def test_a_change_shows(store):
    world(store)
    seen = [store.read(reads.changes)]
    for work in (
        lambda tx: cases.save(tx, replace(case(1), level_number=4), 1, NOW),
        lambda tx: cases.record(tx, 1, Record("noted"), NOW),
    ):
        store.write(work)
        seen.append(store.read(reads.changes))
    delivered(store)
    seen.append(store.read(reads.changes))
    assert len(set(seen)) == 4


def test_there_is_something_to_decide_or_not(store):
    def to_think(at=NOW):
        return any(store.read(lambda tx: reads.to_think(tx, at)))

    assert not to_think()
    store.write(lambda tx: updates.keep(tx, "telegram", [{"update_id": 1}], NOW))
    assert to_think()
    store.write(lambda tx: updates.done(tx, "telegram", 1))
    store.write(lambda tx: cases.start_timer(tx, 1, StartTimer(TimerKind.STEP, 1, NOW + MINUTE)))
    assert not to_think() and to_think(NOW + MINUTE)
    store.write(lambda tx: cases.stop_timers(tx, 1))
    assert not to_think(NOW + MINUTE)
    store.write(lambda tx: mentions.keep(tx, "s", batch(mention()), NOW))
    assert to_think()


def test_the_oldest_message_that_waits_is_known(store):
    assert store.read(reads.waiting_since) is None
    store.write(lambda tx: notice(tx, "n1"))
    store.write(lambda tx: notice(tx, "n2", case_id=2, address="102", now=NOW + MINUTE))
    assert store.read(reads.waiting_since) == NOW


def test_a_message_knows_its_place_and_how_the_case_grew_since(store):
    world(store)
    first = delivered(store)
    store.write(lambda tx: cases.record(tx, 1, Record("mention_added"), NOW + MINUTE))
    store.write(lambda tx: notice(tx, "n2", now=NOW + MINUTE))
    around = store.read(lambda tx: reads.around_notice(tx, 1, first.id, "sanne"))
    assert (around.nth, around.fresh, around.platforms, around.first_at) == (1, 1, ("facebook_page", "x"), NOW)
    (second,) = claimed(store, now=NOW + 2 * MINUTE)
    around = store.read(lambda tx: reads.around_notice(tx, 1, second.id, "sanne"))
    assert (around.nth, around.fresh) == (2, 0)


def test_what_happened_is_told_once_in_order(store):
    world(store)
    found, last = store.read(lambda tx: reads.logged_since(tx, 0))
    assert [(h.what, h.case, h.mention, h.detail) for h in found] == [("opened", 1, "m1", "serious")]
    assert store.read(lambda tx: reads.logged_since(tx, last)) == ([], last)
    delivered(store)
    store.write(lambda tx: outbox.redraw(tx, 1, 2, NOW))
    for edit in claimed(store, now=NOW + 5 * MINUTE):
        store.write(lambda tx, e=edit: outbox.settle(tx, e, "a", NOW + 5 * MINUTE, "sent"))
    sent, place = store.read(lambda tx: reads.sent_since(tx, Place(NOW)))
    assert [(h.what, h.who, h.kind, h.role, h.detail, h.loud) for h in sent] == [
        ("notified", "sanne", "new", "webcare", "owner", True),
        ("edited", "sanne", "", "", "", False),
    ]
    assert store.read(lambda tx: reads.sent_since(tx, place)) == ([], place)
    delivered(store, "n9", case_id=2, address="105", person="petra", now=NOW + 9 * MINUTE)
    store.write(lambda tx: tx.exec_driver_sql("UPDATE outbox SET settled_at = settled_at + 300000000 WHERE key = 'n9'"))
    (later,), after = store.read(lambda tx: reads.sent_since(tx, place))
    assert later.who == "petra" and after.seen > place.seen, "of one moment, and yet new"


def test_a_source_shows_the_gaps_of_the_last_days_only(store):
    day = timedelta(days=1)
    old, new = Gap(NOW - 9 * day, NOW - 8 * day, "offline"), Gap(NOW - 2 * day, NOW - day, "offline")

    def lived(tx):
        coverage.watch(tx, {"pagina": "facebook_page"})
        coverage.note_gaps(tx, "pagina", [old, new], NOW)

    store.write(lived)
    [line] = store.read(lambda tx: reads.source_lines(tx, NOW - 7 * day))
    assert line.gaps == ((new.start, new.end),)
    [line] = store.read(reads.source_lines)
    assert line.gaps == ()
