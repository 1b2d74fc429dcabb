"""Reports that no portal gives: how often what happened, by type, tool, user or day."""

from __future__ import annotations

from typing import Final

from tui.core.collection import Collection
from tui.vendors.namecoach.reports.event_counts import EVENT_COUNTS, EVENTS

__all__ = ["REPORTS_OF_EVENTS"]

REPORTS_OF_EVENTS: Final[tuple[Collection, ...]] = (EVENTS, EVENT_COUNTS)
