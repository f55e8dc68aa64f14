"""``seintje version``: what is running here."""

import platform

from bot import __version__
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from rules.i18n import N_


@verb(N_("Versie van seintje, Python en database."))
@json_option
def command(as_lines: bool) -> None:
    import sqlite3  # for its version only

    parts = {"seintje": __version__, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    if as_lines:
        as_json(parts)
    else:
        say("  ".join(f"{name} {number}" for name, number in parts.items()))
