"""What `frontdesk find` writes: a row for each thing found, or for each thing that a person did."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TextIO, TypedDict

from tui.core.place import Place
from tui.core.text import cell_width, clean, fit
from tui.export.spreadsheet import defused
from tui.export.writers import json_text
from tui.lookup.finder import Hit
from tui.lookup.person import Event
from tui.lookup.reading import Clock

__all__ = ["DoneFields", "FoundFields", "event_rows", "hit_rows", "write_rows"]

_WIDEST: Final = 60
"""Cells of a table's column at the most, the last one excepted."""


class Where(TypedDict):
    """Where something is to be seen, as `get` asks there; nothing where nothing leads there."""

    collection: str | None
    values: dict[str, str | int | bool | list[str]] | None
    range: str | None
    filter: str | None


class FoundFields(Where):
    """Something found, as JSON has it."""

    connection: str
    vendor: str
    kind: str
    title: str
    email: str | None
    note: str
    fit: str


class DoneFields(Where):
    """Something that a person did, as JSON has it."""

    connection: str
    vendor: str
    kind: str
    when: str | None
    what: str
    known_by: str


_WHERE: Final[tuple[str, ...]] = ("collection", "values", "range", "filter")
_FOUND: Final[tuple[str, ...]] = ("connection", "vendor", "kind", "title", "email", "note", "fit", *_WHERE)
_DONE: Final[tuple[str, ...]] = ("connection", "vendor", "kind", "when", "what", "known_by", *_WHERE)
_SHOWN: Final = {
    _FOUND: (("Connection", "connection"), ("Kind", "kind"), ("Name", "title"), ("E-mail", "email"), ("What", "note")),
    _DONE: (("When", "when"), ("Connection", "connection"), ("Kind", "kind"), ("What", "what")),
}
"""What a table shows of each."""


def hit_rows(hits: Iterable[Hit], clock: Clock) -> list[FoundFields]:
    """Make a row of each thing found, in the order given."""
    return [
        {
            "connection": hit.candidate.connection,
            "vendor": hit.candidate.vendor,
            "kind": hit.candidate.noun[0],
            "title": hit.candidate.title,
            "email": hit.candidate.email or None,
            "note": hit.candidate.note,
            "fit": hit.fit.name.lower(),
            **_where(hit.candidate.place, clock),
        }
        for hit in hits
    ]


def event_rows(events: Iterable[Event], clock: Clock) -> list[DoneFields]:
    """Make a row of each thing done, in the order given."""
    return [
        {
            "connection": event.connection,
            "vendor": event.vendor,
            "kind": event.what,
            "when": event.when.astimezone(clock.zone).isoformat(timespec="seconds") if event.when else None,
            "what": event.says,
            "known_by": event.knowing.value,
            **_where(event.place, clock),
        }
        for event in events
    ]


def write_rows(rows: Sequence[FoundFields] | Sequence[DoneFields], form: str, stream: TextIO, *, person: bool) -> None:
    """Write rows of either kind.

    Args:
        rows: Which.
        form: `table`, `json`, `jsonl` or `csv`.
        stream: Where to.
        person: Whether they are what a person did.
    """
    plain: list[Mapping[str, Any]] = [*rows]
    keys = _DONE if person else _FOUND
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(**({"errors": "replace"} if form == "table" else {"encoding": "utf-8"}))
    match form:
        case "json":
            stream.write(json_text(plain, indent=2) + "\n")
        case "jsonl":
            stream.writelines(json_text(row) + "\n" for row in plain)
        case "csv":
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(keys)
            writer.writerows([_cell(row[key]) for key in keys] for row in plain)
        case _:
            _write_table(plain, keys, stream)


def _where(place: Place | None, clock: Clock) -> Where:
    if place is None:
        return {"collection": None, "values": None, "range": None, "filter": None}
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in place.values.items()}
    return {
        "collection": place.collection,
        "values": values,
        "range": place.range_text(clock.zone) or None,
        "filter": place.where or None,
    }


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return defused(value) if isinstance(value, str) else json_text(value)


def _write_table(rows: Sequence[Mapping[str, Any]], keys: tuple[str, ...], stream: TextIO) -> None:
    if not rows:
        return
    columns = _SHOWN[keys]
    lines = [[heading for heading, _ in columns]]
    lines += [[clean(str(row[key] or "")) for _, key in columns] for row in rows]
    widths = [min(_WIDEST, max(cell_width(line[place]) for line in lines)) for place in range(len(columns))]
    for line in lines:
        cells = [fit(cell, width) for cell, width in zip(line[:-1], widths[:-1], strict=True)]
        stream.write("  ".join([*cells, line[-1]]).rstrip() + "\n")
