"""Problems for programs: JSON for scripts, SARIF 2.1.0 for editors and build servers."""

from collections.abc import Iterable
from typing import Any

from rules.i18n import Lang, translator
from rules.protocol.model import Place
from rules.protocol.problems import Problem, Severity, has_errors, worst_first
from rules.protocol.problems.text import CLOSING, where

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}


def as_json(problems: Iterable[Problem], lang: Lang | str) -> dict[str, Any]:
    """``{valid, closing, problems: […]}``; every problem with its place, code and sentences in the language."""
    found = worst_first(problems)
    closing = translator(lang).gettext(CLOSING) if has_errors(found) else ""
    return {"valid": not has_errors(found), "closing": closing, "problems": [_plain(one, lang) for one in found]}


def _plain(problem: Problem, lang: Lang | str) -> dict[str, Any]:
    to = translator(lang)
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        **_place(problem.place),
        "width": problem.width,
        "also": [_place(one) for one in problem.also],
        "where": where(problem, to),
        "what": problem.what(to),
        "effect": problem.effect(to),
        "remedy": problem.remedy(to),
        "message": problem.message(to),
    }


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}


def as_sarif(problems: Iterable[Problem], lang: Lang | str, version: str = "") -> dict[str, Any]:
    """A SARIF log of one run. ``version`` is that of the program."""
    found = worst_first(problems)
    driver: dict[str, Any] = {"name": "seintje", "rules": _sarif_rules(found, lang)}
    if version:
        driver["version"] = version
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, lang) for one in found],
    }
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _sarif_rules(problems: Iterable[Problem], lang: Lang | str) -> list[dict[str, Any]]:
    """The kinds that occur, by code, each described by its first occurrence."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.code, problem)
    to = translator(lang)
    return [{"id": code, "shortDescription": {"text": one.what(to)}} for code, one in sorted(first.items())]


def _result(problem: Problem, lang: Lang | str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "level": _SARIF_LEVELS[problem.severity],
        "message": {"text": problem.message(translator(lang))},
        "locations": [_location(problem.place, problem.width)] if problem.place.file else [],
    }
    if problem.also:
        result["relatedLocations"] = [{"id": i, **_location(one, 1)} for i, one in enumerate(problem.also, start=1)]
    return result


def _location(place: Place, width: int) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": place.file}}
    if place.line:
        column = max(1, place.column)
        physical["region"] = {"startLine": place.line, "startColumn": column, "endColumn": column + width}
    return {"physicalLocation": physical}
