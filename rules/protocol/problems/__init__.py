"""What is wrong with a protocol: where, what is written, what that would do, how to mend it.

The reader and the checks of ``rules.lint`` both speak in these values. A ``Kind`` holds the Dutch sentences of one sort
of problem; ``Kind.at`` makes a ``Problem`` of it. A sentence with a ``{placeholder}`` that got no argument is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Union

from rules.i18n import Translator
from rules.protocol.model import NOWHERE, Place


class Severity(StrEnum):
    """``ERROR``: the document is refused. ``WARNING``: it works, probably not as meant. ``HINT``: it could be clearer."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.HINT: 2}

Arg = Union[str, int, float, "Phrase", tuple[str, ...], tuple["Phrase", ...]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that are translated where they are shown (mark ``text`` with ``N_``)."""

    text: str
    args: tuple[tuple[str, Arg], ...] = ()

    def say(self, to: Translator) -> str:
        """The phrase in the translator's language."""
        return _fill(to.gettext(self.text), dict(self.args), to) if self.text else ""


def phrase(text: str, /, **args: Arg) -> Phrase:
    """A phrase with its arguments."""
    return Phrase(text, tuple(args.items()))


def _fill(text: str, args: dict[str, Arg], to: Translator) -> str:
    return text.format(**{name: _say(value, to) for name, value in args.items()})


def _say(value: Arg, to: Translator) -> str:
    if isinstance(value, Phrase):
        return value.say(to)
    if isinstance(value, tuple):
        return ", ".join(_say(one, to) for one in value)
    return str(value)


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of problem. ``what`` is written, ``effect`` it would have, ``remedies`` to choose from.

    ``code`` is stable (for scripts and editors). ``private``: the place holds a secret; the line is never quoted in full.
    """

    code: str
    severity: Severity
    what: str
    effect: str = ""
    remedies: tuple[str, ...] = ()
    private: bool = False

    def at(
        self,
        place: Place = NOWHERE,
        *,
        subject: Phrase | None = None,
        width: int = 1,
        also: tuple[Place, ...] = (),
        severity: Severity | None = None,
        **args: Arg,
    ) -> "Problem":
        """A problem of this kind at a place. ``severity`` only where it differs from the kind's own."""
        return Problem(self, severity or self.severity, place, tuple(args.items()), subject, width, also)


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``subject`` names the thing it is in ("regel 'vraag'"), ``width`` the columns the caret covers,
    ``also`` the other places that belong to it (the first of two equal keys)."""

    kind: Kind
    severity: Severity
    place: Place
    args: tuple[tuple[str, Arg], ...] = ()
    subject: Phrase | None = None
    width: int = 1
    also: tuple[Place, ...] = ()

    @property
    def code(self) -> str:
        """The stable name of its kind."""
        return self.kind.code

    def what(self, to: Translator) -> str:
        """What is written."""
        return self._sentence(self.kind.what, to)

    def effect(self, to: Translator) -> str:
        """What that would do, or an empty text."""
        return self._sentence(self.kind.effect, to)

    def remedy(self, to: Translator) -> str:
        """How to mend it, or an empty text."""
        return " ".join(filter(None, (self._sentence(one, to) for one in self.kind.remedies)))

    def message(self, to: Translator) -> str:
        """The three together, without the place."""
        return " ".join(filter(None, (self.what(to), self.effect(to), self.remedy(to))))

    def _sentence(self, text: str, to: Translator) -> str:
        if not text:
            return ""
        try:
            return _fill(to.gettext(text), dict(self.args), to)
        except KeyError:  # a sentence for which there is no argument is not said
            return ""


def worst_first(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Errors before warnings before hints; within those by place in the file."""
    return tuple(sorted(problems, key=lambda p: (_ORDER[p.severity], p.place)))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether the document must be refused."""
    return any(p.severity is Severity.ERROR for p in problems)
