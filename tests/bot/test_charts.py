"""Pictures as they are drawn: right measures, the same bytes every time, every word in it, and colours for every eye."""

import asyncio
import itertools
import json
from dataclasses import replace

import msgspec
import pytest

from bot.messages import charts
from bot.messages.illustrate import illustrated, with_picture
from rules.explain.charts import Bar, Panel, Picture, Series, Shade, picture
from rules.i18n import Lang
from tests.rules.explain.test_charts import POSTED
from tests.rules.explain.test_report import BUSY, PROTOCOL

WEEK = picture("Weekbericht", replace(BUSY, posted=POSTED), PROTOCOL, Lang.NL)
assert WEEK is not None
needs_extra = pytest.mark.skipif(not charts.installed(), reason="the extra charts is not installed")


def measures(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


@needs_extra
def test_a_picture_fits_a_phone_and_is_the_same_every_time():
    png = charts.draw(WEEK)
    wide, high = measures(png)
    assert wide == 1080
    assert 600 < high < 2400
    assert len(png) < 300_000
    assert charts.draw(charts.from_values(json.loads(json.dumps(charts.as_values(WEEK))))) == png


@needs_extra
def test_long_names_and_many_bars_stay_inside():
    long = "Een heel lange naam van een niveau dat niemand zo noemt " * 2
    series = tuple(Series(f"{long}{n}", shade) for n, shade in enumerate(Shade))
    bars = tuple(Bar(f"{long}{n}", tuple(range(len(series))), "$x_1$ van 12.345") for n in range(8))
    drawn = charts.draw(Picture(long, (Panel(long, series, bars), Panel(long, series, bars, upright=True)), long))
    assert measures(drawn)[0] == 1080


@needs_extra
def test_bars_of_nothing_can_be_drawn():
    empty = tuple(Bar(str(n), (0,), "") for n in range(3))
    panel = Panel("niets", (Series("x", Shade.DAY),), empty)
    assert measures(charts.draw(Picture("t", (panel, replace(panel, upright=True)), "t")))[0] == 1080


def _linear(colour: str) -> tuple[float, ...]:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)


# Machado, Oliveira and Fernandes (2009), severity 1.0
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def _lab(rgb: tuple[float, ...]) -> tuple[float, float, float]:
    def f(t: float) -> float:
        return t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116

    r, g, b = rgb
    x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505)
    y = f(0.2126 * r + 0.7152 * g + 0.0722 * b)
    z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("eye", EYES)
def test_the_colours_of_one_panel_differ_for_every_eye(eye: str):
    groups = (
        (Shade.NOISE, Shade.ROUTINE, Shade.ATTENTION, Shade.SERIOUS, Shade.CRISIS),
        (Shade.KEPT, Shade.LATE),
        (Shade.DAY, Shade.NIGHT),
    )
    for group in groups:
        seen = {}
        for shade in group:
            rgb = _linear(charts.COLOURS[shade])
            seen[shade] = _lab(tuple(max(sum(m * c for m, c in zip(row, rgb, strict=True)), 0) for row in EYES[eye]))
        for one, other in itertools.combinations(group, 2):
            apart = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
            assert apart > 15, (eye, one, other, apart)


def test_what_cannot_be_drawn_leaves_the_text(monkeypatch):
    letter, alone = with_picture(WEEK, "Het verslag"), with_picture(WEEK)
    for shown in (True, False):
        monkeypatch.setattr(charts, "installed", lambda: False)
        message = asyncio.run(illustrated(letter, shown=shown))
        assert message is not None and (message.plain, message.image) == ("Het verslag", None)
        assert asyncio.run(illustrated(alone, shown=shown)) is None
    monkeypatch.setattr(charts, "installed", lambda: True)
    monkeypatch.setattr(charts, "draw", lambda picture: 1 / 0)
    message = asyncio.run(illustrated(letter, shown=True))
    assert message is not None and message.image is None
    assert asyncio.run(illustrated(alone, shown=True)) is None


def test_what_lies_in_the_outbox_is_a_picture_or_nothing():
    with pytest.raises(msgspec.ValidationError):
        charts.from_values({"title": 1})
