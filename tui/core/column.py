"""What a collection shows of a record, one column at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from typing import Generic, Literal, TypeAlias, TypeVar

from msgspec import Struct

__all__ = ["Column", "Kind", "Tone", "Value", "tone_by_word", "tone_if_any"]

T = TypeVar("T")

Value: TypeAlias = str | int | float | bool | datetime | timedelta | tuple[str, ...] | None
"""What a column reads out of a record. None is absent; absent sorts last and shows as `–`."""


Tone: TypeAlias = Literal["plain", "muted", "danger", "warning", "success"]
"""What a value means for whoever runs over a list; the value itself is the word, so that colour is not all there is."""


class Kind(Enum):
    """What sort of value a column holds: decides alignment, short form, sorting, filtering and export."""

    TEXT = "text"
    NUMBER = "number"
    """Right-aligned; a vendor's numeric string comes out of an export as a number."""
    TIME = "time"
    """An instant; short on the screen, ISO 8601 with offset in an export."""
    DURATION = "duration"
    """A `timedelta`, or the number of minutes that the vendor sent as such in an export."""
    LIST = "list"
    """Several short texts."""
    FLAG = "flag"
    """Yes or no."""


class Column(Struct, Generic[T], frozen=True):
    """One column: how it is called, how its value is read, how it is shown."""

    key: str
    """The vendor's own field path, such as `hardware.ram`; snake_case when `derived`."""
    label: str
    """The heading, a word or two."""
    read: Callable[[T], Value]
    """How to get the value out of a decoded record."""
    kind: Kind = Kind.TEXT
    width: int = 12
    """Cells it would like to have."""
    min_width: int = 4
    """Cells below which it is dropped rather than squeezed."""
    rank: int = 1
    """0 is never dropped on a narrow screen; of the others the highest goes first."""
    shown: bool = True
    """Whether it is there before the user chooses columns."""
    derived: bool = False
    """Worked out by Frontdesk rather than sent by the vendor."""
    always: bool = False
    """Whether a derived value is there in every row that could be read: exports then never have null for it."""
    unit: str = ""
    """The unit of a number, written after it in the details (`MB`, `s`)."""
    form: Callable[[Value], str] | None = None
    """How to write the value on the screen when the kind's own way is not the best."""

    tone: Callable[[Value], Tone] | None = None
    """What a value means; without it none means more than another."""

    @property
    def right_aligned(self) -> bool:
        """Whether the column lines up at its right edge."""
        return self.kind in (Kind.NUMBER, Kind.DURATION, Kind.TIME)


def tone_by_word(**words: Tone) -> Callable[[Value], Tone]:
    """Make the tone of a column whose values are words: `tone_by_word(failed="danger")`. Case does not count."""

    def tone(value: Value) -> Tone:
        return words.get(value.casefold().replace(" ", "_"), "plain") if isinstance(value, str) else "plain"

    return tone


def tone_if_any(tone: Tone) -> Callable[[Value], Tone]:
    """Make the tone of a column that counts something: nought means nothing."""

    def of(value: Value) -> Tone:
        return tone if isinstance(value, int | float) and value > 0 else "plain"

    return of
