"""``seintje drill``: a scripted storm through the real roster, marked as practice; the running service plays it."""

import asyncio
from pathlib import Path

import click

from bot.cli.frame import Exit, Stop
from bot.cli.house import settings_option, the_settings
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.words import language
from rules.i18n import N_


@verb(
    N_(
        "Oefen: speel een bestand met verzonnen berichten na door het echte rooster. Elk bericht heet OEFENING en er gaat "
        "niets naar buiten. De dienst moet draaien."
    )
)
@click.argument("script", required=False, type=click.Path(path_type=Path), metavar=N_("[BESTAND]"))
@click.option(
    "--to", "to", metavar=N_("WIE"), default="participants", help=N_("Wie meedoen: mensen en rollen, met komma's.")
)
@click.option("--as", "by", metavar=N_("WIE"), default="", help=N_("Wie de oefening begint of stopt."))
@click.option("--speed", type=click.FloatRange(0.1, 100), default=1.0, help=N_("Hoeveel keer sneller dan de klok."))
@click.option(
    "--calls", is_flag=True, help=N_("Bel ook, waar het protocol belt; zonder dit belt een oefening niemand.")
)
@click.option("--stop", "what", flag_value="stop", help=N_("Stop de oefening die loopt."))
@click.option("--status", "what", flag_value="state", help=N_("Hoe ver de oefening is."))
@settings_option
@json_option
def command(
    script: Path | None, to: str, by: str, speed: float, calls: bool, what: str | None, settings: Path, as_lines: bool
) -> int:
    from bot.app.control import ask

    found = the_settings(settings)
    if script is not None and not script.is_file():
        raise FileNotFoundError(2, "", str(script))
    if what != "state" and not by:
        raise Stop(N_("wie bent u? Zet er --as bij, met uw naam zoals in het protocol."))
    order = {
        "do": "drill",
        "what": what or "start",
        "by": by,
        "to": [one.strip() for one in to.split(",") if one.strip()],
        "speed": speed,
        "calls": calls,
        "path": str(script.absolute()) if script else None,
        "lang": str(language()),
    }
    done = asyncio.run(ask(found.data, order))
    if done is None:
        raise Stop(N_("de dienst draait niet; een oefening loopt door de dienst. Start die eerst."), Exit.UNREACHABLE)
    if "error" in done:
        raise Stop(N_("de dienst kon dit niet uitvoeren ({why}). Kijk in het log van de dienst."), why=done["error"])
    if as_lines:
        as_json(done)
    else:
        say(done["text"])
    return Exit.GOOD if done["good"] else Exit.FINDINGS
