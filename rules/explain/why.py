"""Named reasons as sentences: why this colleague, why again, how it was decided."""

from collections.abc import Mapping

from rules.explain import names
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol

_YOU: Mapping[str, str] = {
    "on_duty": N_("{role}, u hebt nu dienst."),
    "always_on": N_("{role}, dag en nacht bereikbaar."),
    "people": N_("{role}."),
    "stand_in": N_("u vervangt nu {role}."),
    "location_manager": N_("u bent manager van {location}."),
    "backup": N_("u bent achterwacht."),
    "told_anyway": N_("niemand heeft nu dienst, daarom hoort u het toch."),
    "holder": N_("u had deze zaak."),
    "returned": N_("een collega gaf de zaak terug."),
    "reply_due": N_("u hebt deze zaak en de reactie is nu beloofd."),
    "handed": N_("een collega vraagt u dit op te pakken."),
    "snooze_over": N_("u wilde dit nu weer zien."),
    "merged": N_("een zaak waarvan u een seintje kreeg, hoort hierbij."),
    "split": N_("u haalde dit uit een andere zaak."),
    "unreached": N_("de collega die dit had, is niet bereikbaar."),
    "chain_ended": N_("u beheert het protocol; het is goed om te weten waarom niemand dit oppakte."),
    "team": N_("dit is een kopie voor het team."),
    "asked": N_("u vroeg om deze zaak."),
}
"""By the reasons of ``rules.duty.staffing.Who`` and ``rules.case.advance``."""

_AGAIN: Mapping[str, str] = {
    "new_category": N_("er speelt nu ook iets anders"),
    "media_joins": N_("de pers bemoeit zich ermee"),
    "politics_joins": N_("de politiek bemoeit zich ermee"),
    "regulator_joins": N_("een toezichthouder bemoeit zich ermee"),
    "reach": N_("veel meer mensen zien het"),
    "new_authors": N_("veel meer mensen schrijven erover"),
    "level_up": N_("ernstiger geworden"),
    "danger": N_("er is misschien iemand in gevaar"),
    "named_employee": N_("een collega staat met naam en vindplaats online"),
    "witness": N_("iemand vertelt wat er zojuist gebeurde"),
    "storm": N_("het is een storm geworden"),
    "spike": N_("veel meer berichten dan gewoonlijk"),
    "reply_due": N_("de reactie is nu beloofd"),
    "returned": N_("teruggegeven door een collega"),
    "media_again": N_("weer een journalist of krant"),
    "grown": N_("veel nieuwe berichten sinds u dit liet sluimeren"),
    "snooze_over": N_("de sluimertijd is om"),
    "unreached": N_("de collega die dit had, is niet bereikbaar"),
}


def why_you(role: str, why: str, location: str | None, protocol: Protocol, lang: Lang) -> str:
    """Why this colleague is told, as one sentence; the role's name when the reason has no words, else empty."""
    named, place = names.role(role, protocol), names.location(location, protocol)
    text = _YOU.get(why)
    if text is None or ("{location}" in text and not place) or ("{role}" in text and not named):
        return f"{named}." if named else ""
    return translator(lang).gettext(text).format(role=named, location=place)


def why_again(why: str, protocol: Protocol, lang: Lang) -> str:
    """What is new, in a few words; empty for a reason that is no news."""
    fact, _, about = why.partition(":")
    say = translator(lang).gettext
    if about and fact == "new_category":
        return say(N_("ook: {category}")).format(category=names.category(about, lang))
    if about and fact == "new_location":
        return say(N_("ook in {location}")).format(location=names.location(about, protocol))
    text = _AGAIN.get(why)
    return say(text) if text else ""
