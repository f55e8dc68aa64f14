"""``seintje run``: the service."""

import asyncio
from pathlib import Path

import click

from bot.cli.frame import Exit, Stop
from bot.cli.lazy import verb
from bot.cli.protocol import SETTINGS
from rules.i18n import N_


@verb(N_("De dienst: luistert, beoordeelt, waarschuwt. Stoppen met Ctrl-C."))
@click.option("--config", "settings", type=click.Path(path_type=Path), default=SETTINGS, help=N_("De instellingen."))
@click.option(
    "--in",
    "files",
    type=click.Path(path_type=Path),
    multiple=True,
    help=N_("Volg ook dit bestand met berichten (JSONL)."),
)
@click.option("--lenient", is_flag=True, help=N_("Sla onbekende velden in die bestanden over."))
def command(settings: Path, files: tuple[Path, ...], lenient: bool) -> int:
    from bot import config, log
    from bot.app.running import Running

    found = config.load(settings)
    log.setup(debug=found.log.debug, json_lines=found.log.json_lines)
    if found.telegram is None:
        raise Stop(
            N_("er is geen Telegram ingesteld: niemand kan een seintje krijgen. Vul 'telegram' in {file} in."),
            file=settings,
        )
    asyncio.run(Running(found, files, lenient=lenient).run())
    return Exit.GOOD
