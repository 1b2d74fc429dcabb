"""Names in place of ids: what a text stands for among the rows of a collection, for both faces.

::

    it looks like an id, or is a row's id ──▶ taken as it is
    it is one row's name, in whatever case ──▶ that row's id
    it is the name of several, or nearly one ──▶ refused, with those
    nothing is called anything like it ──▶ taken as it is: the vendor has the last word

A name may look like an id (`Lab3`): once the vendor knows nothing by it, `once_more_by_name` looks again.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from msgspec import Struct

from tui.core.collection import Collection, Query, RefersTo
from tui.core.errors import NotFound, UsageError, VendorError
from tui.core.record import Record
from tui.core.text import clean
from tui.core.time.ranges import parse_range

if TYPE_CHECKING:
    from tui.connections import Connection

__all__ = ["Named", "Refers", "is_id", "named_of", "named_rows", "once_more_by_name", "resolved", "resolved_all"]

_SHOWN: Final = 8
"""So many of those that it may be are told."""

_TELLS: Final = 3
"""Letters of a name of which something can be told."""

T = TypeVar("T")
Answer = TypeVar("Answer")


class Refers(Protocol):
    """A field or a parameter."""

    @property
    def name(self) -> str:
        """The vendor's own name for it."""
        ...

    @property
    def title(self) -> str:
        """What a form calls it."""
        ...

    @property
    def refers_to(self) -> RefersTo | None:
        """What it is the id of."""
        ...


class Named(Struct, frozen=True):
    """A row that an id may stand for."""

    value: str
    """The id, as it is sent."""
    names: tuple[str, ...]
    """What people know it by, the best first; none is empty."""

    def __str__(self) -> str:
        return f"{', '.join(self.names)} ({self.value})" if self.names else self.value


async def named_rows(connection: Connection, refers: RefersTo, *, now: datetime) -> tuple[Named, ...]:
    """Read what an id can stand for, in the vendor's order.

    Raises:
        VendorError: when the vendor cannot be asked.
        UsageError: when the vendor has no such collection.
    """
    if not refers.listed:
        return ()
    collection = connection.catalog.collection(refers.collection)
    span = parse_range(refers.range, now=now, zone=now.tzinfo or UTC) if refers.range else None
    query = Query(refers.asking, span, now, settled=True, limit=refers.limit)
    found: list[Named] = []
    rows = 0
    async with connection.pages(collection, query) as pages:
        async for page in pages:
            found += named_of(page.records, collection, refers)
            rows += len(page.records)
            if refers.limit is not None and rows >= refers.limit:
                break
    return _each_once(found)


def named_of(records: Iterable[Record[Any]], collection: Collection, refers: RefersTo) -> tuple[Named, ...]:
    """Return what an id can stand for among some rows, each thing once, in the rows' order."""
    named = ((refers.value(each), _names_of(each, collection, refers)) for each in records if each.value is not None)
    return _each_once(Named(value, names) for value, names in named if value)


def _each_once(named: Iterable[Named]) -> tuple[Named, ...]:
    """Put together what goes by one id: a thing that was renamed is known by all its names, the first ones first."""
    found: dict[str, dict[str, None]] = {}
    for each in named:
        found.setdefault(each.value, {}).update(dict.fromkeys(each.names))
    return tuple(Named(value, tuple(names)) for value, names in found.items())


def resolved(text: str, rows: Sequence[Named], *, what: str) -> str:
    """Return the id that a text stands for; the text itself where nothing is called anything like it.

    Raises:
        UsageError: when it may be several; they are named.
    """
    wanted = _folded(text)
    if not wanted:
        return text
    if (called := _called(text, rows, what=what)) is not None:
        return called
    like = [row for row in rows if any(wanted in _folded(name) for name in row.names)] if len(wanted) >= _TELLS else []
    like = like or _alike(wanted, rows)
    if like:
        raise UsageError(f"{what}: nothing is called “{clean(text)}”.", way_out=f"There is: {_some(like)}.")
    return text


async def resolved_all(
    connection: Connection, asked: Iterable[Refers], given: Mapping[str, T], *, now: datetime
) -> dict[str, T]:
    """Put ids in the place of names, wherever an id is asked for and something else is given.

    Args:
        connection: Where the ids are of.
        asked: The fields or parameters.
        given: What is given for each, by its name; several texts are a tuple or a list, anything else stays.
        now: The moment of asking.

    Raises:
        UsageError: when a name stands for several rows, or for none and nearly for one.
    """
    ids: dict[str, T] = dict(given)
    read: dict[str, tuple[Named, ...]] = {}
    for each in asked:
        refers, value = each.refers_to, given.get(each.name)
        if refers is None or not _has_name(value, refers):
            continue
        if refers.collection not in read:
            try:
                read[refers.collection] = await named_rows(connection, refers, now=now)
            except VendorError:
                read[refers.collection] = ()  # whoever may not see the list may still know an id
        ids[each.name] = _replaced(value, refers, read[refers.collection], each.title)
    return ids


