"""What can be wrong with a line, said so that its writer can mend it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.platforms.jsonl.form import AuthorForm, Form
from bot.printable import shortened
from rules.i18n import N_, Lang, translator


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that is no mention. ``field`` is empty when the line as a whole is wrong, ``author.handle`` for a part."""

    line: int
    field: str
    problem: str
    remedy: str
    values: Mapping[str, str]

    def say(self, lang: Lang | str = Lang.NL) -> str:
        """Place, problem and remedy as one line in ``lang``."""
        gettext = translator(lang).gettext
        place = gettext(N_("regel {line}")).format(line=self.line)
        problem = gettext(self.problem).format(**self.values)
        return f"{place}: {problem} {gettext(self.remedy)}"


class RefusedError(Exception):
    """Carries a refusal's parts from where a fault is seen to the line that has it."""

    def __init__(self, problem: str, remedy: str, **values: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.values = problem, remedy, values

    def on(self, line: int) -> Refusal:
        """The refusal of line ``line``."""
        return Refusal(line, self.values.get("field", ""), self.problem, self.remedy, self.values)


_QUOTES = N_("Zet de waarde tussen aanhalingstekens, of laat het veld weg als het leeg is.")
_WHOLE = N_("Schrijf een heel getal van 0 of meer zonder aanhalingstekens, of null.")
TIME = N_("Schrijf bijvoorbeeld 2026-04-24T21:09:00+02:00; zonder tijdzone weten we het moment niet.")
_TEXTWANTED = N_("`{field}` is een tekst, maar er staat {found}.")
_COUNTWANTED = N_("`{field}` is een heel getal van 0 of meer, maar er staat {found}.")
_IDWANTED = N_("`{field}` is een niet-lege tekst, maar er staat {found}.")
_CHOOSE = N_("Kies een van deze woorden: ze staan vast.")
WANTED: Mapping[str, tuple[str, str]] = {
    "id": (_IDWANTED, N_("Geef elk bericht een eigen kenmerk tussen aanhalingstekens.")),
    "platform": (_IDWANTED, N_('Schrijf de naam van het platform tussen aanhalingstekens, zoals "x" of "news".')),
    "kind": (N_("`kind` is post, comment, reply, share, review, article of message, maar er staat {found}."), _CHOOSE),
    "via": (N_("`via` is mention, own_page, search, review_page, tag of tip, maar er staat {found}."), _CHOOSE),
    "author": (
        N_("`author` is een object met ten minste `handle`, maar er staat {found}."),
        N_('Schrijf bijvoorbeeld {"handle": "naam"}.'),
    ),
    "author.followers": (_COUNTWANTED, _WHOLE),
    "reach": (_COUNTWANTED, _WHOLE),
    "rating": (N_("`rating` is een getal, maar er staat {found}."), N_("Schrijf bijvoorbeeld 4.5, of null.")),
    "own": (N_("`own` is true of false, maar er staat {found}."), N_("Schrijf true of false zonder aanhalingstekens.")),
    "posted_at": (N_("`posted_at` is een moment als tekst, maar er staat {found}."), TIME),
}


_PLACE = re.compile(r" - at `\$\.(?P<path>[\w.]+)")
_KEY = re.compile(r"(?P<sort>unknown|required) field `(?P<key>.*?)`(?: - at|$)", re.DOTALL)


def invalid(line: bytes, error: str) -> RefusedError:
    """What is wrong with a line that is JSON but no mention, from the decoder's words."""
    try:
        raw = json.loads(line.decode(), parse_int=_Number, parse_float=_Number)
    except ValueError:
        return malformed(line)
    if not isinstance(raw, dict):
        return _no_object()
    found = _PLACE.search(error)
    path = found["path"] if found else ""
    if key := _KEY.search(error):
        return _wrong_key(key["sort"], f"{path}.{key['key']}".strip("."))
    field = ".".join(path.split(".")[:2])
    value: Any = raw
    for name in field.split("."):
        value = value[name]
    wanted = WANTED.get(field, (_TEXTWANTED, _QUOTES))
    return RefusedError(*wanted, field=field, found=shown(value))


def _wrong_key(sort: str, field: str) -> RefusedError:
    shown = shortened(field)
    if sort == "required":
        return RefusedError(N_("`{field}` ontbreekt."), N_("Voeg het veld toe."), field=shown)
    if guess := _nearest(field):
        return RefusedError(
            N_("`{field}` is geen veld van een bericht; bedoelde u `{guess}`?"),
            N_("Verbeter de naam, haal het veld weg, of lees met --lenient."),
            field=shown,
            guess=guess,
        )
    return RefusedError(
        N_("`{field}` is geen veld van een bericht."), N_("Haal het weg, of lees met --lenient."), field=shown
    )


def _nearest(field: str) -> str | None:
    from rapidfuzz import fuzz, process  # only a wrong key needs it

    known = [*Form.__struct_fields__, *(f"author.{name}" for name in AuthorForm.__struct_fields__)]
    best = process.extractOne(field, known, scorer=fuzz.ratio, score_cutoff=75)
    return best[0] if best else None


def _no_object() -> RefusedError:
    return RefusedError(
        N_("de regel is geen object tussen accolades."),
        N_("Zet elk bericht als één JSON-object op een eigen regel, zonder lijst eromheen."),
    )


_ODD_NUMBER = re.compile(rb"[-\[{:,\s](NaN|Infinity)\b")


def malformed(line: bytes) -> RefusedError:
    """What is wrong with a line that is no JSON."""
    if not line.lstrip().startswith(b"{"):
        return _no_object()
    if odd := _ODD_NUMBER.search(line):
        return RefusedError(N_("{found} is geen JSON-getal."), N_("Schrijf null."), found=odd[1].decode())
    if _lone_surrogate(line):
        return RefusedError(
            N_("er staat een halve emoji of letter in (een losse \\ud800…\\udfff)."),
            N_("Herstel of verwijder dat teken in de uitvoer waar de regel vandaan komt."),
        )
    try:
        json.loads(text := line.decode())
    except json.JSONDecodeError as error:
        if error.pos < len(text.rstrip()):
            return RefusedError(
                N_("geen geldige JSON vanaf teken {place}."),
                N_("Kijk naar een vergeten aanhalingsteken, komma of accolade."),
                place=str(error.pos + 1),
            )
    return RefusedError(N_("de regel houdt op voor het einde van het object."), N_("Maak de regel af of haal hem weg."))


def _lone_surrogate(line: bytes) -> bool:
    pairs_gone = re.sub(rb"\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..", b"", line)
    return re.search(rb"\\u[dD][89a-fA-F]..", pairs_gone) is not None


class _Number(str):
    """A number as it is written, however long."""


def shown(value: object) -> str:
    """A value of the line as its writer wrote it, cut to fit in a sentence."""
    return shortened(value if isinstance(value, _Number) else json.dumps(value, ensure_ascii=False, default=str))
