"""``seintje init``: a folder with settings and a starter protocol that can be run at once."""

import re
import sys
from importlib import resources
from pathlib import Path

import click

from bot.cli.frame import Stop
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.words import tr
from rules.i18n import N_
from rules.protocol.read import read

PACKS = {
    "zorg-klein-team": N_("zorg, met een klein team dat alles doet"),
    "zorg-met-woordvoerder": N_("zorg, met een woordvoerder en een communicatiepiket"),
}
EXAMPLE = "Voorbeeldzorg"
"""The invented organisation of the starter protocols."""

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
@click.option("--pack", type=click.Choice(list(PACKS)), help=N_("Het startprotocol."))
@json_option
def command(folder: str, yes: bool, name: str | None, pack: str | None, as_lines: bool) -> None:
    where = Path(folder)
    files = {where / "config.yaml": _CONFIG}
    _refuse_existing(*files, where / "protocol.yaml")
    if not yes and not sys.stdin.isatty() and (name is None or pack is None):
        raise Stop(N_("hier kan niemand antwoorden: geef --yes, of --name en --pack."))
    name = _checked_name(name or (EXAMPLE if yes else click.prompt(tr(N_("Naam van uw organisatie")), default=EXAMPLE)))
    files[where / "protocol.yaml"] = _protocol(_chosen(pack, yes=yes), name)
    where.mkdir(parents=True, exist_ok=True)
    for file, text in files.items():
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    _tell([str(file) for file in files], as_lines=as_lines)


def _refuse_existing(*files: Path) -> None:
    for file in files:
        if file.exists():
            raise Stop(N_("{file} bestaat al en blijft zoals het is. Kies een andere map."), file=file)


def _checked_name(name: str) -> str:
    if _NAME.fullmatch(name.strip()) is None:
        raise Stop(
            N_("“{name}” kan ik zo niet in het protocol zetten: gebruik letters, cijfers, spaties en . & ' ( ) -"),
            name=name,
        )
    return name.strip()


def _chosen(pack: str | None, *, yes: bool) -> str:
    if pack is not None or yes:
        return pack or next(iter(PACKS))
    for number, about in enumerate(PACKS.values(), start=1):
        say(f"  {number}. {tr(about)}")
    number = click.prompt(tr(N_("Welk startprotocol past het best?")), type=click.IntRange(1, len(PACKS)), default=1)
    return list(PACKS)[number - 1]


def _protocol(pack: str, name: str) -> str:
    """The starter protocol under the organisation's own name."""
    text = (resources.files("rules.packs") / f"{pack}.yaml").read_text(encoding="utf-8")
    ours = text.replace(EXAMPLE, name).replace("[voorbeeldzorg, voorbeeld zorg]", f'["{name.lower()}"]')
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
