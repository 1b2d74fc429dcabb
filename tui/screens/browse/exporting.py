"""Exporting what a screen shows: which rows there are to choose from, what is missing from them, writing the file.

::

    offer_export ─── something is missing? ── asks whether all the same ──▶ the dialog ──▶ the file
         └────────── nothing, or marked rows are meant ─────────────────────┘

Marked rows were chosen one by one, and nothing of them is missing. All others carry the mark of what they lack in the
file's name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TextIO, cast

from msgspec import Struct

from tui.core.collection import Collection
from tui.core.column import Column
from tui.core.record import Record
from tui.core.time.time_range import TimeRange
from tui.export import export_name, export_records, incomplete_name
from tui.screens.base import FrontdeskScreen
from tui.screens.browse.export import ExportScreen, FileKind, RowChoice
from tui.screens.browse.missing import ask_all_the_same
from tui.storage.atomic import open_atomic

__all__ = ["Exportable", "ask_export", "offer_export"]


class Exportable(Struct, frozen=True):
    """What a screen has to export."""

    collection: Collection
    columns: Sequence[Column[Any]]
    """Those that a table for eyes gets; a machine format has everything."""
    shown: Sequence[Record[Any]] = ()
    """What the filter lets through, in the order shown."""
    marked: Sequence[Record[Any]] = ()
    whole: Sequence[Record[Any]] = ()
    """All rows, where a filter hides some of them; else nothing."""
    span: TimeRange | None = None
    """What was asked for."""
    lacks: str = ""
    """Why it is not whole, as a sentence; empty when it is."""

    def choices(self, screen: FrontdeskScreen[Any]) -> Sequence[RowChoice]:
        """Return which rows there are to choose from, those that are meant first."""
        connection = screen.connection.name if screen.connection is not None else ""
        name = export_name(connection, self.collection.name, self.span, zone=screen.zone)
        lacking = str(incomplete_name(Path(name))) if self.lacks else name
        one, many = self.collection.noun
        marked, shown, whole = (len(rows) for rows in (self.marked, self.shown, self.whole))
        found = [
            RowChoice("marked", f"{marked:,} marked {one if marked == 1 else many}", self.marked, name),
            RowChoice("shown", _shown_words(shown, one, many, hidden=bool(whole)), self.shown, lacking),
            RowChoice("all", f"all {whole:,} {many}", self.whole, lacking),
        ]
        return [each for each in found if each.records]


def offer_export(screen: FrontdeskScreen[Any], what: Exportable, *, wait: Callable[[], None] | None = None) -> None:
    """Ask where to export to; when something is missing, ask about that first.

    Args:
        screen: Over which to ask.
        what: What there is.
        wait: Exports once the read under way is over; None when none is.
    """
    if not what.choices(screen):
        screen.say(f"There are no {what.collection.noun[1]} to export.")
    elif what.lacks and not what.marked:
        ask_all_the_same(screen, what.lacks, lambda: _ask_file(screen, what), wait=wait)
    else:
        _ask_file(screen, what)


def ask_export(
    screen: FrontdeskScreen[Any],
    collection: Collection,
    records: Sequence[Record[Any]],
    columns: Sequence[Column[Any]],
    *,
    span: TimeRange | None = None,
    lacks: str = "",
) -> None:
    """Offer some records as they are; see `offer_export` for a screen that has marks and a filter.

    Args:
        screen: Over which to ask.
        collection: What the records are of.
        records: All there is to export.
        columns: The columns that a table for eyes gets.
        span: What was asked for.
        lacks: Why it is not whole, as a sentence; empty when it is.
    """
    offer_export(screen, Exportable(collection, columns, shown=records, span=span, lacks=lacks))


# --- within -----------------------------------------------------------------------------------------------------


def _shown_words(count: int, one: str, many: str, *, hidden: bool) -> str:
    noun = one if count == 1 else many
    return f"{count:,} {noun} shown" if hidden else f"{count:,} {noun}"


def _ask_file(screen: FrontdeskScreen[Any], what: Exportable) -> None:
    dialog = ExportScreen(what.choices(screen), folder=screen.shell.export_folder())

    def take(chosen: str | None) -> None:
        if chosen is not None:
            writing = _write(screen, Path(chosen), dialog.kind, dialog.rows, what)
            screen.run_guarded(writing, then=screen.say, group="export")

    screen.app.push_screen(dialog, take)


async def _write(screen: FrontdeskScreen[Any], path: Path, kind: FileKind, rows: RowChoice, what: Exportable) -> str:
    """Write the file, and return the sentence that says so, or why not; what was there before is whole until then."""

    def write() -> None:
        # Mode 0600: people's names and addresses, and nobody else on the jump host should read them.
        with open_atomic(path, newline="") as stream:
            export_records(
                rows.records,
                what.collection,
                kind.form,
                cast("TextIO", stream),
                zone=screen.zone,
                now=screen.now(),
                columns=what.columns,
                for_excel=kind.for_excel,
            )

    try:
        with screen.app_state.working(f"Exporting {rows.words}"):
            await asyncio.to_thread(write)
    except OSError as failed:
        return f"Not exported: {failed.strerror or failed}."
    return f"Exported {rows.words} to {path}."
