"""The reasons of a verdict as sentences: which rule, which words, what it did."""

from collections.abc import Iterable, Iterator, Mapping

from rules.explain import names
from rules.i18n import N_, Lang, Translator, translator
from rules.judge.second import SECOND_PASS
from rules.judge.unsaid import DANGER, KIND
from rules.judge.verdict import Effect, Reason
from rules.protocol.model import Protocol
from rules.text.scorer import Ask
from rules.text.values import Evidence

_ABOUT: Mapping[str, str] = {
    "source": N_("Gaat over ons: het staat op een plek die over ons gaat."),
    "named": N_("Gaat over ons: het noemt {words}."),
    "thread": N_("Gaat over ons: het is een reactie in een gesprek dat over ons gaat."),
    "search_term": N_("Gaat over ons: het bevat {words}, waar nu extra op gezocht wordt."),
}
_BUILT_IN: Mapping[str, str] = {
    "not_named": N_("Gaat niet over ons: geen van onze namen komt erin voor."),
    "no_context": N_(
        "Gaat niet over ons: {words} kan ook iets anders zijn, en er staat geen woord bij dat naar ons wijst."
    ),
    "not_us": N_("Gaat niet over ons: {words} is een naamgenoot."),
    "own_post": N_("Dit is een bericht van onszelf."),
    "taught": N_("Het lijkt op berichten die collega’s eerder een seintje waard vonden: {words}."),
    "taught_tone": N_("Het lijkt op berichten die collega’s eerder een seintje waard vonden."),
}
_DID: Mapping[Effect, str] = {
    Effect.FLOOR: N_("Regel ‘{rule}’: {why} → minstens {level}."),
    Effect.POINTS: N_("Regel ‘{rule}’: {why} → {points} erbij."),
    Effect.BRAKE: N_("Regel ‘{rule}’: {why} → hoogstens {level}."),
    Effect.NOTE: N_("Regel ‘{rule}’: {why}."),
}
_READ_AGAIN = N_("Tweede lezing ({why}): {chance} kans dat iemand hiernaar moet kijken → minstens {level}.")
_ASKED: Mapping[str, str] = {
    Ask.SILENT: N_("de woorden zeggen niets over de toon"),
    Ask.BORDERLINE: N_("de eerste lezing twijfelt"),
    Ask.HIGH_REACH: N_("veel mensen zien dit"),
}
_KIND_OF = N_("Soort ‘{kind}’, want het lijkt het meest op zulke berichten: {words}.")
_KIND = N_("Soort ‘{kind}’, want het lijkt het meest op zulke berichten.")
_DANGER = N_("Klinkt als iemand in gevaar ({why}) → minstens {level}. Het protocol heeft hier geen regel voor.")
_CHANCE = N_("{chance} kans")
_TABLE = N_("Samen {points}: minstens {level}.")
_TONES: Mapping[str, str] = {
    "negative": N_("negatieve toon"),
    "neutral": N_("neutrale toon"),
    "positive": N_("positieve toon"),
}
_HELD: Mapping[str, str] = {
    "topic": N_("onderwerp {value}"),
    "author": N_("afzender: {value}"),
    "location": N_("locatie {value}"),
    "platform": N_("geplaatst op {value}"),
    "kind": N_("soort bericht: {value}"),
    "via": N_("gevonden via {value}"),
    "lang": N_("taal: {value}"),
    "category": N_("soort: {value}"),
    "level": N_("niveau {value}"),
    "reach": N_("bereik {value}"),
    "followers": N_("{value} volgers"),
    "rating": N_("waardering {value}"),
    "danger": N_("kans op gevaar {value}"),
    "words": N_("{value} woorden"),
    "score": N_("toon {value}"),
    "author_history": N_("{value}e zo’n bericht van deze afzender"),
    "thread": N_("{value} reacties kort na elkaar"),
}
_PLAIN: Mapping[tuple[str, str], str] = {
    ("time", "office hours"): N_("binnen kantooruren"),
    ("time", "outside office hours"): N_("buiten kantooruren"),
    ("nothing_else", "true"): N_("niets anders past"),
}
_KINDS: Mapping[str, str] = {
    "media": N_("media"),
    "politics": N_("politiek"),
    "regulator": N_("toezichthouder"),
    "staff": N_("medewerker"),
    "post": N_("bericht"),
    "comment": N_("reactie"),
    "reply": N_("antwoord"),
    "review": N_("recensie"),
    "article": N_("artikel"),
    "message": N_("privébericht"),
}


