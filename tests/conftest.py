"""What all tests share: ``--write-golden`` records the texts people read anew; look at the difference before you commit it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no reason to fail: laws are about what happens, not about how long it took.
settings.register_profile("seintje", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("seintje")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-golden", action="store_true", help="record golden texts anew instead of comparing with them"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with the recorded one, or record it."""
    record = request.config.getoption("--write-golden")

    def compare(path: Path, text: str) -> None:
        if record:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{path} is not there; record it with --write-golden"
        assert text == path.read_text(encoding="utf-8")

    return compare
