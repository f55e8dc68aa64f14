"""Pictures of reports as PNG, by matplotlib (extra ``seintje[charts]``), which is imported when the first one is drawn.

Sizes are in pixels of a picture 1080 wide, as a phone shows it; colours differ in hue and in lightness, and every bar
has its number beside it, so that nobody has to tell colours apart to read one. The same picture gives the same bytes.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec

from rules.explain.charts import Bar, Panel, Picture, Shade

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EXTRA = "charts"
WIDTH = 1080
EDGE = 48
PAPER, INK, SOFT, LINE = "#ffffff", "#1b1f24", "#59626d", "#d5dae1"
COLOURS: dict[Shade, str] = {
    Shade.NOISE: "#cfd4da",
    Shade.ROUTINE: "#7fb8e6",
    Shade.ATTENTION: "#e69f00",
    Shade.SERIOUS: "#c4451c",
    Shade.CRISIS: "#4a0d3c",
    Shade.KEPT: "#1f78b4",
    Shade.LATE: "#e69f00",
    Shade.DAY: "#9cc9ea",
    Shade.NIGHT: "#1d3461",
}
HEADLINE, TITLE, TEXT = 44, 38, 32
"""Heights of letters."""
DOT = 100
"""Pixels to the inch: a letter of 32 is 23 points."""
COLUMNS, ROW, KEY, GAP = 300, 58, 56, 44
"""Heights of upright bars, of one bar that lies, of the line of the key, and the room between panels."""
WIDE = 24
"""Characters of a label beside a bar; the rest is cut."""


def installed() -> bool:
    """Whether the extra is there. Imports nothing."""
    return find_spec("matplotlib") is not None


def as_values(picture: Picture) -> Any:
    """The picture in plain values, as it lies in the outbox until it is drawn."""
    return msgspec.to_builtins(picture)


def from_values(said: Any) -> Picture:
    """The picture of ``as_values``. Raises ``msgspec.ValidationError``."""
    return msgspec.convert(said, Picture)


def draw(picture: Picture) -> bytes:
    """The picture as PNG. Raises ``ImportError`` without the extra."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    heights = [_height(panel) for panel in picture.panels]
    tall = EDGE + HEADLINE + GAP + sum(heights) + GAP * (len(heights) - 1) + EDGE
    figure = Figure(figsize=(WIDTH / DOT, tall / DOT), dpi=DOT, facecolor=PAPER)
    FigureCanvasAgg(figure)
    sheet = _Sheet(figure, tall)
    sheet.write(EDGE, EDGE, picture.title, HEADLINE, INK, bold=True)
    top = EDGE + HEADLINE + GAP
    for panel, height in zip(picture.panels, heights, strict=True):
        _panel(sheet, panel, top)
        top += height + GAP
    kept = BytesIO()
    figure.savefig(kept, format="png", metadata={"Software": None})
    return kept.getvalue()


def _height(panel: Panel) -> int:
    body = COLUMNS + 3 * TEXT if panel.upright else ROW * len(panel.bars)
    return TITLE + 24 + _key_lines(panel) * KEY + body


class _Sheet:
    """A figure with its origin at the top left, in pixels."""

    def __init__(self, figure: "Figure", tall: int) -> None:
        self.figure = figure
        self.tall = tall

    def write(self, x: float, y: float, text: str, size: int, colour: str, *, bold: bool = False) -> None:
        """A line of text that hangs from ``y``; one that is too wide is cut."""
        room = int((WIDTH - x - EDGE) / (size * 0.6))
        weight = "bold" if bold else "normal"
        self.figure.text(
            x / WIDTH,
            1 - y / self.tall,
            _cut(text, room),
            size=_points(size),
            color=colour,
            weight=weight,
            va="top",
            parse_math=False,
        )

    def axes(self, x: float, y: float, wide: float, high: float) -> "Axes":
        """A place for bars without a frame."""
        place = (x / WIDTH, 1 - (y + high) / self.tall, wide / WIDTH, high / self.tall)
        axes = self.figure.add_axes(place, facecolor=PAPER)
        axes.tick_params(length=0, labelsize=_points(TEXT), labelcolor=INK, pad=10)
        for spine in axes.spines.values():
            spine.set_visible(False)
        return axes


