"""The running service: loops that come back, sources that fail, a line that is refused, pages that tell how it is."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app.office import StoreOffice
from bot.app.service import Service
from bot.ports import TELEGRAM, Batch, DeliveryError, Fault, SourceError
from bot.store import coverage, mentions, people, reads
from bot.web.desk_port import TelegramState, Wanted
from rules.case.model import Action, Reply
from rules.judge import Judge
from tests.bot.protocol import CARE
from tests.bot.test_way_of_a_mention import NEGLECT


class Source:
    """A watched source that does what it is told."""

    platform = "news"
    every = timedelta(seconds=60)

    def __init__(self, name: str, *outcomes: Batch | Exception) -> None:
        self.name = name
        self.outcomes = list(outcomes)
        self.closed = False

    async def fetch(self, cursor: str) -> Batch:
        outcome = self.outcomes.pop(0) if self.outcomes else Batch([], cursor)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def close(self) -> None:
        self.closed = True


class Line:
    """A line to Telegram that refuses ``faults`` times and then has nothing to say."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = list(faults)
        self.asked: list[str] = []

    async def call(self, method: str, params: dict[str, Any], *, wait: float = 0.0) -> Any:
        self.asked.append(method)
        if self.faults:
            raise DeliveryError(method, self.faults.pop(0), retry_after=timedelta(milliseconds=1))
        await asyncio.sleep(0.005)
        return True if method == "deleteWebhook" else []


def until(care, service: Service, done: Callable[[], bool], *others: Callable[[], Awaitable[None]]) -> None:
    """Run the service until ``done`` (five seconds at most), then stop it as a signal would."""

    async def work() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(service.run(stop, *others))
        for _ in range(500):
            if done() or running.done():
                break
            await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(running, 10)

    care.loop.run_until_complete(work())
    assert done()


def test_what_a_source_brings_is_judged_and_told_without_anybody_asking(office):
    care = office(CARE)
    heard = care.says(NEGLECT)
    case = care.case()
    bring = Batch([heard], "next")
    service = Service(care.house, api=None, watchers=[source := Source("krant", bring)], tick=0.01)
    until(care, service, lambda: care.store.read(lambda tx: coverage.cursor(tx, "krant")) == "next")
    assert source.closed
    assert case.case.level == "serious"


def test_a_source_that_fails_is_remembered_as_failing_until_it_works(office):
    care = office(CARE)
    source = Source("krant", SourceError("het token is ingetrokken", blind=True), ValueError("boem"))
    service = Service(care.house, api=None, watchers=[source])
    watch = lambda: care.loop.run_until_complete(service.sources.watch(source))  # noqa: E731
    line = lambda: care.store.read(reads.source_lines)[0]  # noqa: E731
    watch()
    assert (line().error, line().blind) == ("het token is ingetrokken", True)
    began = line().failing_since
    care.clock.forward(timedelta(minutes=5))
    watch()
    assert (line().error, line().blind, line().failing_since) == ("unexpected", False, began)
    care.clock.forward(timedelta(seconds=1))
    watch()
    assert (line().error, line().failing_since) == ("", None)


def test_a_source_nobody_watches_any_more_fails_no_more_but_keeps_its_place(office):
    care = office(CARE)
    care.store.write(lambda tx: mentions.keep(tx, "krant", Batch([], "page 7"), care.clock.now()))
    care.store.write(lambda tx: coverage.failed(tx, "krant", "weg", care.clock.now(), blind=True))
    care.store.write(lambda tx: coverage.watch(tx, {"blad": "news"}))
    old, new = care.store.read(lambda tx: sorted(reads.source_lines(tx), key=lambda s: s.name, reverse=True))
    assert (old.name, old.failing_since, old.blind) == ("krant", None, False)
    assert (new.name, new.platform) == ("blad", "news")
    assert care.store.read(lambda tx: coverage.cursor(tx, "krant")) == "page 7"


def test_a_loop_that_throws_is_started_again(office, monkeypatch):
    care = office(CARE)
    times = []

    async def stumbles() -> None:
        times.append(1)
        if len(times) < 2:
            raise RuntimeError("boem")

    service = Service(care.house, api=None, tick=0.01)
    until(care, service, lambda: len(times) == 2, stumbles)


@pytest.mark.parametrize(("fault", "told"), [(Fault.TOKEN, [Fault.TOKEN]), (Fault.UNREACHABLE, [])])
def test_a_line_that_is_refused_is_told_once_and_tried_again(office, fault: Fault, told: list[Fault]):
    care = office(CARE)
    heard: list[Fault] = []
    line = Line(fault, fault, fault)
    service = Service(care.house, api=line, tick=0.01, poll=0, refused=heard.append)
    until(care, service, lambda: service.telegram[1] is not None and service.telegram[0] is None)
    assert heard == told
    assert line.asked.count("deleteWebhook") == 4  # until it worked once


# --- what the pages see ------------------------------------------------------------------------------------


def pages(care, fault: Fault | None = None) -> StoreOffice:
    return StoreOffice(care.house, lambda: (fault, care.clock.now()), lambda: None)


