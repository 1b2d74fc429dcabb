"""What a vendor's data says needs somebody this morning, described as data: home asks, and writes the lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from tui.core.collection import Value
from tui.core.record import Record

__all__ = ["Briefing"]


class Briefing(Struct, frozen=True):
    """One line of home: a question to a collection, and what its answer comes to."""

    collection: str
    """What the line opens; and what is asked, unless `asks` names another."""
    say: Callable[[Sequence[Record[Any]], int, datetime], str]
    """Called with the rows that came, how many there are in all, and now; empty when nobody is needed.

    The rows come without the names that would have to be asked for."""
    values: Mapping[str, Value] = field(default_factory=dict)
    asking: Mapping[str, Value] = field(default_factory=dict)
    """What makes the question cheaper than the list that is opened; beside `values`."""
    range: str = ""
    limit: int | None = None
    """Rows that are enough; None for all."""
    filter: str = ""
    """What the rows of the opened list have to pass besides, in the filter's language."""
    words: str = ""
    """What that filter shows, in words."""
    is_urgent: bool = True
    """Whether it waits for somebody; else it is only good to know."""
    asks: str = ""
    """The collection that is asked, when it is another one: a report, whose figures the line says."""
