"""What the reader keeps while it reads: problems found so far, the names that exist, and the thing it is in."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rapidfuzz import fuzz, process, utils

from rules.protocol.nodes import Node
from rules.protocol.problems import Arg, Kind, Phrase, Problem, Severity, phrase
from rules.protocol.secrets import hide

MAX_PROBLEMS = 200
_MAX_GUESSES = 200
_LONGEST = 60
_SHORTEST_SECRET = 9


def short(text: str) -> str:
    """The text for in a message: on one line, at most 60 characters, secrets blotted out."""
    one_line = " ".join(text[:500].split())
    if len(one_line) >= _SHORTEST_SECRET or "@" in one_line:
        one_line = hide(one_line)
    return one_line if len(one_line) <= _LONGEST else one_line[: _LONGEST - 1] + "…"


class EnoughSaidError(Exception):
    """So much is wrong, errors among it, that reading on would cost time and tell nobody anything."""


class Notes:
    """``names``: per section the ids with their display names; ``numbers``: of the levels.

    ``unread``: sections that could not be read whole; they are absent from ``names``, and nothing in them is missed.
    """

    def __init__(
        self,
        names: Mapping[str, Mapping[str, str]],
        numbers: Mapping[str, int],
        unread: frozenset[str] = frozenset(),
    ) -> None:
        self.names = names
        self.unread = unread
        self.numbers = numbers
        self.problems: list[Problem] = []
        self.tainted: set[int] = set()
        self.subject: Phrase | None = None
        self.patterns = 0
        self._refused = False
        self._guesses = 0

    def report(self, kind: Kind, node: Node, **args: Any) -> None:
        """Note a problem at a node, in the thing being read."""
        self.add(kind.at(node.place, subject=self.subject, width=node.width, **args))

    def add(self, problem: Problem) -> None:
        """Note a problem. Beyond ``MAX_PROBLEMS`` warnings are not kept, for nobody reads on.

        Raises ``EnoughSaidError`` when an error is among so many: the document is refused whatever follows.
        """
        self._refused = self._refused or problem.severity is Severity.ERROR
        full = len(self.problems) >= MAX_PROBLEMS
        if not full or problem.severity is Severity.ERROR:
            self.problems.append(problem)
        if full and self._refused:
            raise EnoughSaidError

    @contextmanager
    def inside(self, label: str, name: str) -> Iterator[None]:
        """Problems noted within are in this thing: ``label`` is a marked text such as "regel '{name}'"."""
        before, here = self.subject, phrase(label, name=short(name))
        self.subject = here if before is None else phrase("{outer}, {inner}", outer=before, inner=here)
        yield
        self.subject = before

    def guess(self, written: str, known: Iterable[str]) -> dict[str, Arg]:
        """``{"guess": …}`` for the known word nearest to what was written, or nothing when none is near."""
        self._guesses += 1
        if self._guesses > _MAX_GUESSES:
            return {}
        found = process.extractOne(
            written[:_LONGEST], list(known), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=66
        )
        return {"guess": str(found[0])} if found else {}
