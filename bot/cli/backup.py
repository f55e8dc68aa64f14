"""``seintje backup``: a verified copy of the database, also while the service runs."""

from pathlib import Path

import click

from bot.cli.frame import Exit, Stop
from bot.cli.house import settings_option, the_settings
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.words import tr
from bot.clock import SystemClock
from bot.config import Config
from rules.i18n import N_


def database_file(found: Config) -> Path:
    """The SQLite file of these settings. Stops for another kind of database."""
    from bot.store.backup import file_of

    file = file_of(found.database.reveal())
    if file is None:
        raise Stop(N_("de database is PostgreSQL: maak en herstel reservekopieën met pg_dump en pg_restore."))
    return file


@verb(N_("Maak een gecontroleerde reservekopie van de database. Mag terwijl de dienst draait."))
@settings_option
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    metavar=N_("MAP"),
    help=N_("Waarheen; anders zoals in config.yaml."),
)
@json_option
def command(settings: Path, folder: Path | None, as_lines: bool) -> int:
    from bot.store.backup import DOORSTEP, back_up

    found = the_settings(settings)
    known = found.backup
    target = folder or (known.folder if known else found.data)
    keep = known.keep if known and folder is None else None
    now = SystemClock().now()
    made = back_up(database_file(found), target, now, keep)
    doorstep = found.data / DOORSTEP
    unread = back_up(doorstep, target, now, keep) if doorstep.exists() else None
    if as_lines:
        more = {} if unread is None else {"doorstep": str(unread)}
        as_json({"file": str(made), "bytes": made.stat().st_size, **more})
    else:
        say(tr(N_("Reservekopie gemaakt en gecontroleerd: {file}"), file=made))
        if unread is not None:
            say(tr(N_("Wat binnengekomen en nog niet gelezen is, staat in: {file}"), file=unread))
    return Exit.GOOD
