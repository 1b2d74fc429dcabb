"""One question of a lookup: what it is asked with, how its rows come, and what it did not get to see."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime, tzinfo
from typing import Any, cast

from msgspec import Struct

from tui.connections import Connection
from tui.core.collection import Collection, Param, ParamKind, Query, Value
from tui.core.findable import LookIn
from tui.core.record import Page, Record
from tui.core.time.ranges import parse_range

__all__ = ["Batch", "Clock", "asked_values", "lacking", "read", "takes"]


class Clock(Struct, frozen=True):
    """What relative ranges and short times go by."""

    now: datetime
    zone: tzinfo


class Batch(Struct, frozen=True):
    """Some rows of an answer, and what is not in it though it should be."""

    records: Sequence[Record[Any]]
    missing: tuple[str, ...] = ()


def takes(look: LookIn, text: str) -> bool:
    """Tell whether a text can be asked: rows are looked through for any."""
    return not look.text_param or re.fullmatch(look.takes, text) is not None


def asked_values(connection: Connection, look: LookIn, given: Mapping[str, str]) -> dict[str, Value]:
    """Return what the collection is asked with: what the connection's settings give, and what is looked for."""
    collection = connection.catalog.collection(look.collection)
    settings: Mapping[str, Any] = connection.config.settings
    values: dict[str, Value] = {}
    for param in collection.params:
        text = settings.get(look.settings.get(param.name, param.setting))
        if isinstance(text, str) and text.strip():
            values[param.name] = _value(param, text)
        if param.name in given:
            values[param.name] = (given[param.name],) if param.kind is ParamKind.LIST else given[param.name]
    return {**values, **look.asking}


def lacking(connection: Connection, look: LookIn, given: Mapping[str, str]) -> str:
    """Say why the question cannot be asked; empty when it can."""
    collection = connection.catalog.collection(look.collection)
    values = asked_values(connection, look, given)
    missing = [param for param in collection.params if param.required and not values.get(param.name)]
    if not missing:
        return ""
    titles = " and ".join(param.title.lower() for param in missing)
    named = [name for param in missing if (name := look.settings.get(param.name, param.setting))]
    way_out = f"; the connection’s setting {' and '.join(named)} gives them" if named else ""
    return f"{collection.title} cannot be asked without {titles}{way_out}"


async def read(
    connection: Connection, look: LookIn, values: Mapping[str, Value], clock: Clock
) -> AsyncGenerator[Batch, None]:
    """Ask, and yield the rows as they come, as many as are to be looked at.

    Raises:
        FrontdeskError: when it cannot be asked, or breaks off.
    """
    collection = connection.catalog.collection(look.collection)
    query = Query(
        values=values,
        span=parse_range(look.range, now=clock.now, zone=clock.zone) if look.range else None,
        now=clock.now,
        zone=clock.zone,
        settled=True,
        limit=look.limit,
    )
    pages = cast("AsyncGenerator[Page[Any], None]", collection.fetch(await connection.client(), query))
    seen, total = 0, 0
    async with aclosing(pages):
        async for page in pages:
            total = max(total, page.total or 0)
            records = page.records[: look.limit - seen]
            seen += len(records)
            is_full = seen >= look.limit
            yield Batch(records, page.missing)
            if is_full:
                break
    if seen >= look.limit and total != seen:
        yield Batch((), (_only(collection, seen, total),))


def _only(collection: Collection, seen: int, total: int) -> str:
    of = f" of {total:,}" if total > seen else ""
    return f"Only the first {seen:,}{of} {collection.noun[1]} were looked at"


def _value(param: Param, text: str) -> Value:
    if param.kind is not ParamKind.LIST:
        return text.strip()
    return tuple(part for each in text.split(",") if (part := each.strip()))
