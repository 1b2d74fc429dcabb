"""The file that says what stands on a page: TOML, read whole, with every mistake in it reported at once.

::

    title = "Monday"                  the page's title
    text = "For the meeting."         what stands under it

    [[parts]]
    connection = "line4"              whom to ask
    collection = "failing-steps"      what: as for “frontdesk get”
    title = "What fails"              instead of the collection's own
    text = "…"                        what is said of it
    range = "last week"               as it is typed anywhere
    parameters = { by = "version" }   by the names of the flags, or the vendor's own
    filter = "failed>0"
    sort = "-failed"
    columns = ["title", "failed"]
    limit = 10
    chart = true                      false leaves the chart out
    table = true                      false leaves the table out
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field

from tui.core.errors import UsageError
from tui.core.words import did_you_mean

__all__ = ["PageFile", "PartOfFile", "read_page_file"]


class PartOfFile(Struct, frozen=True):
    """One part, as the file has it."""

    place: int
    """1 for the first."""
    connection: str
    collection: str
    title: str = ""
    text: str = ""
    range: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    filter: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()
    limit: int | None = None
    chart: bool = True
    table: bool = True


class PageFile(Struct, frozen=True):
    """A page, as its file has it."""

    title: str
    text: str
    parts: tuple[PartOfFile, ...]
    """Those that are written as parts are."""
    mistakes: tuple[str, ...] = ()
    """What is wrong with how it is written. What the parts name is not looked up here, and may be wrong as well."""


_TEXT: Final = (lambda value: isinstance(value, str), "a text")
_FLAG: Final = (lambda value: isinstance(value, bool), "true or false")
_COUNT: Final = (lambda value: isinstance(value, int) and not isinstance(value, bool) and value > 0, "a number above 0")
_TEXTS: Final = (lambda value: isinstance(value, list) and all(isinstance(each, str) for each in value), "texts in [ ]")
_TABLE: Final = (lambda value: isinstance(value, dict), 'a table, such as { by = "day" }')

_Check = tuple[Callable[[Any], bool], str]

_OF_PAGE: Final[Mapping[str, _Check]] = {
    "title": _TEXT,
    "text": _TEXT,
    "parts": (
        lambda value: isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value),
        "written as [[parts]], once for each",
    ),
}
_OF_PART: Final[Mapping[str, _Check]] = {
    "connection": _TEXT,
    "collection": _TEXT,
    "title": _TEXT,
    "text": _TEXT,
    "range": _TEXT,
    "parameters": _TABLE,
    "filter": _TEXT,
    "sort": _TEXT,
    "columns": _TEXTS,
    "limit": _COUNT,
    "chart": _FLAG,
    "table": _FLAG,
}


def read_page_file(path: Path) -> PageFile:
    """Read a page's file, with what is wrong with how it is written.

    Raises:
        UsageError: when it cannot be read.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as failed:
        raise UsageError(
            f"{path} cannot be read: {failed.strerror or failed}.", way_out="Name the TOML file of a page."
        ) from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not in UTF-8.", way_out="Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as failed:
        raise UsageError(f"{path} is no TOML: {failed}.", way_out="“frontdesk report --help” has an example.") from None
    wrong_of = {place: list(_mistakes_of(place, part)) for place, part in _parts(values)}
    parts = tuple(_part(place, part) for place, part in _parts(values) if not wrong_of[place])
    mistakes = chain(_checked(values, _OF_PAGE, ("parts",), ""), *wrong_of.values())
    wrong = tuple(f"{path}: {each}" for each in mistakes)
    return PageFile(values.get("title") or path.stem, values.get("text", ""), parts, wrong)


def _parts(values: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    parts = values.get("parts")
    if isinstance(parts, list):
        yield from ((place, part) for place, part in enumerate(parts, start=1) if isinstance(part, dict))


def _part(place: int, values: Mapping[str, Any]) -> PartOfFile:
    columns = tuple(values.get("columns", ()))
    return PartOfFile(place, **{**values, "columns": columns})


def _mistakes_of(place: int, part: Mapping[str, Any]) -> Iterator[str]:
    return _checked(part, _OF_PART, ("connection", "collection"), f"part {place}, ")


def _checked(
    values: Mapping[str, Any], known: Mapping[str, _Check], needed: tuple[str, ...], where: str
) -> Iterator[str]:
    for key, value in values.items():
        if key not in known:
            yield f"{where}“{key}” is not known here. {did_you_mean(key, list(known))}"
        elif not known[key][0](value):
            yield f"{where}{key} must be {known[key][1]}."
    for key in needed:
        if key not in values:
            yield f"{where}{key} is missing."
