"""``seintje run``: the service."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.frame import Exit, Stop
from bot.cli.house import settings_option, the_settings
from bot.cli.lazy import verb
from bot.cli.leaving import at_once
from bot.cli.out import note, say
from bot.cli.words import tr
from bot.ports import Fault
from rules.i18n import N_

if TYPE_CHECKING:
    from bot.config import Config


@verb(N_("De dienst: luistert, beoordeelt, waarschuwt. Stoppen met Ctrl-C."))
@settings_option
@click.option(
    "--in",
    "files",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar=N_("BESTAND"),
    help=N_("Volg ook dit bestand met berichten (JSONL)."),
)
@click.option("--lenient", is_flag=True, help=N_("Sla onbekende velden in die bestanden over."))
def command(settings: Path, files: tuple[Path, ...], lenient: bool) -> int:
    from bot import log, memory

    memory.hold_little()  # before there are threads
    found = the_settings(settings)
    if found.telegram is None:
        raise Stop(
            N_("er is geen Telegram ingesteld: niemand kan een seintje krijgen. Vul 'telegram' in {file} in."),
            file=settings,
        )
    log.setup(debug=found.log.debug, json_lines=found.log.json_lines)
    asyncio.run(_run(found, files, lenient))
    return Exit.GOOD


async def _run(found: "Config", files: tuple[Path, ...], lenient: bool) -> None:
    """Until Ctrl-C or SIGTERM: being stopped is how a service ends, so that is no error."""
    with at_once():  # nothing has begun, and what is stored survives worse
        from bot.app.running import Announce, Running

        announce = Announce(link=_link, refused=_refused)
        running = Running(found, files, lenient=lenient, announce=announce)
    await running.run()


def _link(link: str) -> None:
    say(tr(N_("Seintje draait. Deze link werkt één keer, een kwartier lang:\n\n    {link}\n"), link=link))


def _refused(fault: Fault) -> None:
    """Seintje stays up: what comes in is judged and kept, and it tries again until it may."""
    if fault is Fault.TOKEN:
        note(
            tr(
                N_(
                    "fout: Telegram weigert het token. Vraag BotFather een nieuw token, zet het waar 'telegram: token' naar "
                    "verwijst en start opnieuw. Tot dan bewaart seintje alles en probeert het elke halve minuut weer."
                )
            )
        )
    else:
        note(
            tr(
                N_(
                    "fout: een ander programma gebruikt hetzelfde token van Telegram. Stop dat programma; seintje probeert "
                    "het elke halve minuut weer."
                )
            )
        )
