"""``seintje init``: a folder with settings and a starter protocol that can be run at once."""

import re
import sys
from pathlib import Path

import click

from bot.cli.frame import Stop
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.words import tr
from bot.printable import printable
from rules.i18n import N_
from rules.packs import PACKS, Pack
from rules.packs import pack as pack_called
from rules.protocol.read import read

_NAME = re.compile(r"[^\W\d_][\w .&'’()-]{1,79}")
_CONFIG = """\
# Instellingen van seintje. Alle sleutels met uitleg staan in config.example.yaml; controleer met: seintje check
protocol: protocol.yaml
data: data
language: nl

# De bot die de seintjes stuurt: maak er een bij @BotFather, zet het token in een omgevingsvariabele en haal de # weg.
# telegram:
#   token: env:TELEGRAM_TOKEN

# Wat er gelezen wordt. Haal de # weg en vul een adres in.
# sources:
#   - {name: nieuws, kind: feed, url: https://www.voorbeeld.nl/rss, every: 10 minutes}
"""


@verb(N_("Zet een map klaar met config.yaml en protocol.yaml, uit een startprotocol."))
@click.argument("folder", default=".", metavar=N_("[MAP]"))
@click.option("--yes", is_flag=True, help=N_("Stel geen vragen; gebruik wat hier staat en anders de standaard."))
@click.option("--name", metavar=N_("NAAM"), help=N_("De naam van uw organisatie."))
@click.option("--pack", type=click.Choice([pack.name for pack in PACKS]), help=N_("Het startprotocol."))
@json_option
def command(folder: str, yes: bool, name: str | None, pack: str | None, as_lines: bool) -> None:
    where = Path(folder)
    files = {where / "config.yaml": _CONFIG}
    _refuse_existing(*files, where / "protocol.yaml")
    if not yes and not asks() and (name is None or pack is None):
        raise Stop(N_("hier kan niemand antwoorden: geef --yes, of --name en --pack."))
    chosen = pack_called(pack) if pack else _chosen(yes=yes)
    name = name or (chosen.organisation if yes else _asked_name(chosen.organisation))
    files[where / "protocol.yaml"] = _protocol(chosen, _checked_name(name))
    where.mkdir(parents=True, exist_ok=True)
    for file, text in files.items():
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    _tell([str(file) for file in files], as_lines=as_lines)


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


def _tell(files: list[str], *, as_lines: bool) -> None:
    if as_lines:
        as_json({"written": files})
        return
    say(tr(N_("Klaar: {files}."), files=", ".join(files)))
    say(tr(N_("Vervang in protocol.yaml de verzonnen mensen en locaties door die van u, en draai dan: seintje check")))
