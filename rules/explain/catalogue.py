"""Every button and what it does, in one place: for who asks the bot, and for the page of the reference.

The labels of a case's buttons come from where they are drawn; a test sees to it that no button is missing here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.case.deeds import Ask
from rules.case.model import Action
from rules.explain.notices.buttons import LABELS
from rules.i18n import N_


@dataclass(frozen=True, slots=True)
class Entry:
    """A button: its label and what pressing it does, both as message ids."""

    label: str
    about: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Buttons that stand in the same place."""

    title: str
    entries: tuple[Entry, ...]


_DOES: Mapping[Action | Ask, str] = {
    Action.TAKE: N_("U hebt de zaak; de opschaling stopt en iedereen ziet dat u hem hebt."),
    Action.RESOLVE: N_("De zaak is klaar en wordt gesloten."),
    Action.RETURN: N_("U geeft de zaak terug; wie al een seintje had, krijgt er weer een."),
    Action.DECLINE: N_("De zaak is niet voor u; de anderen houden hem."),
    Action.REOPEN: N_("De gesloten zaak gaat weer open en is van u."),
    Ask.SNOOZE_UNTIL: N_("U hebt de zaak, en het blijft stil tot het gekozen moment of tot er iets nieuws is."),
    Ask.RAISE_TO: N_("De volgende in de rij hoort het nu, of de zaak krijgt een hoger niveau."),
    Ask.HAND_TO: N_("U vraagt één collega om het over te nemen."),
    Ask.MERGE_WITH: N_("Alles van deze zaak gaat naar een andere zaak."),
    Ask.PICK: N_("Een lijst van alle berichten van de zaak, om er één te bekijken, te beantwoorden of te verbergen."),
    Ask.GATHER: N_("Berichten aanwijzen die er niet bij horen; zij worden samen een nieuwe zaak, die u hebt."),
    Ask.WHY: N_("Welke woorden en regels dit niveau gaven, wie een seintje kreeg en wie volgt."),
    Ask.TEXT: N_("Wat er staat. Namen en nummers ziet alleen wie de zaak heeft; elke blik staat in het logboek."),
    Ask.NOTE: N_("Ruimte voor een notitie. Een seintje beantwoorden kan ook."),
    Ask.EVIDENCE: N_(
        "Tekst, afzender, tijd en link blijven bewaard met een vingerafdruk, ook als het bericht daar verdwijnt."
    ),
    Ask.FALSE_ALARM: N_("Dit seintje was niet nodig. Het telt mee bij het verbeteren van de regels."),
    Ask.MISSED: N_("Dit had een hoger niveau moeten zijn."),
    Ask.MORE: N_("De andere knoppen."),
    Ask.BACK: N_("Terug naar de vorige knoppen."),
}

_START = (
    Entry(N_("Antwoord kiezen"), N_("Een afgesproken tekst of eigen woorden klaarzetten als antwoord op het bericht.")),
    Entry(N_("Reactie voorstellen"), N_("Hetzelfde voor wie de zaak niet heeft: een collega beslist.")),
    Entry(N_("Verberg"), N_("Het bericht op onze eigen pagina verbergen, als de huisregels dat toelaten.")),
    Entry(N_("Verwijder"), N_("Het bericht op onze eigen pagina verwijderen, als de huisregels dat toelaten.")),
    Entry(N_("Weer de afzender"), N_("De afzender mag op onze pagina niet meer reageren.")),
    Entry(N_("Meld bij het platform"), N_("Het platform vragen om naar het bericht te kijken.")),
    Entry(N_("Vind leuk"), N_("Een compliment een duim geven.")),
)

_PICKED = (
    Entry(N_("‹ Vorige"), N_("Het vorige blad van de lijst.")),
    Entry(N_("Volgende ›"), N_("Het volgende blad van de lijst.")),
    Entry(
        N_("Loos alarm"), N_("Hetzelfde oordeel over dit ene bericht; daarvan leert seintje, en niet van de hele zaak.")
    ),
    Entry(N_("Maak er een eigen zaak van"), N_("Dit ene bericht wordt een zaak die u hebt; geen telefoon gaat.")),
    Entry(N_("Maak er een zaak van ({n})"), N_("De aangewezen berichten worden samen een zaak die u hebt.")),
)

