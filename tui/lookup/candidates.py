"""What was read, as things that can be found: each once, with where it is to be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from msgspec import Struct

from tui.connections import Connection
from tui.core.collection import Opens
from tui.core.findable import Findable
from tui.core.place import Place
from tui.core.record import Record
from tui.core.text import clean
from tui.lookup.matching import Labels

__all__ = ["Candidate", "candidates", "named_in", "place_of"]


class Candidate(Struct, frozen=True):
    """Something that a text may stand for."""

    connection: str
    vendor: str
    """Its title, as the vendor spells it."""
    noun: tuple[str, str]
    title: str
    labels: Labels
    note: str = ""
    email: str = ""
    """A person's address; empty when it is none, or nobody knows it."""
    is_person: bool = False
    record_id: str = ""
    place: Place | None = None
    """Where it is to be seen; None when nothing leads there."""

    @property
    def key(self) -> tuple[object, ...]:
        """What is the same for two that are one thing: a serial number is in many runs."""
        if self.email:
            return self.connection, self.noun, self.email.casefold()
        where = (self.place.collection, tuple(sorted(self.place.values.items()))) if self.place else ()
        return self.connection, self.noun, self.title, where


def candidates(connection: Connection, findable: Findable[Any], records: Iterable[Record[Any]]) -> Iterator[Candidate]:
    """Make a candidate of each row that is such a thing; rows that cannot be read are none."""
    for record in records:
        value = record.value
        title = clean(findable.title(value) or "").strip() if value is not None else ""
        if not title:
            continue
        email = clean(findable.email(value) or "").strip() if findable.email is not None else ""
        ids = [*findable.ids(value)]
        yield Candidate(
            connection=connection.name,
            vendor=connection.vendor.title,
            noun=findable.noun,
            title=title,
            labels=Labels.of([title, *findable.known_as(value), email], ids),
            note=clean(findable.note(value)),
            email=email,
            is_person=findable.email is not None,
            record_id=record.id,
            place=place_of(connection, findable.look.collection, findable.opens, record),
        )


def place_of(
    connection: Connection,
    collection: str,
    opens: Callable[[Record[Any]], Place | None] | None,
    record: Record[Any],
) -> Place | None:
    """Return where a row leads: where it is said to, else where the collection's own rows lead."""
    if opens is not None:
        told = opens(record)
        return None if told is None else replace(told, connection=connection.name)
    own: Opens | None = connection.catalog.collection(collection).opens
    if own is None:
        return None
    return Place(
        connection.name,
        own.collection,
        own.values(record),
        range=own.range(record),
        where=own.filter(record),
        title=own.crumb(record),
    )


def named_in(connection: Connection, collection: str, record: Record[Any]) -> str:
    """Return the person whom a row names, by the address where it has one; empty where it names nobody."""
    if record.value is None:
        return ""
    naming = connection.catalog.finding().whom.get(collection)
    named = [clean(each).strip() for each in naming(record.value) if each] if naming is not None else []
    return next(filter(None, named), "")
