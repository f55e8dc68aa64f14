"""``config.yaml`` with every platform there is: the reader of the settings and the registry of platforms, put together."""

import os
from collections.abc import Mapping
from pathlib import Path

from bot import config
from bot.config import Config, Reading
from bot.platforms.registry import KINDS


def load(file: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """The settings in ``file``. Raises ``SettingsError``."""
    return config.load(file, KINDS, environ)


def read(file: Path, environ: Mapping[str, str] = os.environ) -> Reading:
    """The settings in ``file`` and every problem. Raises nothing, whatever the file holds."""
    return config.read(file, KINDS, environ)
