"""The house behind a command: its settings, a look into its database, and orders for whoever runs it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot import config
from bot.cli.protocol import SETTINGS
from bot.config import Config
from rules.i18n import N_

if TYPE_CHECKING:
    from bot.store import Tx

T = TypeVar("T")


def settings_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--config``, given to the command as ``settings``."""
    about = N_("De instellingen.")
    return click.option("--config", "settings", type=click.Path(path_type=Path), default=SETTINGS, help=about)(function)


def the_settings(settings: Path) -> Config:
    """The settings. Raises ``SettingsError`` and ``OSError``."""
    return config.load(settings)


def look(found: Config, work: "Callable[[Tx], T]") -> T:
    """Read in the database, also while the service runs. Raises ``StoreError``."""
    from bot.store.engine import look as into

    return into(found.database.reveal(), work)


def order(found: Config, what: dict[str, Any]) -> dict[str, Any]:
    """Have it done by the running service, else here. Raises ``StoreError``, ``ProtocolError``."""
    from bot import log
    from bot.app.control import ask

    log.setup()
    log.only_warnings()
    answer = asyncio.run(ask(found.data, what))
    return _here(found, what) if answer is None else answer


def _here(found: Config, what: dict[str, Any]) -> dict[str, Any]:
    from bot.app.open import open_house
    from bot.app.orders import carry_out

    opened = open_house(found)
    try:
        return carry_out(opened.house, what)
    finally:
        opened.house.store.close()
