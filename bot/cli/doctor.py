"""``seintje doctor``: is everything in order before we rely on it? This computer, the database, Telegram, and every source."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from bot.cli.frame import Exit, Stop
from bot.cli.house import settings_option, the_settings
from bot.cli.lazy import verb
from bot.cli.leaving import at_once
from bot.cli.out import as_json, json_option, say
from bot.cli.words import language, paint, tr
from bot.config import Config
from bot.ports import Finding
from bot.printable import printable
from rules.i18n import N_


@verb(
    N_(
        "Kijk of alles in orde is: schijf, klok, database, Telegram, en van elke bron token, rechten, abonnementen en "
        "quotum. Eindigt met 0 als alles goed is, 1 als u iets moet herstellen, 4 als iets buiten niet bereikbaar is."
    )
)
@click.argument("names", nargs=-1, metavar=N_("[BRON ...]"))
@settings_option
@json_option
def command(names: tuple[str, ...], settings: Path, as_lines: bool) -> int:
    from bot import log

    found = the_settings(settings)
    debug = "--debug" in sys.argv
    log.setup(debug=debug)
    if not debug:
        log.only_warnings()
    with at_once():
        findings = asyncio.run(_examined(found, names, quiet=as_lines))
    if as_lines:
        as_json([_row(finding) for finding in findings])
    elif not found.sources:
        say(tr(N_("Er zijn geen bronnen ingesteld. Welke er zijn: seintje source kinds")))
    return _outcome(findings)


def _outcome(findings: Sequence[Finding]) -> Exit:
    """What somebody has to mend weighs more than what does not answer now."""
    wrong = [finding for finding in findings if not finding.good]
    if not wrong:
        return Exit.GOOD
    return Exit.UNREACHABLE if all(finding.unreachable for finding in wrong) else Exit.FINDINGS


async def _examined(found: Config, names: Sequence[str], *, quiet: bool) -> list[Finding]:
    """All findings; unless ``quiet`` each is told as soon as it is known."""
    from bot.app.checkup import everything, sources
    from bot.app.looking import tools

    unknown = set(names) - {source.name for source in found.sources}
    if unknown:
        raise Stop(
            N_("er is geen bron die {name} heet. Er zijn: {known}"), name=sorted(unknown)[0], known=_names(found)
        )
    wanted = [source for source in found.sources if source.name in names]
    findings = []
    async with tools(found, language()) as given:
        async for finding in sources(found, wanted, given) if names else everything(found, given):
            findings.append(finding)
            if not quiet:
                _tell(finding)
    return findings


def _names(found: Config) -> str:
    return ", ".join(source.name for source in found.sources) or "-"


def _row(finding: Finding) -> dict[str, object]:
    return {
        "good": finding.good,
        "about": finding.about,
        "text": finding.text,
        "remedy": finding.remedy,
        "page": finding.page,
        "unreachable": finding.unreachable,
    }


def _tell(finding: Finding) -> None:
    mark = paint("✓", "32") if finding.good else paint("✗", "31")
    say(f"{mark} {finding.about}: {printable(finding.text)}")
    for more in (finding.remedy, finding.page):
        if more:
            say(f"    {printable(more)}")
