"""After a write the row is true at once: what was written to is marked, read anew and put in the old one's place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from msgspec import Struct

from tui.connections import Connection
from tui.core.collection import Collection, Query
from tui.core.errors import FrontdeskError
from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.reading.anew import AT_ONCE, read_anew, single_of
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import one_line

__all__ = ["Listed", "read_written_anew"]

FEW: Final = 500
"""A list of so many rows at the most is asked for again as a whole where its rows cannot be read one by one."""


class Listed(Struct, frozen=True):
    """The list on a screen."""

    connection: Connection
    collection: Collection
    view: RecordView
    rows_read: dict[str, None]
    """The ids of what the read that is shown has brought."""
    show: Callable[[], None]
    """Brings the screen up to date with the view."""
    ask_again: Callable[[], None]
    """Asks for the whole list."""


def read_written_anew(screen: FrontdeskScreen, listed: Listed, records: Sequence[Record[Any]]) -> None:
    """Mark rows as in doubt and read them anew; a list too long for that keeps the marks until it is asked again."""
    written = [record for record in records if listed.view.get(record.id) is not None]
    if not written:
        return
    listed.view.doubted |= {record.id for record in written}
    listed.show()
    if len(written) <= AT_ONCE and single_of(listed.connection, listed.collection) is not None:
        for record in written:
            question = Query(now=screen.now(), zone=screen.zone)
            screen.run_guarded(
                read_anew(listed.connection, listed.collection, record, question),
                then=partial(_take, listed, record.id),
                failed=partial(_say_old, screen),
                group="anew",
            )
    elif listed.view.total <= FEW and not screen.reading:
        listed.ask_again()


def _take(listed: Listed, record_id: str, found: Record[Any] | None) -> None:
    """Put what was read in the old row's place; what is gone at the vendor goes here as well."""
    if found is None:
        listed.rows_read.pop(record_id, None)
        listed.view.doubted.discard(record_id)
        listed.view.keep_only({record.id for record in listed.view.records()} - {record_id})
    else:
        listed.rows_read[found.id] = None
        listed.view.extend([found])
    listed.show()


def _say_old(screen: FrontdeskScreen, error: FrontdeskError) -> None:
    key = screen.shell.key_for("table.refresh")
    screen.say(f"The row with ? may be old; {key} asks again. {one_line(error)}")