_CARD = (
    Entry(N_("Plaats het"), N_("Het antwoord gaat naar het platform.")),
    Entry(N_("Ik plaats het zelf"), N_("U krijgt de tekst om te kopiëren; seintje kan hier niet plaatsen.")),
    Entry(N_("Doe het"), N_("Het gebeurt op het platform.")),
    Entry(N_("Doe het alleen"), N_("Zonder tweede persoon, waar dat mag; een ander kijkt er later naar.")),
    Entry(N_("Leg voor"), N_("Een tweede persoon moet akkoord gaan.")),
    Entry(N_("Akkoord"), N_("U bent de tweede persoon: het mag.")),
    Entry(N_("Weiger"), N_("U bent de tweede persoon: het mag niet. De schrijver leest waarom.")),
    Entry(N_("Gezien"), N_("De schrijver ziet dat u het gezien hebt, en wanneer. U zegt nog geen ja of nee.")),
    Entry(N_("Wijzig"), N_("U geeft het een andere tekst; daarna moet een ander akkoord gaan.")),
    Entry(N_("Eigen tekst"), N_("Zelf de tekst schrijven.")),
    Entry(N_("Andere tekst"), N_("Een andere afgesproken tekst kiezen.")),
    Entry(N_("Trek in"), N_("Uw voorstel gaat niet door.")),
    Entry(N_("Laat maar"), N_("Er gebeurt niets.")),
    Entry(N_("Opnieuw"), N_("Nog eens proberen wat zeker niet gebeurd is.")),
    Entry(N_("Het is gebeurd"), N_("U hebt gekeken: het staat er.")),
    Entry(N_("Het is niet gebeurd"), N_("U hebt gekeken: het staat er niet.")),
    Entry(N_("Ik heb het geplaatst"), N_("U hebt de tekst zelf geplaatst.")),
    Entry(N_("Kopieer de tekst"), N_("De tekst staat op het klembord van uw telefoon.")),
    Entry(N_("Zichtbaar maken"), N_("Het verborgen bericht staat er weer.")),
    Entry(N_("Haal ons antwoord weg"), N_("Ons eigen antwoord verdwijnt van het platform.")),
    Entry(N_("Maak ongedaan"), N_("Terugdraaien wat er gedaan is.")),
    Entry(N_("Leg het uit aan de afzender"), N_("De tekst over de huisregels klaarzetten als antwoord.")),
)

_OTHER = (
    Entry(N_("Volgende stap nu"), N_("De volgende in de rij hoort het nu.")),
    Entry(N_("Ik ga weer verder"), N_("Het sluimeren is voorbij; u werkt weer aan de zaak.")),
    Entry(N_("Ja, afsluiten"), N_("De storm is voorbij: de zaak wordt gesloten.")),
    Entry(N_("Nog niet: vraag over {n} uur"), N_("De storm blijft open en de vraag komt dan opnieuw.")),
    Entry(N_("Ik neem over ({role})"), N_("U hebt van nu af dienst, tot het eind van de beurt.")),
    Entry(N_("Overdragen aan {other}"), N_("Wie nu dienst heeft, krijgt de vraag om uw zaken over te nemen.")),
    Entry(N_("Nee"), N_("U ruilt niet; alles blijft zoals het is.")),
    Entry(N_("Toch akkoord"), N_("De wijziging van het protocol geldt, ook nu zij veel raakt.")),
    Entry(N_("Niet akkoord"), N_("De wijziging van het protocol geldt niet.")),
    Entry(N_("Gezien: {about}"), N_("U hebt gezien dat een seintje niet aankwam; niemand wordt er nog aan herinnerd.")),
    Entry(N_("Gedeeld"), N_("U hebt het compliment gedeeld.")),
    Entry(N_("Niet nu"), N_("Dit compliment wordt niet gedeeld.")),
)


def chapters() -> Iterator[Chapter]:
    """Everything, by where it stands."""
    yield Chapter(N_("Onder een seintje"), tuple(Entry(LABELS[deed], about) for deed, about in _DOES.items()))
    yield Chapter(N_("Onder een seintje, zodra iemand de zaak heeft"), _START)
    yield Chapter(N_("Bij het kiezen van berichten"), _PICKED)
    yield Chapter(N_("Onder een concept: een antwoord, verbergen, verwijderen"), _CARD)
    yield Chapter(N_("Elders"), _OTHER)