async def once_more_by_name(
    connection: Connection,
    asked: Iterable[Refers],
    given: Mapping[str, T],
    ask: Callable[[Mapping[str, T]], Awaitable[Answer]],
    *,
    is_nothing: Callable[[Answer], bool],
    now: datetime,
) -> Answer:
    """Ask, and once more by name where the vendor has nothing by what looked like an id.

    Args:
        connection: Where the ids are of.
        asked: The fields or parameters.
        given: What is given for each, by its name.
        ask: Asks with what is given, or with ids in its place; called once or twice, so it begins anew.
        is_nothing: Tells whether an answer has nothing; so has `NotFound`.
        now: The moment of asking.

    Raises:
        UsageError: when a name is that of several rows.
        NotFound: when nothing is called so either; and whatever `ask` raises.
    """
    asked = tuple(asked)
    try:
        answer = await ask(given)
    except NotFound:
        if (meant := await _meant_by_name(connection, asked, given, now=now)) is None:
            raise
    else:
        if not is_nothing(answer) or (meant := await _meant_by_name(connection, asked, given, now=now)) is None:
            return answer
    return await ask(meant)


async def _meant_by_name(
    connection: Connection, asked: Iterable[Refers], given: Mapping[str, T], *, now: datetime
) -> dict[str, T] | None:
    """Look again at what was taken for ids by its looks, once the vendor has nothing by it.

    Returns:
        What is given, with ids in the place of names; None when none of it is the name of anything.

    Raises:
        UsageError: when a name is that of several rows.
    """
    ids: dict[str, T] = dict(given)
    for each in asked:
        refers, value = each.refers_to, given.get(each.name)
        if refers is None or not refers.listed or not _looks_like_id(value, refers):
            continue
        try:
            rows = await named_rows(connection, refers, now=now)
        except VendorError:
            continue  # then the vendor's first word stands
        ids[each.name] = _named_exactly(value, rows, each.title)
    return ids if ids != given else None


# --- within -----------------------------------------------------------------------------------------------------


def _names_of(record: Record[Any], collection: Collection, refers: RefersTo) -> tuple[str, ...]:
    columns = (collection.column(key) for key in refers.named_by)
    texts = [column.read(record.value) for column in columns if column is not None]
    texts.append(refers.also_called(record))
    return tuple(dict.fromkeys(clean(text) for text in texts if isinstance(text, str) and text.strip()))


def _has_name(value: object, refers: RefersTo) -> bool:
    texts = value if isinstance(value, tuple | list) else (value,)
    return any(isinstance(text, str) and text.strip() and not is_id(text, refers) for text in texts)


def is_id(text: str, refers: RefersTo) -> bool:
    """Tell whether a text is an id by its looks: then nothing need be asked."""
    return bool(refers.id_pattern) and re.fullmatch(refers.id_pattern, text) is not None


def _replaced(value: Any, refers: RefersTo, rows: Sequence[Named], what: str) -> Any:
    if isinstance(value, tuple | list):
        return type(value)(_replaced(each, refers, rows, what) for each in value)
    if not isinstance(value, str) or not value.strip() or is_id(value, refers):
        return value
    return resolved(value.strip(), rows, what=what)


def _looks_like_id(value: object, refers: RefersTo) -> bool:
    texts = value if isinstance(value, tuple | list) else (value,)
    return any(isinstance(text, str) and is_id(text.strip(), refers) for text in texts)


def _named_exactly(value: Any, rows: Sequence[Named], what: str) -> Any:
    if isinstance(value, tuple | list):
        return type(value)(_named_exactly(each, rows, what) for each in value)
    called = _called(value.strip(), rows, what=what) if isinstance(value, str) else None
    return value if called is None else called


def _called(text: str, rows: Sequence[Named], *, what: str) -> str | None:
    """Return the id of the row that has a text as its id or its name; None when no row has.

    Raises:
        UsageError: when several have it as their name; they are named.
    """
    if any(row.value == text for row in rows):
        return text
    same = [row for row in rows if _folded(text) in map(_folded, row.names)]
    if len(same) > 1:
        raise UsageError(f"{what}: “{clean(text)}” may be {_some(same)}.", way_out="Give the id.")
    return same[0].value if same else None


def _alike(wanted: str, rows: Sequence[Named]) -> list[Named]:
    names = {_folded(name): row for row in rows for name in row.names}
    return list({names[name].value: names[name] for name in get_close_matches(wanted, names, 3, 0.8)}.values())


def _some(rows: Sequence[Named]) -> str:
    more = f" and {len(rows) - _SHOWN:,} more" if len(rows) > _SHOWN else ""
    return "; ".join(map(str, rows[:_SHOWN])) + more


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
