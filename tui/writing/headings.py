"""Which field of an action a file's column is for: as the vendor spells it, as people do, or as somebody says.

::

    exactly the field's own name, title or flag ──▶ what the vendor's field says it is also called
        ──▶ what such a thing is called in spreadsheets, in English and Swedish (`USUAL`)

Each field is taken once, by the column that names it best.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from tui.core.action import Action, Field, FieldKind
from tui.core.errors import UsageError
from tui.core.words import did_you_mean

__all__ = ["is_own_name", "mapped", "suggest", "unplaced"]

USUAL: Final[tuple[tuple[str, ...], ...]] = (
    (
        "E-mail",
        "Email",
        "Email address",
        "Mail",
        "Mail address",
        "E-post",
        "E-postadress",
        "Epostadress",
        "Mejl",
        "Mejladress",
        "Mailadress",
    ),
    ("First name", "Given name", "Forename", "Förnamn", "Tilltalsnamn"),
    ("Last name", "Surname", "Family name", "Efternamn"),
    ("Display name", "Shown name", "Visningsnamn"),
    ("Role", "Access", "Access level", "Permission", "Permission level", "Roll", "Behörighet", "Behörighetsnivå"),
    ("Team", "Team id", "Team name", "Lag", "Arbetslag"),
    ("Department", "Dept", "Avdelning"),
    ("Title", "Job title", "Position", "Titel", "Befattning"),
    ("Start", "Start time", "Started", "Starttid"),
    ("End", "End time", "Ended", "Sluttid"),
    ("Name", "Namn"),
)
"""Headings that mean the same; no field is looked for here that one of its own names does not lead to."""


def suggest(action: Action, header: Iterable[str]) -> dict[str, str]:
    """Guess which field each column is for, in whatever spelling; columns that fit nothing are left out.

    A pair's own column is `field.Key`, such as `set.Department`. A field that the vendor nests in another may be called
    with its place, such as `_summary._stopReason`. What a vendor suggests as a pair's key is found without the field.
    """
    columns = list(header)
    found: dict[str, str] = {}
    for names in (_own_names, _aliases, _usual_names):
        known = _unambiguous(action, names)
        for column in columns:
            field = known.get(_plain(column)) or (_nested(action, column) if names is _own_names else "")
            if field and column not in found and field not in found.values():
                found[column] = field
    return {column: found[column] for column in columns if column in found}


def mapped(
    action: Action, header: Sequence[str], guessed: Mapping[str, str], said: Iterable[str], *, file: str
) -> dict[str, str]:
    """Put what somebody said, as `field=Heading`, over what was guessed; an empty heading takes the field away.

    Raises:
        UsageError: when there is no such field, or no such column.
    """
    columns = dict(guessed)
    taken: dict[str, str] = {}
    for text in said:
        name, equals, heading = text.partition("=")
        if not equals:
            raise UsageError(f"“{text}” maps nothing.", way_out='Write field=Heading, such as email="Email Address".')
        field = _field_called(action, name.strip())
        columns = {column: each for column, each in columns.items() if each != field}
        if heading.strip():
            taken[_column_called(header, heading.strip(), file)] = field
    return {**columns, **taken}


def unplaced(action: Action, header: Iterable[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that are not sent, each with the field that it nearly names; empty when it names none."""
    plain = {_plain(name): name for field in action.fields for name in (field.name, field.title)}
    left = [column for column in header if column and column not in columns]
    return {
        column: next((plain[near] for near in get_close_matches(_plain(column), plain, 1, 0.8)), "") for column in left
    }


def is_own_name(action: Action, column: str) -> bool:
    """Tell whether a column is called as its field is, in whatever spelling: then nothing was guessed."""
    return _plain(column) in _unambiguous(action, _own_names) or bool(_nested(action, column))


# --- what a field is called -------------------------------------------------------------------------------------


def _own_names(field: Field) -> Iterator[tuple[str, str]]:
    yield field.title, field.name
    yield field.option, field.name
    yield field.name, field.name


def _aliases(field: Field) -> Iterator[tuple[str, str]]:
    for alias in field.aliases:
        yield alias, field.name
    if field.kind is FieldKind.PAIRS:
        for key in field.choices:
            yield key, f"{field.name}.{key}"


def _usual_names(field: Field) -> Iterator[tuple[str, str]]:
    for own, target in (*_own_names(field), *_aliases(field)):
        for group in USUAL:
            if _plain(own) in map(_plain, group):
                yield from ((name, target) for name in group)


def _unambiguous(action: Action, names: Callable[[Field], Iterator[tuple[str, str]]]) -> dict[str, str]:
    """Return which field each name stands for. The vendor's own names may overlap: the later field's wins."""
    known: dict[str, str] = {}
    unclear: set[str] = set()
    for field in action.fields:
        for name, target in names(field):
            if known.get(_plain(name), target) != target and names is not _own_names:
                unclear.add(_plain(name))
            known[_plain(name)] = target
    return {name: target for name, target in known.items() if name not in unclear}


def _nested(action: Action, column: str) -> str:
    """Return what a heading with a dot stands for; an empty text when it stands for nothing."""
    names = {field.name for field in action.fields}
    held = [field for field in action.fields if field.kind is FieldKind.PAIRS]
    pairs = {_plain(name): field.name for field in held for name in (field.option, field.name)}
    first, dot, key = column.partition(".")
    if dot and key.strip() in names and first.strip() not in names:
        return key.strip()
    return f"{pairs[_plain(first)]}.{key.strip()}" if dot and key.strip() and _plain(first) in pairs else ""


def _field_called(action: Action, name: str) -> str:
    known = _unambiguous(action, _own_names)
    field = known.get(_plain(name)) or _nested(action, name)
    if not field:
        names = [each.name for each in action.fields]
        near = did_you_mean(name, names, otherwise="Its fields are: {}.")
        raise UsageError(f"{action.name} has no field “{name}”.", way_out=near)
    return field


def _column_called(header: Sequence[str], heading: str, file: str) -> str:
    if heading in header:
        return heading
    alike = [column for column in header if _plain(column) == _plain(heading)]
    if len(alike) != 1:
        near = did_you_mean(heading, [*filter(None, header)], otherwise="Its columns are: {}.")
        raise UsageError(f"{file} has no column “{heading}”.", way_out=near)
    return alike[0]


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
