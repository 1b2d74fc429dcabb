"""What one member's screen says: who it is, with what machine, what the profile holds."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from tui.core.column import Column, Kind
from tui.core.present import ABSENT, exact, short
from tui.core.text import cell_width, clean, fit
from tui.vendors.virbela.api.models import User
from tui.vendors.virbela.catalog.users import USER
from tui.vendors.virbela.profiles.draft import FIXED, KEPT
from tui.vendors.virbela.screens.profiles.profile_format import value_text
from tui.widgets.line import TextPart

__all__ = ["TextLine", "beside", "identity_lines", "machine_lines", "muted", "profile_lines"]

TextLine = list[TextPart]

_IDENTITY: Final = ("email", "role", "teamId", "displayname", "profileLastUpdatedAt", "objectId")
_MACHINE: Final = ("hardware.device", "hardware.os", "hardware.processor", "hardware.ram", "hardware.gfx")
_LABEL: Final = 14
_INDENT: Final = "   "


def identity_lines(user: User, width: int, *, now: datetime, zone: tzinfo) -> list[TextLine]:
    """Write who it is."""
    return [*_fields(user, _IDENTITY, width, now=now, zone=zone), *_remarks(user, width)]


def machine_lines(user: User, width: int, *, now: datetime, zone: tzinfo) -> list[TextLine]:
    """Write the machine that the person was last seen with."""
    if user.hardware is None:
        return [_heading("Last seen with"), [(f"{_INDENT}Virbela has noted no machine for this person.", "muted")]]
    lines = [_heading("Last seen with"), *_fields(user, _MACHINE, width, now=now, zone=zone)]
    if user.hardware.hardware_id:
        lines += _line("Hardware id", user.hardware.hardware_id, width)
    return lines


def profile_lines(profile: Mapping[str, Any] | None, problem: str, width: int) -> list[TextLine]:
    """Write the fields of the profile that the campus made; what everybody has is said above."""
    lines = [_heading("Profile")]
    if profile is None:
        said = f"The profile could not be read. {problem}" if problem else "Being read."
        return [*lines, *muted(said, width)]
    own = {name: value for name, value in profile.items() if name not in KEPT and name not in FIXED}
    if not own:
        return [*lines, [(f"{_INDENT}None of the campus's own fields is set.", "muted")]]
    for name, value in own.items():
        lines += _line(name, value if isinstance(value, str) else value_text(value), width)
    return lines


def muted(text: str, width: int) -> list[TextLine]:
    """Write a sentence, folded to a width."""
    return [[(f"{_INDENT}{line}", "muted")] for line in textwrap.wrap(clean(text), max(width - 6, 20))]


def beside(left: Sequence[TextLine], right: Sequence[TextLine], width: int) -> list[TextLine]:
    """Put two blocks side by side, each in half of the width."""
    half = width // 2
    lines = []
    for index in range(max(len(left), len(right))):
        one = list(left[index]) if index < len(left) else []
        other = right[index] if index < len(right) else []
        gap = half - sum(cell_width(text) for text, _ in one)
        lines.append([*one, (" " * max(gap, 1), "plain"), *other])
    return lines


def _heading(text: str) -> TextLine:
    return [(f" {text}", "strong")]


def _fields(user: User, keys: Sequence[str], width: int, *, now: datetime, zone: tzinfo) -> list[TextLine]:
    lines = []
    for key in keys:
        column: Column[User] | None = USER.column(key)
        if column is not None:
            value = column.read(user)
            # Times in full: there is room for them here. Memory as the machine's maker would write it.
            text = (
                exact(value, column, zone=zone)
                if column.kind is Kind.TIME
                else short(value, column, now=now, zone=zone)
            )
            lines += _line(column.label, text, width)
    return lines


def _line(label: str, value: str, width: int) -> list[TextLine]:
    """Write a label and its value; a long value goes on under itself."""
    text = clean(value) or ABSENT
    label = clean(label)
    wide = max(_LABEL, min(cell_width(label), 20))
    folded = textwrap.wrap(text, max(width - wide - 7, 12)) or [ABSENT]
    first: TextLine = [(f"{_INDENT}{fit(label, wide)}  ", "muted"), (folded[0], "muted" if text == ABSENT else "plain")]
    rest: list[TextLine] = [[(f"{_INDENT}{' ' * wide}  {more}", "plain")] for more in folded[1:]]
    return [first, *rest]


def _remarks(user: User, width: int) -> list[TextLine]:
    if user.role != "suspended":
        return []
    said = "Suspended: cannot enter this campus. Reactivating lets them in again."
    folded = textwrap.wrap(said, max(width - 6, 20))
    return [[(f" ! {line}" if at == 0 else f"{_INDENT}{line}", "warning")] for at, line in enumerate(folded)]
