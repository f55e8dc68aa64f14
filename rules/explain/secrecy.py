"""What a draft gives away, told to whoever wrote it: which words, and why they may not stand in public."""

from rules.case.secrecy import Finding, Secret, Weight
from rules.explain.quote import shorten, tidy
from rules.i18n import N_, Lang, translator

_WHAT = {
    Secret.CONFIRMS: N_("'{words}' bevestigt dat iemand cliënt is of was."),
    Secret.DENIES: N_("'{words}' ontkent dat iemand cliënt is."),
    Secret.CARE: N_("'{words}' gaat over iemands zorg of behandeling."),
    Secret.RECORD: N_("'{words}' zegt wat er in onze gegevens staat."),
    Secret.DIAGNOSIS: N_("'{words}' gaat over iemands gezondheid."),
    Secret.ROOM: N_("'{words}' zegt waar iemand is."),
    Secret.DATE: N_("'{words}' zegt wanneer iemand hier was of hulp kreeg."),
    Secret.KIN: N_("'{words}' gaat over een naaste."),
    Secret.NAME: N_("'{words}' noemt iemand bij naam."),
    Secret.EMPLOYEE: N_("'{words}' noemt een collega bij naam."),
    Secret.CONTACT: N_("'{words}' zegt dat wij iemand gesproken hebben."),
    Secret.PERSONAL: N_("'{words}' is een persoonlijk gegeven."),
    Secret.REACHED: N_("'{words}' kan een privénummer of privéadres zijn."),
}
_WHY = {
    Secret.CONFIRMS: N_("Ook als de ander het zelf al schreef, mag een zorgorganisatie dat niet bevestigen."),
    Secret.DENIES: N_("Wie ontkent, verraadt bij een volgende keer wie het wel is."),
    Secret.CARE: N_("Wie over iemands zorg praat, bevestigt dat die zorg er is. Vraag om contact."),
    Secret.RECORD: N_("Wat in een dossier of systeem staat, hoort nooit in het openbaar."),
    Secret.DIAGNOSIS: N_("Gezondheid is bijzonder persoonlijk en hoort nooit in het openbaar."),
    Secret.ROOM: N_("Zo is iemand te vinden en te herkennen."),
    Secret.DATE: N_("Een datum bevestigt dat iemand hier was."),
    Secret.KIN: N_("Het kan gelezen worden als bevestiging. Kan het zonder?"),
    Secret.NAME: N_("Namen van anderen horen niet in een openbaar antwoord."),
    Secret.EMPLOYEE: N_("Collega's worden in het openbaar niet bij naam genoemd."),
    Secret.CONTACT: N_("Dat er contact was, kan al te veel zeggen."),
    Secret.PERSONAL: N_("Persoonlijke gegevens horen nooit in het openbaar."),
    Secret.REACHED: N_("Gebruik een algemeen nummer of adres van de organisatie."),
}
_THEN = {
    Weight.BLOCK: N_("Dit gaat zo niet de deur uit."),
    Weight.SECOND: N_("Een tweede persoon moet meekijken."),
}


def told(finding: Finding, lang: Lang) -> str:
    """A finding in words: what it gives away, why that matters, what follows."""
    say = translator(lang).gettext
    what = say(_WHAT[finding.secret]).format(words=shorten(tidy(finding.words), 60))
    return f"{what} {why(finding.secret, lang)} {say(_THEN[finding.weight])}"


def why(secret: Secret, lang: Lang) -> str:
    """Why this may not stand in public."""
    return translator(lang).gettext(_WHY[secret])
