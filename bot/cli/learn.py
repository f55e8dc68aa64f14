"""``seintje learn``: what the organisation's own verdicts taught; look, learn now, take back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot.cli.frame import Exit, Stop
from bot.cli.house import look, order, settings_option, the_settings
from bot.cli.lazy import noun
from bot.cli.out import as_json, json_option, note, say
from bot.cli.usage import NUMBER
from bot.cli.words import language, tr
from bot.printable import printable
from bot.store import Tx, lessons
from bot.store.lessons import LessonState, Version
from rules.explain.learning import weight_lines
from rules.i18n import N_
from rules.text.learning import ENOUGH, Feedback

SHOWN = 25
"""Weights at each end that are shown unless all are asked for."""


@noun(N_("Wat seintje leert van wat collega's over zaken zeggen."))
def command() -> None:
    """A group."""


def told(answer: dict[str, Any], *, as_lines: bool) -> int:
    """What came of a wish; 1 when nothing did."""
    if as_lines:
        as_json({key: answer[key] for key in ("code", "version", "text")})
    else:
        (say if answer["good"] else note)(answer["text"])
    return Exit.GOOD if answer["good"] else Exit.FINDINGS


@command.command("status", help=N_("Of er geleerd wordt, uit hoeveel oordelen, en welke versie geldt."))
@settings_option
@json_option
def status(settings: Path, as_lines: bool) -> None:
    """How the learning stands."""
    found = the_settings(settings)
    counts, active, newest = look(found, lambda tx: (lessons.tally(tx), lessons.active(tx), lessons.newest(tx)))
    paused = newest is not None and newest.state is LessonState.UNDONE
    if as_lines:
        plain = None if active is None else _plain(active)
        as_json({"learning": found.learning, "verdicts": counts, "enough": ENOUGH, "paused": paused, "version": plain})
        return
    say(tr(N_("Leren staat aan.")) if found.learning else tr(N_("Leren staat uit (learning in config.yaml).")))
    say(_counted(counts))
    say(tr(N_("Er geldt nog niets geleerds.")) if active is None else _line(active))
    if paused:
        say(tr(N_("De vorige versie is teruggedraaid; het leren wacht op: seintje learn now")))


def _counted(counts: dict[str, int]) -> str:
    total = sum(counts.values())
    kinds = ", ".join(f"{counts.get(kind, 0)} {tr(_KINDS[kind])}" for kind in Feedback)
    return tr(N_("{total} oordelen ({kinds}); gebruikt vanaf {enough}."), total=total, kinds=kinds, enough=ENOUGH)


_KINDS = {
    Feedback.RIGHT: N_("klopt"),
    Feedback.FALSE_ALARM: N_("loos"),
    Feedback.MISSED: N_("had moeten alarmeren"),
}


def _line(version: Version) -> str:
    at = f"{version.created_at.astimezone():%Y-%m-%d %H:%M}"
    return tr(
        N_("Versie {version} geldt sinds {at}, uit {verdicts} oordelen waarvan {serious} terecht of gemist."),
        version=version.number,
        at=at,
        verdicts=version.verdicts,
        serious=version.serious,
    )


def _plain(version: Version) -> dict[str, object]:
    return {
        "version": version.number,
        "state": version.state.value,
        "verdicts": version.verdicts,
        "serious": version.serious,
        "created_at": version.created_at.isoformat(),
        "asked_by": version.asked_by,
    }


@command.command("show", help=N_("De geleerde woorden met hun gewicht, het zwaarste eerst."))
@click.argument("number", type=NUMBER, required=False, metavar=N_("[VERSIE]"))
@click.option("--all", "everything", is_flag=True, help=N_("Alle woorden, niet alleen de uitersten."))
@settings_option
@json_option
def show(number: int | None, everything: bool, settings: Path, as_lines: bool) -> None:
    """The weights of a version."""
    version = look(the_settings(settings), lambda tx: _one(tx, number))
    if version is None and number is None:
        raise Stop(N_("er geldt nog niets geleerds. Zie: seintje learn status"))
    if version is None:
        raise Stop(N_("er is geen geleerde versie {number}."), number=number)
    learned = version.learned
    if as_lines:
        as_json({**_plain(version), "weights": dict(learned.weights)})
        return
    say(_heading(version))
    for line in weight_lines(learned, language(), None if everything else SHOWN):
        say(printable(line))


def _one(tx: Tx, number: int | None) -> Version | None:
    return lessons.active(tx) if number is None else lessons.version(tx, number)


def _heading(version: Version) -> str:
    if version.state is LessonState.ACTIVE:
        return _line(version)
    return tr(N_("Versie {version} geldt niet meer."), version=version.number)


def _as(required: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    about = N_("Wie dit doet: de naam uit het protocol.")

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        option = click.option("--as", "by", required=required, default=None, metavar=N_("PERSOON"), help=about)
        return option(settings_option(json_option(function)))

    return add


@command.command("missed", help=N_("Dit bericht had moeten alarmeren: zijn id of nummer, of een stukje van de tekst."))
@click.argument("words", metavar=N_("BERICHT"))
@_as(True)
def missed(words: str, by: str, settings: Path, as_lines: bool) -> int:
    """An example for the refit."""
    return told(order(the_settings(settings), {"do": "missed", "words": words, "by": by}), as_lines=as_lines)


@command.command("now", help=N_("Leer nu, in plaats van vannacht."))
@_as(False)
def now(by: str | None, settings: Path, as_lines: bool) -> int:
    """A refit."""
    return told(order(the_settings(settings), {"do": "learn", "by": by or ""}), as_lines=as_lines)


@command.command("undo", help=N_("Draai de versie die geldt terug: de vorige geldt weer."))
@_as(False)
def undo(by: str | None, settings: Path, as_lines: bool) -> int:
    """The version before it."""
    return told(order(the_settings(settings), {"do": "unlearn", "by": by or ""}), as_lines=as_lines)
