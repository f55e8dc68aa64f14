"""Mentions arrive, people press, one call in ten fails, and the process is killed again and again: nothing is lost."""

import os
from pathlib import Path

import pytest

from tests.kill.harness import Outcome, Plan, run
from tests.kill.table import table

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def judged(outcome: Outcome) -> None:
    print(table(outcome))
    faults = outcome.tally.faults()
    assert not faults, f"seed {outcome.plan.seed}: {faults}"
    assert outcome.tally.duplicates <= sum(outcome.casualties.values()) <= sum(outcome.kills.values())
    assert outcome.tally.mentions and outcome.tally.escalated and outcome.tally.pressed


def test_nothing_is_lost_in_twenty_kills(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        judged(run(Plan(20, tmp_path)))


@pytest.mark.skipif("SEINTJE_KILLS" not in os.environ, reason="the long run: make kill (SEINTJE_KILLS=200)")
def test_nothing_is_lost_in_a_long_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        outcome = run(Plan(int(os.environ["SEINTJE_KILLS"]), tmp_path))
        judged(outcome)
    assert len(outcome.kills) >= 14
