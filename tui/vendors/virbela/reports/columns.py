"""What the reports of attendance have in common: columns, parameters, what leads to the rows behind a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from tui.core.collection import Opens, Param, Query, Value
from tui.core.column import Column, Kind
from tui.core.errors import UsageError
from tui.core.record import Record
from tui.core.rows.terms import exactly
from tui.core.time.lengths import length_in
from tui.core.time.time_range import TimeRange
from tui.core.time.typed import typed
from tui.vendors.virbela.references import A_ROOM

__all__ = [
    "A_ROOM_ID",
    "ITS_ROOM_ID",
    "OPENS_PERSON",
    "check_number",
    "checked",
    "count",
    "number_or",
    "person_columns",
    "text",
    "time",
    "time_column",
    "within",
]

_MINUTE: Final = timedelta(minutes=1)

ITS_ROOM_ID: Final = Param(
    "roomId",
    "Room id",
    required=True,
    help="The room's objectId; the list of rooms has it.",
    refers_to=A_ROOM,
)

A_ROOM_ID: Final = Param(
    "roomId",
    "Room id",
    help="Only this room, by its objectId; without it every room of the campus is asked.",
    refers_to=A_ROOM,
)


def text(key: str, label: str, read: Callable[[Any], Any], *, width: int = 24, rank: int = 0) -> Column[Any]:
    """Make a column of words."""
    return Column(key, label, read, width=width, rank=rank, derived=True)


def count(key: str, label: str, read: Callable[[Any], Any], *, rank: int = 1) -> Column[Any]:
    """Make a column of whole numbers."""
    return Column(key, label, read, Kind.NUMBER, width=max(len(label), 6), rank=rank, derived=True)


def time_column(key: str, label: str, read: Callable[[Any], Any], *, rank: int = 1) -> Column[Any]:
    """Make a column of lengths of time; `read` returns minutes, or None."""

    def lasted(row: Any) -> timedelta | None:
        return length_in(read(row), _MINUTE)

    return Column(key, label, lasted, Kind.DURATION, width=max(len(label), 9), rank=rank, derived=True)


def time(key: str, label: str, read: Callable[[Any], datetime | None], *, rank: int = 3) -> Column[Any]:
    """Make a column of instants."""
    return Column(key, label, read, Kind.TIME, width=12, rank=rank, derived=True)


def person_columns() -> tuple[Column[Any], ...]:
    """Return who a row is about: its row has `who`."""
    return (
        text("name", "Person", lambda row: row.who.name),
        Column("email", "E-mail", lambda row: row.who.email, width=26, rank=8, derived=True),
        Column("userId", "User id", lambda row: row.who.key, rank=9, derived=True, shown=False),
    )


def number_or(query: Query, name: str, default: float) -> float:
    """Return a parameter that is a number, or what holds when it was not given."""
    value = query.values.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else default


def check_number(query: Query, name: str, *, least: int, most: int | None = None) -> None:
    """Refuse a number that would only make figures without a meaning.

    Raises:
        UsageError: when the parameter was given and is less than `least` or more than `most`.
    """
    value = number_or(query, name, least)
    if value < least or (most is not None and value > most):
        bounds = f"from {least} to {most}" if most is not None else f"{least} or more"
        raise UsageError(f"--{name} cannot be {value:g}.", way_out=f"Give {bounds}.")


def checked(name: str, *, least: int, most: int | None = None) -> Callable[[Query], Iterable[Any]]:
    """Return what refuses such a number before anything is asked, as `attendance` takes it; see `check_number`."""

    def check(query: Query) -> Iterable[Any]:
        check_number(query, name, least=least, most=most)
        return ()

    return check


def within(start: datetime, stop: datetime, zone: tzinfo | None = None) -> str:
    """Write a range as it is typed, exactly: whole days of a zone by their dates; what is at `stop` is in the next."""
    span = TimeRange(start, stop)
    return f"{start.isoformat()}..{span.last.isoformat()}" if zone is None else typed(span, zone)


def _person(record: Record[Any]) -> Mapping[str, Value]:
    return {} if record.value is None else {"userId": record.value.who.key}


def _in_its_room(record: Record[Any]) -> str:
    return exactly("room_id", record.value.room_id) if record.value is not None and record.value.room_id else ""


def _span(record: Record[Any]) -> str:
    return getattr(record.value, "range", "") if record.value is not None else ""


OPENS_PERSON: Final = Opens(
    "person-attendance",
    _person,
    lambda record: record.value.who.name if record.value is not None else record.id,
    verb="sessions",
    filter=_in_its_room,
    range=_span,
)
"""A person's sessions, in the row's room where it is of one; over the row's range where it has one."""
