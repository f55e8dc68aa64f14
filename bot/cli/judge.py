"""``seintje judge``: what a text, or every line of a file, means by the protocol."""

import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import click

from bot.cli.frame import Exit, Stop
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.protocol import protocol_option, the_protocol
from bot.cli.refusals import Refusals
from bot.cli.words import language
from bot.clock import SystemClock
from bot.platforms.jsonl import Refusal, lines_of, read_lines
from bot.printable import readable
from rules.explain.card import why_card
from rules.explain.tone import tone_lines
from rules.explain.verdicts import verdict_json
from rules.i18n import N_
from rules.judge import Judge
from rules.judge.history import History
from rules.judge.verdict import Verdict
from rules.mention import Author, Kind, Mention, Via


@verb(N_("Beoordeel een tekst, of met --in elk bericht in een bestand (één JSON-object per regel)."))
@click.argument("text", required=False, metavar=N_("[TEKST]"))
@click.option("--in", "file", metavar=N_("BESTAND"), help=N_("Een bestand met berichten, of - voor stdin."))
@protocol_option
@json_option
@click.option(
    "--lenient", is_flag=True, help=N_("Laat onbekende velden in het bestand weg in plaats van ze te weigeren.")
)
@click.option("--platform", default="web", metavar=N_("NAAM"), help=N_("Bij een tekst: waar hij stond."))
@click.option(
    "--via",
    type=click.Choice([via.value for via in Via]),
    default=Via.SEARCH.value,
    help=N_("Bij een tekst: hoe hij gevonden is; alles behalve search gaat over ons."),
)
@click.option("--author", default="", metavar=N_("NAAM"), help=N_("Bij een tekst: naam en bio van de afzender."))
@click.option("--tone", is_flag=True, help=N_("Zeg ook per woord wat het met de toon deed."))
def command(
    text: str | None, file: str | None, where: str | None, as_lines: bool, lenient: bool, tone: bool, **about: str
) -> int:
    if (text is None) == (file is None):
        raise Stop(N_("geef een tekst, of een bestand met --in."))
    judge = Judge(the_protocol(where))
    show = as_json_line if as_lines else with_tone if tone else as_card
    if file is not None:
        return _judge_all(file, _lines(file, lenient=lenient), judge, show)
    _one(_typed(text or "", **about), judge, History(judge), show)
    return Exit.GOOD


def _typed(text: str, platform: str, via: str, author: str) -> Mention:
    return Mention(
        id="text",
        platform=platform,
        kind=Kind.POST,
        text=text,
        posted_at=SystemClock().now(),
        author=Author(author, author, author),
        via=Via(via),
    )


def _lines(file: str, *, lenient: bool) -> Iterator[Mention | Refusal]:
    with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as stream:
        yield from (outcome for _, outcome in read_lines(lines_of(stream), lenient=lenient))


Show = Callable[[Mention, Verdict, Judge], None]
"""Writes one judgement to stdout."""


def _judge_all(file: str, outcomes: Iterator[Mention | Refusal], judge: Judge, show: Show) -> int:
    """A bad line is told and passed over: the others may be urgent."""
    read, history = Refusals(file), History(judge)
    for outcome in outcomes:
        if read.fits(outcome):
            _one(outcome, judge, history, show)
    return read.close()


def _one(mention: Mention, judge: Judge, history: History, show: Show) -> None:
    verdict = judge.judge(mention, history.around(mention))
    history.add(mention, verdict)
    show(mention, verdict, judge)


def as_json_line(mention: Mention, verdict: Verdict, judge: Judge) -> None:
    """For programs."""
    as_json(verdict_json(mention, verdict, judge.protocol, language()))


def as_card(mention: Mention, verdict: Verdict, judge: Judge) -> None:
    """The reasons, as a person reads them."""
    say(readable("\n".join((*why_card(mention, verdict, judge.protocol, language()), ""))))


def with_tone(mention: Mention, verdict: Verdict, judge: Judge) -> None:
    """The reasons, and what each word did to the tone."""
    card = why_card(mention, verdict, judge.protocol, language())
    say(readable("\n".join((*card, *tone_lines(verdict.sentiment, language()), ""))))
