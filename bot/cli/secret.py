"""``seintje geheim NAAM``: keeps a secret where the protocol finds it, without ever showing it."""

import sys
from pathlib import Path

import click

from bot.app.settings import read
from bot.cli.frame import Stop
from bot.cli.house import settings_option
from bot.cli.lazy import verb
from bot.cli.out import note, say
from bot.cli.words import tr
from bot.config import vault
from rules.i18n import N_

LONGEST = 4_096


@verb(
    N_(
        "Bewaar een geheim, zoals een telefoonnummer of token, in de map met gegevens. U typt het zonder dat het te zien is, of "
        "geeft het via stdin. In het protocol heet het dan secret:NAAM."
    )
)
@click.argument("name", metavar=N_("NAAM"))
@settings_option
def command(name: str, settings: Path) -> None:
    if vault.NAME.fullmatch(name) is None:
        raise Stop(
            N_("“{name}” kan geen naam zijn: gebruik hoofdletters, cijfers en _, zoals TEL_KARIN."), name=_hidden(name)
        )
    data = vault.data_folder(settings)
    try:
        file = vault.keep(data, name, _checked(_typed(name)))
    except OSError as error:
        raise Stop(N_("{file} kan niet worden gebruikt: {why}."), file=data, why=error.strerror) from None
    say(
        tr(
            N_("Bewaard in {file}; alleen u kunt het lezen. Schrijf in het protocol: secret:{name}."),
            file=file,
            name=name,
        )
    )
    _who_goes_first(settings, name, file)


def _hidden(name: str) -> str:
    """Whoever types the secret itself where its name belongs does not see it back."""
    return name if len(name) <= 64 and name.replace("_", "").replace("-", "").isalpha() else "…"


def _typed(name: str) -> str:
    if _at_terminal():
        return str(click.prompt(tr(N_("Waarde van {name} (blijft onzichtbaar)"), name=name), hide_input=True, err=True))
    return sys.stdin.read(LONGEST + 2)


def _at_terminal() -> bool:
    return sys.stdin.isatty()


def _checked(value: str) -> str:
    value = value.strip()
    if not value:
        raise Stop(
            N_(
                "er kwam niets binnen; er is niets bewaard. Typ de waarde als erom gevraagd wordt, of geef haar via stdin."
            )
        )
    if len(value) > LONGEST or not value.isprintable():
        raise Stop(N_("een geheim is één regel zonder bijzondere tekens, van hoogstens {most} tekens."), most=LONGEST)
    return value


def _who_goes_first(settings: Path, name: str, file: Path) -> None:
    """What ``config.yaml`` itself says goes first: then this file is not the one that is used."""
    found = read(settings).config
    used = found.secret(name) if found is not None else None
    if used is not None and used.reference != f"file:{file}":
        note(
            tr(
                N_("Let op: config.yaml zegt zelf waar {name} staat ({where}), en dat gaat voor."),
                name=name,
                where=used.reference,
            )
        )
