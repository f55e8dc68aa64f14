"""Commands that are imported when they are used, with help in the reader's language."""

import importlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import click

from bot.cli.words import tr
from rules.i18n import N_, Lang


class Lazy(NamedTuple):
    """Where a command lives (its attribute ``command``) and its line in the list."""

    module: str
    about: str


def _ignored(_context: click.Context, _parameter: click.Parameter, _value: object) -> None:
    """``--lang`` and ``--debug`` were already read before the parser ran."""


def shared_options() -> list[click.Parameter]:
    """The options that every command has."""
    lang = click.Option(
        ["--lang"],
        type=click.Choice([str(lang) for lang in Lang]),
        expose_value=False,
        callback=_ignored,
        help=N_("Taal: nl (standaard) of en."),
    )
    debug = click.Option(
        ["--debug"],
        is_flag=True,
        expose_value=False,
        callback=_ignored,
        help=N_("Schrijf alle bijzonderheden in het log (stderr)."),
    )
    return [lang, debug]


class _Translated(click.Command):
    """Help whose own words are translated: click speaks English only."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        named.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        named.setdefault("options_metavar", N_("[OPTIES]"))
        super().__init__(*arguments, **named)
        self.params += shared_options()

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = N_("Toon deze uitleg.")
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = [tr(piece) for piece in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=tr(N_("Gebruik: ")))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.help:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(tr(self.help))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [_row(parameter, ctx) for parameter in self.get_params(ctx)]
        shown = [row for row in rows if row]
        if shown:
            with formatter.section(tr(N_("Opties"))):
                formatter.write_dl(shown)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)


def _row(parameter: click.Parameter, ctx: click.Context) -> tuple[str, str] | None:
    """An option with its help; arguments stand in the usage line."""
    if not isinstance(parameter, click.Option):
        return None
    parameter.help = tr(parameter.help or "") or None
    if parameter.metavar:
        parameter.metavar = tr(parameter.metavar)
    return parameter.get_help_record(ctx)


class Command(_Translated):
    """A command of ours: use it as ``@click.command(cls=Command, help=N_(…))``."""


class Group(_Translated, click.Group):
    """A group of ours, such as ``case``."""

    command_class = Command

    def about(self, name: str) -> str:
        """The line of a command in the list."""
        return self.commands[name].help or ""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(tr(N_("Opdrachten"))):
            formatter.write_dl([(name, tr(self.about(name))) for name in self.list_commands(ctx)])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [N_("[OPTIES]"), N_("OPDRACHT ...")]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            raise click.NoSuchCommand(args[0], possibilities=self.list_commands(ctx), ctx=ctx)
        return super().resolve_command(ctx, args)


class LazyGroup(Group):
    """A group that imports a command's module when the command is used."""

    def __init__(self, *arguments: Any, commands_at: Mapping[str, Lazy], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        lazy = self.commands_at.get(cmd_name)
        return None if lazy is None else _load(lazy.module)

    def about(self, name: str) -> str:
        return self.commands_at[name].about


def _load(module: str) -> click.Command:
    command: click.Command = importlib.import_module(module).command
    return command


def verb(help: str, **named: Any) -> Callable[[Callable[..., Any]], Command]:
    """``@verb(N_("…"))`` above ``def command(…)``: a command with our help and the shared options."""
    return click.command(cls=Command, help=help, **named)


def noun(help: str, **named: Any) -> Callable[[Callable[..., Any]], Group]:
    """``@noun(N_("…"))`` above ``def command()``: a group, whose verbs are added with ``@command.command(help=N_("…"))``."""
    return click.group(cls=Group, help=help, **named)
