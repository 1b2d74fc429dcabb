"""What somebody means to change in a member's profile, before anything is sent.

A field is there with a value, or it is not there at all (unset): an empty text is a value. What a field holds keeps
its kind: where a number was, a number is typed, unless the user says that it is to be something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, Final

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from tui.core.action import FieldValue, Values
from tui.core.errors import UsageError
from tui.core.record import Record
from tui.core.words import NO, YES
from tui.writing.fields import read_typed

__all__ = [
    "FIXED",
    "KEPT",
    "Clash",
    "Draft",
    "Holds",
    "changed_since_write",
    "clashes",
    "draft_of",
    "field_order",
    "holds",
    "known_fields",
    "same",
    "sameness",
    "typed",
]

FIXED: Final = ("updatedAt", "userId")
"""Fields that the vendor keeps itself; the rest may be tried, and the vendor may refuse."""

KEPT: Final = ("firstname", "lastname", "email")
"""Fields that every profile has. They may be changed and not unset: nobody is without a name and an address."""


class Holds(Enum):
    """What kind of value a field holds."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "yes or no"
    JSON = "JSON"


def holds(value: object) -> Holds:
    """Tell what kind a value is of."""
    match value:
        case bool():
            return Holds.FLAG
        case int() | float():
            return Holds.NUMBER
        case str():
            return Holds.TEXT
        case _:
            return Holds.JSON


def typed(kind: Holds, text: str) -> Any:
    """Read what was typed as a value of a kind.

    Raises:
        UsageError: when it is none of that kind.
    """
    match kind:
        case Holds.TEXT:
            return text
        case Holds.NUMBER:
            number = read_typed(text.strip())
            if isinstance(number, bool) or not isinstance(number, (int, float)):
                raise UsageError(f"“{text}” is no number.", way_out="Write digits, with a point for decimals.")
            return number
        case Holds.FLAG:
            word = text.strip().casefold()
            if word not in YES | NO:
                raise UsageError(f"“{text}” is neither yes nor no.", way_out="Write yes or no.")
            return word in YES
        case Holds.JSON:
            return _read_json(text)


def _read_json(text: str) -> Any:
    try:
        value = msgspec.json.decode(text)
    except msgspec.DecodeError as wrong:
        raise UsageError(f"This is no JSON: {wrong}.", way_out='Write such as ["a", "b"].') from wrong
    if value is None:
        raise UsageError("null is no value.", way_out="To empty the field, unset it.")
    return value


def same(one: object, other: object) -> bool:
    """Tell whether two values are the same to the vendor: 1 is not true, nor is the text “1”."""
    return sameness(one) == sameness(other)


def sameness(value: object) -> bytes:
    """Return what two values have in common exactly when they are the same to the vendor."""
    return msgspec.json.encode(value, order="deterministic")


class Draft(Struct, frozen=True):
    """Changes to one profile. Every method returns another draft."""

    base: Mapping[str, Any]
    """The profile as it was read."""
    update: Mapping[str, Any] = field(default_factory=dict)
    """New values by field; never what is there already."""
    unset: tuple[str, ...] = ()
    """Fields to take away; each of them is there."""
    blind: bool = False
    """Nobody looked at what is there, as with many profiles at once: then any value is a change."""

    def __len__(self) -> int:
        """How many fields change."""
        return len(self.update) + len(self.unset)

    def has(self, name: str) -> bool:
        """Whether a field changes."""
        return name in self.update or name in self.unset

    def put(self, name: str, value: Any) -> Draft:
        """Set a field; to what it holds already is no change.

        Raises:
            UsageError: when the vendor keeps this field itself.
        """
        _may_change(name)
        plain = self.leave(name)
        if not self.blind and name in self.base and same(self.base[name], value):
            return plain
        return replace(plain, update={**plain.update, name: value})

    def take_away(self, name: str) -> Draft:
        """Unset a field; one that is not there stays as it is.

        Raises:
            UsageError: when it cannot be unset.
        """
        _may_change(name)
        if name in KEPT:
            raise UsageError(f"“{name}” cannot be unset: every profile has one.", way_out="Type another value instead.")
        plain = self.leave(name)
        return replace(plain, unset=(*plain.unset, name)) if self.blind or name in self.base else plain

    def leave(self, name: str) -> Draft:
        """Leave a field as it is."""
        update = {other: value for other, value in self.update.items() if other != name}
        return replace(self, update=update, unset=tuple(other for other in self.unset if other != name))

    def onto(self, found: Mapping[str, Any]) -> Draft:
        """Return the same changes to what is there now; those that somebody else has made already are none any more."""
        update = {n: v for n, v in self.update.items() if n not in found or not same(found[n], v)}
        return Draft(found, update, tuple(name for name in self.unset if name in found))

    def values(self, user_id: str) -> Values:
        """Return what the action takes: only what changes."""
        given: dict[str, FieldValue] = {"userId": user_id}
        if self.update:
            given["update"] = dict(self.update)
        if self.unset:
            given["unset"] = self.unset
        return given


