"""``seintje source``: what kinds of sources there are, and what one says right now."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import click

from bot.cli.frame import Exit, Stop
from bot.cli.house import settings_option, the_settings
from bot.cli.lazy import noun
from bot.cli.leaving import at_once
from bot.cli.out import as_json, json_option, say
from bot.cli.source_ls import listed
from bot.cli.words import language, tr
from bot.config import Config, Source
from bot.errors import Explained
from bot.platforms.jsonl import to_json
from bot.platforms.registry import KINDS, platform
from bot.ports import Finding, SourceError
from bot.printable import printable, shortened
from rules.i18n import N_
from rules.mention import Mention

FEW = 5


@noun(N_("Bronnen: welke soorten er zijn, en wat er nu in een bron staat."))
def command() -> None:
    """The group."""


@command.command("try", help=N_("Haal de laatste vijf berichten van een bron op, zonder iets te bewaren."))
@click.argument("name", metavar=N_("BRON"))
@settings_option
@json_option
def try_it(name: str, settings: Path, as_lines: bool) -> int:
    from bot import log

    found = the_settings(settings)
    log.setup()
    log.only_warnings()
    with at_once():
        told = asyncio.run(_newest(_called(found, name), found))
    if as_lines:
        for mention in told:
            say(to_json(mention).decode())
    else:
        _show(told)
    return Exit.GOOD


@command.command("hook", help=N_("Meld onze webhook voor een bron aan bij het platform (X, LinkedIn)."))
@click.argument("name", metavar=N_("BRON"))
@settings_option
@json_option
def hook(name: str, settings: Path, as_lines: bool) -> int:
    from bot import log

    found = the_settings(settings)
    log.setup()
    log.only_warnings()
    source = _called(found, name)
    with at_once():
        told = asyncio.run(_hooked(source, found))
    if as_lines:
        as_json([{"good": one.good, "text": one.text, "remedy": one.remedy, "page": one.page} for one in told])
    else:
        for one in told:
            said = [f"{'✓' if one.good else '✗'} {one.text}", one.remedy, one.page]
            say("\n    ".join(printable(line) for line in said if line))
    return Exit.GOOD if all(one.good for one in told) else Exit.FINDINGS


async def _hooked(source: Source, found: Config) -> Sequence[Finding]:
    from bot.app.looking import NotInstalledError, tools
    from bot.platforms.registry import ready

    async with tools(found, language()) as given:
        try:
            told = await ready(source).hook(source, given)
        except NotInstalledError as error:
            raise Stop("{why}", why=error.text(language())) from None
    if told is None:
        raise Stop(
            N_("voor {name} is niets aan te melden; wie iets brengt wordt bij dat platform zelf ingesteld"),
            name=source.name,
        )
    return told


def _called(found: Config, name: str) -> Source:
    for source in found.sources:
        if source.name == name:
            return source
    known = ", ".join(source.name for source in found.sources) or "-"
    raise Stop(N_("er is geen bron die {name} heet. Er zijn: {known}"), name=name, known=known)


async def _newest(source: Source, found: Config) -> list[Mention]:
    from bot.app.looking import NothingToTryError, NotInstalledError, newest, tools

    async with tools(found, language()) as given:
        try:
            return await newest(source, given, FEW)
        except (NothingToTryError, NotInstalledError) as error:
            raise Stop("{why}", why=error.text(language())) from None
        except SourceError as error:
            text = error.text(language()) if isinstance(error, Explained) else str(error)
            raise Stop(
                N_("{name} kan niet gelezen worden: {why}"), Exit.UNREACHABLE, name=source.name, why=text
            ) from None


def _show(told: list[Mention]) -> None:
    for mention in told:
        head = f"{mention.posted_at:%d-%m-%Y %H:%M} {mention.author.name or mention.author.handle}"
        say(f"{printable(head)}\n    {printable(shortened(mention.text, 200))}")
    if not told:
        say(tr(N_("Er staat nu niets in deze bron.")))


command.command("ls", help=N_("Alle bronnen: tot wanneer alles gezien is, gaten, en wat er mis is."))(listed)


@command.command("kinds", help=N_("De soorten bronnen: wat nodig is, wat het kost en waar het te krijgen is."))
@click.argument("kind", required=False, type=click.Choice(list(KINDS.words())), metavar=N_("[SOORT]"))
@json_option
def kinds(kind: str | None, as_lines: bool) -> int:
    if as_lines:
        as_json([_row(one) for one in ([kind] if kind else KINDS.words())])
    elif kind is None:
        for word, about in KINDS.words().items():
            say(f"{word:14} {tr(about)}")
        say(tr(N_("Meer over één soort: seintje source kinds SOORT")))
    else:
        explain(kind)
    return Exit.GOOD


def _row(kind: str) -> dict[str, object]:
    found = platform(kind)
    return {
        "kind": kind,
        "title": tr(found.title),
        "watches": tr(found.watches),
        "needs": tr(found.keys.needs),
        "costs": tr(found.keys.costs),
        "page": found.keys.page,
        "steps": [tr(step) for step in found.keys.steps],
        "verbs": sorted(found.capabilities.verbs),
        "extra": found.extra,
    }


def explain(kind: str) -> None:
    """What a kind of source reads, needs and costs, and the steps to get it."""
    found = platform(kind)
    say(tr(found.title))
    say(tr(N_("Leest: {what}"), what=tr(found.watches)))
    say(tr(N_("Nodig: {what}"), what=tr(found.keys.needs)))
    say(tr(N_("Kosten: {what}"), what=tr(found.keys.costs)))
    if found.keys.page:
        say(tr(N_("Te krijgen bij: {page}"), page=found.keys.page))
    for number, step in enumerate(found.keys.steps, start=1):
        say(f"  {number}. {tr(step)}")
    if found.extra:
        say(tr(N_("Installeer eerst: pip install '{what}'"), what=f"seintje[{found.extra}]"))
