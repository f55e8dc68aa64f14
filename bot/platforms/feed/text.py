"""HTML of strangers to plain text, and wrapped links to the page they mean."""

import re
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser

LONGEST = 20_000
"""Characters of an article that are kept: enough to judge it by."""

_UNSEEN = "script, style, template, noscript, iframe, object, svg, head"
_BLOCKS = "p, div, br, li, tr, h1, h2, h3, h4, h5, h6, blockquote, section, article, pre, hr"
_GOOGLE = re.compile(r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}")


def plain_text(html: str) -> str:
    """What a reader sees of ``html``: no markup, one line per block, at most ``LONGEST`` characters."""
    tree = LexborHTMLParser(html[: 20 * LONGEST])
    for node in tree.css(_UNSEEN):
        node.decompose()
    for node in tree.css(_BLOCKS):
        node.insert_before("\n")
    body = tree.body
    return tidy(body.text(deep=True, separator="") if body is not None else "")


def tidy(text: str) -> str:
    """Spaces and empty lines brought back to one, NUL characters out, cut at ``LONGEST``."""
    lines = (" ".join(line.split()) for line in text.replace("\0", "").splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST]


def unwrapped(link: str) -> str:
    """The page behind a Google link (``google.com/url?…&url=…``); any other link as it is."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    if parts.path != "/url" or not _GOOGLE.fullmatch(parts.hostname or ""):
        return link
    query = parse_qs(parts.query)
    target = next((query[name][0] for name in ("url", "q") if name in query), "")
    return target if is_web(target) else link


def is_web(link: str) -> bool:
    """Whether it is a page one could open; ``javascript:`` and its like are not."""
    return link.lower().startswith(("http://", "https://")) and link.isprintable() and " " not in link
