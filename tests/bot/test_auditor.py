"""The auditor: every invariant broken in turn, alarmed past what is broken, once an hour, and once when it is mended.

The numbers are those of the fault catalogue.
"""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog.testing

from bot.app.office import StoreOffice
from bot.app.service import Service
from bot.auditor import Auditor, Health
from bot.auditor.watchman import SIGN, Watchman
from bot.clock import SystemClock
from bot.ports import TELEGRAM, Address, Batch, DeliveryError, Fault, Message, SourceError
from bot.store import Store, StoreError, StoreUnreadable, Tx, auditing, coverage, mentions, people
from rules.audit.find import BLOCKED, DRIFT, LOCKED
from rules.i18n import Lang
from rules.mention import Author, Kind, Mention, Via
from tests.bot.office import MONDAY_TEN, Office
from tests.bot.protocol import CARE
from tests.bot.test_the_service_runs import Source
from tests.bot.test_way_of_a_mention import NEGLECT

TWO_MINUTES = 120
EVERY = 60
MAIL = "mail"
COVERED = CARE.replace("    rotation: [karin, joost]", "    rotation: [karin, joost, karin, joost]")


class Letters:
    """A second way to reach people. ``fault`` makes it fail."""

    name = MAIL

    def __init__(self) -> None:
        self.letters: list[tuple[str, Message]] = []
        self.fault: Fault | None = None
        self.tried = 0

    async def send(self, to: Address, message: Message) -> str:
        self.tried += 1
        if self.fault:
            raise DeliveryError("mail", self.fault)
        self.letters.append((to.to, message))
        return str(len(self.letters))

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        raise AssertionError("a letter is not edited")

    async def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        raise AssertionError("nobody presses a letter")

    async def close(self) -> None:
        pass


class Watch:
    """An office with an auditor that looks once a minute. ``said`` is what went to the managers since the last look."""

    def __init__(self, care: Office, *, mail: bool = True, folder: Path | None = None) -> None:
        self.care = care
        self.mail = Letters()
        self.drift = timedelta(0)
        self.notifiers = {TELEGRAM: care.notifier} | ({MAIL: self.mail} if mail else {})
        self.health = Health(care.clock.now() - timedelta(hours=1), folder)
        self.health.notifiers = frozenset(self.notifiers)
        self.auditor = Auditor(
            care.store,
            care.rulebook,
            care.clock,
            self.health,
            staffing=care.house.desk.staffing,
            drift=lambda: self.drift,
        )
        if mail:
            care.store.write(self._pair)

    def _pair(self, tx) -> None:
        for person in self.care.phones:
            people.pair(tx, person, MAIL, f"{person}@", f"{person}@example.org", self.care.clock.now())

    def look(self) -> list[str]:
        """One look; the keys of what was told."""
        told = self.care.loop.run_until_complete(self.auditor.look(self.notifiers))
        return [alarm.finding.key for alarm in told if not alarm.mended]

    def within(self, seconds: int, key: str) -> bool:
        """Whether it is told within so many (virtual) seconds, by an auditor that looks every minute."""
        for _ in range(0, seconds, EVERY):
            self.care.clock.forward(timedelta(seconds=EVERY))
            if key in self.look():
                return True
        return False

    @property
    def found(self) -> set[str]:
        return {finding.key for finding in self.auditor.findings}

    def sql(self, statement: str) -> None:
        """What a fault does to the database, past all that it guards."""
        if not self.care.store.is_sqlite:
            self.care.store.write(lambda tx: _unguarded(tx, statement))
            return
        with closing(sqlite3.connect(self.care.store.path)) as database, database:
            database.execute(statement)


def _unguarded(tx: Tx, statement: str) -> None:
    tx.exec_driver_sql("SET LOCAL session_replication_role = replica")
    tx.exec_driver_sql(statement)


@pytest.fixture(autouse=True)
def unprinted() -> Iterator[None]:
    """Faults are made on purpose here: nobody needs to read of each."""
    with structlog.testing.capture_logs():
        yield


@pytest.fixture
def watch(office) -> Watch:
    """A well house at Monday ten o'clock."""
    made = Watch(office(COVERED))
    assert made.look() == []
    assert made.auditor.well
    return made


def phone_says(watch: Watch, person: str = "karin") -> str:
    return watch.care.phone(person).last.text


# --- 31: the database breaks a promise ----------------------------------------------------------------------------


def opened(watch: Watch) -> None:
    watch.care.says(NEGLECT)
    watch.care.forward(seconds=5)
    assert watch.look() == []


