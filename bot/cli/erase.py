"""``seintje erase``: takes an author out who asks for it, and proves nothing else than that it was done."""

from pathlib import Path

import click

from bot.cli.frame import Exit, Stop
from bot.cli.house import look, order, settings_option, the_settings
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.words import tr
from rules.i18n import N_


@verb(
    N_(
        "Wis een afzender die daarom vraagt: tekst, naam, handle en links, ook uit het databasebestand zelf. Wat er besloten "
        "is blijft, onder een schuilnaam. Zonder --yes wordt alleen geteld."
    )
)
@click.option("--author", required=True, metavar=N_("HANDLE"), help=N_("Hoe de afzender op het platform heet."))
@click.option("--platform", default="", metavar=N_("PLATFORM"), help=N_("Alleen op dit platform; anders op alle."))
@click.option("--yes", "sure", is_flag=True, help=N_("Echt wissen. Dit is niet terug te draaien."))
@settings_option
@json_option
def command(author: str, platform: str, sure: bool, settings: Path, as_lines: bool) -> int:
    """Count, or take out."""
    from bot.store import erasing

    found = the_settings(settings)
    if not sure:
        count = look(found, lambda tx: len(erasing.find(tx, author, platform)))
        if as_lines:
            as_json({"mentions": count, "erased": False})
        else:
            say(
                tr(
                    N_("Er zijn {count} berichten van deze afzender. Wissen: geef dezelfde opdracht met --yes."),
                    count=count,
                )
            )
        return Exit.GOOD if count else Exit.FINDINGS
    done = order(found, {"do": "erase", "author": author, "platform": platform})
    if done.get("code") != "erased":
        raise Stop(N_("de dienst kent deze opdracht niet; herstart hem na het bijwerken."))
    if as_lines:
        as_json({"mentions": done["mentions"], "erased": True, "pseudonym": done["pseudonym"], "whole": done["whole"]})
    else:
        _tell(done)
    return Exit.GOOD if done["mentions"] else Exit.FINDINGS


def _tell(done: dict[str, object]) -> None:
    say(tr(N_("Gewist: {count} berichten. Schuilnaam: {name}."), count=done["mentions"], name=done["pseudonym"]))
    if not done["whole"]:
        say(tr(N_("Een ander las mee in de database; resten in het journaal verdwijnen bij de volgende start.")))
    say(
        tr(
            N_(
                "Reservekopieën van vóór nu bevatten het nog, en wat al in een chat stond kunnen wij daar niet overal wissen."
            )
        )
    )
