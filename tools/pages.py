"""The generated pages of the reference: the command line and the settings. ``--check`` only says which are out of date."""

import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import yaml

from bot.app.settings import load
from bot.cli import COMMANDS, program
from bot.config.sources import OneSource
from bot.config.tables import fields
from bot.inbox.spoken import WORDS
from bot.inbox.spoken.values import for_managers
from bot.platforms.costs import DAY, DAYS, QUIET, STORM, USUAL, table, times
from bot.platforms.platform import Tested
from bot.platforms.registry import KINDS, month, platform
from bot.ports import Verb
from rules.explain.catalogue import Chapter, chapters
from rules.protocol.reference import reference
from rules.protocol.shapes.record import Field, Record

MINUTE = timedelta(minutes=1)
ROOT = Path(__file__).resolve().parents[1]
MADE = "<!-- Gemaakt door `python -m tools.pages`; verander de bron, niet deze bladzijde. -->\n"


def main(arguments: list[str]) -> int:
    """The exit code."""
    pages = {
        "docs/reference/cli.md": _commands(),
        "docs/reference/config.md": _settings(),
        "docs/reference/knoppen.md": _buttons(),
        "docs/reference/platforms.md": _platforms(),
        "docs/reference/protocol.md": _protocol(),
    }
    stale = [
        name for name, text in pages.items() if not (ROOT / name).exists() or (ROOT / name).read_text("utf-8") != text
    ]
    if "--check" in arguments:
        for name in stale:
            print(f"{name} is out of date: run python -m tools.pages")
        return 1 if stale else 0
    for name in stale:
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(pages[name], "utf-8")
    return 0


def _commands() -> str:
    parts = ["# De opdrachten van seintje\n", MADE, f"```\n{_help()}```\n"]
    for name in COMMANDS:
        parts += [f"## seintje {name}\n", f"```\n{_help(name)}```\n"]
        command = program.get_command(click.Context(program), name)
        if isinstance(command, click.Group):
            parts += [f"### seintje {name} {sub}\n\n```\n{_help(name, sub)}```\n" for sub in command.commands]
    return "\n".join(parts)


def _help(*names: str) -> str:
    """As ``--help`` shows it, in Dutch, on 80 columns."""
    context = click.Context(program, info_name="seintje", terminal_width=80)
    for name in names:
        group = context.command
        command = group.get_command(context, name) if isinstance(group, click.Group) else None
        context = click.Context(command or program, parent=context, info_name=name, terminal_width=80)
    return context.command.get_help(context) + "\n"


def _buttons() -> str:
    """What can be pressed and typed on a phone."""
    head = (
        "# Knoppen en opdrachten op de telefoon\n\n"
        + MADE
        + ("\nWat u kunt drukken en typen. Er staan alleen knoppen die op dat moment voor u werken.\n")
    )
    rows = "| opdracht | in het Engels | wat |\n| --- | --- | --- |\n"
    words = "".join(f"| `/{word.nl}` | `/{word.en}` | {word.about}{_whose(word.may)} |\n" for word in WORDS)
    chapters_ = "".join(_chapter(chapter) for chapter in chapters())
    return f"{head}\n## Opdrachten\n\nIn uw eigen gesprek met de bot, of in een groep.\n\n{rows}{words}{chapters_}"


def _whose(may: object) -> str:
    return " (wie het protocol beheert)" if may is for_managers else ""


def _chapter(chapter: Chapter) -> str:
    rows = "".join(f"| {entry.label} | {entry.about} |\n" for entry in chapter.entries)
    return f"\n## {chapter.title}\n\n| knop | wat |\n| --- | --- |\n{rows}"


def _protocol() -> str:
    title, _, rest = reference().partition("\n")
    return f"{title}\n\n{MADE}{rest.rstrip()}\n"


def _platforms() -> str:
    head = (
        "# De platforms\n\n"
        + MADE
        + "\nWat elk soort bron leest, wat er gedaan kan worden, en hoe het getoetst is.\n\n"
    )
    rows = "| soort | leest | kan | volgt | getoetst | niet geprobeerd |\n| --- | --- | --- | --- | --- | --- |\n"
    return head + rows + "".join(_platform(kind) for kind in KINDS.words()) + _keys() + _months()


