"""What all tests share: ``--write-golden`` records the texts people read anew; look at the difference before you commit it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import laws


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-golden", action="store_true", help="record golden texts anew instead of comparing with them"
    )


def pytest_configure(config: pytest.Config) -> None:
    laws.choose(quick="not slow" in config.option.markexpr)


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
