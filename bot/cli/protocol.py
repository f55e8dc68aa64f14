"""The protocol a command works with, and its problems as a person reads them."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot.app.protocol_files import protocol_texts
from bot.app.settings import read as read_settings
from bot.cli.frame import Exit
from bot.cli.out import note
from bot.cli.words import language
from rules.i18n import N_
from rules.protocol.model import Protocol
from rules.protocol.problems.text import as_text
from rules.protocol.read import Reading, read

SETTINGS = Path("config.yaml")
PROTOCOL = Path("protocol.yaml")


def protocol_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--protocol``, given to the command as ``where``."""
    about = N_("Het protocol: een bestand, een map, of - voor stdin. Anders dat van config.yaml, of protocol.yaml.")
    return click.option("--protocol", "-p", "where", metavar=N_("BESTAND"), help=about)(function)


def read_protocol(where: str | None) -> Reading:
    """The protocol at ``where``, or the one of this folder, with its problems. Raises ``OSError`` when there is none."""
    if where == "-":
        return read({"stdin": sys.stdin.buffer.read()})
    return read(dict(protocol_texts(Path(where) if where else of_this_folder())))


def the_protocol(where: str | None) -> Protocol:
    """A protocol that may be used; one with errors ends the command with all of them on stderr."""
    reading = read_protocol(where)
    if reading.protocol is None:
        note(as_text(reading.problems, reading.texts, language()).rstrip())
        raise click.exceptions.Exit(Exit.INVALID)
    return reading.protocol


def of_this_folder() -> Path:
    """What the settings here say, read leniently: another mistake in them must not stop a look at the protocol."""
    found = read_settings(SETTINGS).config if SETTINGS.exists() else None
    if found is None:
        return PROTOCOL
    return near(found.protocol)


def near(path: Path) -> Path:
    """The path as somebody here would write it, when it lies in this folder."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
