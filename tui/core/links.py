"""A place in Frontdesk as one line of text: a link, and the words of `get` that ask the same.

::

    campus/rooms                                   a collection
    campus/attendance/ROOM?from=7d                 what it is asked for by id, and since when
    line4/runs?progress=Ongoing&where=failed>0     parameters, filter

Behind the question mark stand the flags of `get` without their dashes, parted by `&`: the collection's own parameters,
`from` and `to`, `where`, `sort`, `columns`; besides `range` for a range in one piece, and `tab` for the view of the
rows. What `&`, `%`, `#`, `/` and the like would be mistaken for is written as in an address: `%26`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final
from urllib.parse import quote, unquote

from tui.core.collection import Collection, Param, ParamKind, RangeUse, Value
from tui.core.errors import UsageError
from tui.core.place import Place
from tui.core.reports.as_asked import as_asked
from tui.core.rows.filters import parse_filter
from tui.core.time.ranges import parse_bounds, parse_range
from tui.core.time.time_range import TimeRange
from tui.core.vendor import Catalog
from tui.core.words import NO, YES, did_you_mean, one_of

__all__ = ["RESERVED", "check_link", "check_tab", "get_words", "link_text", "parse_link", "span_of"]

RESERVED: Final = ("from", "to", "range", "where", "sort", "columns", "tab")
"""What a link says besides the collection's own parameters."""

_EXAMPLE: Final = "A link reads CONNECTION/COLLECTION or CONNECTION/COLLECTION/ID?from=7d."

_LENGTH: Final = re.compile(r"\d+\s*(?:min|mo|[dhwy])")
"""A range that says how long: that long before now, until now."""

_PATH_SAFE: Final = "@:,+"
_VALUE_SAFE: Final = "@:,+/<>!*()|."


# --- reading --------------------------------------------------------------------------------------------------------


def parse_link(text: str, catalog: Callable[[str], Catalog]) -> Place:
    """Read a link.

    Args:
        text: As it was typed or pasted.
        catalog: Returns what a connection can be asked, by the connection's name.

    Raises:
        UsageError: when it leads nowhere; says what would be right.
    """
    path, _, query = text.strip().partition("?")
    names = [unquote(part) for part in path.strip("/").split("/")]
    if len(names) < 2 or not all(names):
        raise UsageError(f"“{text.strip()}” is no link.", way_out=_EXAMPLE)
    connection, name, *ids = names
    collection = catalog(connection).collection(name)
    link = Place(connection, collection.name)
    values: dict[str, list[str]] = {}
    if ids:
        values[_id_param(collection, connection, ids).name] = [ids[0]]
    ends: dict[str, str] = {}
    for key, raw in _pairs(query):
        value = unquote(raw)
        if key not in RESERVED:
            values.setdefault(_param(key, collection).name, []).append(value)
        elif key in ends:
            raise UsageError(f"“{key}” is given twice.", way_out=_EXAMPLE)
        else:
            ends[key] = raw if key == "columns" else value
    return replace(
        link,
        values={each.name: _read(each, values[each.name]) for each in collection.params if each.name in values},
        range=_range_of(ends),
        where=ends.get("where", ""),
        sort=ends.get("sort", ""),
        columns=tuple(unquote(each) for each in ends.get("columns", "").split(",") if each),
        tab=ends.get("tab", ""),
    )


def _pairs(query: str) -> Iterator[tuple[str, str]]:
    for part in query.split("&") if query else ():
        key, equals, raw = part.partition("=")
        if not equals or not raw:
            raise UsageError(f"“{unquote(part)}” gives no value.", way_out=f"Write {key or 'from'}=VALUE.")
        yield unquote(key), raw


def _id_param(collection: Collection, connection: str, ids: Sequence[str]) -> Param:
    """Return the parameter that the third part of a link fills: the id's, else the only one that is needed."""
    param = _short(collection)
    place = f"{connection}/{collection.name}"
    if param is None:
        options = [each.option for each in collection.params]
        way_out = f"Write {place}?{options[0]}=VALUE." if options else f"Write {place}."
        raise UsageError(f"{collection.title} has nothing to be opened by one id.", way_out=way_out)
    if len(ids) > 1:
        way_out = f"A slash within an id is written %2F: {place}/{quote('/'.join(ids), safe=_PATH_SAFE)}."
        raise UsageError("A link has three parts at the most.", way_out=way_out)
    return param


def _short(collection: Collection) -> Param | None:
    """Return the parameter whose value may stand behind the collection's name."""
    needed = [param for param in collection.params if param.required]
    own = [param for param in collection.params if param.name == collection.id_param] or needed
    return own[0] if len(own) == 1 and own[0].kind in (ParamKind.TEXT, ParamKind.LIST) else None


def _param(key: str, collection: Collection) -> Param:
    for param in collection.params:
        if key in (param.option, param.name):
            return param
    known = [*(param.option for param in collection.params), *RESERVED]
    raise UsageError(f"{collection.title} cannot be asked with “{key}”.", way_out=did_you_mean(key, known))


def _read(param: Param, texts: Sequence[str]) -> Value:
    if param.kind is ParamKind.LIST:
        return tuple(one_of(each, param.choices) for each in texts) if param.choices else tuple(texts)
    if len(texts) > 1:
        raise UsageError(f"“{param.option}” is given twice.", way_out="It takes one value.")
    text = texts[0]
    match param.kind:
        case ParamKind.FLAG:
            if text.casefold() not in YES | NO:
                raise UsageError(f"{param.option}={text} is neither yes nor no.", way_out=f"Write {param.option}=yes.")
            return text.casefold() in YES
        case ParamKind.NUMBER:
            if not re.fullmatch(r"-?\d{1,18}", text, re.ASCII):
                raise UsageError(f"{param.option}={text} is not a whole number.", way_out=f"Write {param.option}=10.")
            return int(text)
        case ParamKind.CHOICE:
            return one_of(text, param.choices)
        case _:
            return text


