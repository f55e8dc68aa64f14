"""From values to a page: the reader's language, the templates, and what every page shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.web.when import day_and_time, moment
from rules.explain import names
from rules.explain.when import lasted
from rules.i18n import Lang, translator
from rules.protocol.model import Protocol

STATIC = Path(__file__).parent / "static"
LANG_COOKIE = "lang"
_YEAR = 365 * 24 * 3600


def reader_lang(request: Request) -> Lang:
    """The language to speak: ``?lang=``, else the cookie, else the browser's first choice of ours, else Dutch."""
    asked = (request.query_params.get("lang"), request.cookies.get(LANG_COOKIE))
    for lang in asked:
        if lang in tuple(Lang):
            return Lang(lang)
    return _accepted(request.headers.get("accept-language", ""))


def _accepted(header: str) -> Lang:
    best, weight = Lang.NL, 0.0
    for part in header.split(",")[:20]:
        tag, _, quality = part.strip().partition(";q=")
        lang = tag.partition("-")[0].lower()
        try:
            this = float(quality or "1")
        except ValueError:
            continue
        if lang in tuple(Lang) and this > weight:
            best, weight = Lang(lang), this
    return best


@dataclass(frozen=True, slots=True)
class View:
    """What turns values into words on one page: language, protocol, and the present."""

    lang: Lang
    protocol: Protocol
    now: datetime

    def say(self, text: str) -> str:
        """A fixed text in the reader's language."""
        return translator(self.lang).gettext(text)

    def moment(self, at: datetime) -> str:
        """A moment in local time, as short as today allows."""
        return moment(at, self.now, self.protocol.timezone, translator(self.lang))

    def day_and_time(self, at: datetime) -> str:
        """A moment with its whole date."""
        return day_and_time(at, self.protocol.timezone, translator(self.lang))

    def ago(self, at: datetime) -> str:
        """How long it has been since ``at``."""
        return lasted(self.now - at, self.lang)

    def until(self, at: datetime) -> str:
        """How long it will take until ``at``."""
        return lasted(at - self.now, self.lang)

    def person(self, known: str) -> str:
        """What a person is called; the id itself when the protocol no longer has them."""
        return names.full(known, self.protocol)

    def platform(self, known: str) -> str:
        """How people call a platform."""
        return names.platform(known, self.lang)


BULLET = "• "


def groups(lines: Iterable[str]) -> list[tuple[bool, list[str]]]:
    """The lines of a told text as runs of points (True, without their dots) and of sentences (False)."""
    runs = [(dots, list(run)) for dots, run in groupby(lines, lambda line: line.startswith(BULLET))]
    return [(dots, [line.removeprefix(BULLET) for line in run]) for dots, run in runs]


@cache
def environment(lang: Lang) -> Environment:
    """The templates in this language. Everything is escaped; an unknown name is an error, not an empty spot."""
    env = Environment(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.filters["groups"] = groups
    known = translator(lang)
    # the old style: "_" gives plain text, so that {placeholders} are filled in and then escaped as a whole
    env.install_gettext_callables(known.gettext, known.ngettext, newstyle=False)  # type: ignore[attr-defined]
    return env


@dataclass(frozen=True, slots=True)
class Vendor:
    """Which built scripts are there. Without them the pages work by links and forms."""

    scripts: tuple[str, ...]

    @property
    def live(self) -> bool:
        """Whether pages can refresh themselves."""
        return bool(self.scripts)


def vendor(folder: Path = STATIC / "vendor") -> Vendor:
    """The scripts that ``python -m bot.web.build`` put there; all or none."""
    wanted = ("htmx.min.js", "hx-sse.min.js")
    return Vendor(wanted if all((folder / name).is_file() for name in wanted) else ())


def html(request: Request, lang: Lang, template: str, values: dict[str, Any], status: int = 200) -> HTMLResponse:
    """The page. A language asked for by ``?lang=`` is remembered."""
    body = environment(lang).get_template(template).render(lang=str(lang), **values)
    response = HTMLResponse(
        body, status_code=status, headers={"Content-Language": str(lang), "Vary": "Accept-Language, Cookie"}
    )
    if request.query_params.get("lang") == lang:
        response.set_cookie(LANG_COOKIE, lang, max_age=_YEAR, httponly=True, samesite="strict")
    return response
