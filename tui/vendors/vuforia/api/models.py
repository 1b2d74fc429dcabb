"""The report's sessions as Vuforia sends them.

Organisations may redact titles, descriptions and people: a redacted value is `****` or is not there at all, so nothing
but the ids is relied on. Times may be shortened; they are kept as text and read by `runs.instant`.
"""

from __future__ import annotations

from typing import Final

import msgspec

from tui.transport.numbers import Whole

__all__ = ["REDACTED", "Procedure", "ReportSession", "Step", "User", "shown"]

REDACTED: Final = "****"
"""What stands where the organisation does not give a text away."""


class Step(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """One step of a run. `number` counts from 1; an omitted step has no `endTime`."""

    number: Whole = None
    title: str | None = None
    description: str | None = None
    ack_type: str | None = None
    """`Confirmation` or `PassFail`; more may exist."""
    status: str | None = None
    """`omitted`, `confirmed`, `pass` or `fail`; more may exist."""
    last_visit_time: str | None = None
    end_time: str | None = None
    media_feedback: str | None = None
    """A relative URL of a picture, when one was taken."""


class Procedure(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """What was run, in which version, on what, and how it went."""

    id: str | None = None
    title: str | None = None
    version_id: str | None = None
    version_name: str | int | float | None = None
    start_time: str | None = None
    latest_event_timestamp: str | None = None
    end_time: str | None = None
    """Not to be sorted by: the vendor means to shorten it."""
    progress: str | None = None
    """`completed`, `abandoned` or `ongoing`; more may exist."""
    feedback: str | None = None
    """`incomplete`, `complete` or `na`; more may exist."""
    serial_number: str | int | None = None
    steps: list[Step] | None = None


class User(msgspec.Struct, frozen=True, gc=False):
    """Who ran it. Snake case, unlike the rest of the payload."""

    id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    role: str | None = None


class ReportSession(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """One run of a procedure by one user."""

    session_id: str
    procedure: Procedure = msgspec.field(default_factory=Procedure)
    user: User | None = None


def shown(text: str | None) -> str | None:
    """Return a text unless it is missing or redacted."""
    return None if text is None or not text.strip() or text.strip() == REDACTED else text
