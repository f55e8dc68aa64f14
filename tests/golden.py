"""Texts that are read and agreed once, and compared ever after."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def golden(name: str, text: str) -> None:
    """Compare with the agreed text of that name; with ``SEINTJE_GOLDEN=write`` agree to this one (and read the diff)."""
    file = FOLDER / name
    if os.environ.get("SEINTJE_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
        return
    assert file.exists(), f"no agreed text {file.name}: run once with SEINTJE_GOLDEN=write and read what it made"
    assert text.rstrip("\n") + "\n" == file.read_text(encoding="utf-8")
