"""The JSON Schema of a row, as the machine formats write it.

The vendor's part comes from the type that the row is decoded as, for a row that decodes is one that fits it: what may
be missing or null there may be so in the row, and a field that the type does not know is passed on as it came. On top
of that comes what the export changes (`tui.export.values`), and what is worked out, by the columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, Final, TypeAlias

import msgspec
from msgspec.structs import replace

from tui.core.collection import Collection, ParamKind
from tui.core.column import Column, Kind
from tui.core.reports.as_asked import as_asked
from tui.describing.schemas import admitting, inlined
from tui.export.values import unit_of_length
from tui.transport.numbers import Number, Whole

__all__ = ["row_schema", "unit_of"]

_Schema: TypeAlias = dict[str, Any]

_DERIVED: Final[dict[Kind, _Schema]] = {
    Kind.TEXT: {"type": ["string", "null"]},
    Kind.NUMBER: {"type": ["number", "null"]},
    Kind.TIME: {"type": ["string", "null"], "format": "date-time"},
    Kind.DURATION: {"type": ["number", "null"]},
    Kind.LIST: {"type": ["array", "null"], "items": {"type": "string"}},
    Kind.FLAG: {"type": ["boolean", "null"]},
}
"""What a value that Frontdesk worked out is in JSON; null where there is nothing to work it out from."""


_A_TIME: Final = "ISO 8601 with its offset; as the vendor wrote it where that cannot be read as an instant."


def row_schema(collection: Collection) -> _Schema:
    """Return the JSON Schema of a row of a collection.

    It is closed where nothing else can come: in a report, and where the row's type forbids other fields. A vendor may
    send more than anybody knows of, and it is passed on.
    """
    schema = _sent(collection)
    properties: _Schema = schema.setdefault("properties", {})
    for column in (*collection.columns, *_asked_for(collection)):
        if column.derived:
            _describe_derived(schema, column)
        else:
            _describe_sent(schema, column)
    for name, kind in collection.exported.items():
        unit = unit_of_length(name) if kind is Kind.DURATION else ""
        properties[name] = {**_in(unit), **_DERIVED[kind]}
    return schema


def unit_of(column: Column[Any]) -> str:
    """Return in which unit exports have a column's numbers; empty when they have none."""
    if column.unit or column.kind is not Kind.DURATION:
        return column.unit
    return unit_of_length(column.key) if column.derived else "min"


def _sent(collection: Collection) -> _Schema:
    if collection.sent is None:
        closed = {} if collection.report is None else {"additionalProperties": False}
        return {"type": "object", "properties": {}, **closed}
    return inlined(msgspec.json.schema(collection.sent(), schema_hook=_of_lax_number))


def _of_lax_number(kind: Any) -> _Schema:
    """Describe numbers that a vendor may write as text, `tui.transport.numbers`.

    Raises:
        NotImplementedError: for every other type; msgspec then says which.
    """
    if kind is Whole:
        return {"type": ["integer", "string", "null"]}
    if kind is Number:
        return {"type": ["number", "string", "null"]}
    raise NotImplementedError(kind)


def _asked_for(collection: Collection) -> Iterator[Column[Any]]:
    """Yield the columns that a report has besides, when it is asked for them: for somebody's name, for a comparison."""
    if collection.report is None:
        return
    known = {column.key for column in collection.columns}
    switches = [param for param in collection.params if param.kind in (ParamKind.FLAG, ParamKind.CHOICE)]
    for values in product(*([{}, *({param.name: each} for each in param.choices or (True,))] for param in switches)):
        question = {name: value for each in values for name, value in each.items()}
        for column in as_asked(collection, question, {}).columns:
            if column.key not in known:
                known.add(column.key)
                yield replace(column, always=False)


def _describe_derived(schema: _Schema, column: Column[Any]) -> None:
    value = dict(_DERIVED[column.kind])
    if column.always:
        value["type"] = next(kind for kind in value["type"] if kind != "null")
        schema["required"] = [*schema.get("required", ()), column.key]
    schema["properties"][column.key] = _described(value, column)


def _describe_sent(schema: _Schema, column: Column[Any]) -> None:
    """Say of a field that a vendor sends what its column is called, and what the export does to it."""
    parents, name = _parents(schema, column.key)
    for parent in parents:
        properties = parent.setdefault("properties", {})
        known = properties.get(name, {})
        if column.kind in (Kind.NUMBER, Kind.DURATION):  # a text that is a number comes out as one
            known = admitting(known, "number") if "string" in _types(known) else known
        properties[name] = _described(known, column)


def _described(schema: _Schema, column: Column[Any]) -> _Schema:
    told = {"description": _A_TIME} if column.kind is Kind.TIME and not column.derived else _in(unit_of(column))
    return {"title": column.label, **told, **schema}


def _in(unit: str) -> _Schema:
    return {"description": f"In {unit}."} if unit else {}


def _parents(schema: _Schema, path: str) -> tuple[list[_Schema], str]:
    """Return the schemas of the objects that have a column's field, and what it is called in them."""
    *way, name = path.split(".")
    found = [schema]
    for step in way:
        inner = [each.get("properties", {}).get(step.removesuffix("[]"), {}) for each in found]
        found = [each for one in inner for each in _objects(one)]
    return found, name.removesuffix("[]")


def _objects(schema: _Schema) -> Iterator[_Schema]:
    """Find the objects that a value can be, or that its elements can be."""
    for each in (schema, *schema.get("anyOf", ())):
        if "object" in _types(each) and "properties" in each:
            yield each
        elif "array" in _types(each) and isinstance(each.get("items"), dict):
            yield from _objects(each["items"])


def _types(schema: _Schema) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)