@pytest.mark.parametrize(
    ("breaks", "key"),
    [
        ("UPDATE timers SET due_at = due_at - 3600000000 WHERE state = 'pending'", "timers_overdue:"),
        ("UPDATE outbox SET state = 'pending', next_at = next_at - 3600000000", f"outbox_stuck:{TELEGRAM}"),
        ("UPDATE timers SET state = 'cancelled'", "no_timer:1"),
        ("DELETE FROM outbox", "nobody_told:1"),
        ("UPDATE mentions SET state = 'new', stored_at = stored_at - 3600000000", "judging_stuck:"),
        ("UPDATE mentions SET state = 'quarantined'", "quarantined:"),
        ("UPDATE outbox SET state = 'failed'", "dead_letter:"),
        (
            "INSERT INTO updates (notifier, update_id, payload, received_at) SELECT 'telegram', 1, '{}', opened_at FROM cases",
            "presses_stuck:",
        ),
        (
            "UPDATE people SET unreachable_since = since WHERE person = 'joost' AND notifier = 'mail'",
            "unreachable:joost mail",
        ),
        ("DELETE FROM people WHERE person = 'joost'", "unreachable:joost"),
        ("DELETE FROM people WHERE person = 'joost' AND notifier = 'mail'", "one_way:joost"),
    ],
)
def test_case_31_each_broken_invariant_is_alarmed_within_two_minutes_and_once_an_hour(
    watch: Watch, breaks: str, key: str
):
    opened(watch)
    watch.care.clock.forward(timedelta(minutes=3))
    watch.look()
    watch.sql(breaks)
    assert watch.within(TWO_MINUTES, key)
    told = 0
    for _ in range(5):
        watch.care.clock.forward(timedelta(minutes=11))
        told += key in watch.look()
    assert told == 0


def test_case_31_while_it_is_so_no_sign_of_life_goes_out_and_one_message_says_when_it_is_over(
    watch: Watch, tmp_path: Path
):
    pings = []

    async def ping() -> None:
        pings.append(1)

    watchman = Watchman(watch.auditor, lambda: watch.notifiers, tmp_path, ping=ping, every=timedelta(minutes=1))
    once = lambda: watch.care.loop.run_until_complete(_kept_open(watchman))  # noqa: E731
    opened(watch)
    once()
    assert pings == [1]
    watch.sql("UPDATE timers SET due_at = due_at - 3600000000 WHERE state = 'pending'")
    watch.care.clock.forward(timedelta(minutes=1))
    once()
    assert pings == [1]
    assert watch.care.phone("karin").rings()
    assert phone_says(watch).startswith("🔧 seintje: de opschaling loopt 46 min achter (stappen: 1).")
    watch.care.settle()  # the desk comes back and takes the step
    watch.care.clock.forward(timedelta(minutes=1))
    once()
    assert pings == [1, 1]
    assert any("weer in orde" in m.text and m.silent for m in watch.care.phone("karin").fresh())
    watch.care.clock.forward(timedelta(minutes=1))
    before = len(watch.care.phone("karin").messages)
    once()
    assert len(watch.care.phone("karin").messages) == before


async def _kept_open(watchman: Watchman) -> None:
    """A look of a watchman whose notifiers are the office's: they stay open."""
    notifiers = watchman.connect()
    for notifier in notifiers.values():
        notifier.close = _nothing
    await watchman.once()


async def _nothing() -> None:
    pass


def test_a_restart_tells_nobody_twice(watch: Watch):
    opened(watch)
    watch.sql("UPDATE timers SET state = 'cancelled'")
    assert watch.within(TWO_MINUTES + 60, "no_timer:1")
    again = Watch(watch.care)
    assert again.look() == []
    assert "no_timer:1" in again.found


def test_it_is_told_again_after_an_hour_while_it_is_so(watch: Watch):
    opened(watch)
    watch.sql("UPDATE timers SET state = 'cancelled'")
    assert watch.within(TWO_MINUTES + 60, "no_timer:1")
    watch.care.clock.forward(timedelta(minutes=59))
    assert "no_timer:1" not in watch.look()
    watch.care.clock.forward(timedelta(minutes=1))
    assert "no_timer:1" in watch.look()
    assert "nog steeds" in phone_says(watch)


