"""Reports that no portal gives: who has how much to get back to, and what is overdue in the whole past."""

from __future__ import annotations

from typing import Final

from tui.core.collection import Collection
from tui.vendors.vitec.reports.load import COMEBACK_LOAD
from tui.vendors.vitec.reports.overdue import OVERDUE

__all__ = ["REPORTS_OF_COMEBACKS"]

REPORTS_OF_COMEBACKS: Final[tuple[Collection, ...]] = (COMEBACK_LOAD, OVERDUE)
