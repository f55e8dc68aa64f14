"""``seintje doctor``: is everything outside in order? Tokens, permissions, subscriptions, quota, of every source."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import click

from bot.cli.frame import Exit, Stop
from bot.cli.house import settings_option, the_settings
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.words import language, tr
from bot.config import Config
from bot.ports import Finding
from bot.printable import printable
from rules.i18n import N_


@verb(N_("Kijk of alles buiten de deur in orde is: tokens, rechten, abonnementen en quotum van elke bron."))
@click.argument("names", nargs=-1, metavar=N_("[BRON ...]"))
@settings_option
@json_option
def command(names: tuple[str, ...], settings: Path, as_lines: bool) -> int:
    from bot import log

    found = the_settings(settings)
    log.setup()
    log.only_warnings()
    findings = asyncio.run(_examined(found, names))
    if as_lines:
        as_json([_row(finding) for finding in findings])
    else:
        _tell(findings)
    return Exit.GOOD if all(finding.good for finding in findings) else Exit.FINDINGS


async def _examined(found: Config, names: Sequence[str]) -> list[Finding]:
    from bot.app.looking import examine, tools

    unknown = set(names) - {source.name for source in found.sources}
    if unknown:
        raise Stop(
            N_("er is geen bron die {name} heet. Er zijn: {known}"), name=sorted(unknown)[0], known=_names(found)
        )
    wanted = [source for source in found.sources if not names or source.name in names]
    async with tools(found, language()) as given:
        return [finding for source in wanted for finding in await examine(source, given)]


def _names(found: Config) -> str:
    return ", ".join(source.name for source in found.sources) or "-"


def _row(finding: Finding) -> dict[str, object]:
    return {
        "good": finding.good,
        "about": finding.about,
        "text": finding.text,
        "remedy": finding.remedy,
        "page": finding.page,
    }


def _tell(findings: Sequence[Finding]) -> None:
    for finding in findings:
        say(f"{'✓' if finding.good else '✗'} {finding.about}: {printable(finding.text)}")
        for more in (finding.remedy, finding.page):
            if more:
                say(f"    {printable(more)}")
    if not findings:
        say(tr(N_("Er zijn geen bronnen ingesteld; zie sources in config.example.yaml.")))
