"""The words that the journal keeps of a write: its values, how much it can hurt, where it stands.

Apart from how writes are described (`tui.core.action`, which passes these words on): home reads the journal at every
start, and describes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeAlias

__all__ = ["Danger", "FieldValue", "Values", "Verdict", "WriteState"]

FieldValue: TypeAlias = str | int | float | bool | tuple[str, ...] | Mapping[str, Any]
"""What a field holds: LIST a tuple, PAIRS a mapping whose values are typed."""

Values: TypeAlias = Mapping[str, FieldValue]
"""A filled-in form, by field name. Only what the user gave: an absent name is not sent."""


class Danger(Enum):
    """How much a write can hurt; decides what is asked before it goes."""

    SAFE = "safe"
    """Goes without a question, but not to production."""
    REVERSIBLE = "reversible"
    """Asks, with the focus on Cancel."""
    IRREVERSIBLE = "irreversible"
    """Wants the target's name typed."""


class WriteState(Enum):
    """Where a write stands in the journal."""

    PENDING = "pending"
    """Written down, not yet answered."""
    DONE = "done"
    REFUSED = "refused"
    """The vendor said no, in its own words; nothing changed."""
    FAILED = "failed"
    """It surely did not arrive."""
    UNKNOWN = "unknown"
    """It may or may not have arrived."""
    UNDONE = "undone"


class Verdict(Enum):
    """What a read can tell about a write that may or may not have arrived."""

    ARRIVED = "arrived"
    NOT_ARRIVED = "not arrived"
    CANNOT_TELL = "cannot tell"
