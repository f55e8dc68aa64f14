"""Why something may (not) be done in public, why it failed and what to do then, and the answer to a press."""

from rules.case.acting import Permission, Why
from rules.case.actions import EVIDENCE, Failure, Keeping, Verb
from rules.case.drafts import Moved, Word
from rules.explain import names
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol

_VERB = {
    Verb.REPLY: N_("antwoorden"),
    Verb.PRIVATE_REPLY: N_("privé antwoorden"),
    Verb.LIKE: N_("leuk vinden"),
    Verb.HIDE: N_("verbergen"),
    Verb.UNHIDE: N_("weer zichtbaar maken"),
    Verb.DELETE: N_("verwijderen"),
    Verb.DELETE_OWN: N_("ons antwoord weghalen"),
    Verb.BLOCK: N_("de afzender weren"),
    Verb.UNBLOCK: N_("de afzender weer toelaten"),
    Verb.MUTE: N_("de afzender dempen"),
    Verb.REPORT: N_("melden bij het platform"),
}
_DONE = {
    Verb.REPLY: N_("Het antwoord staat er."),
    Verb.PRIVATE_REPLY: N_("Het privéantwoord is verstuurd."),
    Verb.LIKE: N_("Het bericht heeft onze duim."),
    Verb.HIDE: N_("Het bericht is verborgen."),
    Verb.UNHIDE: N_("Het bericht is weer zichtbaar."),
    Verb.DELETE: N_("Het bericht is verwijderd."),
    Verb.DELETE_OWN: N_("Ons antwoord is weggehaald."),
    Verb.BLOCK: N_("De afzender is geweerd."),
    Verb.UNBLOCK: N_("De afzender is weer toegelaten."),
    Verb.MUTE: N_("De afzender is gedempt."),
    Verb.REPORT: N_("Het bericht is gemeld bij het platform."),
}
_WHY = {
    Why.AGREED: N_("Dit mag u zelf doen."),
    Why.OUTSIDE_OFFICE: N_("Buiten kantoortijd mag u dit alleen doen; een collega kijkt achteraf mee ({review})."),
    Why.NOBODY_ANSWERED: N_(
        "Niemand antwoordde op tijd; u mag dit alleen doen. Een collega kijkt achteraf mee ({review})."
    ),
    Why.FOUR_EYES: N_("De huisregel vraagt hiervoor twee mensen."),
    Why.SIGN_OFF: N_("Bij dit niveau moet een tweede persoon akkoord gaan."),
    Why.DOUBTFUL: N_("De tekst zegt misschien te veel; een tweede persoon kijkt mee."),
    Why.NOT_YOUR_ROLE: N_("Dit is niet uw rol; een collega moet akkoord gaan."),
    Why.CANNOT: N_("Dit kan seintje op dit platform niet doen."),
    Why.NOT_OURS: N_("Dit kan alleen op onze eigen pagina's."),
    Why.NO_RULE: N_("Voor dit soort bericht is er geen huisregel; het blijft staan."),
    Why.NOT_IN_RULE: N_("De huisregel staat dit niet toe. {detail}"),
    Why.WARN_FIRST: N_("De huisregel vraagt eerst een waarschuwing: verberg het bericht en leg uit waarom."),
    Why.NEVER_HERE: N_("Volgens het protocol antwoorden we nooit op dit platform."),
    Why.NO_ANSWER: N_("Volgens het protocol komt hier geen openbaar antwoord op."),
    Why.SECRET: N_("De tekst zegt te veel en gaat zo niet de deur uit."),
    Why.DRILL: N_("Dit is een oefening: er gaat niets naar buiten."),
    Why.NOBODY_ELSE: N_("Hiervoor zijn twee mensen nodig, en er is niemand anders die akkoord mag gaan."),
    Why.EMPTY: N_("Er is nog geen tekst."),
    Why.TOO_LONG: N_("De tekst is te lang voor dit platform: hoogstens {detail} tekens."),
    Why.OPEN_FIELD: N_("Nog niet ingevuld: {{{detail}}}."),
    Why.ANSWERED: N_("{detail} antwoordt al op dit bericht."),
    Why.GONE: N_("Het bericht staat er niet meer."),
    Why.NO_REASON: N_("Alleen doen mag hier met een reden. Schrijf die in een antwoord op dit bericht."),
}
_FAILED = {
    Failure.TOKEN: N_(
        "Het platform weigert onze toegang. Vraag de beheerder de koppeling te vernieuwen (seintje doctor)."
    ),
    Failure.PERMISSION: N_(
        "Onze koppeling mag dit niet. Doe het op het platform zelf, en vraag de beheerder naar de rechten."
    ),
    Failure.GONE: N_("Het bericht staat er niet meer. Er hoeft niets te gebeuren."),
    Failure.THROTTLED: N_(
        "Het platform vroeg steeds om te wachten. Probeer het later opnieuw, of doe het op het platform zelf."
    ),
    Failure.BUDGET: N_("Het tegoed van vandaag voor dit platform is op. Doe het op het platform zelf."),
    Failure.REFUSED: N_("Het platform wil dit niet. Bekijk het bericht daar, of pas de tekst aan."),
    Failure.UNREACHABLE: N_("Het platform was niet te bereiken. Probeer het opnieuw, of doe het op het platform zelf."),
    Failure.UNKNOWN: N_("Het is niet gebeurd. U kunt het opnieuw proberen."),
}
_KEPT = {
    Keeping.KEPT: N_("Bewaard: tekst, afzender, tijd en link, met vingerafdruk {mark}. Het staat in het register."),
    Keeping.ALREADY: N_("Dit bericht was zo al bewaard, met vingerafdruk {mark}."),
    Keeping.NOTHING: N_("Van dit bericht is hier niets meer om te bewaren."),
}
_WORD = {
    Word.KEPT: N_("Bewaard."),
    Word.SENDING: N_("Het gaat de deur uit."),
    Word.BY_HAND: N_("Akkoord. Plaats het zelf; seintje kan dat hier niet."),
    Word.ASKED: N_("Voorgelegd aan een collega."),
    Word.NOBODY_NOW: N_("Er is nu niemand te bereiken die akkoord mag geven. Op de kaart staat wat u kunt doen."),
    Word.EDITED: N_("Het bericht is intussen gewijzigd. Lees het nog eens en kies dan opnieuw."),
    Word.AGREED_MORE: N_("Akkoord genoteerd. Er moet nog iemand akkoord gaan."),
    Word.DECLINED: N_("Afgewezen; de schrijver ziet dat."),
    Word.WITHDRAWN: N_("Ingetrokken."),
    Word.SETTLED: N_("Genoteerd."),
    Word.SEEN: N_("Genoteerd: de schrijver ziet dat u het gezien hebt."),
    Word.OWN: N_("Dit is uw eigen tekst: een ander moet akkoord gaan."),
    Word.NOT_YOURS: N_("Hier mag u niet over beslissen."),
    Word.STALE: N_("De tekst is intussen gewijzigd. Kijk nog eens."),
    Word.OVER: N_("Dit is al afgehandeld."),
    Word.NOT_NOW: N_("Dat kan nu niet."),
}


