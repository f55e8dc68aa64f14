"""What changed between two versions of a protocol, thing by thing, in plain sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from rules.i18n import N_, Lang, translator
from rules.protocol.model import NOWHERE, Place, Protocol
from rules.protocol.problems import Phrase, phrase
from rules.protocol.wording import Entry, worded


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``section`` and ``id`` say of what (``id`` empty for a section as a whole), ``at`` where it now stands."""

    section: str
    id: str
    what: Phrase
    at: Place = NOWHERE

    def say(self, lang: Lang | str) -> str:
        """The change as a sentence."""
        return self.what.say(translator(lang))


_THINGS: tuple[tuple[str, str], ...] = (
    ("platforms", N_("Platform “{name}”")),
    ("people", N_("Persoon “{name}”")),
    ("roles", N_("Rol “{name}”")),
    ("on_call", N_("Rooster “{name}”")),
    ("levels", N_("Niveau “{name}”")),
    ("escalation", N_("Opschaling “{name}”")),
    ("topics", N_("Onderwerp “{name}”")),
    ("author_kinds", N_("Soort afzender “{name}”")),
    ("rules", N_("Regel “{name}”")),
    ("patterns", N_("Patroon “{name}”")),
    ("silences", N_("Stilte “{name}”")),
    ("house_rules", N_("Huisregel “{name}”")),
    ("templates", N_("Sjabloon “{name}”")),
    ("checklists", N_("Checklist “{name}”")),
    ("reports", N_("Verslag “{name}”")),
    ("tests", N_("Test “{name}”")),
)
_WHOLE: tuple[tuple[str, str], ...] = (
    ("organisation", N_("Organisatie")),
    ("calendar", N_("Kalender")),
    ("last_resort", N_("Laatste redmiddel")),
    ("limits", N_("Rem op berichten")),
    ("grouping", N_("Samenvoegen")),
    ("storm", N_("Storm")),
    ("second_person", N_("Tweede persoon")),
    ("share", N_("Delen")),
    ("privacy", N_("Privacy")),
    ("exercises", N_("Oefenen")),
)
_LOCATION = N_("Locatie “{name}”")
_DOCUMENT = N_("Protocol")
_ATTRIBUTES = {
    "level": N_("niveau"),
    "points": N_("punten"),
    "at_most": N_("hoogstens"),
    "owner": N_("eigenaar"),
    "category": N_("categorie"),
    "notify": N_("bericht aan"),
    "when": N_("voorwaarde"),
    "unless": N_("uitzondering"),
    "template": N_("sjabloon"),
    "words": N_("woorden"),
    "exceptions": N_("uitzonderingen"),
    "examples": N_("voorbeelden"),
    "people": N_("mensen"),
    "rotation": N_("volgorde"),
    "stand_in": N_("vervanger"),
    "seen": N_("gezien binnen"),
    "reply": N_("antwoord"),
    "name": N_("naam"),
    "text": N_("tekst"),
    "items": N_("punten van de lijst"),
    "steps": N_("stappen"),
    "start": N_("begin"),
    "end": N_("einde"),
    "title": N_("titel"),
    "version": N_("versie"),
    "approved_by": N_("akkoord door"),
    "aliases": N_("bijnamen"),
    "overrides": N_("ruilen"),
    "office_hours": N_("kantoortijden"),
    "holidays": N_("feestdagen"),
    "extra_days_off": N_("eigen vrije dagen"),
    "extra_workdays": N_("eigen werkdagen"),
    "keep": N_("bewaartermijn"),
    "town": N_("plaats"),
    "manager": N_("manager"),
    "timezone": N_("tijdzone"),
    "context": N_("contextwoorden"),
    "not_us": N_("naamgenoten"),
    "sign_off": N_("goedkeuring"),
    "push": N_("geluid"),
    "number": N_("nummer"),
    "weak": N_("zwak"),
    "suggest": N_("advies"),
    "checklist": N_("checklist"),
    "outside_office": N_("buiten kantoortijd"),
    "together": N_("woorden samen"),
    "needs": N_("nodig"),
    "regex": N_("zoekpatronen"),
    "ignore_negation": N_("ontkenning maakt niet uit"),
    "backup": N_("achterwacht"),
    "shift": N_("dienst"),
    "within": N_("binnen"),
    "at_least": N_("minstens"),
    "may": N_("toegestaan"),
    "four_eyes": N_("vier ogen"),
    "texts": N_("teksten"),
    "actions": N_("acties"),
    "to": N_("ontvangers"),
    "show": N_("inhoud"),
    "never_when": N_("nooit als"),
    "never_above": N_("nooit boven"),
    "where": N_("waarvoor"),
    "expect": N_("verwachting"),
    "count": N_("telt"),
    "repeat": N_("herhaling"),
}


