"""What kind of author wrote: by words of the public bio, or by a list of the organisation's own."""

from collections.abc import Iterable

from rules.mention import Author
from rules.protocol.model import AuthorKind
from rules.text.normal import words
from rules.text.terms import TermIndex, parse


class AuthorKinds:
    """The kinds a protocol tells apart. An author may be of several; the first in the file counts as *the* kind."""

    def __init__(self, kinds: Iterable[AuthorKind]) -> None:
        self._order: list[str] = []
        self._of_term: list[str] = []
        self._of_handle: dict[str, list[str]] = {}
        terms = []
        for kind in kinds:
            self._order.append(kind.id)
            terms += [parse(written) for written in kind.bio]
            self._of_term += [kind.id] * len(kind.bio)
            for handle in kind.handles:
                self._of_handle.setdefault(_bare(handle), []).append(kind.id)
        self._index = TermIndex(terms)

    def of(self, author: Author) -> tuple[str, ...]:
        """The kinds of an author, in the order of the file."""
        known = set(self._of_handle.get(_bare(author.handle), ()))
        known.update(self._of_term[number] for number in self._index.find(words(author.bio)))
        return tuple(kind for kind in self._order if kind in known)


def _bare(handle: str) -> str:
    return handle.strip().lstrip("@").casefold()
