"""What of a vendor can be found by a few words, and what of it tells of one person, described as data.

A vendor lists both in its `finding`; the room `lookup` asks and matches, and neither face knows which vendor it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

from msgspec import Struct, field

from tui.core.collection import Value
from tui.core.place import Place
from tui.core.record import Record

__all__ = ["Findable", "Finding", "LookIn", "Trace"]

T = TypeVar("T")


class LookIn(Struct, frozen=True):
    """A question that is asked whenever somebody looks for something, so it must be cheap, and bounded."""

    collection: str
    asking: Mapping[str, Value] = field(default_factory=dict)
    """Parameters that make it cheaper, or let it reach further."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Parameters that a setting of the connection fills, by the setting's name; a list is parted by commas there."""
    text_param: str = ""
    """The parameter that what is looked for goes into, where the vendor itself does the looking; else rows are read
    and looked through here."""
    takes: str = r"\S+"
    """What a text must look like, all of it, to be asked as that parameter: a regular expression."""
    by: str = "their whole id"
    """What such a text is, in words that follow `are found by`."""
    range: str = ""
    limit: int = 1_000
    """Rows that are looked at, at the most."""
    reach: str = ""
    """How far it reaches, in words that follow what was read: `of the last 30 days`."""


def _nothing(_: Any) -> tuple[str, ...]:
    return ()


def _no_text(_: Any) -> str:
    return ""


class Findable(Struct, Generic[T], frozen=True):
    """A kind of thing that can be found by its name, its address or its id."""

    look: LookIn
    noun: tuple[str, str]
    """What one and several are called: `room`, `rooms`. The same words of two vendors stand under one heading."""
    title: Callable[[T], str | None]
    """What it is called; a row that has nothing there is no such thing."""
    known_as: Callable[[T], Iterable[str | None]] = _nothing
    """What else people know it by, its e-mail left out."""
    ids: Callable[[T], Iterable[str | None]] = _nothing
    """What it is found by only as a whole, besides the record's own id where that is the thing's."""
    email: Callable[[T], str | None] | None = None
    """For a person: the address, by which the vendors' people are known to be the same one. None for other things."""
    note: Callable[[T], str] = _no_text
    """What tells it from others of its name, a few words."""
    opens: Callable[[Record[T]], Place | None] | None = None
    """Where it is to be seen; None for where the collection's own rows lead."""


class Trace(Struct, Generic[T], frozen=True):
    """What of a collection tells of one person: where they were, what they did."""

    look: LookIn
    """With a `text_param` that takes the person's address, or an `id_param`, the vendor does the looking."""
    what: str
    """What one of them is: `attendance`, `run`."""
    when: Callable[[T], datetime | None]
    says: Callable[[T], str]
    """What happened, in a few words."""
    whose: Callable[[T], Iterable[str | None]] = _nothing
    """The addresses and names in a row that say whose it is; not read where the vendor does the looking."""
    id_param: str = ""
    """The parameter that takes the id which this vendor knows the person by."""
    opens: Callable[[Record[T]], Place | None] | None = None


class Finding(Struct, frozen=True):
    """What of a vendor can be found."""

    findables: tuple[Findable[Any], ...] = ()
    """What can be found by a few words."""
    traces: tuple[Trace[Any], ...] = ()
    """What tells of one person."""
    whom: Mapping[str, Callable[[Any], Iterable[str | None]]] = field(default_factory=dict)
    """By collection: whom a row names, the address before the name. Finding begins with that person."""
