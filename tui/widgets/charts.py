"""The charts that know no vendor: a curve, a ranked list, a heat map, a timeline."""

from __future__ import annotations

from tui.widgets.charts_bars import Bar, BarList
from tui.widgets.charts_heat import HeatMap, HeatRow
from tui.widgets.curve import Curve
from tui.widgets.curve_geometry import Steps
from tui.widgets.timeline import Lane, Stay, Timeline

__all__ = ["Bar", "BarList", "Curve", "HeatMap", "HeatRow", "Lane", "Stay", "Steps", "Timeline"]
