"""``make eval``: every gate of the text wing, measured, beside the best peer in the same run.

Reads the evaluation sets where they are present (``../shared`` or ``SEINTJE_SHARED``), prints one table, and writes
``docs/explanation/quality.md``. Exit code 1 when a gate is missed, 4 when the sets are not there.
"""

import sys
from pathlib import Path

from tests.eval.gates import Row, gates
from tests.eval.page import changes, page, table

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "quality.md"


def main() -> int:
    """Measures, prints, writes the page."""
    rows: list[Row] = list(gates())
    if not rows:
        print("Evaluation sets not found: set SEINTJE_SHARED to the folder that holds eval/.", file=sys.stderr)
        return 4
    before = changes(PAGE.read_text("utf-8")) if PAGE.exists() else {}
    print(table(rows, before))
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(rows, before), encoding="utf-8")
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
