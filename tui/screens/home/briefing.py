"""The morning's briefing: asking each vendor's questions in the background, and opening the list behind a line."""

from __future__ import annotations

from typing import Any

from tui.connections import Connection
from tui.core.briefing import Briefing
from tui.core.collection import Query
from tui.core.errors import FrontdeskError
from tui.core.place import Place
from tui.core.record import Record
from tui.core.time.ranges import parse_range
from tui.screens.app_state import AppState, BriefLine
from tui.screens.base import FrontdeskScreen
from tui.screens.home.opening import open_place

__all__ = ["ask_briefing", "open_brief"]


async def ask_briefing(connection: Connection, app_state: AppState) -> tuple[BriefLine, ...]:
    """Ask what needs somebody; a question that fails says so in its own line, and keeps no other from being asked."""
    lines = []
    for briefing in connection.catalog.briefings:
        try:
            text = await _answer(briefing, connection, app_state)
        except FrontdeskError as failed:
            title = connection.catalog.collection(briefing.collection).title
            text = f"{title} could not be looked at: {failed.message}"
        if text:
            lines.append(BriefLine(text, briefing))
    return tuple(lines)


def open_brief(screen: FrontdeskScreen, connection: Connection, line: BriefLine) -> None:
    """Go to the list behind a line."""
    briefing = line.briefing
    place = Place(
        connection.name,
        briefing.collection,
        briefing.values,
        range=briefing.range,
        where=briefing.filter,
        words=briefing.words,
    )
    open_place(screen, place)


async def _answer(briefing: Briefing, connection: Connection, app_state: AppState) -> str:
    collection = connection.catalog.collection(briefing.asks or briefing.collection)
    now, zone = app_state.now(), app_state.zone
    query = Query(
        values={**briefing.values, **briefing.asking},
        span=parse_range(briefing.range, now=now, zone=zone) if briefing.range else None,
        now=now,
        zone=zone,
        settled=True,
        limit=briefing.limit,
        named=False,
    )
    records: list[Record[Any]] = []
    total = None
    missing: tuple[str, ...] = ()
    async with connection.pages(collection, query) as pages:
        async for page in pages:
            records = [*page.records] if page.table is not None else [*records, *page.records]
            missing = (*missing, *page.missing)
            total = page.total if page.total is not None else total
    said = briefing.say(records, max(len(records), total or 0), now)
    if not missing:
        return said
    return f"{said or collection.title}, as far as it could be read: {missing[0]}"
