"""``seintje case``: cases from a shell, with the same verbs as a phone. Writing goes by the running service, if there is one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot.cli.deeds import add_deeds
from bot.cli.frame import Exit, Stop
from bot.cli.house import look_with_protocol, looked, order, settings_option, the_settings
from bot.cli.lazy import noun
from bot.cli.out import as_json, json_option, note, say
from bot.cli.usage import NUMBER
from bot.cli.words import language, tr
from bot.clock import SystemClock
from rules.i18n import N_

GOOD = (
    "taken", "yours_already", "returned", "resolved", "declined", "noted",
    "snoozed", "raised", "reopened", "handed", "merged", "split",
)  # fmt: skip
"""Answers of the desk that say it worked."""


@noun(N_("Zaken bekijken, oppakken en afronden."))
def command() -> None:
    """The group."""


@command.command("ls", help=N_("De zaken die lopen; met --all ook de afgeronde."))
@click.option("--all", "everything", is_flag=True, help=N_("Ook afgeronde zaken."))
@settings_option
@json_option
def ls(everything: bool, settings: Path, as_lines: bool) -> int:
    """The list, those that wait for somebody first."""
    from bot.cli.cases import row
    from bot.store import reads

    lines, protocol = look_with_protocol(
        the_settings(settings), lambda tx: reads.case_lines(tx, only_open=not everything)
    )
    now = SystemClock().now()
    for line in lines:
        if as_lines:
            as_json(_plain(line))
        else:
            say(row(line, protocol, now, language()))
    if not lines and not as_lines:
        say(tr(N_("Er zijn geen zaken.")) if everything else tr(N_("Er lopen geen zaken.")))
    return Exit.GOOD


@command.command("show", help=N_("Eén zaak: berichten, wie een seintje kreeg, en het logboek."))
@click.argument("number", type=NUMBER, metavar=N_("NUMMER"))
@settings_option
@json_option
def show(number: int, settings: Path, as_lines: bool) -> int:
    """Everything of one case."""
    from bot.cli.cases import page_lines
    from bot.store import reads

    page, protocol = look_with_protocol(the_settings(settings), lambda tx: reads.case_page(tx, number))
    if page is None:
        raise Stop(N_("er is geen zaak {number}."), number=number)
    looked(the_settings(settings), "viewed", str(number))
    if as_lines:
        as_json(_plain(page))
    else:
        say("\n".join(page_lines(page, protocol, SystemClock().now(), language())))
    return Exit.GOOD


@command.command("report", help=N_("Het verslag van één zaak voor de evaluatie, als Markdown."))
@click.argument("number", type=NUMBER, metavar=N_("NUMMER"))
@settings_option
@json_option
def report(number: int, settings: Path, as_lines: bool) -> int:
    """Figures, what was seen most, and the whole log."""
    from bot.messages.sheets import told_of
    from rules.explain.evaluation import evaluate

    now = SystemClock().now()
    told, protocol = look_with_protocol(the_settings(settings), lambda tx: told_of(tx, number, now))
    if told is None:
        raise Stop(N_("er is geen zaak {number}."), number=number)
    looked(the_settings(settings), "report_viewed", str(number))
    text = evaluate(told.case, told.facts, told.log, told.first, protocol, language(), now).markdown
    if as_lines:
        as_json({"case": number, "report": text})
    else:
        say(text)
    return Exit.GOOD


def _plain(value: object) -> Any:
    """Frozen values as JSON knows them, moments as ISO 8601."""
    import msgspec

    return msgspec.to_builtins(value)


def _by(function: Callable[..., Any]) -> Callable[..., Any]:
    about = N_("Wie dit doet: de naam uit het protocol.")
    option = click.option("--as", "by", required=True, metavar=N_("PERSOON"), help=about)
    return option(settings_option(json_option(function)))


@command.command("ack", help=N_("Pak een zaak op."))
@click.argument("number", type=NUMBER, metavar=N_("NUMMER"))
@_by
def ack(number: int, by: str, settings: Path, as_lines: bool) -> int:
    """Take it."""
    return _do(settings, {"case": number, "by": by, "action": "take"}, as_lines)


@command.command("resolve", help=N_("Rond een zaak af."))
@click.argument("number", type=NUMBER, metavar=N_("NUMMER"))
@_by
def resolve(number: int, by: str, settings: Path, as_lines: bool) -> int:
    """Close it."""
    return _do(settings, {"case": number, "by": by, "action": "resolve"}, as_lines)


@command.command("note", help=N_("Schrijf iets in het logboek van een zaak."))
@click.argument("number", type=NUMBER, metavar=N_("NUMMER"))
@click.argument("text", metavar=N_("TEKST"))
@_by
def write(number: int, text: str, by: str, settings: Path, as_lines: bool) -> int:
    """Add a note."""
    if not text.strip():
        raise Stop(N_("de notitie is leeg."))
    return _do(settings, {"case": number, "by": by, "note": text.strip()}, as_lines)


@command.command(
    "verdict", help=N_("Zeg of het seintje klopte of loos alarm was; daar leert seintje van, als dat aanstaat.")
)
@click.argument("number", type=NUMBER, metavar=N_("NUMMER"))
@click.argument("feedback", type=click.Choice(["klopt", "loos"]), metavar="klopt|loos")
@_by
def verdict(number: int, feedback: str, by: str, settings: Path, as_lines: bool) -> int:
    """An example for the refit."""
    from bot.cli.learn import told

    wish = {"do": "verdict", "case": number, "feedback": feedback, "by": by}
    return told(order(the_settings(settings), wish), as_lines=as_lines)


def _do(settings: Path, wish: dict[str, Any], as_lines: bool) -> int:
    """Ask, and say what the desk answered: 0 when it worked, 1 when it did not, 2 for a case or person that is not there."""

    answer = order(the_settings(settings), {"do": "press", **wish})
    if answer["code"] == "not_allowed":
        raise Stop(N_("{person} staat niet in het protocol."), person=wish["by"])
    if answer["code"] == "unknown":
        raise Stop(N_("er is geen zaak {number}."), number=wish["case"])
    good = answer["code"] in GOOD
    if as_lines:
        as_json({"case": wish["case"], "code": answer["code"], "text": answer["text"]})
    else:
        (say if good else note)(answer["text"])
    if answer.get("alone"):
        note(tr(N_("De dienst draait niet: wie een seintje kreeg ziet dit zodra hij weer draait.")))
    return Exit.GOOD if good else Exit.FINDINGS


add_deeds(command, _do)