def _keys() -> str:
    """What somebody needs before the first look."""
    head = "\n## Eerste sleutels\n\nDe stappen staan ook in `seintje source kinds SOORT` en worden gevraagd door `seintje init`.\n\n"
    rows = "| soort | nodig | kosten | pagina | extra |\n| --- | --- | --- | --- | --- |\n"
    return head + rows + "".join(_key(kind) for kind in KINDS.words())


def _key(kind: str) -> str:
    found = platform(kind)
    page = f"<{found.keys.page}>" if found.keys.page else "–"
    extra = f"`seintje[{found.extra}]`" if found.extra else "–"
    return f"| `{kind}` | {found.keys.needs} | {found.keys.costs} | {page} | {extra} |\n"


def _months() -> str:
    """A month of looking, as in the example settings: how often everywhere, and what it costs where there is a price or quota."""
    sources = _example()
    looks = "".join(
        f"| `{one.kind}` | {one.every // MINUTE} min | {times(one.every, DAYS * DAY)} |\n" for one in sources
    )
    months = [
        found for one in sources for traffic in (QUIET, USUAL, STORM) if (found := month(one, traffic)) is not None
    ]
    busy = "\n".join(
        f"- **{one.name}**: {one.own} eigen en {one.found} gevonden berichten per dag, {one.acts} handelingen"
        for one in (QUIET, USUAL, STORM)
    )
    return (
        "\n## Een maand kijken\n\nUitgerekend met de instellingen van `config.example.yaml`, over dertig dagen. Toetsen "
        "houden de rekening tegen wat een bron op een nagespeelde dag echt vraagt; bij het platform zelf is dit niet gemeten.\n\n"
        "| soort | elke | keer kijken per maand |\n| --- | --- | --- |\n" + looks + "\n"
        "Waar een quotum of een prijs bij hoort:\n\n" + table(months) + "\n\n" + busy + "\n"
    )


def _example() -> list[Any]:
    """The first source of each kind that is looked at, as the example settings have it."""
    written = yaml.safe_load((ROOT / "config.example.yaml").read_text("utf-8"))["sources"]
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for one in written:
            file = Path(folder) / "config.yaml"
            file.write_text(yaml.safe_dump({"sources": [one]}), "utf-8")
            names = re.findall(r"env:(\w+)", file.read_text("utf-8"))
            read = load(file, dict.fromkeys(names, "https://www.voorbeeld.nl/1"))
            found |= {one.kind: one for one in read.sources if hasattr(one, "every") and one.kind not in found}
    return list(found.values())


def _platform(kind: str) -> str:
    found = platform(kind)
    can = found.capabilities
    verbs = ", ".join(f"`{verb}`" for verb in Verb if verb in can.verbs) or "–"
    limit = f"; antwoord hoogstens {can.reply_limit} tekens" if can.reply_limit else ""
    follows = [
        word for word, true in (("wijzigingen", can.follows_edits), ("verwijderen", can.follows_deletes)) if true
    ]
    how = [says for tested, says in _TESTED.items() if tested in found.tested]
    cells = (
        f"`{kind}`: {found.title}",
        found.watches,
        verbs + limit,
        ", ".join(follows),
        ", ".join(how),
        found.untried,
    )
    return "| " + " | ".join(cell or "–" for cell in cells) + " |\n"


_TESTED = {
    Tested.RECORDED: "opgenomen antwoorden",
    Tested.FAKE: "eigen server",
    Tested.OTHERS: "server van anderen",
    Tested.TABLES: "lijst van aanroepen van het platform zelf",
    Tested.LIVE: "het platform zelf",
}


def _settings() -> str:
    head = "# De instellingen: config.yaml\n\n" + MADE + "\nMet voorbeelden en standaarden: `config.example.yaml`.\n\n"
    return head + "| sleutel | wat er hoort | waarvoor |\n| --- | --- | --- |\n" + "".join(_rows(fields(KINDS), ""))


def _rows(fields: tuple[Field, ...], before: str) -> Iterator[str]:
    for field in fields:
        must = " (moet)" if field.required else ""
        yield f"| `{before}{field.key}`{must} | {field.shape.says} | {field.doc} |\n"
        shape: Any = field.shape
        while not isinstance(shape, Record) and hasattr(shape, "of"):
            shape = shape.of
            if isinstance(shape, OneSource):
                break
        if isinstance(shape, OneSource):
            for kind, record in shape.records().items():
                yield from _rows(record.fields, f"{before}{field.key}[{kind}].")
        if isinstance(shape, Record):
            yield from _rows(shape.fields, f"{before}{field.key}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
