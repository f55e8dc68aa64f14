"""``make eval``: every gate of the text wing, measured, beside the best peer in the same run.

Reads the evaluation sets where they are present (``../shared`` or ``SEINTJE_SHARED``), prints one table, and writes
``docs/explanation/quality.md``. Exit code 1 when a gate is missed, 4 when the sets are not there.
"""

import sys
from pathlib import Path

from tests.eval import second, worst
from tests.eval.gates import Row, care_protocols, compliments_that_alert, gates
from tests.eval.page import changes, page, table
from tests.eval.sets import shared

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "quality.md"


def main() -> int:
    """Measures, prints, writes the page."""
    rows: list[Row] = list(gates())
    if not rows:
        print("Evaluation sets not found: set SEINTJE_SHARED to the folder that holds eval/.", file=sys.stderr)
        return 4
    before = changes(PAGE.read_text("utf-8")) if PAGE.exists() else {}
    print(table(rows, before))
    print("Compliments that alert:", *compliments_that_alert(), sep="\n  ")
    extra = _second_reader() + worst.section(care_protocols())
    print(extra)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(rows, before, extra), encoding="utf-8")
    return 0 if all(row.met for row in rows) else 1


def _second_reader() -> str:
    """What the encoder adds under the example protocol; says so where it cannot be measured."""
    mentions, protocols = shared() / "data" / "care_mentions.jsonl", care_protocols()
    if not second.installed() or not mentions.exists() or not protocols:
        return second.section([])
    return second.section(list(second.added(next(iter(protocols.values())), mentions)))


if __name__ == "__main__":
    sys.exit(main())
