"""One launcher for all scenes: the program is imported once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kill.harness import hurried_environment
from tests.kill.programs import Launcher
from tests.kill.scene import Scene, scene


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    with Launcher(hurried_environment()) as launcher:
        yield launcher


@pytest.fixture
def care(tmp_path: Path, launcher: Launcher) -> Iterator[Scene]:
    with scene(tmp_path, launcher) as told:
        yield told
