"""Catalogue 94: a migration that is killed leaves the old schema or the new one, and every timer."""

import json
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from bot.store import cases
from rules.case.model import StartTimer, TimerKind
from tests.bot.store.made import NOW, case
from tests.bot.store.migrating import lay_out

ROOT = Path(__file__).resolve().parents[3]


def test_case_94_killed_at_every_statement_it_is_old_or_new_and_no_timer_is_lost(address, store, tmp_path):
    for number in (1, 2):
        store.write(lambda tx, n=number: cases.create(tx, case(n), 1, NOW))
        timer = StartTimer(TimerKind.STEP, 1, NOW + timedelta(minutes=number))
        store.write(lambda tx, n=number, timer=timer: cases.start_timer(tx, n, timer))
    store.close()
    lay_out(tmp_path / "later")
    command = [sys.executable, "-m", "tests.bot.store.migrating", address, str(tmp_path / "later")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    tried = [json.loads(line) for line in done.stdout.splitlines()]
    assert tried and tried[-1]["ended"] == 0, done.stderr[-3000:]
    assert {one["ended"] for one in tried[:-1]} == {-signal.SIGKILL} and len(tried) > 8
    for one in tried:
        new = one["version"] == "0002"
        assert one["version"] == ("0002" if one is tried[-1] else "0001")
        assert ("why" in one["columns"]) is new and one["tables"] == (["later"] if new else [])
        assert ("ix_later" in one["indexes"]) is new and "ix_timers_due" in one["indexes"]
        state = "waiting" if new else "pending"
        assert [(row[1], row[3]) for row in one["timers"]] == [(1, state), (2, state)]
        assert one["whole"] == "ok"
