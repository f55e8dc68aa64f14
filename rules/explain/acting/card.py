"""The card of a draft: what it is about, the text, what is in the way, and the buttons that work now for whoever reads."""

import re
from html import unescape

from rules.explain.acting.buttons import Buttons
from rules.explain.acting.lines import Lines
from rules.explain.acting.values import Card, CardFacts
from rules.i18n import Lang
from rules.protocol.model import Protocol


def card(facts: CardFacts, person: str, protocol: Protocol, lang: Lang) -> Card:
    """The card for ``person`` as the draft stands. Never raises, whatever was written."""
    made = Lines(facts, person, protocol, lang)
    lines = [*made.head(), *made.body(), *made.status()]
    html = "\n".join(line for line in lines if line is not None).strip()
    plain = unescape(re.sub(r'<a href="([^"]*)">(.*?)</a>', r"\2: \1", html))
    plain = re.sub(r"</?(?:b|pre|blockquote)>", "", plain)
    return Card(html, plain, Buttons(facts, person, protocol, lang).rows())
