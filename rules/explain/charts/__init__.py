"""Reports in pictures: what is to be drawn, as values. Whoever draws decides nothing but where the ink goes."""

from rules.explain.charts.make import picture
from rules.explain.charts.values import Bar, Panel, Picture, Series, Shade

__all__ = ["Bar", "Panel", "Picture", "Series", "Shade", "picture"]
