"""The sources and the bot that ``seintje init`` writes down: what is asked for each, and only references to secrets."""

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from bot.app import settings
from bot.cli.frame import Stop
from bot.cli.out import say
from bot.cli.source import explain
from bot.cli.words import language, tr
from bot.config import kinds
from bot.config.shapes import SecretRef
from bot.platforms.registry import KINDS, platform
from bot.printable import printable
from rules.i18n import N_, translator
from rules.protocol.problems import has_errors
from rules.protocol.problems.text import sentence
from rules.protocol.shapes.record import Field

REFERENCE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]{0,127}|file:\S+")
KEPT = "file:data/geheimen/"
"""Where ``seintje geheim`` keeps what it is given, as ``config.yaml`` refers to it."""
TELEGRAM = "TELEGRAM_TOKEN"
_PLAIN = re.compile(r"(?!(?:true|false|yes|no|on|off|null|ja|nee)$)[a-z][a-z0-9_-]*|[1-9][0-9]*|env:\w+|file:[\w./-]+")
_LATER = (kinds.NO_VARIABLE, kinds.NO_SECRET_FILE, kinds.EMPTY_SECRET_FILE)
"""What is wrong with a secret that is still to be kept: no reason to refuse a source."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A source somebody wants; ``given`` are its keys and values as text, in order, ``name`` among them."""

    kind: str
    given: Mapping[str, str]

    @property
    def name(self) -> str:
        """How the source is called."""
        return self.given["name"]


def offered() -> list[str]:
    """The kinds that can be chosen: every one that works."""
    return [kind for kind in KINDS.words() if platform(kind).tested]


def parsed(written: Sequence[str]) -> list[Wish]:
    """The sources of ``--source KIND:key=value,…``. Raises ``Stop``, also for what could not stand in the settings."""
    wishes: list[Wish] = []
    for one in written:
        kind, _, rest = one.partition(":")
        if kind not in offered():
            raise Stop(N_("“{kind}” is geen soort bron. Er zijn: {known}"), kind=kind, known=", ".join(offered()))
        given = dict(_pair(kind, part) for part in re.split(r",(?=\w+=)", rest) if part)
        wish = _complete(kind, given, wishes)
        if wrong := _wrong(wish):
            raise Stop("{why}", why=wrong)
        wishes.append(wish)
    return wishes