def _may_change(name: str) -> None:
    if name in FIXED:
        raise UsageError(f"“{name}” is kept by Virbela itself.", way_out="It cannot be changed here.")


def draft_of(values: Values) -> Draft:
    """Read the action's values back as a draft of a profile that nobody looked at."""
    update, unset = values.get("update"), values.get("unset")
    return Draft(
        {},
        update if isinstance(update, Mapping) else {},
        tuple(unset) if isinstance(unset, tuple) else (),
        blind=True,
    )


def changed_since_write(values: Values, found: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields that a write changed and that are no longer as it left them."""
    left = draft_of(values)
    # The vendor may keep an empty text as no field at all.
    others = [name for name, value in left.update.items() if not same(found.get(name, ""), value)]
    return (*others, *(name for name in left.unset if name in found))


class Clash(Struct, frozen=True):
    """A field that somebody else changed since it was read. Absence from a mapping is “unset”."""

    name: str
    seen: Mapping[str, Any]
    """As it was read: the name and its value, or empty."""
    found: Mapping[str, Any]
    """As it is now."""
    mine: bool
    """Whether the draft changes it too."""


def clashes(draft: Draft, found: Mapping[str, Any]) -> tuple[Clash, ...]:
    """Return what somebody else changed, the fields of the draft first."""
    moved = [
        name
        for name in dict.fromkeys((*draft.base, *found))
        if name not in FIXED and _part(draft.base, name) != _part(found, name)
    ]
    all_of_them = [
        Clash(
            name,
            {name: draft.base[name]} if name in draft.base else {},
            {name: found[name]} if name in found else {},
            draft.has(name),
        )
        for name in moved
    ]
    return tuple(sorted(all_of_them, key=lambda clash: not clash.mine))


def _part(profile: Mapping[str, Any], name: str) -> bytes | None:
    return sameness(profile[name]) if name in profile else None


def known_fields(records: Iterable[Record[Any]]) -> dict[str, Holds]:
    """Return the campus's own fields and what each holds, in order of first appearance; mixed values are text.

    A profile that the vendor could not read itself tells nothing: what it has are the vendor's words about it.
    """
    known: dict[str, Holds] = {}
    for record in records:
        for name, value in ({} if record.problem else record.value or {}).items():
            if name not in FIXED and name not in KEPT and value is not None:
                kind = holds(value)
                known[name] = kind if known.get(name, kind) is kind else Holds.TEXT
    return known


def field_order(profile: Mapping[str, Any], known: Mapping[str, Holds]) -> tuple[str, ...]:
    """Return all fields that an editor shows: names first, then the campus's own, then what the vendor keeps."""
    own = [name for name in (*known, *profile) if name not in KEPT and name not in FIXED]
    return (*KEPT, *dict.fromkeys(own), *(name for name in FIXED if name in profile))
