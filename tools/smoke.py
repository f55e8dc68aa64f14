"""Does the demo's output hold what a demo must show? Reads the lines of ``seintje demo --until-end --json``."""

import json
import sys
from pathlib import Path


def main(file: str) -> int:
    """The exit code."""
    lines = [json.loads(line) for line in Path(file).read_text("utf-8").splitlines() if line.strip()]
    summary = lines[-1] if lines else {}
    print(json.dumps(summary, ensure_ascii=False))
    wanted = {"cases": 1, "notified": 1}
    short = [name for name, least in wanted.items() if not isinstance(summary.get(name), int) or summary[name] < least]
    if short:
        print(f"the demo ended without {', '.join(short)}", file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
