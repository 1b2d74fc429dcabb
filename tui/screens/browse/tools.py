"""What the browser asks over itself: sort, columns, range, what to copy."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from tui.core.collection import Param, Value
from tui.core.column import Column
from tui.core.present import ABSENT, exact
from tui.core.record import Record
from tui.core.time.time_range import TimeRange
from tui.screens.base import FrontdeskScreen
from tui.screens.browse.columns import ColumnsScreen
from tui.screens.dialogs.ask import AskScreen
from tui.screens.dialogs.listing import ListScreen, choice
from tui.widgets.date_range import DateRangeScreen
from tui.widgets.details import Details
from tui.widgets.record_table import RecordTable

__all__ = ["ask_columns", "ask_copy", "ask_find", "ask_range", "ask_sort"]

_BEFORE: Final = ("ranges", "asked")
"""Under which the state keeps the ranges that were asked for, the last one first."""

_RANGES: Final = 6
"""So many of them."""

SAID = 28
"""Cells of a value that the copy list shows."""


def ask_sort(
    screen: FrontdeskScreen, columns: Sequence[Column[Any]], at: tuple[str, bool], then: Callable[[str, bool], None]
) -> None:
    """Ask by which column to sort; the one it is sorted by already turns round."""
    key, descending = at
    entries = [
        choice(column.key, column.label, ("↓ downwards" if descending else "↑ upwards") if column.key == key else "")
        for column in columns
    ]

    def take(chosen: str | None) -> None:
        if chosen is not None:
            then(chosen, chosen == key and not descending)

    hint = "Enter sort   Enter on the same turns it round   Esc back"
    screen.app.push_screen(ListScreen("Sort by", entries, hint=hint, at=key), take)


def ask_columns(
    screen: FrontdeskScreen,
    columns: Sequence[Column[Any]],
    table: RecordTable,
    whose: str,
    then: Callable[[tuple[str, ...]], None],
) -> None:
    """Ask which columns a table shows, and remember it."""

    def take(chosen: str | None) -> None:
        if chosen:
            keys = tuple(chosen.split("\n"))
            then(keys)
            first = tuple(column.key for column in columns if column.shown)
            kept = None if keys == first else list(keys)
            screen.run_guarded(screen.app_state.remember("columns", whose, kept), group="remember")

    shown = [column.key for column in table.columns]
    screen.app.push_screen(ColumnsScreen(columns, shown, fits=table.fitting), take)


def ask_range(screen: FrontdeskScreen, text: str, then: Callable[[TimeRange], None]) -> None:
    """Ask for a range, and remember it among those that were asked for before."""
    app_state = screen.app_state
    kept = app_state.remembered(*_BEFORE)
    before = [str(each) for each in kept] if isinstance(kept, list) else []

    def take(span: TimeRange | None) -> None:
        if span is None:
            return
        if span.text:
            newest = [span.text, *(each for each in before if each != span.text)][:_RANGES]
            screen.run_guarded(app_state.remember(*_BEFORE, newest), group="remember")
        then(span)

    screen.app.push_screen(DateRangeScreen(text, now=screen.now, zone=screen.zone, before=before), take)


def ask_copy(screen: FrontdeskScreen, records: Sequence[Record[Any]], columns: Sequence[Column[Any]]) -> None:
    """Ask what of the records to copy: one column's values, or everything as JSON."""
    values = {column.key: [_said(record, column, screen) for record in records] for column in columns}
    entries = [
        choice(column.key, column.label, values[column.key][0][:SAID]) for column in columns if any(values[column.key])
    ]
    entries.append(choice("*json", "Everything, as JSON"))
    many = f"{len(records)} rows" if len(records) > 1 else "the row"

    def take(chosen: str | None) -> None:
        if chosen == "*json":
            text = "\n".join(json.dumps(record.fields(), ensure_ascii=False) for record in records)
            screen.say(screen.shell.copy_text(text, many))
        elif chosen is not None:
            label = next(column.label for column in columns if column.key == chosen)
            what = f"{label} of {many}" if len(records) > 1 else label
            screen.say(screen.shell.copy_text("\n".join(each for each in values[chosen] if each), what))

    screen.app.push_screen(ListScreen(f"Copy from {many}", entries), take)


def ask_find(screen: FrontdeskScreen, details: Details) -> None:
    """Ask for a text to look for in the details."""

    def take(answer: Mapping[str, Value] | None) -> None:
        if answer and not details.find(text := str(answer["text"])):
            screen.say(f"“{text}” is not in this record.")

    screen.app.push_screen(AskScreen("Find in this record", (Param("text", "Text", required=True),)), take)


def _said(record: Record[Any], column: Column[Any], screen: FrontdeskScreen) -> str:
    if record.value is None:
        return ""
    text = exact(column.read(record.value), column, zone=screen.zone)
    return "" if text == ABSENT else text
