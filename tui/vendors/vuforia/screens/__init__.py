"""Where a table alone is not the best view: searching, stepping through a run, runs against steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from textual.screen import Screen

from tui.connections import Connection
from tui.core.collection import Collection, Value
from tui.core.time.time_range import TimeRange
from tui.vendors.vuforia.screens.matrix import MatrixScreen
from tui.vendors.vuforia.screens.reports import ReportsScreen
from tui.vendors.vuforia.screens.search import SearchScreen
from tui.vendors.vuforia.screens.stepper import StepperScreen
from tui.vendors.vuforia.screens.steps import StepsScreen

__all__ = ["ASKED_THERE", "SCREENS", "MatrixScreen", "ReportsScreen", "SearchScreen", "StepperScreen", "StepsScreen"]


def _reports(
    connection: Connection,
    collection: Collection,
    values: Mapping[str, Value],
    span: TimeRange | None,
    crumbs: tuple[str, ...],
) -> Screen[Any]:
    """Show the runs that are asked for; ask which, when nothing is."""
    if not values and span is None and collection.name == "reports":
        return SearchScreen(connection, crumbs=crumbs, texts={})
    return ReportsScreen(connection, collection, values, span, crumbs)


SCREENS: Final[Mapping[str, Callable[..., Screen[Any]]]] = {
    "reports": _reports,
    "runs": _reports,
    "steps": StepsScreen,
}
"""The screens by the collection that they show."""

ASKED_THERE: Final = ("reports",)
"""Its own screen asks for serial numbers, and for everything else that a search can be narrowed by."""
