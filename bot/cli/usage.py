"""Wrong usage, said in the reader's language: what is wrong, and where the help stands."""

from typing import Any

import click

from bot.cli.words import tr
from bot.printable import printable
from rules.i18n import N_

NUMBER = click.IntRange(1, 10**12)
"""The number of a case, a mention or a version; more than any database will ever hold."""


def explain(error: click.ClickException) -> str:
    """The error and, on a second line, how to see the help."""
    said = tr(N_("fout: ")) + printable(_what(error))
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{said}\n{tr(N_('Uitleg: {command} --help'), command=context.command_path)}" if context else said


def _what(error: click.ClickException) -> str:
    match error:
        case click.NoSuchCommand(command_name=name):
            return tr(N_("`{name}` is geen opdracht."), name=name) + _meant(error.possibilities)
        case click.NoSuchOption(option_name=name):
            return tr(N_("`{name}` is geen optie."), name=name) + _meant(_commands(error) or error.possibilities)
        case click.MissingParameter(param=click.Parameter() as parameter):
            return tr(N_("{name} ontbreekt."), name=_name(parameter))
        case click.BadParameter(param=click.Parameter() as parameter):
            return tr(N_("{name}: {wanted}."), name=_name(parameter), wanted=_wanted(parameter.type, error))
        case click.BadOptionUsage(option_name=name):
            return tr(N_("`{name}` heeft een waarde nodig, of juist geen."), name=name)
        case click.UsageError() if error.message.startswith("Got unexpected extra argument"):
            return tr(N_("te veel opgegeven: {what}."), what=error.message.partition("(")[2].rstrip(")."))
        case _:
            return error.format_message()


def _commands(error: click.NoSuchOption) -> list[str]:
    """Of ``--version`` where only ``version`` exists: that."""
    context, name = error.ctx, error.option_name.lstrip("-")
    if context is None or not isinstance(context.command, click.Group):
        return []
    return [f"{context.command_path} {name}"] if name in context.command.list_commands(context) else []


def _meant(possibilities: list[str] | None) -> str:
    return " " + tr(N_("Bedoelde u `{guess}`?"), guess=possibilities[0]) if possibilities else ""


def _name(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option):
        return f"`{max(parameter.opts, key=len)}`"
    return tr(parameter.human_readable_name).strip("[]")


def _wanted(kind: click.ParamType[Any], error: click.BadParameter) -> str:
    match kind:
        case click.Choice():
            return tr(N_("kies uit {choices}"), choices=", ".join(str(choice) for choice in kind.choices))
        case click.IntRange(min=int(low), max=None):
            return tr(N_("een heel getal van {low} of meer verwacht"), low=low)
        case click.IntRange(min=int(low), max=int(high)):
            return tr(N_("een heel getal van {low} tot en met {high} verwacht"), low=low, high=high)
        case click.FloatRange(min=low, max=high) if low is not None and high is not None:
            return tr(N_("een getal van {low:g} tot en met {high:g} verwacht"), low=low, high=high)
        case click.Path():
            return tr(N_("dit bestand mag niet worden gelezen. Kijk naar de rechten"))
        case click.types.IntParamType():
            return tr(N_("een heel getal verwacht"))
        case click.types.FloatParamType():
            return tr(N_("een getal verwacht"))
        case _:
            return error.message.rstrip(".")
