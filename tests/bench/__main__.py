"""``python -m tests.bench [--quick] [--write] [PART …]``: one table of what everything costs, as ratios against a peer.

Nothing here fails because a machine is slow: figures are ratios within one run, and a missed goal is printed, not raised.
``--quick``: fewer rounds and less material. ``--write``: also into ``docs/explanation/speed.md``. Parts: latency, store,
start, idle, judge, kept, tone, copies, flood; none named: all.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench import copies, flood, idle, judging, kept, latency, starting, tone, vault
from tests.bench.measure import QUICK, Goal, Plan

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "speed.md"
PARTS: dict[str, tuple[str, Callable[[Plan], Iterator[Goal]]]] = {
    "judge": ("A judgement", judging.measure),
    "tone": ("Hearing the tone", tone.measure),
    "store": ("Storing", vault.measure),
    "kept": ("What is kept", kept.measure),
    "start": ("Starting", starting.measure),
    "idle": ("When nothing happens", idle.measure),
    "latency": ("From a mention to a phone", latency.measure),
    "copies": ("From a press to every copy", copies.measure),
    "flood": ("A flood of ten thousand", flood.measure),
}
INTRODUCTION = """# How fast it is

Written by `python -m tests.bench --write`; `make bench` measures it again on your own machine.

## How to read this

- A figure with × is a **ratio of two things measured in turns in the same run**, medians of {rounds} rounds, mostly of CPU time
  within one process. Such a figure means nearly the same on a fast and a slow machine; milliseconds do not, so no goal
  is set in them and no test fails because of them.
- **VADER** is one call of `vaderSentiment` 3.3.2 on the same text: the unit of what looking at a text costs.
- **G1** to **G12** number the goals. *Missed* stands here as plainly as *reached*.
- Measured with Python {python} on {cores} cores that were shared with other work.
"""


def main(arguments: Sequence[str]) -> int:
    """Prints the table as it is measured; 0 always, unless it could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("part", nargs="*", choices=[*PARTS, []])
    chosen = parser.parse_args(arguments)
    plan = QUICK if chosen.quick else Plan()
    tables = [(PARTS[part][0], list(_told(part, plan))) for part in chosen.part or PARTS]
    if chosen.write:
        written = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        PAGE.write_text(page(written, tables, plan), encoding="utf-8")
    return 0


def _told(part: str, plan: Plan) -> Iterator[Goal]:
    title, measure = PARTS[part]
    print(f"\n{title}", flush=True)
    for goal in measure(plan):
        print(f"  {goal}", flush=True)
        yield goal


def page(written: str, tables: Sequence[tuple[str, Sequence[Goal]]], plan: Plan) -> str:
    """The page for ``docs/``: parts that were not measured this time stay as they were written."""
    sections = dict(part.split("\n", 1) for part in written.split("\n## ")[1:])
    sections |= {title: _table(goals) for title, goals in tables}
    text = INTRODUCTION.format(rounds=plan.rounds, python=platform.python_version(), cores=os.cpu_count())
    for title, _ in PARTS.values():
        text += f"\n## {title}\n\n{sections[title].strip()}\n" if title in sections else ""
    return text


def _table(goals: Sequence[Goal]) -> str:
    rows = (" | ".join(cell.strip().replace("|", "/") for cell in goal.row()) for goal in goals)
    return "| what | figure | goal | | |\n|---|---:|---:|---|---|\n" + "".join(f"| {row} |\n" for row in rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