def _pair(kind: str, text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    field = next((field for field in KINDS.record(kind).fields if field.key == key), None)
    if not equals or field is None:
        known = ", ".join(field.key for field in KINDS.record(kind).fields if field.key != "kind")
        raise Stop(
            N_("“{text}” hoort niet bij {kind}. Schrijf sleutel=waarde; er zijn: {known}"),
            text=key,
            kind=kind,
            known=known,
        )
    if _is_secret(field) and not REFERENCE.fullmatch(value):
        raise Stop(_NEVER, key=key)
    return key, value


_NEVER = N_("{key} is een geheim en komt nooit zelf in config.yaml: geef env:NAAM of file:pad.")


def _complete(kind: str, given: Mapping[str, str], earlier: Sequence[Wish]) -> Wish:
    """With a name, and a place for every secret that is needed. Raises ``Stop`` for what only a person knows."""
    name = given.get("name") or _free(kind, earlier)
    made = {"name": name}
    for field in _needed(kind):
        if field.key not in given and not _is_secret(field):
            raise Stop(
                N_("{kind} heeft {key} nodig: {what}. Schrijf --source {kind}:{key}=…"),
                kind=kind,
                key=field.key,
                what=tr(field.doc),
            )
        made[field.key] = given.get(field.key) or kept_as(_owner(kind, name, earlier), field.key)
    return Wish(kind, {**made, **given, "name": name})


def _needed(kind: str) -> list[Field]:
    return [field for field in KINDS.record(kind).fields if field.required and field.key not in ("name", "kind")]


def _is_secret(field: Field) -> bool:
    return isinstance(field.shape, SecretRef)


def _free(kind: str, earlier: Sequence[Wish]) -> str:
    taken = {wish.name for wish in earlier}
    names = (kind if number == 1 else f"{kind}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _owner(kind: str, name: str, earlier: Sequence[Wish]) -> str:
    """Under what its secrets are kept: the kind, as the first steps say it; of a second one of that kind its own name."""
    return name if any(wish.kind == kind for wish in earlier) else kind


def kept_as(owner: str, key: str) -> str:
    """The reference to a secret that ``seintje geheim`` will keep."""
    return KEPT + re.sub(r"[^A-Z0-9]+", "_", f"{owner}_{key}".upper()).strip("_")


# --- asking --------------------------------------------------------------------------------------------------------


def asked_telegram() -> str | None:
    """Where the token of the bot will be; None: later."""
    say(tr(N_("Seintjes komen aan in Telegram. Dat kost niets.")))
    for number, step in enumerate(_BOT, start=1):
        say(f"  {number}. {tr(step)}")
    if not _agreed(tr(N_("Wilt u de bot nu instellen? (j/n)"))):
        return None
    return _asked_reference(tr(N_("Waar staat het token van de bot?")), KEPT + TELEGRAM)


_BOT = (
    N_("Zoek in Telegram @BotFather op en stuur hem: /newbot"),
    N_("Kies een naam, en een gebruikersnaam die op bot eindigt. U krijgt een token; deel dat met niemand."),
    N_("Bewaar het token straks met: seintje geheim TELEGRAM_TOKEN"),
)


def _agreed(question: str) -> bool:
    """Ask until it is yes or no, in either language; Enter is no."""
    while True:
        typed: str = click.prompt(question, default="n", show_default=False).strip().lower()
        if typed in ("j", "ja", "y", "yes", "n", "nee", "no"):
            return typed[0] in "jy"
        say(tr(N_("Typ j of n.")))


def asked_sources() -> list[Wish]:
    """Ask which platforms are watched, and of each what it needs. An empty answer: that is all."""
    wishes: list[Wish] = []
    choices = offered()
    say(tr(N_("Waar praten mensen over u? Kies wat seintje mag lezen; meer kan later altijd.")))
    for number, kind in enumerate(choices, start=1):
        say(f"  {number}. {tr(platform(kind).title)} ({tr(platform(kind).keys.costs)})")
    while True:
        typed: str = click.prompt(tr(N_("Nummer (Enter: klaar)")), default="", show_default=False)
        if not typed.strip():
            return wishes
        if not (typed.strip().isdecimal() and 1 <= int(typed) <= len(choices)):
            say(
                tr(
                    N_("“{typed}” staat er niet bij. Typ een nummer van 1 tot en met {most}."),
                    typed=printable(typed),
                    most=len(choices),
                )
            )
            continue
        if (wish := _asked(choices[int(typed) - 1], wishes)) is not None:
            wishes.append(wish)


def _asked(kind: str, earlier: Sequence[Wish]) -> Wish | None:
    """What one source needs; None when it could not stand in the settings like this."""
    explain(kind)
    name = click.prompt(tr(N_("Hoe noemen we deze bron?")), default=_free(kind, earlier)).strip()
    given = {"name": name}
    for field in _needed(kind):
        question = f"{field.key}: {tr(field.doc)}"
        if _is_secret(field):
            given[field.key] = _asked_reference(question, kept_as(_owner(kind, name, earlier), field.key))
        else:
            given[field.key] = click.prompt(question).strip()
    wish = Wish(kind, given)
    wrong = _same(name, earlier) or _wrong(wish)
    if wrong:
        say(wrong)
        say(tr(N_("Deze bron is niet opgeschreven. Kies haar opnieuw als u het nog eens wilt proberen.")))
        return None
    return wish


def _same(name: str, earlier: Sequence[Wish]) -> str:
    if name not in {wish.name for wish in earlier}:
        return ""
    return tr(N_("er is al een bron die {name} heet."), name=printable(name))


def _asked_reference(question: str, usual: str) -> str:
    """Ask until it is a reference. Who types the secret itself does not see it back."""
    while True:
        typed: str = click.prompt(question, default=usual).strip()
        if REFERENCE.fullmatch(typed):
            return typed
        say(tr(N_("Een geheim komt nooit zelf in config.yaml: geef env:NAAM of file:pad, of druk op Enter.")))


# --- writing -------------------------------------------------------------------------------------------------------


def written_telegram(reference: str) -> str:
    """The bot in ``config.yaml``. Raises ``Stop`` when it is no reference."""
    if not REFERENCE.fullmatch(reference):
        raise Stop(_NEVER, key="telegram")
    return f"telegram:\n  token: {_scalar(reference)}\n"


def written_sources(wishes: Sequence[Wish]) -> str:
    """The sources in ``config.yaml``; what else may be said of each stands under it behind a #."""
    return "sources:\n" + "".join(_block(wish) for wish in wishes)


def _block(wish: Wish) -> str:
    lines = [f"  - name: {_scalar(wish.name)}", f"    kind: {wish.kind}"]
    lines += [f"    {key}: {_scalar(value)}" for key, value in wish.given.items() if key != "name"]
    for field in KINDS.record(wish.kind).fields:
        if field.key not in (*wish.given, "kind"):
            usual = kept_as(wish.kind, field.key) if _is_secret(field) else ""
            lines.append(f"    # {field.key}: {usual}".rstrip() + f"  # {tr(field.doc)}")
    return "\n".join(lines) + "\n"


def _scalar(value: str) -> str:
    """The value as YAML; in quotes where it could be taken for something else (JSON's strings are YAML's)."""
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _wrong(wish: Wish) -> str:
    """Why the settings would refuse this source, in the reader's language; empty when they would not."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "config.yaml"
        file.write_text(written_sources([wish]), "utf-8")
        found = [problem for problem in settings.read(file, {}).problems if problem.kind not in _LATER]
    if not has_errors(found):
        return ""
    to = translator(language())
    said = (sentence(problem, to) for problem in found)
    return "\n".join(line.partition(": ")[2] for line in said)  # without the place: the file is only tried out


def to_keep(wishes: Sequence[Wish], telegram: str | None) -> list[str]:
    """The names to give to ``seintje geheim``."""
    given = [telegram or "", *(value for wish in wishes for value in wish.given.values())]
    return list(dict.fromkeys(one.removeprefix(KEPT) for one in given if one.startswith(KEPT)))
