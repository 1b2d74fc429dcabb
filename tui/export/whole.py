"""Which of a vendor's numbers are whole ones: by the type that a row is decoded as, not by what happens to be sent."""

from __future__ import annotations

from typing import Any

from tui.core.collection import Collection

__all__ = ["whole_fields"]


def whole_fields(collection: Collection) -> frozenset[str]:
    """Return the paths of a collection's fields that hold whole numbers: `instance`, `hardware.ram`."""
    if collection.sent is None:
        return frozenset()
    import msgspec

    return frozenset(_whole(msgspec.inspect.type_info(collection.sent()), ""))


def _whole(info: Any, path: str) -> list[str]:
    from msgspec import inspect

    from tui.transport.numbers import Whole

    match info:
        case inspect.IntType():
            return [path]
        case inspect.CustomType():
            kind: Any = info.cls
            return [path] if kind is Whole else []
        case inspect.UnionType(types=kinds):
            held = [kind for kind in kinds if not isinstance(kind, inspect.NoneType)]
            return _whole(held[0], path) if len(held) == 1 else []
        case inspect.StructType(fields=fields):
            return [
                each for field in fields for each in _whole(field.type, f"{path}.{field.encode_name}".removeprefix("."))
            ]
        case _:
            return []
