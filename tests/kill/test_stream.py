"""Listening to a stream while the program is killed: nothing that names us is lost, nothing is there twice, the cursor is right."""

import json
import os
import signal
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest

from bot.platforms.bluesky import Speech
from tests.fakes.jetstream import Replay, crowd, replaying
from tests.kill.scene import Scene

pytest.importorskip("websockets")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

EVENTS = 40_000
PACE = {Speech.OLD: 5_000, Speech.NEW: 2_500}
"""Events a second; the old way of speaking repeats five seconds of them at every start."""
KILLS = int(os.environ.get("SEINTJE_STREAM_KILLS", "8"))
POINTS = ("ingest.fetched", "ingest.stored", "ingest.committed")
SOURCE = """
allow_private: true
sources:
  - {{name: blauw, kind: bluesky, server: 'ws://127.0.0.1:{port}', speech: {speech}}}
"""


class Stream:
    """The whole network passing by at its own pace, and what the program made of it."""

    def __init__(self, care: Scene, replay: Replay, seed: int) -> None:
        self.care, self.replay, self.rnd = care, replay, Random(seed)
        self.at = 0

    def dies(self, number: int) -> None:
        """A life and its end: at a moment of the way in, or whenever it happens to be."""
        point = f"{self.rnd.choice(POINTS)}@{self.rnd.randrange(3, 12)}" if number % 2 else ""
        known = len(self.replay.asked)
        program = self.care.start_at(point)
        if not point:
            self.care.until(lambda: len(self.replay.asked) > known)
        if program.wait(self.rnd.uniform(0.3, 2.5) if not point else 30.0) is None:
            program.end(signal.SIGKILL)
        assert program.code == -signal.SIGKILL, program.said()[-3000:]

    def cursor(self) -> int:
        """The time of the last event that counts as taken in; it never goes back."""
        rows = self.care.sql("SELECT stream FROM sources WHERE name = 'blauw' AND stream <> ''")
        at = int(json.loads(rows[0][0])["at"]) if rows else 0
        assert at >= self.at, "the cursor went back"
        self.at = at
        return at

    def stored(self) -> list[str]:
        return [row[0] for row in self.care.sql("SELECT external_id FROM mentions WHERE source = 'blauw'")]

    def passed(self, until: int) -> set[str]:
        """What named us, up to and including this time."""
        return {
            f"at://{one['did']}/app.bsky.feed.post/{one['commit']['rkey']}"
            for number, one in enumerate(self.replay.events)
            if number % 100 < 3 and one["time_us"] <= until
        }


@pytest.mark.parametrize("speech", [*Speech])
def test_whatever_moment_it_is_killed_the_cursor_and_what_it_covers_are_one(care: Scene, speech: Speech) -> None:
    """``SEINTJE_STREAM_KILLS``: how often."""
    with ExitStack() as stack:
        replay = Replay(crowd(EVENTS))
        replay.pace = PACE[speech]
        stack.enter_context(replaying(replay))
        config = Path(care.world.plan.folder, "config.yaml")
        config.write_text(config.read_text() + SOURCE.format(port=replay.port, speech=speech.value))
        stream = Stream(care, replay, seed=7)
        moved = set()
        for number in range(KILLS):
            stream.dies(number)
            at = stream.cursor()
            moved.add(at)
            stored = stream.stored()
            assert set(stored) == stream.passed(at), "the cursor and what it covers are one commit"
            assert len(stored) == len(set(stored))
        assert len(moved) > 2, "it was killed while it went on"
        assert stream.at < replay.ats[-1], "there is something left to hear"
        last = care.start()
        care.until(lambda: stream.cursor() == replay.ats[-1])
        assert last.end(signal.SIGTERM) == 0, last.said()[-3000:]
    stored = stream.stored()
    assert sorted(stored) == sorted(stream.passed(replay.ats[-1]))
    assert len(stored) == EVENTS * 3 // 100
    assert care.sql("SELECT * FROM gaps") == []
    print(f"{KILLS} kills, {len(stored)} mentions of {EVENTS} events, asked for {len(replay.asked)} times")
