"""What a write will change, line by line: what is there, and what will be.

What cannot be seen is visible as in JSON, for it is sent all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from tui.core.action import Action, Field, FieldKind, Values
from tui.core.text import visible
from tui.writing.fields import written, written_pair

__all__ = ["UNSET", "Change", "changes"]

UNSET: Final = "(unset)"
"""What stands for a field that is not there: not the same as an empty one."""

_MISSING: Final = object()


class Change(Struct, frozen=True):
    """One line of the diff."""

    title: str
    before: str | None
    """What is there; None when nobody looked."""
    after: str
    name: str = ""
    """The vendor's name of the action's field."""

    def __str__(self) -> str:
        return f"{self.title}: {self.after}" if self.before is None else f"{self.title}: {self.before} → {self.after}"


def changes(action: Action, values: Values, before: Mapping[str, Any] | None) -> tuple[Change, ...]:
    """Compare the values with what was read; without that, list them.

    A pair stands for the field that it names, and a list beside pairs names the fields that are emptied. Where an
    action takes several kinds of pairs, each says of which kind it is.
    """
    kinds = sum(field.kind is FieldKind.PAIRS for field in action.fields)
    has_pairs = kinds > 0
    found: list[Change] = []
    for field in action.fields:
        if field.name not in values:
            continue
        value = values[field.name]
        if isinstance(value, Mapping):
            mark = f" ({field.title.lower()})" if kinds > 1 else ""
            found += [
                Change(f"{visible(key)}{mark}", _there(before, key), _shown(inner), field.name)
                for key, inner in value.items()
            ]
        elif isinstance(value, tuple) and has_pairs and before is not None:
            found += [Change(visible(name), _there(before, name), UNSET, field.name) for name in value]
        else:
            found.append(_plain(field, value, before))
    return tuple(found)


def _plain(field: Field, value: Any, before: Mapping[str, Any] | None) -> Change:
    there = None if before is None or field.name not in before else _shown(before[field.name])
    # What is there already names the thing rather than changing it: the id and the e-mail of somebody to be deleted.
    return (
        Change(field.title, None, visible(written(value)), field.name)
        if there in (None, _shown(value))
        else Change(field.title, there, _shown(value), field.name)
    )


def _there(before: Mapping[str, Any] | None, name: str) -> str | None:
    if before is None:
        return None
    value = before.get(name, _MISSING)
    return UNSET if value is _MISSING else _shown(value)


def _shown(value: Any) -> str:
    """Write a value so that its type can be told: the text “9” is in quotes, the number is not."""
    if isinstance(value, tuple):
        return visible("; ".join(map(str, value)))
    return visible(written_pair("", value).removeprefix("=")) or '""'
