"""The comeback report's rows as Vitec sends them.

The JSON is camelCase, the documentation table is PascalCase: `in_camel_case` lets the rest of the room know one.
Nothing but the id is relied on: contact, booker and each of the three assignees may be null or missing.
"""

from __future__ import annotations

from typing import Any

import msgspec

__all__ = ["Assignment", "Comeback", "JudgedComeback", "Named", "Office", "in_camel_case"]


class Named(msgspec.Struct, frozen=True, gc=False):
    """A contact, a user or a user group: an id and a name."""

    id: str | int | None = None
    name: str | None = None


class Office(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """An office; it goes by `customerId` rather than `id`."""

    customer_id: str | int | None = None
    name: str | None = None


class Assignment(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """Who the task is given to: as a rule one of the three is there."""

    user: Named | None = None
    user_group: Named | None = None
    office: Office | None = None


class Comeback(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """One comeback: somebody to get back to, when, and who is to do it (`ComebackTaskReportRow`)."""

    id: str | int
    contact: Named | None = None
    booked_by: Named | None = None
    assigned_to: Assignment | None = None
    state: str | int | None = None
    """An open set: `New` is the one value that the vendor prints."""
    origin: str | int | None = None
    """An open set: `User` is the one value that the vendor prints."""
    occurs_at: str | None = None
    """With offset and seven fractional digits; kept as sent, read by `comebacks.occurs_at`."""
    booked_date: str | None = None


class JudgedComeback(Comeback, frozen=True, gc=False):
    """A comeback, and how it stood against the clock when it was asked for."""

    due: str = ""
    """`overdue`, `today`, `upcoming`; empty for one that is not open."""


def in_camel_case(value: Any) -> Any:
    """Return a decoded value with the first letter of every key in lower case."""
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: in_camel_case(inner) for key, inner in value.items()}
    return [in_camel_case(inner) for inner in value] if isinstance(value, list) else value
