"""From the text of a protocol to its model, with every problem at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from rules.protocol import kinds
from rules.protocol.model import Place, Protocol
from rules.protocol.names import names_in, numbers_in
from rules.protocol.nodes import Items, Node, Pairs, Scalar
from rules.protocol.notes import Notes
from rules.protocol.parse import Refused, forbidden, parse
from rules.protocol.problems import Problem, has_errors, worst_first
from rules.protocol.tables.document import DOCUMENT


@dataclass(frozen=True, slots=True)
class Reading:
    """``protocol`` is None when there is an error: a protocol is never half read. ``problems``: worst first."""

    protocol: Protocol | None
    problems: tuple[Problem, ...] = ()


def read(texts: Mapping[str, str]) -> Reading:
    """The protocol in one file or a folder of files (name → text). Raises nothing, whatever the texts hold."""
    problems: list[Problem] = []
    roots = [root for name in sorted(texts) if (root := _root(name, texts[name], problems)) is not None]
    whole = _merge(roots)
    if whole is None:
        problems.append(kinds.NO_FILES.at())
        return Reading(None, worst_first(problems))
    notes = Notes(names_in(whole), numbers_in(whole))
    protocol = DOCUMENT.read(whole, notes)
    found = worst_first([*problems, *notes.problems])
    return Reading(None if has_errors(found) else protocol, found)


def _root(name: str, text: str, problems: list[Problem]) -> Pairs | None:
    stop = forbidden(name, text)
    if stop is not None:
        problems.append(stop)
        return None
    try:
        node = parse(name, text)
    except Refused as refused:
        problems.append(refused.problem)
        return None
    except yaml.YAMLError:
        problems.append(kinds.NOT_SECTIONS.at(Place(name)))
        return None
    return node if isinstance(node, Pairs) else None


def _merge(roots: list[Pairs]) -> Pairs | None:
    return roots[0] if roots else None


__all__ = ["Items", "Node", "Scalar", "read"]
