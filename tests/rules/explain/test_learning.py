"""Learned weights as a colleague reads them."""

from types import MappingProxyType

from rules.explain.learning import weight_lines
from rules.i18n import Lang
from rules.text.learning import Learned

LEARNED = Learned(
    3,
    60,
    30,
    MappingProxyType(
        {"number bias": -0.4, "number tone": 0.9, "pair niet gebeld": 1.5, "word tillift": 2.25, "word tuin": -1.75}
    ),
)


def test_the_heaviest_comes_first() -> None:
    assert list(weight_lines(LEARNED, Lang.NL)) == [
        "   +2.25  ‘tillift’",
        "   +1.50  ‘niet gebeld’",
        "   +0.90  een sombere toon",
        "   -0.40  elk bericht",
        "   -1.75  ‘tuin’",
    ]


def test_only_the_extremes_when_asked() -> None:
    assert list(weight_lines(LEARNED, Lang.EN, 1)) == ["   +2.25  ‘tillift’", "…", "   -1.75  ‘tuin’"]
    assert "a gloomy tone" in "\n".join(weight_lines(LEARNED, Lang.EN, 3))
