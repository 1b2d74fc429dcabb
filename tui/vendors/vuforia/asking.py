"""From a query to the vendor's questions, and the parameters that collections and reports have in common."""

from __future__ import annotations

from typing import Final

from tui.core.collection import Param, ParamKind, Query
from tui.core.errors import UsageError
from tui.vendors.vuforia.api.question import Asked
from tui.vendors.vuforia.references import A_PROCEDURE

__all__ = ["ENDED", "LARGE_PAGES", "PROCEDURES", "SERIAL", "questions"]

ENDED: Final = ("completed", "abandoned")
"""The progress of runs that are over; one that is under way has not passed or failed yet."""

SERIAL: Final = Param(
    "serialNumber",
    "Serial numbers",
    ParamKind.LIST,
    required=True,
    help="Whose reports: exactly as it was entered. Give several to see them together.",
)

PROCEDURES: Final = Param(
    "procedureIds",
    "Procedures",
    ParamKind.LIST,
    help="Runs of these procedures, by id.",
    flag="procedure-id",
    refers_to=A_PROCEDURE,
)

LARGE_PAGES: Final = Param(
    "all", "Large pages", ParamKind.FLAG, help="Ask for pages of up to 64,533 runs rather than of 100."
)


def questions(query: Query) -> list[Asked]:
    """Turn a query into the vendor's questions: one a serial number, since it takes one at a time.

    Raises:
        UsageError: when the first page is none.
    """
    page = query.values.get("page")
    if isinstance(page, int) and page < 1:
        raise UsageError(f"--page cannot be {page}.", way_out="Give 1 or more.")
    return [
        Asked(
            serial_number=serial,
            span=query.span,
            progress=query.texts("progress"),
            feedback=query.texts("feedback"),
            failures=query.text("failures"),
            granularity=query.text("granularity") or "step",
            procedure_ids=query.texts("procedureIds"),
            page=page if isinstance(page, int) else 0,
            large_pages=query.values.get("all") is True,
        )
        for serial in dict.fromkeys(query.texts("serialNumber")) or ("",)
    ]
