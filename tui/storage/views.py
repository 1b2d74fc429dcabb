"""Saved views: a name for a place and how it is looked at, in `views.toml` beside the config; people write there too.

::

    include = ["/srv/desk/views.toml"]    # other files, a team's for example; a path starts beside this file

    [long-stays]
    connection = "campus"
    collection = "attendance"
    values = { roomId = "…" }             # by the vendor's parameter names
    range = "last week"                   # as it was typed: it is worked out anew each time
    where = "stay>2h"
    sort = "-stay"
    columns = ["name", "stay"]
    tab = "People"

Frontdesk writes to its own file alone, one table at a time. Of two views of one name the file's own wins.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from tui.core.errors import UsageError
from tui.core.place import Place
from tui.core.words import did_you_mean
from tui.storage.atomic import write_atomic
from tui.storage.lock import locked
from tui.storage.toml_tables import NotUnderstood, renamed_table, with_table, without_table

__all__ = ["SavedView", "Views", "ViewsFile", "check_name"]

_INCLUDE: Final = "include"
_NAME: Final = re.compile(r"\w[\w .-]{0,58}[\w.-]|\w")
_TEXTS: Final = ("connection", "collection", "range", "where", "sort", "tab")
_KEYS: Final = (*_TEXTS, "values", "columns")


class SavedView(Struct, frozen=True):
    """A name for a place."""

    name: str
    link: Place
    file: Path
    """Where it stands: only those of one's own file can be changed here."""


class Views(Struct, frozen=True):
    """What the files have."""

    all: tuple[SavedView, ...] = ()
    """In the order of the files, each name once."""
    problems: tuple[str, ...] = ()
    """What could not be read, a sentence each; it costs nothing else."""

    def find(self, name: str) -> SavedView | None:
        """Return the view of that name; None when there is none."""
        return next((view for view in self.all if view.name == name), None)

    def named(self, name: str) -> SavedView:
        """Return the view of that name.

        Raises:
            UsageError: when there is none; names the one that was meant.
        """
        if view := self.find(name):
            return view
        known = [view.name for view in self.all]
        way_out = did_you_mean(name, known) if known else "In the app, “save as a view” makes one."
        raise UsageError(f"There is no view “{name}”.", way_out=" ".join((way_out, *self.problems)))


def check_name(name: str, connections: Mapping[str, Any]) -> None:
    """Raise UsageError when a view cannot be called that: it must be a word of the command line, and no connection."""
    if not _NAME.fullmatch(name) or name == _INCLUDE:
        raise UsageError("A view cannot be called that.", way_out="Use letters, digits, blanks, “-”, “_” and “.”.")
    if name in connections:
        raise UsageError(f"“{name}” is a connection.", way_out="Give the view another name.")


class ViewsFile:
    """One's own file, and those that it includes. Reading makes nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Views:
        """Return what there is; what cannot be read is said among the problems."""
        found: dict[str, SavedView] = {}
        problems: list[str] = []
        for view in _read(self.path, problems, seen=()):
            found.setdefault(view.name, view)
        return Views(tuple(found.values()), tuple(problems))

    def save(self, name: str, link: Place) -> None:
        """Set a view, in place of the one of that name or at the end.

        Raises:
            UsageError: when the file cannot be changed; it is then as it was.
        """
        table: dict[str, Any] = {key: getattr(link, key) for key in _TEXTS if getattr(link, key)}
        if link.values:
            table["values"] = {
                key: list(each) if isinstance(each, tuple) else each for key, each in link.values.items()
            }
        if link.columns:
            table["columns"] = list(link.columns)
        ordered: dict[str, Any] = {
            key: table[key] for key in ("connection", "collection", "values", *_KEYS) if key in table
        }
        self._change(lambda text: with_table(text, name, ordered))

    def delete(self, name: str) -> None:
        """Take a view out.

        Raises:
            UsageError: when the file cannot be changed; it is then as it was.
        """
        self._change(lambda text: without_table(text, name))

    def rename(self, name: str, other: str) -> None:
        """Call a view otherwise.

        Raises:
            UsageError: when there is one of that name, or the file cannot be changed; it is then as it was.
        """
        if self.read().find(other) is not None:
            raise UsageError(f"There is a view “{other}” already.", way_out="Give it another name.")
        self._change(lambda text: renamed_table(text, name, other))

    def _change(self, change: Callable[[str], str]) -> None:
        try:
            with locked(self.path):
                text = self.path.read_text("utf-8") if self.path.exists() else ""
                mode = self.path.stat().st_mode & 0o777 if text else 0o600
                write_atomic(self.path, change(text))
                if mode != 0o600:
                    self.path.chmod(mode)  # whoever lets a team read it goes on doing so
        except (NotUnderstood, ValueError):
            wrong = f"{self.path} is written in a way that cannot be changed here."
            raise UsageError(wrong, way_out="Change it in an editor.") from None
        except OSError as failed:
            raise UsageError(f"{self.path} cannot be written: {failed.strerror or failed}.") from None


def _read(path: Path, problems: list[str], *, seen: tuple[Path, ...]) -> Iterator[SavedView]:
    """Yield the views of a file, then those of the files that it includes."""
    try:
        tables = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        if seen:
            problems.append(f"{path}: There is no such file.")
        return
    except (OSError, ValueError, RecursionError) as failed:
        problems.append(f"{path}: The views cannot be read: {getattr(failed, 'strerror', None) or failed}.")
        return
    include = tables.pop(_INCLUDE, [])
    for name, table in tables.items():
        try:
            yield SavedView(name, _place_of(table), path)
        except ValueError as wrong:
            problems.append(f"{path}: The view “{name}” cannot be read: {wrong}.")
    if not isinstance(include, list) or not all(isinstance(each, str) for each in include):
        problems.append(f'{path}: {_INCLUDE} is a list of files, such as ["team-views.toml"].')
        return
    for each in include:
        further = path.parent / Path(each).expanduser()
        if further in (*seen, path):
            problems.append(f"{path}: {further} leads back to itself.")
        else:
            yield from _read(further, problems, seen=(*seen, path))


def _place_of(table: object) -> Place:
    """Read a place from a table.

    Raises:
        ValueError: saying what is wrong.
    """
    if not isinstance(table, dict):
        raise ValueError("it is no table")
    for key, value in table.items():
        if key not in _KEYS:
            raise ValueError(f"“{key}” is not known there; known are {', '.join(_KEYS)}")
        if key in _TEXTS and not isinstance(value, str):
            raise ValueError(f"{key} is no text")
    for key in ("connection", "collection"):
        if not table.get(key):
            raise ValueError(f"{key} is missing")
    values, columns = table.get("values", {}), table.get("columns", [])
    if not isinstance(values, dict) or not all(_is_value(each) for each in values.values()):
        raise ValueError('values is no table of texts, such as { roomId = "…" }')
    if not isinstance(columns, list) or not all(isinstance(each, str) for each in columns):
        raise ValueError("columns is no list of texts")
    return Place(
        **{key: table.get(key, "") for key in _TEXTS},
        values={key: tuple(each) if isinstance(each, list) else each for key, each in values.items()},
        columns=tuple(columns),
    )


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, str) and each for each in value)
    return isinstance(value, str | int) and value != ""
