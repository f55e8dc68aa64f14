"""Whether news that does not name us may be about the serious case we are in: by the words of care both use. Pure.

National media often write "a care home" (language.md, finding 5). While something serious runs, an article or a journalist's
post that says such a word, when the public says it about us as well, is looked at as if it named us.
"""

from collections.abc import Sequence
from functools import lru_cache

from rules.mention import Kind, Mention, Via
from rules.protocol.model import Protocol
from rules.text.normal import words
from rules.text.terms import TermIndex, parse

NEWS = "news"


def is_news(mention: Mention, kinds: Sequence[str]) -> bool:
    """Whether a mention is the press: by its platform, its kind, or what its author calls themselves."""
    return mention.platform == NEWS or mention.kind is Kind.ARTICLE or "media" in kinds


def kin_terms(mention: Mention, texts: Sequence[str], protocol: Protocol) -> tuple[str, ...]:
    """The context words of the protocol that the mention shares with what was said in our case, as they are written.

    ``texts``: plain texts of the case. Only what was found by searching can be kin: everything else is about us anyhow.
    """
    context = protocol.organisation.context
    if mention.via is not Via.SEARCH or not context:
        return ()
    index = _index(context)
    here = index.find(words(mention.text))
    if not here:
        return ()
    shared = {number for text in texts for number in index.find(text.split()) if number in here}
    return tuple(context[number] for number in sorted(shared))


@lru_cache(8)
def _index(context: tuple[str, ...]) -> TermIndex:
    return TermIndex([parse(written) for written in context])
