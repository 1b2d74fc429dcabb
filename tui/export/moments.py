"""When a row was, by the column that its collection names for that."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tui.core.collection import Collection
from tui.core.column import Column
from tui.core.errors import UsageError
from tui.core.record import Record
from tui.export.values import iso_text

__all__ = ["goes_on", "moment_column", "moment_of"]


def moment_column(collection: Collection, *, why: str) -> Column[Any]:
    """Return the column that says when a row was.

    Raises:
        UsageError: when rows have no such time.
    """
    column = collection.column(collection.moment) if collection.moment else None
    if column is None:
        raise UsageError(
            f"{why} goes by the time of a row, and {collection.noun[1]} have none here.", way_out="Leave it out."
        )
    return column


def moment_of(record: Record[Any], column: Column[Any]) -> datetime | None:
    """Return the instant of a row; None when it has none. A row that does not decode may have one all the same."""
    value = column.read(record.value) if record.value is not None else _sent(record, column.key)
    if not isinstance(value, datetime):
        return None
    return value.astimezone(UTC) if value.tzinfo is not None else value.replace(tzinfo=UTC)


def goes_on(record: Record[Any], collection: Collection) -> bool:
    """Tell whether a row has no end yet, and so may be another one later."""
    column = collection.column(collection.ends) if collection.ends else None
    return column is not None and record.value is not None and not isinstance(column.read(record.value), datetime)


def _sent(record: Record[Any], path: str) -> datetime | None:
    value: Any = record.fields()
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    try:
        return datetime.fromisoformat(iso_text(value)) if isinstance(value, str) else None
    except ValueError:
        return None
