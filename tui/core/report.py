"""What makes a collection a report: its question, how it is counted, its chart, what it is measured by.

A report is worked out of records, not sent by a vendor. Its rules are said wherever its figures are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from tui.core.chart import Chart
from tui.core.column import Column, Kind, Value

__all__ = ["Report", "Target", "median_of", "percent", "percent_column", "quantile", "shares_of"]


class Target(Struct, frozen=True):
    """A figure that is measured by a key of the configuration's `[targets]`."""

    name: str
    """The key."""
    column: str
    """The column that is measured."""
    at_least: bool = True
    """Whether more is better; else the figure must be no higher."""
    asked: str = ""
    """The parameter that says another goal for one question; empty for none."""

    def goal(self, values: Mapping[str, Any], targets: Mapping[str, float]) -> float | None:
        """Return what the figure is measured by: as it is asked, else as it is configured; None for nothing."""
        asked = values.get(self.asked) if self.asked else None
        if isinstance(asked, int | float) and not isinstance(asked, bool):
            return asked
        return targets.get(self.name)

    def words(self, value: float, target: float) -> str:
        """Say how a figure stands to the target, in a word."""
        if self.at_least:
            return "met" if value >= target else "below"
        return "met" if value <= target else "above"


class Report(Struct, frozen=True):
    """What a collection says of itself when it is a report."""

    question: str
    """What it answers, as somebody would ask it."""
    rules: tuple[str, ...]
    """How it is counted, a sentence each: what counts once, what is left out."""
    unknown: tuple[str, ...] = ()
    """What the API does not tell, a sentence each, beginning with a capital."""
    chart: Chart | None = None
    """How it is drawn; None where a table says it best."""
    compares: tuple[str, ...] = ()
    """The columns that `--against previous` gives a difference: numbers. None means that it cannot be compared."""
    targets: tuple[Target, ...] = ()
    columns_for: Callable[[Mapping[str, Any]], tuple[Column[Any], ...]] | None = None
    """The columns for what was asked, when they depend on it; called with the parameters."""
    section: str = ""
    """The column that a printed page begins a section by; empty for one table."""

    def goals(self, values: Mapping[str, Any], targets: Mapping[str, float]) -> Iterator[tuple[Target, float]]:
        """Yield the targets for which a goal is asked or configured, with it."""
        for target in self.targets:
            goal = target.goal(values, targets)
            if goal is not None:
                yield target, goal


def shares_of(counts: Sequence[float], *, places: int = 1) -> list[float]:
    """Return what each count is of all, in percent, rounded so that they add up to 100; noughts when all are.

    What rounding down leaves over goes to those it took most from; of equals, to the first.
    """
    total, unit = sum(counts), 10**places
    if total <= 0:
        return [0.0] * len(counts)
    exact = [count * 100 * unit / total for count in counts]
    floors = [int(each) for each in exact]
    owed = sorted(range(len(counts)), key=lambda index: (floors[index] - exact[index], index))
    for index in owed[: 100 * unit - sum(floors)]:
        floors[index] += 1
    return [each / unit for each in floors]


def percent(part: float, whole: float, *, places: int = 1) -> float | None:
    """Return what a part is of the whole, in percent; None of nothing. 100 only if it is all, 0 only if it is none."""
    if not whole:
        return None
    least = 10.0**-places
    rounded = round(part * 100 / whole, places)
    if rounded >= 100 and part < whole:
        return 100 - least
    return least if rounded <= 0 < part else rounded


def percent_column(key: str, label: str, read: Callable[[Any], Value], *, rank: int) -> Column[Any]:
    """Make the column of a percentage."""
    return Column(
        key, label, read, Kind.NUMBER, width=max(len(label), 7), rank=rank, unit="%", form=_percent_text, derived=True
    )


def _percent_text(value: Value) -> str:
    return f"{value:.1f} %" if isinstance(value, int | float) else ""


def quantile(ordered: Sequence[float], part: float) -> float:
    """Return the least value that so large a part of all is no higher than (nearest rank); the values are in order."""
    rank = -(-len(ordered) * round(part * 1000) // 1000)
    return ordered[max(rank, 1) - 1]


def median_of(ordered: Sequence[float]) -> float:
    """Return the value in the middle, or the mean of the two there; the values are in order."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
