"""What strangers write is shown inert and without persons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.explain.quote import domain, quote, shorten, tidy
from rules.i18n import Lang

SHOWN = [
    ("zie https://nieuws.nl@kwaad.example/pad?x=1.", "zie (link naar kwaad.example)."),
    ("www.kwaad.example/pad", "(link naar www.kwaad.example)"),
    ("kijk op kwaad.click/abc!", "kijk op (link naar kwaad.click)!"),
    ("https://рaypal.com/x", "(link naar xn--aypal-uye.com)"),
    ("klik javascript:alert(1) nu", "klik (link weggelaten) nu"),
    ("tg://resolve?domain=x", "(link weggelaten)"),
    ("https:///leeg", "(link weggelaten)"),
    ("http://127.0.0.1:8080/x", "(link naar 127.0.0.1)"),
    ("data:text/html,<script>", "(link weggelaten)"),
    ("plas.Niemand komt", "plas.Niemand komt"),
    ("\u202egnp.exe\u202c \u200bhoi\ufeff", "gnp.exe hoi"),
    ("a" + "\u0316" * 10_000 + "b", "a\u0316\u0316b"),
    ("regel een\nregel twee\r\n\tdrie\u2028vier", "regel een regel twee drie vier"),
    ("@lindeboog en @noud.tabak_nl, help", "@… en @…, help"),
    ("mail jan@x.nl of bel +31 6 1234 5678", "mail … of bel …"),
    ("mevrouw de Vries-Jansen en dhr. Bakker lagen", "mevrouw … en dhr. … lagen"),
    ("Noud Tabak schreef dit, zegt noud tabak", "… schreef dit, zegt …"),
    ("Groet, Noud (geen tabak, wel Tabak)", "Groet, … (geen tabak, wel …)"),
    ("kamer 12, 3 uur, 2026", "kamer 12, 3 uur, 2026"),
    ("<b>vet</b> &amp; {a.__init__}", "<b>vet</b> &amp; {a.__init__}"),
    ("\ud800 half", "half"),
]


@pytest.mark.parametrize(("text", "wanted"), SHOWN)
def test_case_70_a_quote_is_inert_and_names_nobody(text: str, wanted: str) -> None:
    assert quote(text, Lang.NL, names=("Noud Tabak", "N", "noud.tabak_nl")) == wanted


def test_with_names_allowed_links_are_inert_all_the_same() -> None:
    said = quote("mevrouw Bakker: https://x.nl/a", Lang.EN, hide=False)
    assert said == "mevrouw Bakker: (link to x.nl)"


def test_a_long_domain_is_cut_and_an_impossible_one_is_spelled_out() -> None:
    assert len(quote("https://" + "a." * 90 + "nl", Lang.NL)) < 110
    assert domain("https://" + "é" * 70 + ".nl/") == "\\xe9" * 70 + ".nl"


@pytest.mark.parametrize(
    ("text", "length", "wanted"),
    [("kort", 10, "kort"), ("een twee drie vier", 12, "een twee…"), ("aaaaaaaaaaaaaaaa", 5, "aaaa…"), ("ab", 1, "…")],
)
def test_shortening_cuts_between_words_where_it_can(text: str, length: int, wanted: str) -> None:
    assert shorten(text, length) == wanted


@given(st.text(max_size=300), st.text(max_size=20))
def test_any_text_can_be_quoted(text: str, name: str) -> None:
    said = quote(text, Lang.NL, names=(name,), length=100)
    assert len(said) <= 100
    assert tidy(said) == said
