"""The command line. A command is one module with a ``command`` and one line in ``COMMANDS``; it is imported only when used."""

from collections.abc import Sequence
from typing import NoReturn

import click

from bot.cli.frame import carry_out
from bot.cli.lazy import Lazy, LazyGroup
from rules.i18n import N_

COMMANDS = {
    "run": Lazy("bot.cli.run", N_("De dienst: luistert, beoordeelt, waarschuwt.")),
    "replay": Lazy("bot.cli.replay", N_("Speel berichten na op versnelde tijd: wie zou een seintje krijgen?")),
    "case": Lazy("bot.cli.case", N_("Zaken bekijken, oppakken en afronden.")),
    "user": Lazy("bot.cli.user", N_("Collega's koppelen aan hun telefoon, en toelaten tot de pagina's.")),
    "oncall": Lazy("bot.cli.oncall", N_("Wie dienst heeft, wie daarna, en overnemen of ruilen.")),
    "doctor": Lazy("bot.cli.doctor", N_("Kijk of alles in orde is: token, rechten, klok, schijf, tweede lezer.")),
    "source": Lazy("bot.cli.source", N_("Welke soorten bronnen er zijn, en wat er nu in een bron staat.")),
    "status": Lazy("bot.cli.status", N_("Hoe het gaat: bronnen, wachtende seintjes, mensen.")),
    "drill": Lazy("bot.cli.drill", N_("Oefen met het echte rooster.")),
    "report": Lazy("bot.cli.report", N_("Het verslag van een dag of een week.")),
    "backup": Lazy("bot.cli.backup", N_("Maak een gecontroleerde reservekopie.")),
    "restore": Lazy("bot.cli.restore", N_("Zet een reservekopie terug.")),
    "demo": Lazy(
        "bot.cli.demo", N_("Een verzonnen organisatie in een storm, met nep-telefoons: kijken en zelf drukken.")
    ),
    "init": Lazy("bot.cli.init", N_("Zet een map klaar met config.yaml en protocol.yaml.")),
    "check": Lazy("bot.cli.check", N_("Controleer instellingen en protocol: alle problemen in één keer.")),
    "test": Lazy("bot.cli.test", N_("Draai de eigen toetsen van het protocol.")),
    "judge": Lazy("bot.cli.judge", N_("Beoordeel een tekst of een bestand met berichten.")),
    "protocol": Lazy("bot.cli.versions", N_("Versies van het protocol: wat veranderde, wat wacht op akkoord.")),
    "learn": Lazy("bot.cli.learn", N_("Wat seintje leert van wat collega's over zaken zeggen.")),
    "erase": Lazy("bot.cli.erase", N_("Wis een afzender die daarom vraagt.")),
    "register": Lazy("bot.cli.register", N_("Wat er onder de huisregels is gedaan: wie, welke regel, welk bewijs.")),
    "route": Lazy("bot.cli.route", N_("Laat zien wie wanneer een seintje zou krijgen.")),
    "geheim": Lazy("bot.cli.secret", N_("Bewaar een geheim zonder het te tonen.")),
    "secret": Lazy("bot.cli.secret", N_("Hetzelfde als geheim.")),
    "fmt": Lazy("bot.cli.fmt", N_("Zet het protocol in de vaste vorm.")),
    "schema": Lazy("bot.cli.schema", N_("Het JSON-schema van het protocol, voor uw editor.")),
    "version": Lazy("bot.cli.version", N_("Versie van seintje, Python en database.")),
}


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run ``seintje``; ends the process with the exit code."""
    carry_out(program, arguments)


program: click.Group = LazyGroup(
    name="seintje",
    commands_at=COMMANDS,
    help=N_("Hoort wat het publiek over uw organisatie zegt en geeft de juiste collega een seintje."),
)
