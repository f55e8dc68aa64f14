"""Results to stdout, remarks to stderr."""

import json
import sys
from collections.abc import Callable
from typing import Any

import click

from rules.i18n import N_


def say(text: str = "") -> None:
    """A result for a person."""
    print(text)  # noqa: T201 - this is where results leave


def as_json(value: object) -> None:
    """A result for a program: one JSON document on one line."""
    print(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))  # noqa: T201


def note(text: str) -> None:
    """A remark that is no result."""
    print(text, file=sys.stderr)  # noqa: T201


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--json``, given to the command as ``as_lines``."""
    return click.option("--json", "as_lines", is_flag=True, help=N_("Schrijf het resultaat als JSON."))(function)