def sentence(reason: Reason, protocol: Protocol, lang: Lang) -> str:
    """One reason in plain words, for a colleague who knows the protocol by the names of its rules."""
    say = translator(lang)
    text = _ABOUT.get(reason.amount) if reason.rule == "about_us" else _BUILT_IN.get(reason.rule)
    if text is not None:
        return say.gettext(text).format(words=quoted(reason.evidence) or say.gettext(N_("deze naam")))
    level = names.level(reason.amount, protocol)
    if reason.rule == "points":
        total = dict(reason.conditions)["points"]
        return say.gettext(_TABLE).format(points=points(int(total), say), level=level)
    if reason.rule in _LEARNED:
        return _learned(reason, level, lang)
    given = points(int(reason.amount), say) if reason.effect is Effect.POINTS else ""
    template = say.gettext(_DID[reason.effect])
    return template.format(
        rule=reason.name or reason.rule, why=because(reason, protocol, lang), level=level, points=given
    )


_LEARNED = (SECOND_PASS, DANGER, KIND)


def _learned(reason: Reason, level: str, lang: Lang) -> str:
    """What messages like it, not rules, made of it."""
    say, held, words = translator(lang), dict(reason.conditions), quoted(reason.evidence)
    if reason.rule == SECOND_PASS:
        return _read_again(held, level, say)
    if reason.rule == DANGER:
        chance = say.gettext(_CHANCE).format(chance=f"{float(held['danger']):.0%}")
        return say.gettext(_DANGER).format(why=f"{words}, {chance}" if words else chance, level=level)
    template = _KIND_OF if words else _KIND
    return say.gettext(template).format(kind=names.category(held["category"], lang), words=words)


def _read_again(held: Mapping[str, str], level: str, say: Translator) -> str:
    why, chance = say.gettext(_ASKED[held["asked"]]), f"{float(held[SECOND_PASS]):.0%}"
    return say.gettext(_READ_AGAIN).format(why=why, chance=chance, level=level)


def because(reason: Reason, protocol: Protocol, lang: Lang) -> str:
    """The words and circumstances that made a rule fire, as one phrase."""
    parts = [quoted(reason.evidence), *_circumstances(reason, protocol, lang)]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def points(number: int, say: Translator) -> str:
    """``1 punt``, ``3 punten``."""
    return say.ngettext("{count} punt", "{count} punten", number).format(count=number)


def quoted(evidence: tuple[Evidence, ...]) -> str:
    """The words in quotation marks, each once, whatever the case they stand in."""
    shown = {" ".join(each.text.casefold().split()): " ".join(each.text.split()) for each in reversed(evidence)}
    return ", ".join(f"‘{text}’" for text in reversed(shown.values()))


def _circumstances(reason: Reason, protocol: Protocol, lang: Lang) -> Iterator[str]:
    say = translator(lang)
    for of, value in reason.conditions:
        if of == "topic" and reason.evidence:
            continue
        if of == "sentiment":
            yield say.gettext(_TONES[value])
        elif (of, value) in _PLAIN:
            yield say.gettext(_PLAIN[of, value])
        else:
            yield say.gettext(_HELD[of]).format(value=_value(of, value, protocol, lang))


def _value(of: str, value: str, protocol: Protocol, lang: Lang) -> str:
    match of:
        case "location":
            return names.location(value, protocol)
        case "level":
            return names.level(value, protocol)
        case "category":
            return names.category(value, lang)
        case "platform":
            return names.platform(value, lang)
        case "danger":
            return f"{float(value):.0%}"
        case "author" | "kind" if value in _KINDS:
            return translator(lang).gettext(_KINDS[value])
    return value.replace("_", " ")


_WEIGHT = {Effect.FLOOR: 0, Effect.BRAKE: 1, Effect.POINTS: 2, Effect.NOTE: 3}


def most_telling_first(reasons: Iterable[Reason]) -> list[Reason]:
    """What set the level first, then what braked or added, then what was only noted; else in their own order."""
    return sorted(reasons, key=lambda reason: _WEIGHT[reason.effect])
