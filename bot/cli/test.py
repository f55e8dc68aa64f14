"""``seintje test``: the protocol's own tests, the reason of every failure, and the rules no test touches."""

import click

from bot.cli.frame import Exit
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.protocol import the_protocol
from bot.cli.words import language
from rules.explain.examples import test_lines
from rules.i18n import N_
from rules.judge.examples import Outcome, Report, run
from rules.protocol.model import Protocol


@verb(N_("Draai de eigen toetsen van het protocol, en noem de regels die geen toets raakt."))
@click.argument("files", nargs=-1, metavar=N_("[BESTAND ...]"))
@json_option
def command(files: tuple[str, ...], as_lines: bool) -> int:
    passed = [_one(the_protocol(where), as_lines=as_lines) for where in files or (None,)]
    return Exit.GOOD if all(passed) else Exit.FINDINGS


def _one(protocol: Protocol, *, as_lines: bool) -> bool:
    report = run(protocol)
    if as_lines:
        as_json(_plain(report, protocol))
    else:
        say("\n".join(test_lines(report, protocol, language())))
    return report.passed


def _plain(report: Report, protocol: Protocol) -> dict[str, object]:
    return {
        "passed": report.passed,
        "tests": [_outcome(outcome) for outcome in report.outcomes],
        "coverage": dict(report.coverage),
        "untouched": [rule.id for rule in report.untouched(protocol)],
    }


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {
        "number": outcome.number,
        "line": outcome.test.at.line,
        "passed": outcome.passed,
        "misses": [{"of": miss.of, "wanted": miss.wanted, "got": miss.got} for miss in outcome.misses],
        "causes": [{"rule": cause.rule, "line": cause.at.line} for cause in outcome.causes],
    }
