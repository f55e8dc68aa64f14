"""Where the shared evaluation material is, if it is here at all."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("SEINTJE_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def shared(path: str) -> Path:
    """The file or folder ``path`` of the shared material; skips the test, saying why, where it is absent."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"{path} is not beside this checkout (set SEINTJE_SHARED to where it is)")
    return found
