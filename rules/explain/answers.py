"""What somebody who pressed or wrote gets to hear, in at most 200 characters."""

from collections.abc import Mapping
from enum import StrEnum

from rules.case.model import Answer, Reply
from rules.explain.quote import shorten
from rules.i18n import N_, Lang, translator

LIMIT = 200
"""Telegram shows no longer answer to a press."""

_WORDS: Mapping[Reply, str] = {
    Reply.TAKEN: N_("U hebt het. De opschaling is gestopt."),
    Reply.YOURS_ALREADY: N_("U had dit al opgepakt."),
    Reply.RETURNED: N_("Teruggegeven. Een collega krijgt nu een seintje."),
    Reply.RESOLVED: N_("Afgerond. Iedereen die een seintje kreeg, ziet dat."),
    Reply.DECLINED: N_("Begrepen. De zaak blijft bij de anderen."),
    Reply.STALE: N_("Deze knop is verouderd. Kijk naar het seintje zoals het nu is."),
    Reply.CLOSED: N_("Deze zaak is al afgerond."),
    Reply.NOTED: N_("Genoteerd bij de zaak."),
    Reply.NOT_ALLOWED: N_("Deze knop werkt niet voor u. Hoort u bij het team? Vraag dan een koppelcode."),
    Reply.UNKNOWN: N_("Deze zaak is niet bekend."),
    Reply.SNOOZED: N_(
        "Goed. U hebt deze zaak; ik meld mij dan weer, of eerder bij iets nieuws of veel meer berichten."
    ),
    Reply.RAISED: N_("Opgeschaald. Wie nu aan de beurt is, krijgt een seintje."),
    Reply.REOPENED: N_("Heropend. U hebt deze zaak."),
    Reply.HANDED: N_("Gevraagd aan {name}. Pakt niemand dit op, dan gaat de opschaling verder."),
    Reply.MERGED: N_("Deze zaak hoort nu bij zaak {name}."),
    Reply.SPLIT: N_("Dit bericht is nu een eigen zaak; u hebt die."),
    Reply.SPLIT_SEVERAL: N_("Deze berichten zijn nu een eigen zaak; u hebt die."),
    Reply.NO_CHOICE: N_("Dat kan hier niet. Kijk naar het seintje zoals het nu is en kies opnieuw."),
    Reply.UNREACHED: N_("{name} is nu niet bereikbaar. Vraag een ander."),
    Reply.STILL_OPEN: N_("Deze zaak is niet gesloten."),
}
_BEATEN = N_("{name} was u voor.")


class Saying(StrEnum):
    """Other things the bot says to a person."""

    PAIRED = "paired"
    CODE_REFUSED = "code_refused"
    HELP = "help"
    STRANGER = "stranger"
    UNREAD = "unread"


_SAYINGS: Mapping[Saying, str] = {
    Saying.PAIRED: N_(
        "Hallo {name}, deze telefoon is gekoppeld. Hier komen uw seintjes. Antwoord op een seintje om er een notitie bij te zetten."
    ),
    Saying.CODE_REFUSED: N_("Deze code werkt niet of niet meer. Vraag een nieuwe."),
    Saying.HELP: N_(
        "Dit begrijp ik niet. Antwoord op een seintje om er een notitie bij te zetten, of kies een opdracht: "
        "/open (nog niet opgepakt), /mijn (van u), /zoek, /help."
    ),
    Saying.STRANGER: N_("Hallo. Ik praat alleen met wie aan mij gekoppeld is."),
    Saying.UNREAD: N_(
        "Dit kan ik niet lezen of beluisteren en het is nergens bewaard. Typ het, of gebruik de microfoon van uw "
        "toetsenbord: die schrijft op wat u zegt."
    ),
}


def answer_text(answer: Answer, names: Mapping[str, str], lang: Lang) -> str:
    """The answer in words; ``names`` gives a colleague's name by id."""
    words = translator(lang)
    if answer.reply is Reply.STALE and answer.who:
        name = names.get(answer.who, answer.who)
        return shorten(words.gettext(_BEATEN).format(name=name), LIMIT)
    return shorten(words.gettext(_WORDS[answer.reply]).format(name=names.get(answer.who, answer.who)), LIMIT)


def saying(what: Saying, lang: Lang, *, name: str = "") -> str:
    """One of the bot's other texts; ``name`` is whom it is said to."""
    return translator(lang).gettext(_SAYINGS[what]).format(name=shorten(name, 80))