def _points(pixels: float) -> float:
    return pixels * 72 / DOT


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _panel(sheet: _Sheet, panel: Panel, top: int) -> None:
    sheet.write(EDGE, top, panel.title, TITLE, INK, bold=True)
    top += TITLE + 24
    _key(sheet, panel, top)
    top += _key_lines(panel) * KEY
    if panel.upright:
        _columns(sheet, panel, top)
    else:
        _rows(sheet, panel, top)


# --- the key -----------------------------------------------------------------------------------------------------


def _places(panel: Panel) -> list[tuple[float, int]]:
    """Where each name of the key stands: x and line."""
    found: list[tuple[float, int]] = []
    x, line = float(EDGE), 0
    for series in panel.series:
        wide = 2 * TEXT + len(series.name) * TEXT * 0.62
        if found and x + wide > WIDTH - EDGE:
            x, line = float(EDGE), line + 1
        found.append((x, line))
        x += wide + TEXT / 2
    return found


def _key_lines(panel: Panel) -> int:
    return _places(panel)[-1][1] + 1


def _key(sheet: _Sheet, panel: Panel, top: int) -> None:
    from matplotlib.patches import Rectangle

    for series, (x, line) in zip(panel.series, _places(panel), strict=True):
        y = top + line * KEY
        corner = (x / WIDTH, 1 - (y + 30) / sheet.tall)
        box = Rectangle(corner, 28 / WIDTH, 28 / sheet.tall, transform=sheet.figure.transFigure, lw=0)
        box.set_facecolor(COLOURS[series.shade])
        sheet.figure.add_artist(box)
        sheet.write(x + 40, y, series.name, TEXT, SOFT)


# --- bars --------------------------------------------------------------------------------------------------------


def _columns(sheet: _Sheet, panel: Panel, top: int) -> None:
    axes = sheet.axes(EDGE, top + TEXT, WIDTH - 2 * EDGE, COLUMNS)
    places = range(len(panel.bars))
    bottom = [0] * len(panel.bars)
    for number, series in enumerate(panel.series):
        high = [bar.parts[number] for bar in panel.bars]
        axes.bar(places, high, 0.72, bottom, color=COLOURS[series.shade], edgecolor=PAPER, linewidth=1.5)
        bottom = [below + more for below, more in zip(bottom, high, strict=True)]
    most = max([*bottom, 1])
    axes.set_ylim(0, most * 1.18)
    axes.set_xlim(-0.5, len(panel.bars) - 0.5)
    small = _points(_fitting(panel))
    for place, bar, high_ in zip(places, panel.bars, bottom, strict=True):
        if high_:
            axes.text(place, high_ + most * 0.02, bar.note, ha="center", va="bottom", size=small, color=INK)
    axes.set_yticks([])
    axes.set_xticks(places, [bar.label for bar in panel.bars], size=small)
    axes.spines["bottom"].set(visible=True, color=LINE, linewidth=2)


def _fitting(panel: Panel) -> float:
    """The size at which every label fits under its bar."""
    room = (WIDTH - 2 * EDGE) / len(panel.bars)
    return min(TEXT, room * 0.86 / (0.6 * max(len(bar.label) for bar in panel.bars)))


def _rows(sheet: _Sheet, panel: Panel, top: int) -> None:
    labels = [_cut(bar.label, WIDE) for bar in panel.bars]
    left = EDGE + 20 + max(len(label) for label in labels) * TEXT * 0.58
    right = max(len(bar.note) for bar in panel.bars) * TEXT * 0.58 + 20
    axes = sheet.axes(left, top, WIDTH - EDGE - left - right, ROW * len(panel.bars))
    places = range(len(panel.bars))
    start = [0] * len(panel.bars)
    for number, series in enumerate(panel.series):
        wide = [bar.parts[number] for bar in panel.bars]
        axes.barh(places, wide, 0.66, start, color=COLOURS[series.shade], edgecolor=PAPER, linewidth=1.5)
        start = [before + more for before, more in zip(start, wide, strict=True)]
    axes.set_xlim(0, max([*start, 1]))
    axes.set_ylim(len(panel.bars) - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks(places, labels)
    _notes(axes, panel.bars, start)


def _notes(axes: "Axes", bars: Sequence[Bar], ends: Sequence[int]) -> None:
    for place, (bar, end) in enumerate(zip(bars, ends, strict=True)):
        spot: dict[str, Any] = {"xytext": (10, 0), "textcoords": "offset points", "annotation_clip": False}
        axes.annotate(bar.note, (end, place), va="center_baseline", size=_points(TEXT), color=INK, **spot)
