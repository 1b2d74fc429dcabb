"""Keep one copy of what rows repeat: roles, teams, devices. Of a hundred thousand people that is a third of the memory.

JSON decoders make each text anew, and a row with ten of them takes more memory for its texts than they have letters.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Final

import msgspec

__all__ = ["WORTH_IT", "share_texts"]

WORTH_IT: Final = 64
"""Rows below which there is little to be had."""
_FEW: Final = 4 / 5
"""A field is shared when at most this part of its texts are different ones."""


def share_texts(values: Sequence[Any]) -> None:
    """Let rows of one type share the texts that they repeat, also those in their parts. What they hold stays the same.

    Args:
        values: Rows as they were decoded, with None for what is not there; what are no structs stay as they are.
    """
    present = [value for value in values if value is not None]
    if len(present) < WORTH_IT or not isinstance(present[0], msgspec.Struct):
        return
    if len(set(map(type, present))) > 1:
        return
    for name in present[0].__struct_fields__:
        held = [value for value in map(attrgetter(name), present) if value is not None]
        if held and isinstance(held[0], msgspec.Struct):
            share_texts(held)
        elif set(map(type, held)) == {str} and len(set(held)) <= len(held) * _FEW:
            _share(present, name)


def _share(rows: Sequence[Any], name: str) -> None:
    replace, one_of = msgspec.structs.force_setattr, sys.intern
    for row, value in zip(rows, map(attrgetter(name), rows), strict=True):
        if value is not None:
            # Python's own table forgets a text once nobody holds it any more.
            replace(row, name, one_of(value))
