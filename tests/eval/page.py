"""The table of gates, on the screen and as a page."""

import re
from collections.abc import Mapping, Sequence

from tests.eval.gates import Row

LINE = re.compile(r"^\| (?P<name>[^|]+?) \| (?P<figure>-?[\d.]+) \|", re.M)
INTRODUCTION = """\
# How good the reading of texts is

Made by `make eval`; do not edit by hand. The sets are not part of the repository: they were labelled by others, and
some may only be used to measure. AUC p/n is the chance that a positive text scores above a negative one; AUC negative
the chance that a text that is not negative scores above one that is. Speed is CPU time in one process, in turn with the
package; busy machines make it waver. The word lists were tuned on these development halves, so expect figures on
unseen texts of the same kinds to be a little lower.

"""
WEAK = """
## What it cannot do

- Mocking praise is recognised only by turns of phrase ("fijn hoor", "lekker bezig weer"); the label is then marked as
  not certain, never turned round.
- Over a third of subtitles and headlines hold no word that says anything: the tone is *unknown*, not neutral.
- Texts of one or two words have the language of their source; Frisian and Low Saxon often read as Dutch.
- News headlines ask for knowledge of the world ("mortgage rates to rise"); the lists only know good and bad news words.
"""


def changes(text: str) -> dict[str, float]:
    """The figures of an earlier page, by gate."""
    return {found["name"]: float(found["figure"]) for found in LINE.finditer(text)}


def table(rows: Sequence[Row], before: Mapping[str, float]) -> str:
    """One line a gate: figure, gate, met or missed, best peer, change since the committed page."""
    head = "| gate | figure | must be | met | best peer | change |\n| --- | --- | --- | --- | --- | --- |\n"
    return head + "\n".join(_line(row, before.get(row.name)) for row in rows) + "\n"


def page(rows: Sequence[Row], before: Mapping[str, float], second: str = "") -> str:
    """The whole page. ``second``: the part about second readers."""
    return INTRODUCTION + table(rows, before) + second + WEAK


def _line(row: Row, before: float | None) -> str:
    peer = f"{row.peer} {row.peer_figure:.3f}" if row.peer_figure is not None else ""
    change = f"{row.figure - before:+.3f}" if before is not None else "new"
    sign = "≤" if row.most else "≥"
    return f"| {row.name} | {row.figure:.3f} | {sign} {row.gate:g} | {'yes' if row.met else 'NO'} | {peer} | {change} |"
