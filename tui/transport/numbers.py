"""Numbers as vendors write them: as a number, as text, as an empty text, or not at all.

Use `Number` and `Whole` as the type of a model's field::

    class Hardware(msgspec.Struct, rename="camel"):
        ram: Number = None      # 16, "16", "15.5" → float; "", null, missing → None; "15,44" → the row has a problem
        cores: Whole = None
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias

__all__ = ["Number", "Whole", "lax_number"]

if TYPE_CHECKING:
    Number: TypeAlias = float | None
    Whole: TypeAlias = int | None
else:

    class _FloatOrNone(type):
        """Makes msgspec's check of what the hook returned pass for both."""

        def __instancecheck__(cls, value: object) -> bool:
            return value is None or isinstance(value, float)

    class _IntOrNone(type):
        """Makes msgspec's check of what the hook returned pass for both."""

        def __instancecheck__(cls, value: object) -> bool:
            return value is None or (isinstance(value, int) and not isinstance(value, bool))

    class Number(metaclass=_FloatOrNone):
        """A number that may be written as text; absent when it is empty."""

    class Whole(metaclass=_IntOrNone):
        """A whole number that may be written as text; absent when it is empty."""


def lax_number(kind: Any, value: Any) -> float | int | None:
    """Read a `Number` or a `Whole`; msgspec's `dec_hook`, which turns a `ValueError` into the row's problem."""
    if kind is not Number and kind is not Whole:
        raise NotImplementedError(kind)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("Expected a number")
    return _whole(value) if kind is Whole else _number(value)


def _number(value: str | float) -> float:
    try:
        number = float(value)
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number) or (isinstance(value, str) and "_" in value):
        raise ValueError(f"Expected a number, got {value!r:.40}")
    return number


def _whole(value: str | float) -> int:
    number = _number(value)
    if not number.is_integer():
        raise ValueError(f"Expected a whole number, got {value!r:.40}")
    return int(value) if isinstance(value, str) and "." not in value and "e" not in value.lower() else int(number)
