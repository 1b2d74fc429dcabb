"""What NameCoach's ids are the ids of, and what people call those things."""

from __future__ import annotations

from typing import Final

from tui.core.collection import RefersTo

__all__ = ["recording_in"]

_ANYTHING: Final = r".+"
"""The vendor gives recordings no names: whatever is typed is the id."""


def recording_in(collection: str) -> RefersTo:
    """Return that a recording is one of those in a list of events: the vendor has no list of recordings."""
    return RefersTo(
        collection,
        (),
        _ANYTHING,
        value=lambda record: str((record.value and record.value.recording_id) or ""),
        listed=False,
    )