def test_case_31_a_source_whose_cursor_does_not_move(watch: Watch):
    watch.health.watched["krant"] = timedelta(minutes=1)
    watch.care.store.write(lambda tx: mentions.keep(tx, "krant", Batch([], "1"), watch.care.clock.now()))
    assert watch.look() == []
    watch.care.clock.forward(timedelta(minutes=4))
    assert watch.look() == []
    assert watch.within(TWO_MINUTES, "source_not_read:krant")
    assert not watch.auditor.well
    watch.care.store.write(lambda tx: mentions.keep(tx, "krant", Batch([], "2"), watch.care.clock.now()))
    watch.look()
    assert "weer in orde" in phone_says(watch)
    assert watch.auditor.well


# --- sources --------------------------------------------------------------------------------------------------------


def test_case_27_a_source_that_refuses_us_is_blind_since_told_once_an_hour_at_most_and_left_in_peace(watch: Watch):
    care = watch.care
    refused = SourceError("toegang geweigerd (401)", blind=True)
    source = Source("pagina", *[refused] * 500)
    service = Service(care.house, api=None, watchers=[source], health=watch.health)
    watch.health.watched["pagina"] = source.every
    told = []
    for minute in range(180):
        care.loop.run_until_complete(service.sources.watch(source))
        told += watch.look() if minute % 15 == 1 else []
        care.clock.forward(timedelta(minutes=1))
    assert told == ["source_failing:pagina"]
    assert phone_says(watch).startswith("🔧 seintje: bron pagina is blind sinds 10:00: toegang geweigerd (401).")
    assert len(source.outcomes) >= 500 - 37  # once in five minutes, not once a minute


def test_case_28_a_source_that_brings_nothing_where_it_always_brought_something(watch: Watch):
    care = watch.care
    watch.health.watched["pagina"] = timedelta(minutes=1)
    start = care.clock.now()

    def week(back: int, count: int) -> None:
        for n in range(count):
            _bring(care, f"{back}-{n}", start - timedelta(weeks=back) + timedelta(minutes=10 * n))

    for back in (1, 2, 3, 4):
        week(back, 12)
    _bring(care, "last", start)
    watch.look()
    for minute in range(0, 121, 5):
        care.clock.at = start + timedelta(minutes=minute)
        _bring(care, "last", care.clock.now())  # the watcher looks, and finds nothing new
        if "source_silent:pagina" in watch.look():
            break
    assert timedelta(hours=1) <= care.clock.now() - start <= timedelta(hours=1, minutes=5)
    assert "is al 1 uur stil" in phone_says(watch) or "is al 60 min stil" in phone_says(watch)
    assert watch.auditor.well  # it may be true: the sign of life goes on
    _bring(care, "new", care.clock.now())
    watch.look()
    assert "weer in orde" in phone_says(watch)


def test_case_28_a_quiet_source_is_not_told_on(watch: Watch):
    care = watch.care
    watch.health.watched["pagina"] = timedelta(minutes=1)
    start = care.clock.now()
    for back in (1, 2, 3, 4):
        _bring(care, str(back), start - timedelta(weeks=back) + timedelta(minutes=30))
    _bring(care, "last", start)
    for hours in range(1, 48, 4):
        care.clock.at = start + timedelta(hours=hours)
        _bring(care, "last", care.clock.now())
        assert "source_silent:pagina" not in watch.look()


def _bring(care: Office, number: str, at: datetime) -> None:
    mention = Mention(
        id=number, platform="facebook_page", kind=Kind.COMMENT, text="Mooi weer", posted_at=at, author=Author("a"),
        via=Via.SEARCH, lang="nl", own=True,
    )  # fmt: skip
    care.store.write(lambda tx: mentions.keep(tx, "pagina", Batch([mention], ""), at))


def test_case_29_a_watcher_that_dies_is_started_again_ever_more_slowly_and_after_three_deaths_told(watch: Watch):
    care = watch.care
    dying, healthy = Source("pagina", *[RuntimeError("boem")] * 100), Source("krant")
    service = Service(care.house, api=None, watchers=[dying, healthy], health=watch.health)
    told: list[str] = []
    for minute in range(60):
        care.loop.run_until_complete(service.sources.watch(dying))
        care.loop.run_until_complete(service.sources.watch(healthy))
        told += [key for key in (watch.look() if minute % 6 == 3 else []) if key.startswith("watcher_dead")]
        care.clock.forward(timedelta(minutes=1))
    assert told == ["watcher_dead:pagina"]
    assert 12 <= 100 - len(dying.outcomes) <= 18  # 1, 2, 4, 8 … 256 seconds, then every five minutes
    assert care.store.read(lambda tx: coverage.cursor(tx, "krant")) == ""
    assert "krant" not in " ".join(watch.found)
    dying.outcomes.clear()
    care.clock.forward(timedelta(hours=1))
    care.loop.run_until_complete(service.sources.watch(dying))
    watch.look()
    assert "watcher_dead:pagina" not in watch.found


