"""Where the material lies that is not ours to keep in the repository: beside the checkout, or where SEINTJE_SHARED says."""

import os
from pathlib import Path

import pytest


def shared(path: str) -> Path:
    """The file or folder ``path`` of the shared material; skips the test, saying so, where it is absent."""
    root = Path(os.environ.get("SEINTJE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    found = root / path
    if not found.exists():
        pytest.skip(f"shared/{path} is not on this machine (set SEINTJE_SHARED)")
    return found
