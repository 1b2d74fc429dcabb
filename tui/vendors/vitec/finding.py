"""What of Vitec can be found: contacts and assignees of comebacks; Vitec names them, and gives no addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from tui.core.findable import Findable, Finding, LookIn, Trace
from tui.core.place import HERE, Place
from tui.core.record import Record
from tui.vendors.vitec.api.models import Comeback, Named
from tui.vendors.vitec.comebacks import assignee, occurs_at

__all__ = ["FINDING"]

_RANGE: Final = "30d..this week"
_COMEBACKS: Final = LookIn("comebacks", range=_RANGE, limit=2_000, reach="of the last 30 days and this week")


def _contact(row: Comeback) -> str | None:
    return None if row.contact is None else row.contact.name


def _id(named: Named | None) -> str | None:
    return None if named is None or named.id is None else str(named.id)


def _contacts(record: Record[Comeback]) -> Place | None:
    return _filtered(record, "contact.name", "contact", _contact(record.value) if record.value else None)


def _assignees(record: Record[Comeback]) -> Place | None:
    return _filtered(record, "assignee", "assigned to", assignee(record.value) if record.value else None)


def _filtered(record: Record[Comeback], column: str, words: str, name: str | None) -> Place | None:
    """Lead to the comebacks of a name; the filter's language has no way to say a quotation mark."""
    said = (name or "").replace('"', " ").strip()
    return Place(
        HERE,
        "comebacks",
        title=said,
        range=_RANGE,
        where=f'{column}:"{said}"',
        words=f"{words} {said}",
        record=record.id,
    )


def _says(role: str) -> Callable[[Comeback], str]:
    def says(row: Comeback) -> str:
        other = _contact(row) if role == "to do" else assignee(row)
        parts = [role, f"{'about' if role == 'to do' else 'for'} {other}" if other else "", str(row.state or "")]
        return ", ".join(part for part in parts if part)

    return says


_FINDABLES: Final = (
    Findable[Comeback](
        _COMEBACKS,
        ("contact", "contacts"),
        title=_contact,
        ids=lambda row: (_id(row.contact),),
        note=lambda row: "comebacks",
        opens=_contacts,
    ),
    Findable[Comeback](
        _COMEBACKS,
        ("assignee", "assignees"),
        title=assignee,
        note=lambda row: "comebacks to do",
        opens=_assignees,
    ),
)

_TRACES: Final = (
    Trace[Comeback](
        _COMEBACKS,
        "comeback",
        when=occurs_at,
        says=_says("as the contact"),
        whose=lambda row: (_contact(row),),
        opens=_contacts,
    ),
    Trace[Comeback](
        _COMEBACKS,
        "comeback",
        when=occurs_at,
        says=_says("to do"),
        whose=lambda row: (assignee(row),),
        opens=_assignees,
    ),
)

_WHOM: Final[Mapping[str, Callable[[Comeback], Iterable[str | None]]]] = {
    "comebacks": lambda row: (_contact(row), assignee(row))
}

FINDING: Final = Finding(_FINDABLES, _TRACES, _WHOM)
"""What can be found."""