# --- the database itself ---------------------------------------------------------------------------------------------


def test_case_21_a_database_locked_for_a_minute_is_told_after_half_of_it_and_everything_is_done_afterwards(
    tmp_path: Path,
    monkeypatch,
):
    """In real time, with a short patience instead of a long minute."""
    monkeypatch.setattr("bot.auditor.look.PATIENCE", 0.2)
    from tests.bot.office import protocol_from

    care = Office(protocol_from(COVERED), tmp_path, MONDAY_TEN)
    watch = Watch(care)
    watch.look()
    care.store.write(lambda tx: tx.exec_driver_sql("PRAGMA busy_timeout=50"))
    other = sqlite3.connect(care.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        source = Source("krant", Batch([], "next"), Batch([], "next"))
        service = Service(care.house, api=None, watchers=[source], health=watch.health)
        care.loop.run_until_complete(service.sources.watch(source))  # no crash, no cursor
        assert watch.look() == []
        care.clock.forward(LOCKED)
        assert watch.look() == ["database:"]
        assert "een ander programma houdt haar bezet" in phone_says(watch)
        assert not watch.auditor.well
        assert StoreOffice(care.house, None, lambda: None, auditor=watch.auditor)._not_ready() == ("database",)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert care.store.read(lambda tx: coverage.cursor(tx, "krant")) == ""
    care.loop.run_until_complete(service.sources.watch(source))
    assert care.store.read(lambda tx: coverage.cursor(tx, "krant")) == "next"
    watch.look()
    assert "weer in orde" in phone_says(watch)
    care.close()


@pytest.mark.usefixtures("of_a_file")
def test_case_22_a_full_disk_is_told_without_the_database_and_it_goes_on_when_there_is_room(watch: Watch):
    care = watch.care
    pages = care.store.write(lambda tx: tx.exec_driver_sql("PRAGMA page_count").scalar())
    care.store.write(lambda tx: tx.exec_driver_sql(f"PRAGMA max_page_count={pages}"))  # as a disk with no room left
    with pytest.raises(Exception, match="full"):
        for n in range(50):
            care.store.write(
                lambda tx, n=n: mentions.keep(tx, "krant", Batch([], "x" * 5000 + str(n)), care.clock.now())
            )
    watch.health.trouble(None, care.clock.now())
    watch.care.store.write = _full  # whatever is written now
    watch.auditor.store = _Full(care.store)
    assert watch.look() == ["database:"]
    assert "de schijf is vol" in phone_says(watch)
    watch.auditor.store = care.store
    del watch.care.store.write
    care.store.write(lambda tx: tx.exec_driver_sql("PRAGMA max_page_count=1073741823"))
    watch.look()
    assert "weer in orde" in phone_says(watch)
    care.says(NEGLECT)
    assert care.phone("sanne").shows("Ernstig")


def _full(work):
    raise sqlite3.OperationalError("database or disk is full")


class _Full:
    """A store on a disk that became full: it can be read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str):
        return getattr(self._store, name)

    def submit(self, work):
        def fails(tx):
            raise sqlite3.OperationalError("database or disk is full")

        return self._store.submit(fails)


def test_case_22_a_disk_that_fills_up_is_told_before_it_is_full(watch: Watch, tmp_path: Path, monkeypatch):
    import shutil

    monkeypatch.setattr(
        "bot.auditor.pulse.shutil.disk_usage", lambda folder: shutil._ntuple_diskusage(10**11, 10**11, 10**8)
    )
    watch.health.folder = tmp_path
    assert watch.look() == ["disk_low:"]
    assert "nog 100 MB" in phone_says(watch)


@pytest.mark.usefixtures("of_a_file")
def test_case_23_a_database_taken_away_is_seen_within_ten_seconds_refused_and_told(office, tmp_path: Path):
    care = office(COVERED)
    service = Service(care.house, api=None)
    began = time.monotonic()

    async def work() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(service.run(stop))
        await asyncio.sleep(0.2)
        care.store.path.rename(tmp_path / "weg.db")
        await asyncio.wait_for(running, 10)

    async def stays_open() -> None:
        pass

    care.notifier.close, close = stays_open, care.notifier.close
    with pytest.raises(StoreError, match="weggehaald of vervangen"):
        care.loop.run_until_complete(work())
    care.notifier.close = close
    assert time.monotonic() - began < 10
    with pytest.raises(StoreError):
        care.store.write(lambda tx: mentions.keep(tx, "krant", Batch([], "1"), care.clock.now()))
    assert care.phone("karin").shows("weggehaald of vervangen")


# --- the machine -------------------------------------------------------------------------------------------------------


def test_case_30_a_service_that_stands_still_is_red_within_half_a_minute_told_and_ended(watch: Watch, tmp_path: Path):
    ended: list[Path] = []
    watchman = Watchman(watch.auditor, lambda: watch.notifiers, tmp_path, end=ended.append)
    once = lambda: watch.care.loop.run_until_complete(_kept_open(watchman))  # noqa: E731
    watch.health.beat(watch.care.clock.now())
    once()
    assert (tmp_path / SIGN).exists()
    watch.care.clock.forward(BLOCKED)
    once()
    assert not (tmp_path / SIGN).exists()
    assert "loop_blocked:" in watch.found
    assert watch.care.phone("karin").rings()
    assert ended == []
    watch.care.clock.forward(timedelta(seconds=90))
    once()
    assert ended == [tmp_path]


def test_case_30_the_thread_looks_while_the_loop_is_blocked(office, tmp_path: Path):
    """In real time: the loop sleeps, the auditor does not."""
    care = office(COVERED)
    clock = SystemClock()
    health = Health(clock.now())
    auditor = Auditor(care.store, care.rulebook, clock, health)
    watchman = Watchman(auditor, dict, tmp_path, look=timedelta(milliseconds=50), end=lambda folder: None)
    health.beat(clock.now() - BLOCKED)

    async def blocked() -> None:
        watchman.start()
        time.sleep(0.6)

    care.loop.run_until_complete(blocked())
    watchman.stop()
    assert "loop_blocked" in {f.invariant.value for f in auditor.findings}
    assert not (tmp_path / SIGN).exists()


@pytest.mark.parametrize("drift", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=-3650)])
def test_case_38_a_clock_that_jumps_is_told_and_moves_no_step(watch: Watch, drift: timedelta):
    opened(watch)
    watch.drift = DRIFT
    assert watch.look() == []
    watch.drift = drift
    steps = watch.care.log().count("step")
    assert watch.within(TWO_MINUTES, "clock_drift:")
    assert watch.care.log().count("step") == steps


def test_case_38_our_own_clock_runs_on_when_the_wall_clock_jumps(monkeypatch):
    clock = SystemClock()
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3600)
    assert abs(clock.now().timestamp() - real()) < 5
    assert timedelta(minutes=59) < clock.drift() < timedelta(minutes=61)


# --- past what is broken -------------------------------------------------------------------------------------------------


def test_an_alarm_about_a_notifier_goes_the_other_way(watch: Watch):
    watch.health.line(TELEGRAM, Fault.TOKEN, watch.care.clock.now())
    assert watch.look() == [f"notifier_refused:{TELEGRAM}"]
    (to, letter), *_ = watch.mail.letters
    assert to == "karin@example.org"
    assert "Telegram weigert ons" in letter.plain
    assert not watch.care.phone("karin").messages


def test_telegram_that_is_away_wakes_nobody_by_itself_but_is_told_by_mail(office):
    watch = Watch(office(COVERED, at=datetime(2026, 3, 3, 2, 0, tzinfo=UTC)))
    watch.health.line(TELEGRAM, Fault.UNREACHABLE, watch.care.clock.now())
    assert watch.look() == []
    assert watch.within(TWO_MINUTES, f"notifier_down:{TELEGRAM}")
    assert [letter.silent for _, letter in watch.mail.letters] == [True]


def test_case_32_when_the_other_way_fails_as_well_it_is_tried_again_and_everything_is_red(watch: Watch, tmp_path: Path):
    care = watch.care
    opened(watch)
    watch.health.line(TELEGRAM, Fault.TOKEN, care.clock.now())
    watch.mail.fault = Fault.UNREACHABLE
    care.telegram.down = True
    pings = []

    async def ping() -> None:
        pings.append(1)

    broken = _Broken()
    both = {TELEGRAM: broken, MAIL: watch.mail}
    watch.notifiers = both
    assert watch.look() == []  # nobody could be told
    assert {f"notifier_refused:{TELEGRAM}"} <= watch.found
    assert not watch.auditor.well
    watchman = Watchman(watch.auditor, lambda: both, tmp_path, ping=ping)
    care.loop.run_until_complete(watchman.once())
    assert pings == []
    tried = broken.tried
    care.clock.forward(timedelta(seconds=30))
    assert watch.look() == []
    assert broken.tried == tried  # a refused token is not tried more than once a minute
    watch.mail.fault = None
    care.clock.forward(timedelta(seconds=30))
    assert f"notifier_refused:{TELEGRAM}" in watch.look()
    assert f"alarm_failed:{MAIL}" in watch.found  # that the alarm was late is itself found
    assert watch.mail.letters


class _Broken(Letters):
    name = TELEGRAM

    def __init__(self) -> None:
        super().__init__()
        self.fault = Fault.TOKEN


def test_what_is_urgent_is_told_to_every_manager_and_the_rest_to_the_first(office):
    protocol = COVERED.replace("owner: karin\n", "owner: karin\napproved_by: [joost]\n", 1)
    watch = Watch(office(protocol))
    opened(watch)
    watch.sql("UPDATE timers SET state = 'cancelled'")
    assert watch.within(TWO_MINUTES + 60, "no_timer:1")
    assert watch.care.phone("joost").shows("geen volgende stap")
    watch.drift = timedelta(hours=1)
    watch.look()
    assert watch.care.phone("karin").shows("klok")
    assert watch.care.phone("joost").shows("geen volgende stap")


def test_a_hole_in_the_roster_of_the_coming_fourteen_days_is_told_calmly_once_a_day(office):
    protocol = COVERED.replace("first: 2026-01-05", "first: 2026-03-09")
    watch = Watch(office(protocol))
    first = watch.look()
    assert [key.partition(":")[0] for key in first] == ["roster_hole"]
    assert watch.care.phone("karin").last.silent
    assert "heeft niemand dienst" in phone_says(watch)
    assert watch.auditor.well
    watch.care.clock.forward(timedelta(hours=23))
    assert watch.look() == []
    watch.care.clock.forward(timedelta(hours=2))
    assert len(watch.look()) == 1


def test_whoever_takes_duty_from_their_phone_mends_the_hole(office):
    watch = Watch(office(COVERED.replace("first: 2026-01-05", "first: 2026-03-09")))
    assert watch.look() == ["roster_hole:piket"]
    joost = watch.care.phone("joost")
    joost.writes("/dienst")
    assert joost.presses("Ik neem over").startswith("U hebt nu dienst")
    watch.look()
    assert watch.found == set()
    assert watch.care.phone("karin").shows("weer in orde")


def test_while_the_database_cannot_be_read_the_last_known_roster_counts(office, monkeypatch: pytest.MonkeyPatch):
    watch = Watch(office(COVERED.replace("first: 2026-01-05", "first: 2026-03-09")))
    joost = watch.care.phone("joost")
    joost.writes("/dienst")
    joost.presses("Ik neem over")
    assert watch.look() == []

    def unreadable(work) -> None:
        raise StoreUnreadable("disk I/O error")

    monkeypatch.setattr(watch.care.store, "read", unreadable)
    watch.look()
    assert watch.found == {"database:"}


def test_one_way_for_everybody_is_one_finding(office):
    watch = Watch(office(COVERED), mail=False)
    assert watch.look() == ["one_way:"]
    assert "iedereen is alleen te bereiken via Telegram" in phone_says(watch)


def test_the_sentences_are_there_in_both_languages(watch: Watch):
    watch.drift = timedelta(hours=1)
    watch.look()
    assert watch.auditor.sentences(Lang.NL)[0][1].startswith("de klok van deze computer")
    assert watch.auditor.sentences(Lang.EN)[0][1].startswith("the clock of this computer")


def test_a_database_that_cannot_be_read_mends_nothing(watch: Watch, monkeypatch):
    import sqlalchemy as sa

    opened(watch)
    watch.sql("UPDATE timers SET state = 'cancelled'")
    assert watch.within(TWO_MINUTES + 60, "no_timer:1")

    def away(*args: object) -> None:
        raise sa.exc.OperationalError("", None, sqlite3.OperationalError("disk I/O error"))

    monkeypatch.setattr(auditing, "vault", away)
    assert watch.look() == ["database:"]
    assert "no_timer:1" in watch.found
    assert "beschadigd" in phone_says(watch)
