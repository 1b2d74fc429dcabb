"""From a desk's figures to the comebacks behind them: what a list of comebacks has to pass."""

from __future__ import annotations

from tui.core.record import Record
from tui.core.rows.terms import exactly
from tui.vendors.vitec.reports.desks import Desk

__all__ = ["filter_of", "title_of"]


def filter_of(desk: Desk, more: str = "") -> str:
    """Return the filter that leaves a desk's comebacks in a list of all."""
    own = [exactly("assignee", desk.name), exactly("assignee_kind", desk.kind)] if desk.named else []
    return " ".join((*own, exactly("assignedTo.office.name", desk.office), *([more] if more else [])))


def title_of(record: Record[Desk]) -> str:
    """Return what the breadcrumb calls a desk."""
    desk = record.value
    if desk is None:
        return record.id
    return (desk.name if desk.named else desk.office) or "Nobody’s"
