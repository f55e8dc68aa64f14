"""What came of a wish about learning, in words for whoever asked."""

from bot.desk.learning import Came, Outcome
from bot.printable import shortened
from rules.i18n import N_, Lang, translator
from rules.text.learning import ENOUGH


def in_words(came: Came, person: str, lang: Lang) -> str:
    """What came of it, for whoever asked."""
    say = translator(lang).gettext
    text = _GONE if came.outcome is Outcome.UNDONE and came.version is None else _WORDS[came.outcome]
    lines = [
        say(text).format(person=person, version=came.version, undone=came.undone, verdicts=came.verdicts, enough=ENOUGH)
    ]
    if came.outcome is not Outcome.UNKNOWN:
        lines += [f"  {one.number}  {shortened(one.text, 80)}" for one in came.found]
    return "\n".join(lines)


_GONE = N_("Versie {undone} is teruggedraaid; er wordt nu niets geleerds gebruikt. Opnieuw leren: seintje learn now")
_WORDS = {
    Outcome.OFF: N_("Leren staat uit. Zet `learning: true` in config.yaml en start de dienst opnieuw."),
    Outcome.NOT_ALLOWED: N_("{person} staat niet in het protocol."),
    Outcome.UNKNOWN: N_(
        "Zo'n zaak of bericht is er niet. Geef het nummer, of een stukje van de tekst zoals het er staat. "
        "Kwam het bericht nooit binnen, kijk dan naar de bronnen: seintje status"
    ),
    Outcome.SEVERAL: N_("Er zijn meer berichten met deze tekst. Geef het nummer:"),
    Outcome.NOT_ABOUT_US: N_(
        "Dit bericht ging volgens het protocol niet over u; daar helpt leren niet. Vul de namen in het protocol aan:"
    ),
    Outcome.KEPT: N_("Bewaard. Vannacht leert seintje ervan."),
    Outcome.TOO_FEW: N_("Er zijn {verdicts} oordelen; er wordt pas iets gebruikt vanaf {enough}, van beide soorten."),
    Outcome.PAUSED: N_("De vorige versie is teruggedraaid; het leren wacht op: seintje learn now"),
    Outcome.SAME: N_("Er is niets nieuws geleerd uit {verdicts} oordelen."),
    Outcome.LEARNED: N_(
        "Geleerd uit {verdicts} oordelen: versie {version} geldt nu. Bekijk haar met: seintje learn show"
    ),
    Outcome.NOTHING: N_("Er is niets geleerd dat teruggedraaid kan worden."),
    Outcome.UNDONE: N_("Versie {undone} is teruggedraaid; versie {version} geldt weer."),
}
