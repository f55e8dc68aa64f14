"""``seintje case …``: what else a person can do with a case from a shell; one command for each verb of the phone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot.cli.house import settings_option
from bot.cli.out import json_option
from bot.cli.usage import NUMBER
from rules.i18n import N_

Do = Callable[[Path, dict[str, Any], bool], int]
"""(settings, wish, as JSON) → exit code."""

_NUMBER = click.argument("number", type=NUMBER, metavar=N_("NUMMER"))


def _by(function: Callable[..., Any]) -> Callable[..., Any]:
    about, why = (
        N_("Wie dit doet: de naam uit het protocol."),
        N_("Waarom, in uw eigen woorden; het staat in het logboek."),
    )
    by = click.option("--as", "by", required=True, metavar=N_("PERSOON"), help=about)
    reason = click.option("--why", default="", metavar=N_("REDEN"), help=why)
    return by(reason(settings_option(json_option(function))))


def add_deeds(group: click.Group, do: Do) -> None:
    """Put the verbs in the group; ``do`` asks the desk and tells what it answered."""

    def verb(name: str, action: str, about: str, *chosen: Callable[..., Any]) -> None:
        def run(number: int, by: str, why: str, settings: Path, as_lines: bool, choice: str = "") -> int:
            wish = {"case": number, "by": by, "action": action, "choice": choice, "why": why.strip()}
            return do(settings, wish, as_lines)

        command: Callable[..., Any] = _by(run)
        for one in reversed(chosen):
            command = one(command)
        group.command(name, help=about)(_NUMBER(command))

    verb("return", "return", N_("Geef een zaak terug: wie al een seintje kreeg, hoort het opnieuw."))
    verb("decline", "decline", N_("Zeg dat een zaak niet voor u is."))
    verb("reopen", "reopen", N_("Open een afgeronde zaak weer; u hebt haar dan."))
    verb(
        "snooze",
        "snooze",
        N_("Laat een zaak sluimeren: 15m, 1h of tot een tijd zoals 07:30."),
        _argument("choice", N_("TOT")),
    )
    verb(
        "raise",
        "raise",
        N_("Schaal op: nu naar de volgende stap, of met --level naar een hoger niveau."),
        click.option(
            "--level", "choice", default="", metavar=N_("NIVEAU"), help=N_("Een hoger niveau uit het protocol.")
        ),
    )
    verb("hand", "hand", N_("Vraag een collega om een zaak op te pakken."), _argument("choice", N_("PERSOON")))
    verb(
        "merge", "merge", N_("Deze zaak hoort bij een andere: alles gaat daarheen."), _argument("choice", N_("ANDERE"))
    )
    verb(
        "split",
        "split",
        N_("Haal een bericht uit een zaak; het wordt een eigen zaak. Het nummer staat bij seintje case show."),
        _argument("choice", N_("BERICHT")),
    )


def _argument(name: str, shown: str) -> Callable[..., Any]:
    return click.argument(name, metavar=shown)
