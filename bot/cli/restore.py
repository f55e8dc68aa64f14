"""``seintje restore``: put a backup in the place of the database."""

from datetime import datetime
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
@click.option(
    "--unsent",
    is_flag=True,
    help=N_(
        "Stuur ook wat in de kopie nog op verzending wachtte. Wat na de kopie al verstuurd is, komt dan nog een keer."
    ),
)
@settings_option
@json_option
def command(copy: Path, unsent: bool, settings: Path, as_lines: bool) -> int:
    from bot.store.backup import DOORSTEP, place_of, restore

    found = the_settings(settings)
    database = place_of(copy, database_file(found), found.data / DOORSTEP)
    now = SystemClock().now()
    aside = restore(copy, database, now)
    waiting = 0 if database.name == DOORSTEP else _waiting(database, now, unsent=unsent)
    if as_lines:
        as_json({"database": str(database), "aside": str(aside) if aside else None, "waiting": waiting, "sent": unsent})
        return Exit.GOOD
    say(tr(N_("Teruggezet: {file} staat nu als {database}."), file=copy, database=database))
    if aside is not None:
        say(tr(N_("Wat er stond, heet nu {file}."), file=aside))
    if waiting:
        say(tr(UNSENT if unsent else DROPPED, count=waiting))
    return Exit.GOOD


UNSENT = N_("Wat in de kopie op verzending wachtte, gaat uit zodra de dienst start (seintjes: {count}).")
DROPPED = N_(
    "Wat in de kopie op verzending wachtte, wordt niet meer verstuurd (seintjes: {count}): het kan al aangekomen zijn. Open "
    "zaken schalen gewoon op. Kijk ze na met: seintje case ls"
)


def _waiting(database: Path, now: datetime, *, unsent: bool) -> int:
    """How many messages waited in the copy; they are not sent unless that was asked for."""
    from bot.store import Store, outbox
    from bot.store.migrate import prepare

    store = Store(f"sqlite:///{database}")
    try:
        prepare(store)
        if unsent:
            return store.read(outbox.waiting)
        return store.write(lambda tx: outbox.give_up_waiting(tx, now))
    finally:
        store.close()
