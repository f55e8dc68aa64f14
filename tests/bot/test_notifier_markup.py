"""A text that is too long is cut where a reader would cut it, and its markup stays whole (catalogue case 16)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.telegram import markup as telegram
from bot.notifiers.markup import cut_html, cut_plain, units

CUT = [
    ("kort", 10, "kort"),
    ("precies tien", 12, "precies tien"),
    ("een te lange zin", 8, "een te …"),
    ("😀😀😀", 5, "😀😀…"),
    ("😀😀😀", 4, "😀…"),
    ("cafe\u0301 en", 5, "caf…"),
    ("👩\u200d⚕\ufe0f helpt", 5, "…"),
    ("👍🏽 goed", 4, "…"),
    ("", 5, ""),
]


@pytest.mark.parametrize(("text", "limit", "wanted"), CUT)
def test_a_plain_text_is_cut_between_characters(text: str, limit: int, wanted: str) -> None:
    assert cut_plain(text, limit) == wanted
    assert units(wanted) <= limit


HTML = [
    ("<b>kort</b>", 4, "<b>kort</b>"),
    ("<b>te lang</b> en", 5, "<b>te l…</b>"),
    ("<b>a</b><i>bcdef</i>", 4, "<b>a</b><i>bc…</i>"),
    ('<a href="https://x.nl/?a=1&amp;b">link naar</a> meer', 6, '<a href="https://x.nl/?a=1&amp;b">link …</a>'),
    ("ab&amp;cdefgh", 5, "ab&amp;…"),
    ("ab&amp;cdefgh", 4, "ab…"),
    ("a & b & c & d", 5, "a & …"),
    ("&#128512;&#128512;&#128512;", 5, "&#128512;&#128512;…"),
    ("<b><i>abcdef</i></b>", 3, "<b><i>ab…</i></b>"),
    ("</b>abcdef", 3, "</b>ab…"),
]


@pytest.mark.parametrize(("html", "limit", "wanted"), HTML)
def test_markup_is_cut_with_its_tags_closed(html: str, limit: int, wanted: str) -> None:
    assert cut_html(html, limit) == wanted


WORDS = st.text(alphabet="ab é😀\u0301\u200d&", max_size=20).map(lambda text: text.replace("&", "&amp;"))
PIECES = st.recursive(
    WORDS,
    lambda inner: st.tuples(st.sampled_from(["b", "i", "blockquote"]), inner, inner).map(
        lambda t: f"<{t[0]}>{t[1]}</{t[0]}>{t[2]}"
    ),
    max_leaves=6,
)


@given(PIECES, st.integers(1, 60))
def test_law_what_is_cut_is_valid_short_enough_and_the_beginning_of_it(html: str, limit: int) -> None:
    whole, _ = telegram.parse(html)
    cut, _ = telegram.parse(cut_html(html, limit))
    assert telegram.units(cut) <= limit
    assert cut == whole or (cut.endswith("…") and whole.startswith(cut[:-1]))
