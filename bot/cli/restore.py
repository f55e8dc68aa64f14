"""``seintje restore``: put a backup in the place of the database."""

from pathlib import Path

import click

from bot.cli.backup import database_file
from bot.cli.frame import Exit
from bot.cli.house import settings_option, the_settings
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.words import tr
from bot.clock import SystemClock
from rules.i18n import N_


@verb(
    N_("Zet een reservekopie terug. De dienst moet stilstaan; wat er nu staat, blijft onder een andere naam bewaard.")
)
@click.argument("copy", type=click.Path(path_type=Path), metavar=N_("BESTAND"))
@settings_option
@json_option
def command(copy: Path, settings: Path, as_lines: bool) -> int:
    from bot.store.backup import DOORSTEP, place_of, restore

    found = the_settings(settings)
    database = place_of(copy, database_file(found), found.data / DOORSTEP)
    aside = restore(copy, database, SystemClock().now())
    if as_lines:
        as_json({"database": str(database), "aside": str(aside) if aside else None})
        return Exit.GOOD
    say(tr(N_("Teruggezet: {file} staat nu als {database}."), file=copy, database=database))
    if aside is not None:
        say(tr(N_("Wat er stond, heet nu {file}."), file=aside))
    return Exit.GOOD
