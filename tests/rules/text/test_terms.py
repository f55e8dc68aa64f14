"""Terms of a protocol: how they are written, and what they find."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.text.normal import Flat, words
from rules.text.terms import Gap, PatternError, TermError, TermIndex, Why, Word, compile_pattern, parse
from rules.text.terms import index as index_module


def found(term: str, text: str) -> list[str]:
    """The stretches of words that a term finds in a text, the shortest first where several begin at one anchor."""
    said = words(text)
    return [" ".join(said[first:last]) for first, last in TermIndex([parse(term)]).find(said).get(0, [])]


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("brand", "Brand! De BRAND woedt", ["brand", "brand"]),
        ("brand", "brandlucht en zandbrand", []),
        ("brand*", "brandlucht en brand", ["brandlucht", "brand"]),
        ("*brand", "zandbrand en brand en brandje", ["zandbrand", "brand"]),
        ("*brand*", "zandbrandje", ["zandbrandje"]),
        ("v*rot", "verrot, vrot, rot", ["verrot", "vrot"]),
        ("a*b*a", "abba aba aa abra", ["abba", "aba", "abra"]),
        ("suïcid*", "suicidepoging", ["suicidepoging"]),
        ("schandalig", "SCHAAAANDALIG", ["schaaaandalig"]),
        ("schaaandalig", "schandalig", ["schandalig"]),
        ("heel erg", "heeeel erg", ["heeeel erg"]),
        ("zeeën", "zeeën, zen", ["zeeen"]),
        ("eigen plas", "in haar eigen, plas", ["eigen plas"]),
        ("steek * in brand", "ik steek de boel in brand", ["steek de boel in brand"]),
        ("steek * in brand", "ik steek in brand", []),
        ("steek * in brand", "ik steek een twee drie vier vijf in brand", []),
        ("foto's", "mijn foto's", ["foto s"]),
        ("seo-pakket*", "een SEO pakketje", ["seo pakketje"]),
        ("#hulp", "help #hulp @hulp", ["hulp", "hulp"]),
        ("* brand", "geen brand", ["geen brand"]),
        ("i'm here", "I'm here", ["i m here"]),
    ],
)
def test_what_a_term_finds(term: str, text: str, expected: list[str]) -> None:
    assert found(term, text) == expected


def test_all_ways_of_reading_a_gap() -> None:
    assert found("a * b", "a x b y b") == ["a x b", "a x b y b"]


def test_how_a_term_is_parsed() -> None:
    assert parse("zon*-dag * x").parts == (Word("zon", (), ""), Word("dag"), Gap(), Word("x"))
    assert parse("*or*").parts == (Word("", ("or",), ""),)


@pytest.mark.parametrize("written", ["", "*", "!!", "😡", "* *"])
def test_a_term_without_a_word_is_refused(written: str) -> None:
    with pytest.raises(TermError) as refused:
        parse(written)
    assert refused.value.written == written


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("esdoornhof", 0),
        ("esdornhof", 1),
        ("esdoornhoff", 1),
        ("esdoronhof", 1),
        ("esdoornhod", 1),
        ("esdoornhov", 1),
        ("esdoornhor", 1),
        ("esdoornhol", 0),
        ("esdoomhof", 0),
        ("wsdoornhof", 1),
        ("psdoornhof", 0),
    ],
)
def test_a_long_name_may_be_typed_with_one_slip(said: str, expected: int) -> None:
    """The misspelt name is filed apart, under ``~number``, for the caller to weigh."""
    index = TermIndex([parse("esdoornhof"), parse("linde"), parse("esdoorn*")], typos=[0, 1, 2])
    assert len(index.find([said]).get(~0, [])) == expected
    assert not index.find(["lind"])


def test_one_index_serves_many_terms_over_and_over() -> None:
    terms = [parse(term) for term in ("brand*", "brand", "*lucht", "eigen plas", "*an*")]
    index = TermIndex(terms)
    for _ in range(2):
        hits = index.find(["brandlucht", "brand", "plas", "eigen", "plas"])
        assert hits == {0: [(0, 1), (1, 2)], 2: [(0, 1)], 4: [(0, 1), (1, 2)], 1: [(1, 2)], 3: [(3, 5)]}
        assert index.find(["niets", "te", "zien"]) == {}
        assert index.find([]) == {}


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "_MEMO", 3)
    index = TermIndex([parse("x*")])
    for number in range(10):
        assert index.find([f"x{number}", f"y{number}"]) == {0: [(0, 1)]}
    assert len(index._dull) <= 3
    assert len(index._leads) <= 3
    assert index.find(["x" + "y" * 100]) == {0: [(0, 1)]}


PLAIN = st.lists(st.sampled_from(["a", "b", "ab", "ba", "aab"]), max_size=12)
TERMS = st.lists(
    st.lists(st.sampled_from(["a", "b", "a*", "*b", "*", "a*b", "*a*"]), min_size=1, max_size=3), min_size=1, max_size=5
)


@given(PLAIN, TERMS)
def test_an_index_of_many_finds_what_each_finds_alone(said: list[str], written: list[list[str]]) -> None:
    parsed = [parse(" ".join(parts)) for parts in written if set(parts) != {"*"}]
    together = TermIndex(parsed).find(said)
    for number, term in enumerate(parsed):
        assert together.get(number, []) == TermIndex([term]).find(said).get(0, [])


# --- patterns --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"\?\s*$", "Echt waar? ", "? "),
        (r"\bwel\b", "ik wel", "wel"),
        (r"\bzo\b", "zoe", None),
        (r"\w+", "élan", "elan"),
        (r"[\w]+", "Ünal", "Unal"),
        (r"\W+", "a..b", ".."),
        (r"café", "CAFE", "CAFE"),
        (r"kamer\s\d+", "Kamer 12", "Kamer 12"),
        (r"\Q?\w\E", r"?\w", r"?\w"),
        (r"[^]x]+", "ab]", "ab"),
        (r"(?P<a>x)", "x", "x"),
    ],
)
def test_what_a_pattern_finds(pattern: str, text: str, expected: str | None) -> None:
    match = compile_pattern(pattern).search(Flat(text).text)
    assert (match and match[0]) == expected


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"a(?=b)", Why.LOOK_AROUND),
        (r"a(?!b)", Why.LOOK_AROUND),
        (r"(?<=a)b", Why.LOOK_AROUND),
        (r"(?<!a)b", Why.LOOK_AROUND),
        (r"(a)\1", Why.BACK_REFERENCE),
        (r"a*", Why.MATCHES_EVERYTHING),
        (r"$", Why.MATCHES_EVERYTHING),
        (r"\bдом\b", Why.EDGE_OF_OTHER_SCRIPT),
        (r"(", Why.NOT_A_PATTERN),
        (r"(x{900}){900}", Why.NOT_A_PATTERN),
        ("x" * 1001, Why.TOO_LONG),
    ],
)
def test_a_pattern_that_is_refused(pattern: str, why: Why) -> None:
    with pytest.raises(PatternError) as refused:
        compile_pattern(pattern)
    assert (refused.value.why, refused.value.pattern) == (why, pattern)


def test_a_pattern_that_hangs_elsewhere_is_harmless() -> None:
    assert compile_pattern(r"(x+x+)+y").search("x" * 200_000) is None


@given(st.text(max_size=30))
def test_any_pattern_is_compiled_or_refused(pattern: str) -> None:
    try:
        compile_pattern(pattern)
    except PatternError as refused:
        assert refused.why in Why