def test_the_pages_press_the_same_buttons_as_a_phone(office):
    care = office(CARE)
    care.says(NEGLECT)
    page = pages(care)
    do = care.loop.run_until_complete
    assert do(page.press(1, Action.TAKE, "sanne", 0)).reply is Reply.TAKEN
    assert do(page.note(1, "sanne", "gebeld")).reply is Reply.NOTED
    assert do(page.press(9, Action.TAKE, "sanne", 0)).reply is Reply.UNKNOWN
    assert do(page.note(9, "sanne", "x")).reply is Reply.UNKNOWN
    assert [line.id for line in do(page.cases(Wanted.MINE, "sanne"))] == [1]
    assert do(page.cases(Wanted.OPEN, "sanne")) == []
    assert len(do(page.cases(Wanted.ALL, "sanne"))) == len(do(page.cases(Wanted.LIVE, "sanne"))) == 1
    assert do(page.case(1)).case.assignee == "sanne"
    assert do(page.case(9)) is None
    assert page.protocol().title == "Protocol Zorg Proef"


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (None, TelegramState.CONNECTED),
        (Fault.TOKEN, TelegramState.REFUSED),
        (Fault.CONFLICT, TelegramState.CONFLICT),
        (Fault.UNKNOWN, TelegramState.UNREACHABLE),
    ],
)
def test_the_status_page_tells_how_the_line_is_and_since_when(office, fault, state):
    care = office(CARE)
    seen = care.loop.run_until_complete(pages(care, fault).status())
    assert (seen.telegram, seen.telegram_since) == (state, care.clock.now())
    assert seen.not_ready == ()
    off = care.loop.run_until_complete(StoreOffice(care.house, None, lambda: None).status())
    assert off.telegram is TelegramState.OFF


def test_the_status_page_tells_who_cannot_be_reached_and_what_waits(office):
    care = office(CARE)
    now = care.clock.now()
    care.telegram.block(101) if hasattr(care.telegram, "block") else None
    care.store.write(lambda tx: people.unreachable(tx, "imran", TELEGRAM, "blocked", now))
    care.house.ingest.keep("test", Batch([care.says("Mooie dag")], ""))
    seen = care.loop.run_until_complete(pages(care).status())
    assert {p.id: p.problem for p in seen.people}["imran"] == "blocked"
    assert (seen.waiting, seen.waiting_since) == (0, None)
    assert [source.name for source in seen.sources] == ["test"]


def test_a_database_that_fails_makes_the_service_not_ready_and_breaks_no_page(office, monkeypatch):
    from bot.store import StoreUnreadable

    care = office(CARE)

    def broken(tx):
        raise StoreUnreadable("disk I/O error")

    monkeypatch.setattr(reads, "tally", broken)
    seen = care.loop.run_until_complete(pages(care).status())
    assert seen.not_ready == ("database",)


# --- a mention that cannot be judged (case 25) ----------------------------------------------------------------


class Stumbling(Judge):
    """Throws at one text."""

    def judge(self, mention, around):
        if "struikel" in mention.text:
            raise RuntimeError("boem")
        return super().judge(mention, around)


def test_case_25_one_mention_that_throws_holds_up_no_other_and_after_three_tries_a_person_hears_of_it(office):
    from dataclasses import replace

    care = office(CARE)
    rules = care.rulebook.current
    care.rulebook.replace(replace(rules, judge=Stumbling(rules.protocol)))
    care.says("struikel over dit bericht van Zorg Proef")
    care.says(NEGLECT)
    for _ in range(3):
        care.forward(minutes=1)
    counts = care.store.read(reads.tally)
    assert counts["mentions_quarantined"] == 1 and counts["mentions_waiting"] == 0
    levels = {line.level for line in care.store.read(lambda tx: reads.case_lines(tx))}
    assert levels == {"attention", "serious"}
    assert any(phone.messages for phone in care.phones.values())


# --- the whole demo and a replay ----------------------------------------------------------------------------


def test_a_replay_says_the_same_twice_byte_for_byte(tmp_path: Path):
    import json

    from bot.app.replay import Options, replay
    from bot.demo.play import shipped_protocol, shipped_storm
    from bot.rulebook import Rules

    _, protocol = shipped_protocol()
    rules = Rules(protocol, Judge(protocol), 1)
    storm = shipped_storm()[:14]

    def once(ack: timedelta | None) -> list[str]:
        return [json.dumps(line) for line in asyncio.run(replay(storm, rules, Options(ack)))]

    first = once(timedelta(minutes=5))
    assert first == once(timedelta(minutes=5))
    summary = json.loads(first[-1])
    assert summary["event"] == "summary" and summary["mentions"] == 14 and summary["notified"] > 0
    worst = json.loads(once(None)[-1])
    assert worst["notified"] >= summary["notified"]


def test_a_replay_of_nothing_counts_nothing():
    from bot.app.replay import replay
    from bot.demo.play import shipped_protocol
    from bot.rulebook import Rules

    _, protocol = shipped_protocol()
    [summary] = asyncio.run(replay([], Rules(protocol, Judge(protocol), 1)))
    assert (summary["event"], summary["mentions"], summary["cases"], summary["notified"]) == ("summary", 0, 0, 0)


def test_the_demo_alone_takes_finishes_and_ends(tmp_path: Path):
    from bot.demo.play import Demo

    async def work() -> tuple[dict[str, int], int]:
        demo = Demo(tmp_path, unwatched=True)
        demo.storm = demo.storm[:12]
        await demo.run(asyncio.Event())
        counts = demo.house.store.read(reads.tally)
        demo.house.store.close()
        return counts, demo.presses

    counts, presses = asyncio.run(work())
    assert counts["cases"] >= 1 and counts["notices_sent"] >= 1 and counts["cases_open"] == 0
    assert presses >= 2 and counts["outbox_waiting"] == 0
