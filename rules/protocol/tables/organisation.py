"""Who we are, and where we are spoken about."""

from typing import Any

from rules.i18n import N_
from rules.protocol.model import Location, Organisation, PlatformPolicy
from rules.protocol.shapes.collections import Named
from rules.protocol.shapes.properties import LANG
from rules.protocol.shapes.record import Field, Record
from rules.protocol.shapes.refs import Ref
from rules.protocol.shapes.scalars import Choice, Flag, Number, Text, Zone
from rules.protocol.shapes.words import WORDS
from rules.text.values import Engine

LOCATION = Record(
    Location,
    (
        Field("name", Text(), "de naam zoals mensen hem kennen", required=True, also=("naam",)),
        Field("kind", Text(), "wat voor plek het is, zoals verpleeghuis", also=("soort",)),
        Field("town", Text(), "de plaats", also=("plaats", "stad")),
        Field("manager", Ref("people"), "de locatiemanager", also=("locatiemanager",)),
        Field("aliases", WORDS, "hoe mensen de locatie noemen", also=("bijnamen", "namen")),
        Field(
            "ask_context",
            Flag(),
            "de naam komt vaker voor: telt alleen samen met een woord uit context of een alias van de organisatie",
        ),
    ),
    keyed=True,
    doc="een locatie van de organisatie",
)


def _organisation(engine: str = Engine.OWN, **given: Any) -> Organisation:
    return Organisation(**given, engine=Engine(engine))


ORGANISATION: Record[Organisation] = Record(
    _organisation,
    (
        Field("name", Text(), "de naam van de organisatie", required=True, also=("naam",)),
        Field("timezone", Zone(), "de tijdzone van alle tijden in dit bestand", required=True, also=("tijdzone",)),
        Field("lang", LANG, "de taal van de organisatie (nl)", also=("taal", "language")),
        Field(
            "aliases",
            WORDS,
            "hoe mensen ons noemen, ook met tikfouten; @ en # ervoor mag altijd",
            also=("bijnamen",),
        ),
        Field("not_us", WORDS, "naamgenoten: staat dit er, dan gaat het niet over ons", also=("niet_wij",)),
        Field("context", WORDS, "woorden waaraan te zien is dat het over zorg gaat", also=("contextwoorden",)),
        Field("locations", Named(LOCATION, N_("locatie '{name}'")), "onze locaties", also=("locaties",)),
        Field(
            "words",
            Named(Number(-4, 4), N_("woord '{name}'"), id=Text(max_length=200)),
            "woorden waarvan u zelf de toon bepaalt, van -4 (heel negatief) tot 4",
        ),
        Field(
            "engine",
            Choice(
                {
                    Engine.OWN.value: "de lezer van seintje, die bij elk woord zegt wat het deed",
                    Engine.VADER.value: "zoals het pakket vaderSentiment het doet, zonder uitleg; uw eigen woorden tellen dan niet",
                }
            ),
            "wie de toon van Engelse berichten leest: own (gewoon) of vader",
        ),
    ),
    doc="wie wij zijn en hoe mensen ons noemen",
)


def _platform(id: str, at: Any, ours: bool = False, reply: str | None = None) -> PlatformPolicy:
    return PlatformPolicy(id, ours, None if reply == "never" else reply, at)


PLATFORM: Record[PlatformPolicy] = Record(
    _platform,
    (
        Field("ours", Flag(), "eigen pagina: daar gelden de huisregels", also=("eigen", "van_ons")),
        Field(
            "reply",
            Ref("roles", ("never",), dict.fromkeys(("no", "nee", "false", "nooit", "geen", "nobody"), "never")),
            "de rol die antwoordt, of never: alleen meelezen",
            also=("antwoord",),
        ),
    ),
    keyed=True,
    doc="wat wij op een platform mogen doen",
)
PLATFORMS: Named[PlatformPolicy] = Named(PLATFORM, N_("platform '{name}'"))
