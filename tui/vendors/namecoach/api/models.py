"""Analytics events as NameCoach sends them.

Written with `lead_id` or `contact_id`, read back with `entity_id`. The page's own example of a contact search answers
with `entity_type: "lead"`: nothing is concluded from it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from tui.transport.numbers import Whole

__all__ = ["Event", "Meta", "SearchAnswer"]


class Event(msgspec.Struct, frozen=True, gc=False):
    """One event: somebody's tool did something with a recording."""

    customer_id: str | int | None = None
    entity_type: str | None = None
    entity_id: str | int | None = None
    user_id: str | int | None = None
    tool_signature: str | None = None
    recording_id: str | int | None = None
    event_type: str | None = None
    event_id: str | int | None = None
    message: Any = None
    """Text as a rule; may be missing or anything else."""
    created_at: str | None = None
    updated_at: str | None = None


class Meta(msgspec.Struct, frozen=True, rename="camel"):
    """Where a page stands: numbers here, though the parameters are text."""

    page: Whole = None
    page_size: Whole = None
    row_count: Whole = None
    """Rows in the whole answer."""


class SearchAnswer(msgspec.Struct, frozen=True):
    """One page of a search."""

    recordings: list[msgspec.Raw] | None = None
    meta: Meta | None = None
