"""Charts described as data: which columns of a report are drawn, and how. Screens and printed pages draw the same."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

__all__ = ["Bars", "Chart", "Curve", "Heat", "Multiples"]


class Bars(Struct, frozen=True):
    """A bar for each row, in the order of the table."""

    label: tuple[str, ...]
    """The columns that name a bar, written one after the other."""
    value: str
    """The column of its length: a number, or a length of time."""
    more: str = ""
    """A column whose figure stands at the edge; empty for none."""
    mark: str = ""
    """A column whose value is marked along the bar, such as what nine of ten take; empty for none."""
    cumulated: str = ""
    """A column of percents that climbs to 100: with it the bars are a Pareto chart, and this is its line."""
    top: float = 0
    """The value that fills the room: 100 for percents that are not to be stretched; 0 for the highest there is."""
    between: str = " "
    """What stands between the columns that name a bar, such as an arrow: the heading has all of them then."""


class Curve(Struct, frozen=True):
    """How many there were over time: a step for each row."""

    at: str
    """The column of the instant from which on the value holds."""
    value: str
    noun: tuple[str, str] = ("person", "people")
    """What one and several of the values are."""


class Heat(Struct, frozen=True):
    """A map of cells, one for each row: the denser, the more."""

    row: str
    """The column that says in which line of the map a row lies."""
    column: str
    """The column that says in which cell of the line."""
    value: str
    unit: str = ""
    """What the values count, for the line at the foot."""


class Multiples(Struct, frozen=True):
    """A small chart for each of several, all to the same scale: a bar for each of their rows."""

    panel: str
    """The column that says to which small chart a row belongs."""
    at: str
    """The column that its bars are in the order of."""
    value: str
    unit: str = ""
    """What the values count, for the line at the foot."""
    apart: str = ""
    """The column that tells small charts apart, where that is another than the one that names them."""


Chart: TypeAlias = Bars | Curve | Heat | Multiples
"""How a report is drawn."""
