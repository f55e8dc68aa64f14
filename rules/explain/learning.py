"""What an organisation's own verdicts teach, as lines a colleague can read."""

from collections.abc import Iterator

from rules.i18n import N_, Lang, translator
from rules.text.learning import Learned

_NUMBERS = {
    "number bias": N_("elk bericht"),
    "number tone": N_("een sombere toon"),
}


def weight_lines(learned: Learned, lang: Lang, limit: int | None = None) -> Iterator[str]:
    """The weights, highest first: what raises the danger at the top, what makes it less likely at the bottom.

    With ``limit`` only that many of each end.
    """
    ranked = sorted(learned.weights.items(), key=lambda item: (-item[1], item[0]))
    if limit is None or len(ranked) <= 2 * limit:
        yield from (_line(name, weight, lang) for name, weight in ranked)
        return
    yield from (_line(name, weight, lang) for name, weight in ranked[:limit])
    yield "…"
    yield from (_line(name, weight, lang) for name, weight in ranked[-limit:])


def _line(name: str, weight: float, lang: Lang) -> str:
    return f"{weight:+8.2f}  {_shown(name, lang)}"


def _shown(name: str, lang: Lang) -> str:
    """A weight's name without its kind: ``‘tillift’``, ``‘niet gebeld’``, or the number it stands for."""
    if name in _NUMBERS:
        return translator(lang).gettext(_NUMBERS[name])
    return f"‘{name.partition(' ')[2]}’"