def _range_of(ends: Mapping[str, str]) -> str:
    start, stop, whole = (ends.get(each, "") for each in ("from", "to", "range"))
    if whole and (start or stop):
        raise UsageError("A link has a range, or from and to.", way_out="Leave one of them out.")
    if stop and not start:
        raise UsageError(f"The range has an end ({stop}) and no start.", way_out=f"Write from=7d&to={stop}.")
    if not start:
        return whole
    return start if not stop and _LENGTH.fullmatch(start) else f"{start}..{stop}"


# --- looking at it --------------------------------------------------------------------------------------------------


def span_of(link: Place, collection: Collection, *, now: datetime, zone: tzinfo) -> TimeRange | None:
    """Return the stretch of time that is asked for; None where none is.

    Raises:
        UsageError: when the range cannot be read, or the collection takes none.
    """
    if collection.range_use is RangeUse.NONE:
        if link.range:
            raise UsageError(f"{collection.title} cannot be asked for a stretch of time.", way_out="Leave it out.")
        return None
    if not link.range and collection.range_use is RangeUse.OPTIONAL:
        return None
    return parse_range(link.range or collection.default_range, now=now, zone=zone)


def check_link(link: Place, collection: Collection, *, now: datetime, zone: tzinfo) -> None:
    """Look at everything that a link says before anything is opened or asked.

    Raises:
        UsageError: when something of it is not there (any more); says what is.
    """
    span_of(link, collection, now=now, zone=zone)
    known = {param.name for param in collection.params}
    for name in link.values:
        if name not in known:
            _param(name, collection)
    columns = as_asked(collection, link.values, {}).columns
    keys = [column.key for column in columns]
    for key in (link.sort.removeprefix("-"), *link.columns):
        if key and key not in keys:
            raise UsageError(f"{collection.title} has no column “{key}”.", way_out=did_you_mean(key, keys))
    parse_filter(link.where, columns, now=now, zone=zone)


def check_tab(link: Place, collection: Collection, tabs: Sequence[str]) -> None:
    """Raise UsageError when the view of the rows that a link means is not among those that there are."""
    if link.tab and link.tab not in tabs:
        known = did_you_mean(link.tab, tabs) if tabs else "It has one view: leave tab out."
        raise UsageError(f"{collection.title} has no tab “{link.tab}”.", way_out=known)


# --- writing --------------------------------------------------------------------------------------------------------


def link_text(link: Place, collection: Collection) -> str:
    """Write a link; `parse_link` reads it back as it was."""
    path = [link.connection, link.collection]
    values = dict(link.values)
    short = _short(collection)
    if short is not None and len(_texts(values.get(short.name, ()))) == 1:
        path.append(_texts(values.pop(short.name))[0])
    pairs = [
        (param.option, _value(text))
        for param in collection.params
        if param.name in values
        for text in _texts(values[param.name])
    ]
    pairs += [(key, _value(text)) for key, text in _range_pairs(link.range)]
    pairs += [(key, _value(text)) for key, text in (("where", link.where), ("sort", link.sort)) if text]
    if link.columns:
        pairs.append(("columns", ",".join(quote(key, safe="") for key in link.columns)))
    if link.tab:
        pairs.append(("tab", _value(link.tab)))
    query = "&".join(f"{key}={value}" for key, value in pairs)
    return "/".join(quote(each, safe=_PATH_SAFE) for each in path) + (f"?{query}" if query else "")


def _value(text: str) -> str:
    return quote(text, safe=_VALUE_SAFE)


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    return (str(value),)


def _range_pairs(text: str) -> Iterator[tuple[str, str]]:
    """Part a range into its ends where that reads back as the same text."""
    start, dots, stop = text.partition("..")
    if _LENGTH.fullmatch(text) or (dots and start and not stop and not _LENGTH.fullmatch(start)):
        yield "from", start
    elif dots and start and stop:
        yield from (("from", start), ("to", stop))
    elif text:
        yield "range", text


def get_words(link: Place, collection: Collection, *, now: datetime, zone: tzinfo) -> list[str]:
    """Return the words of the command line, behind `frontdesk`, that read the same rows.

    Raises:
        UsageError: when the range cannot be read.
    """
    words = ["get", link.connection, link.collection]
    for param in collection.params:
        if param.name in link.values:
            words += [f"--{param.option}={text}" for text in _texts(link.values[param.name])]
    words += _bounds(link.range, now=now, zone=zone)
    given = (("where", link.where), ("sort", link.sort), ("columns", ",".join(link.columns)))
    return [*words, *(f"--{flag}={text}" for flag, text in given if text)]


def _bounds(text: str, *, now: datetime, zone: tzinfo) -> list[str]:
    """Write a range with `--from` and `--to`: in its own words where they mean the same there, else as instants."""
    if not text:
        return []
    span = parse_range(text, now=now, zone=zone)
    start, dots, stop = text.partition("..")
    for ends in ((start, stop or None) if dots else (text, None), (text, text)):
        try:
            same = parse_bounds(*ends, now=now, zone=zone, default="")
        except UsageError:
            continue
        if (same.start, same.last) == (span.start, span.last):
            return [f"--{flag}={end}" for flag, end in zip(("from", "to"), ends, strict=True) if end]
    # An instant that is given as the end is itself in the range.
    return [f"--from={span.start.astimezone(zone).isoformat()}", f"--to={span.last.astimezone(zone).isoformat()}"]
