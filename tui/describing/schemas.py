"""JSON Schema in the form in which the document has it: no references, types in one list."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import msgspec

__all__ = ["admitting", "inlined", "schema_of_ours"]

_Schema: TypeAlias = dict[str, Any]

_DROPPED: Final = ("title", "default", "$defs", "contentEncoding")
"""What says nothing here: a Python class's name, what Python has for a field that is missing."""


def schema_of_ours(kind: Any) -> _Schema:
    """Return the JSON Schema of a type that is wholly ours: nothing comes that it does not name."""
    closed: _Schema = _closed(inlined(msgspec.json.schema(kind)))
    return closed


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    return (
        {**closed, "additionalProperties": False}
        if schema.get("type") == "object" and "properties" in schema
        else closed
    )


def inlined(schema: _Schema) -> _Schema:
    """Return what msgspec says of a type with every reference replaced by what it leads to.

    A type that holds itself has no such form; none of ours does.
    """
    return _plain(schema, schema.get("$defs", {}))


def admitting(schema: _Schema, kind: str) -> _Schema:
    """Return a schema that lets another simple type through."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return {**schema, "type": kinds if kind in kinds else [*kinds, kind]}


def _plain(schema: _Schema, defined: _Schema) -> _Schema:
    if "$ref" in schema:
        return _plain(defined[schema["$ref"].rpartition("/")[2]], defined)
    plain = {key: _within(key, value, defined) for key, value in schema.items() if key not in _DROPPED}
    if not plain.get("required", True):
        del plain["required"]
    return _without_needless_choice(plain)


def _within(key: str, value: Any, defined: _Schema) -> Any:
    match value:
        case dict() if key == "properties":
            return {name: _plain(each, defined) for name, each in value.items()}
        case dict():
            return _plain(value, defined)
        case list() if key in ("anyOf", "oneOf", "allOf", "prefixItems"):
            return [_plain(each, defined) for each in value]
        case _:
            return value


def _without_needless_choice(schema: _Schema) -> _Schema:
    """Write a choice between simple types as a list of types: `{"type": ["string", "null"]}`."""
    choice = schema.get("anyOf")
    if choice is None or not all(set(each) == {"type"} for each in choice):
        return schema
    kinds = [kind for each in choice for kind in (each["type"] if isinstance(each["type"], list) else [each["type"]])]
    return {"type": list(dict.fromkeys(kinds)), **{key: value for key, value in schema.items() if key != "anyOf"}}
