"""What runs now, what came overnight, what may be shared, what nobody took."""

from collections.abc import Mapping

from rules.duty.hours import is_office
from rules.explain.quote import quote
from rules.explain.report.count import ended
from rules.explain.report.made import MOST, Made, case_table
from rules.explain.report.values import Section
from rules.i18n import N_


def open_cases(made: Made) -> Section:
    """What runs and who has it."""
    say, cases = made.say, made.numbers.open
    title = say(N_("Wat er loopt"))
    if not cases:
        return Section("open_cases", title, say(N_("Er lopen geen zaken.")))
    free = sum(case.state == "open" for case in cases)
    sentence = say(N_("Lopende zaken: {n}, waarvan nog door niemand opgepakt: {free}.")).format(
        n=made.n(len(cases)), free=made.n(free)
    )
    return Section("open_cases", title, sentence, case_table(cases, made))


def overnight(made: Made) -> Section:
    """What came while the office was closed."""
    say = made.say
    fresh = [case for case in made.numbers.cases if not is_office(case.opened_at, made.protocol)]
    title = say(N_("Buiten kantoortijd"))
    sentence = say(N_("Nieuwe zaken buiten kantoortijd: {n}. Berichten over ons in deze tijd: {m}.")).format(
        n=made.n(len(fresh)), m=made.n(made.numbers.about_us)
    )
    if not fresh:
        return Section("overnight", title, sentence)
    return Section("overnight", title, sentence, case_table(fresh, made))


def share_tips(made: Made) -> Section:
    """What was praised and may be shared."""
    say, tips = made.say, made.numbers.tips
    shared = sum(tip.state == "shared" for tip in tips)
    title = say(N_("Om te delen"))
    if not tips:
        return Section("share_tips", title, say(N_("Er waren geen deeltips.")))
    sentence = say(N_("Deeltips: {n}, waarvan gedeeld: {shared}.")).format(n=made.n(len(tips)), shared=made.n(shared))
    head = (say(N_("Tip")), say(N_("Wat ermee gebeurde")))
    rows = tuple((f"“{_words(tip.text, made)}”", say(_TIPS[tip.state])) for tip in tips[:MOST])
    return Section("share_tips", title, sentence, (head, *rows))


def _words(text: str, made: Made) -> str:
    return quote(text, made.lang, hide=made.protocol.privacy.hide_names_in_alerts, length=120)


_TIPS: Mapping[str, str] = {
    "offered": N_("nog niets"),
    "shared": N_("gedeeld"),
    "declined": N_("niet nu"),
}


def nobody_took(made: Made) -> Section | None:
    """Cases of which the whole chain went by."""
    say, found = made.say, ended(made.numbers.cases)
    if not found:
        return None
    sentence = say(N_("Zaken waarbij de hele opschaling afliep zonder dat iemand ze oppakte: {n}.")).format(
        n=made.n(len(found))
    )
    return Section("ended", say(N_("Niemand nam op")), sentence, case_table(found, made))