def diff(old: Protocol, new: Protocol) -> tuple[Change, ...]:
    """Every change from ``old`` to ``new``, section by section. Empty when they say the same."""
    return tuple(_Difference(old, new).changes())


class _Difference:
    def __init__(self, old: Protocol, new: Protocol) -> None:
        self._old = old
        self._new = new

    def changes(self) -> Iterator[Change]:
        for attribute in ("title", "version", "owner", "approved_by"):
            before, after = getattr(self._old, attribute), getattr(self._new, attribute)
            yield from self._attribute("document", "", phrase(_DOCUMENT), attribute, before, after, NOWHERE)
        for section, label in _WHOLE:
            yield from self._thing(section, "", phrase(label), getattr(self._old, section), getattr(self._new, section))
        locations = self._old.organisation.locations, self._new.organisation.locations
        yield from self._things("locations", _LOCATION, *locations)
        for section, label in _THINGS:
            yield from self._things(
                section, label, _by_id(getattr(self._old, section)), _by_id(getattr(self._new, section))
            )

    def _things(self, section: str, label: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
        for name in [*old, *(name for name in new if name not in old)]:
            yield from self._thing(section, name, phrase(label, name=name), old.get(name), new.get(name))

    def _thing(self, section: str, name: str, label: Phrase, old: Any, new: Any) -> Iterator[Change]:
        place = getattr(new, "at", NOWHERE)
        if old == new:
            return
        if old is None:
            yield Change(section, name, phrase(N_("{thing} is nieuw."), thing=label), place)
        elif new is None:
            yield Change(section, name, phrase(N_("{thing} is verdwenen."), thing=label))
        elif isinstance(new, tuple):
            yield from self._attribute(section, name, label, "steps", old, new, new[0].at if new else place)
        else:
            for one in fields(new):
                if one.compare and one.name not in ("id", "locations"):
                    before, after = getattr(old, one.name), getattr(new, one.name)
                    yield from self._attribute(section, name, label, one.name, before, after, place)

    def _attribute(
        self, section: str, name: str, label: Phrase, attribute: str, old: Any, new: Any, place: Place
    ) -> Iterator[Change]:
        if old == new:
            return
        known = phrase(_ATTRIBUTES[attribute]) if attribute in _ATTRIBUTES else phrase("“{key}”", key=attribute)
        for text, args in self._sentences(attribute, old, new):
            yield Change(section, name, phrase(text, thing=label, attribute=known, **args), place)

    def _sentences(self, attribute: str, old: Any, new: Any) -> Iterator[tuple[str, dict[str, Phrase]]]:
        """The sentences for one attribute: what came and went of a list, from what to what of anything else."""
        old, new = _listed(old), _listed(new)
        if isinstance(old, tuple) and isinstance(new, tuple):
            added, removed = tuple(x for x in new if x not in old), tuple(x for x in old if x not in new)
            if added:
                yield N_("{thing}: {attribute} erbij: {added}."), {"added": worded(added, attribute, self._new)}
            if removed:
                yield N_("{thing}: {attribute} weg: {removed}."), {"removed": worded(removed, attribute, self._old)}
            if not added and not removed:
                yield (
                    N_("{thing}: {attribute} in een andere volgorde: {now}."),
                    {"now": worded(new, attribute, self._new)},
                )
            return
        args = {"before": worded(old, attribute, self._old), "now": worded(new, attribute, self._new)}
        yield N_("{thing}: {attribute} van {before} naar {now}."), args


def _listed(value: Any) -> Any:
    """A set or mapping as a list that can be compared item by item."""
    if isinstance(value, Mapping):
        return tuple(Entry(key, one) for key, one in value.items())
    return tuple(sorted(value, key=str)) if isinstance(value, frozenset) else value


def _by_id(things: Any) -> Mapping[str, Any]:
    """Things by what they are called; of two with one name the later counts."""
    if isinstance(things, Mapping):
        return things
    return {str(getattr(one, "id", None) or getattr(one, "name", None) or one.text): one for one in things}
