"""What the details of a record list: declared columns exactly, then what else the vendor sent, large parts folded."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from tui.core.column import Column
from tui.core.present import exact
from tui.core.record import Record
from tui.core.rows.view import RecordView

__all__ = ["Entry", "entries_of", "holders"]

_FEW: Final = 8
"""A part with no more values than that is shown as it is; a larger one is folded."""


class Entry(Struct, frozen=True):
    """One thing that is listed."""

    label: str
    """A column's heading, or the vendor's whole path; empty for the line that heads the vendor's own fields."""
    text: str
    key: str = ""
    """The vendor's path; what a fold is known by."""
    is_open: bool | None = None
    """Whether a part that can be folded is open; None for a value."""
    is_problem: bool = False


def entries_of(record: Record[Any], view: RecordView | None, unfolded: Collection[str]) -> Iterator[Entry]:
    """Yield what there is to say of a record.

    Args:
        record: Which.
        view: Whose columns say how its values are called and written; None for none.
        unfolded: The paths of the parts that are open.
    """
    if record.problem:
        yield Entry("cannot be read", record.problem, is_problem=True)
    columns = view.columns if view is not None else ()
    if record.value is not None and view is not None:
        for column in columns:
            yield Entry(column.label, exact(column.read(record.value), column, zone=view.zone), column.key)
    others = list(_others(record, columns, unfolded))
    if others:
        yield Entry("", "As the vendor sent it")
    yield from others


def holders(record: Record[Any], words: str) -> frozenset[str]:
    """Return the paths of the parts in which a text stands, at any depth: those to open so that it can be seen."""
    found: set[str] = set()

    def walk(value: Any, path: str, around: tuple[str, ...]) -> None:
        children = list(_children(value, path))
        if not children:
            if words in f"{path} {_text(value)}".casefold():
                found.update(around)
            return
        for key, inner in children:
            walk(inner, key, (*around, path) if path else around)

    walk(record.fields(), "", ())
    return frozenset(found)


def _others(record: Record[Any], columns: Sequence[Column[Any]], unfolded: Collection[str]) -> Iterator[Entry]:
    """Yield the fields that no column shows, and the id: what the vendor's support will ask for."""
    shown = {column.key for column in columns} if record.value is not None else frozenset[str]()

    def walk(value: Any, path: str) -> Iterator[Entry]:
        children = list(_children(value, path))
        if not children:
            if path not in shown:
                yield Entry(path, _text(value), path)
            return
        if path and (isinstance(value, list) or _leaves(value) > _FEW):
            is_open = path in unfolded
            yield Entry(path, _size(value), path, is_open)
            if not is_open:
                return
        for key, inner in children:
            yield from walk(inner, key)

    if sent := record.fields():  # what we worked out ourselves, nobody has sent
        yield from walk(sent, "")


def _children(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield the parts of a value by their whole paths; a list of plain values is one value."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield (f"{path}.{key}" if path else str(key)), inner
    elif isinstance(value, list) and any(isinstance(each, dict | list) and each for each in value):
        for number, inner in enumerate(value, 1):
            yield f"{path}[{number}]", inner


def _leaves(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(map(_leaves, value.values()))
    return sum(map(_leaves, value)) if isinstance(value, list) else 1


def _size(value: Any) -> str:
    count = len(value)
    one, many = ("entry", "entries") if isinstance(value, list) else ("field", "fields")
    return f"{count:,} {one if count == 1 else many}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