def verb_name(verb: Verb, lang: Lang) -> str:
    """The verb in a sentence: ``verbergen``."""
    return translator(lang).gettext(_VERB[verb])


def measure_name(word: str, lang: Lang) -> str:
    """What the register says was done: a verb, or that evidence was kept."""
    return translator(lang).gettext(N_("bewijs bewaard")) if word == EVIDENCE else verb_name(Verb(word), lang)


def kept_text(kept: Keeping, mark: str, lang: Lang) -> str:
    """The answer to whoever wanted evidence kept. ``mark``: the first characters of its hash."""
    return translator(lang).gettext(_KEPT[kept]).format(mark=mark)


def verb_done(verb: Verb, lang: Lang) -> str:
    """That it happened."""
    return translator(lang).gettext(_DONE[verb])


def permission_text(permission: Permission, protocol: Protocol, lang: Lang) -> str:
    """The reason in words."""
    detail = permission.detail
    if permission.why is Why.ANSWERED:
        detail = names.short(detail, protocol)
    review = names.role(permission.review, protocol) if permission.review else ""
    text = translator(lang).gettext(_WHY[permission.why])
    return text.format(detail=detail, review=review).replace(" ()", "").strip()


def failure_text(failure: Failure, lang: Lang) -> str:
    """Why it did not happen, and what to do."""
    return translator(lang).gettext(_FAILED[failure])


def word_text(moved: Moved, protocol: Protocol, lang: Lang) -> str:
    """What whoever acted gets to hear."""
    if moved.word is Word.REFUSED and moved.permission is not None:
        return permission_text(moved.permission, protocol, lang)
    return said_text(moved.word, lang)


def said_text(word: Word, lang: Lang) -> str:
    """The same where only the word is known; what the protocol refuses is on the card."""
    return translator(lang).gettext(_WORD.get(word, _WORD[Word.NOT_NOW]))
