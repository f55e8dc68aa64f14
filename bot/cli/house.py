"""The house behind a command: its settings, a look into its database, and orders for whoever runs it."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.app import settings as all_settings
from bot.cli.frame import Stop
from bot.cli.out import note
from bot.cli.protocol import SETTINGS
from bot.cli.words import language, tr
from bot.config import Config
from bot.errors import Explained
from rules.i18n import N_
from rules.protocol.model import Protocol

if TYPE_CHECKING:
    from bot.store import Tx

T = TypeVar("T")

STARTING = 5.0
"""Seconds that a service may take between its hold on the database and its door for us."""


def settings_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--config``, given to the command as ``settings``."""
    about = N_("De instellingen.")
    return click.option(
        "--config", "settings", type=click.Path(path_type=Path, readable=False), default=SETTINGS, help=about
    )(function)


def the_settings(settings: Path) -> Config:
    """The settings. Raises ``SettingsError`` and ``OSError``."""
    return all_settings.load(settings)


def look(found: Config, work: "Callable[[Tx], T]") -> T:
    """Read in the database, also while the service runs. Raises ``StoreError``, also for another version's database."""
    from bot.store.engine import look as into
    from bot.store.migrate import called, known

    url = found.database.reveal()

    def checked(tx: "Tx") -> T:
        known(tx, called(url))
        return work(tx)

    return into(url, checked)


def look_with_protocol(found: Config, work: "Callable[[Tx], T]") -> tuple[T, Protocol]:
    """What ``work`` finds, and the protocol in force. Raises ``StoreError``."""
    from bot.desk.versions import load
    from bot.store import protocols

    seen, version = look(found, lambda tx: (work(tx), protocols.active(tx)))
    rules = None if version is None else load(version)
    if rules is None:
        raise Stop(N_("er is nog geen protocol in gebruik. Start eerst de dienst: seintje run"))
    return seen, rules.protocol


def order(found: Config, what: dict[str, Any]) -> dict[str, Any]:
    """Have it done by the running service, else here (then the answer says ``alone``).

    Raises ``StoreError``, ``ProtocolError``, ``DoorError``.
    """
    from bot import log
    from bot.app.control import ask_and_wait
    from bot.store.lock import InUseError

    log.setup()
    log.only_warnings()
    what = {"lang": str(language()), **what}
    until = time.monotonic() + STARTING
    while (done := ask_and_wait(found.data, what)) is None:
        try:
            done = _here(found, what) | {"alone": True}
            break
        except InUseError:  # the service has the database but no door yet: it is starting
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
    if "error" in done:
        raise Stop(N_("de dienst kon dit niet uitvoeren ({why}). Kijk in het log van de dienst."), why=done["error"])
    return done


def looked(found: Config, what: str, about: str = "") -> None:
    """Have it written down that whoever is logged in at this computer read or exported this.

    What they asked for is shown all the same when it cannot be: then that is said.
    """
    import getpass

    try:
        by = getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in a container
        by = str(os.getuid())
    try:
        order(found, {"do": "looked", "what": what, "about": about, "by": by})
    except (Explained, Stop):
        note(tr(N_("Let op: dat dit gelezen is, kon niet in het logboek worden gezet.")))


def _here(found: Config, what: dict[str, Any]) -> dict[str, Any]:
    from bot.app.open import open_house
    from bot.app.orders import carry_out

    opened = open_house(found)
    try:
        return carry_out(opened.house, what)
    finally:
        opened.house.store.close()
