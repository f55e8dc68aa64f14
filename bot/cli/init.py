"""``seintje init``: a folder with settings and a starter protocol that can be run at once."""

import re
import shlex
import sys
from pathlib import Path

import click

from bot.cli.first_keys import asked_sources, asked_telegram, parsed, to_keep, written_sources, written_telegram
from bot.cli.frame import Stop
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.words import language, tr
from bot.printable import printable
from rules.i18n import N_
from rules.packs import PACKS, Pack
from rules.packs import pack as pack_called
from rules.protocol.read import read

_NAME = re.compile(r"[^\W\d_][\w .&'’()-]{1,79}")
_HEAD = """\
# Instellingen van seintje. Alle sleutels met uitleg staan in config.example.yaml; controleer met: seintje check
protocol: protocol.yaml
data: data
language: nl
"""
_NO_BOT = """\
# De bot die de seintjes stuurt: maak er een bij @BotFather, zet het token in een omgevingsvariabele en haal de # weg.
# telegram:
#   token: env:TELEGRAM_TOKEN
"""
_NO_SOURCES = """\
# Wat er gelezen wordt. Haal de # weg en vul een adres in.
# sources:
#   - {name: nieuws, kind: feed, url: https://www.voorbeeld.nl/rss, every: 10 minutes}
"""


@verb(N_("Zet een map klaar met config.yaml en protocol.yaml, uit een startprotocol."))
@click.argument("folder", default=".", metavar=N_("[MAP]"))
@click.option("--yes", is_flag=True, help=N_("Stel geen vragen; gebruik wat hier staat en anders de standaard."))
@click.option("--name", metavar=N_("NAAM"), help=N_("De naam van uw organisatie."))
@click.option("--pack", type=click.Choice([pack.name for pack in PACKS]), help=N_("Het startprotocol."))
@click.option(
    "--source",
    "written",
    multiple=True,
    metavar=N_("SOORT:SLEUTEL=WAARDE,..."),
    help=N_("Een bron, zoals feed:url=https://… of facebook:id=123. Mag vaker. Zie: seintje source kinds"),
)
@click.option("--telegram", metavar=N_("VERWIJZING"), help=N_("Waar het token van de bot staat: env:NAAM of file:pad."))
@json_option
def command(
    folder: str,
    yes: bool,
    name: str | None,
    pack: str | None,
    written: tuple[str, ...],
    telegram: str | None,
    as_lines: bool,
) -> None:
    where = Path(folder)
    config = where / "config.yaml"
    _refuse_existing(config, where / "protocol.yaml")
    wishes = parsed(written)
    bot = written_telegram(telegram) if telegram else _NO_BOT
    if not yes and not asks() and (name is None or pack is None):
        raise Stop(N_("hier kan niemand antwoorden: geef --yes, of --name en --pack."))
    chosen = pack_called(pack) if pack else _chosen(yes=yes)
    name = name or (chosen.organisation if yes else _asked_name(chosen.organisation))
    protocol = _protocol(chosen, _checked_name(name))
    if not yes and asks() and not written and not telegram:
        if (telegram := asked_telegram()) is not None:
            bot = written_telegram(telegram)
        wishes = asked_sources()
    files = {config: "\n".join([_head(), bot, written_sources(wishes) if wishes else _NO_SOURCES])}
    files[where / "protocol.yaml"] = protocol
    where.mkdir(parents=True, exist_ok=True)
    _write(files)
    _tell(
        where,
        [str(file) for file in files],
        to_keep(wishes, telegram),
        [wish.name for wish in wishes],
        as_lines=as_lines,
    )


def _write(files: dict[Path, str]) -> None:
    """All of them or none: half a folder could not be begun again."""
    made: list[Path] = []
    try:
        for file, text in files.items():
            with file.open("x", encoding="utf-8") as stream:
                made.append(file)
                stream.write(text)
    except BaseException as error:
        for file in made:
            file.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            raise OSError(error.errno, error.strerror, str(made[-1])) from None
        raise


def _head() -> str:
    """The first lines, in the language that was asked for."""
    return _HEAD.replace("language: nl", f"language: {language()}")


def asks() -> bool:
    """Whether somebody sits at a keyboard."""
    return sys.stdin.isatty()


def _refuse_existing(*files: Path) -> None:
    for file in files:
        if file.exists():
            raise Stop(N_("{file} bestaat al en blijft zoals het is. Kies een andere map."), file=file)


def _asked_name(usual: str) -> str:
    """Ask until the name can stand in the file."""
    while True:
        name: str = click.prompt(tr(N_("Hoe heet uw organisatie?")), default=usual)
        if _fits(name):
            return name
        say(tr(_NO_NAME, name=printable(name)))


def _fits(name: str) -> bool:
    return _NAME.fullmatch(name.strip()) is not None


_NO_NAME = N_("“{name}” kan ik zo niet in het protocol zetten: gebruik letters, cijfers, spaties en . & ' ( ) -")


def _checked_name(name: str) -> str:
    if not _fits(name):
        raise Stop(_NO_NAME, name=name)
    return name.strip()


def _chosen(*, yes: bool) -> Pack:
    """The pack somebody chooses by its number; asked again until it is one of them."""
    if yes:
        return PACKS[0]
    say(tr(N_("Met welk startprotocol wilt u beginnen?")))
    for number, pack in enumerate(PACKS, start=1):
        say(f"  {number}. {tr(pack.title)}: {tr(pack.description)}")
    while True:
        typed: str = click.prompt(tr(N_("Nummer")), default="1")
        if typed.strip().isdecimal() and 1 <= int(typed) <= len(PACKS):
            return PACKS[int(typed) - 1]
        say(
            tr(
                N_("“{typed}” staat er niet bij. Typ een nummer van 1 tot en met {most}."),
                typed=printable(typed),
                most=len(PACKS),
            )
        )


def _protocol(pack: Pack, name: str) -> str:
    """The starter protocol under the organisation's own name: as it is called, and as people type it."""
    small = pack.organisation.lower()
    ours = pack.text.replace(pack.organisation, name)
    aliases = re.search(r"^  aliases: \[([^\]]*)\]", ours, re.MULTILINE)
    if aliases is not None:
        typed = [one for one in re.split(r", *", aliases[1]) if small in one and "." not in one]
        kept = ", ".join(f'"{one.replace(small, name.lower())}"' for one in typed)
        ours = ours[: aliases.start(1)] + kept + ours[aliases.end(1) :]
    if read({"protocol.yaml": ours}).protocol is None:
        raise Stop(
            N_("“{name}” past niet in het startprotocol. Begin met --yes en verander de naam in het bestand."),
            name=name,
        )
    return ours


def _tell(where: Path, files: list[str], keep: list[str], sources: list[str], *, as_lines: bool) -> None:
    if as_lines:
        as_json({"written": files, "keep": keep, "sources": sources})
        return
    say(tr(N_("Klaar: {files}."), files=", ".join(files)))
    if where != Path():
        say(tr(N_("Ga naar die map: cd {folder}"), folder=shlex.quote(str(where))))
    if keep:
        say(tr(N_("Bewaar de geheimen, elk met de waarde die u kreeg:")))
    for secret in keep:
        say(f"    seintje geheim {secret}")
    if sources:
        say(tr(N_("Kijk daarna of het klopt, en wat er nu in een bron staat:")))
        say(f"    seintje doctor\n    seintje source try {sources[0]}")
    say(tr(N_("Vervang in protocol.yaml de verzonnen mensen en locaties door die van u, en draai dan: seintje check")))
