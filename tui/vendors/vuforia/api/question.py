"""What the report can be asked for, and the body that asks it."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tui.core.time.time_range import TimeRange

__all__ = ["Asked"]


class Asked(Struct, frozen=True):
    """What the report is filtered by. Only what is set is sent, and `granularity`, without which there are no steps.

    The vendor's list of parameters is known up to `progress` in the stored copy of its page: there may be more.
    """

    serial_number: str = ""
    """Exact; always sent as text, although the page's example shows it bare."""
    span: TimeRange | None = None
    """Sessions that started in it."""
    progress: tuple[str, ...] = ()
    """`completed`, `abandoned`, `ongoing`; without it the vendor answers completed ones."""
    feedback: tuple[str, ...] = ()
    """`incomplete`, `complete`, `na`."""
    failures: str = ""
    """`exclude` or `only`."""
    procedure_ids: tuple[str, ...] = ()
    granularity: str = "step"
    """`procedure` leaves the steps out."""
    page: int = 0
    """The page to begin with; 0 for the first."""
    large_pages: bool = False
    """Pages of up to 64,533 sessions rather than of 100."""

    @property
    def key(self) -> Hashable:
        """What makes two questions the same one, asked again: `7d` is the same although now has moved on."""
        return replace(self, span=None), self.span.text or self.span if self.span is not None else None

    def body(self) -> dict[str, Any]:
        """Return the first page's body."""
        body: dict[str, Any] = {"serialNumber": self.serial_number} if self.serial_number else {}
        body["granularity"] = self.granularity
        if self.span is not None:
            body["startTime"] = _utc(self.span.start)
            # The vendor's end is inclusive and counts milliseconds.
            body["endTime"] = _utc(self.span.last)
        optional: dict[str, Any] = {
            "progress": list(self.progress),
            "feedback": list(self.feedback),
            "failures": self.failures,
            "procedureIds": list(self.procedure_ids),
            "page": self.page,
            "all": self.large_pages,
        }
        return body | {name: value for name, value in optional.items() if value}


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
