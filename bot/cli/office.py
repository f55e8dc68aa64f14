"""How a command reaches the cases: it asks the running service, or works on the database when none runs."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from bot import config
from bot.cli.frame import Stop
from bot.cli.protocol import SETTINGS
from bot.cli.words import language
from bot.store import Reader, Tx
from bot.store.migrate import known
from rules.i18n import N_
from rules.protocol.model import Protocol

T = TypeVar("T")


def settings_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--config``, given to the command as ``settings``."""
    about = N_("De instellingen.")
    return click.option("--config", "settings", type=click.Path(path_type=Path), default=SETTINGS, help=about)(function)


def order(settings: config.Config, wish: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """What came of an order, and whether we did it alone: by the running service, or here when none runs.

    Raises what opening the house raises, and ``DoorError``.
    """
    from bot.app.control import ask

    wish["lang"] = str(language())
    answer = asyncio.run(ask(settings.data, wish))
    done = _alone(settings, wish) if answer is None else answer
    if "error" in done:
        raise Stop(N_("de dienst kon dit niet uitvoeren ({why}). Kijk in het log van de dienst."), why=done["error"])
    return done, answer is None


def _alone(settings: config.Config, wish: dict[str, Any]) -> dict[str, Any]:
    """Nobody else has the database: open the house, do it, leave. What must be sent waits for the service."""
    from bot.app.open import open_house
    from bot.app.orders import carry_out

    opened = open_house(settings)
    try:
        return carry_out(opened.house, wish)
    finally:
        opened.house.store.close()


@contextmanager
def looking(settings: config.Config) -> Iterator[Reader]:
    """The database to look at, whether the service runs or not. Raises ``StoreError``."""
    reader = Reader(settings.database.reveal())
    try:
        reader.read(lambda tx: known(tx, str(reader.url)))
        yield reader
    finally:
        reader.close()


def protocol_in_force(reader: Reader) -> Protocol:
    """The protocol that the service works by."""
    from bot.store import protocols
    from bot.versions import load

    version = reader.read(protocols.active)
    rules = None if version is None else load(version)
    if rules is None:
        raise Stop(N_("er is nog geen protocol in gebruik. Start eerst de dienst: seintje run"))
    return rules.protocol


def look(settings: config.Config, work: Callable[[Tx], T]) -> tuple[T, Protocol]:
    """What ``work`` finds, and the protocol in force."""
    with looking(settings) as reader:
        return reader.read(work), protocol_in_force(reader)
