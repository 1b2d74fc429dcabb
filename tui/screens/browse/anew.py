"""After a write the row is true at once: what was written to is marked, read anew and put in the old one's place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tui.core.collection import Query
from tui.core.errors import FrontdeskError
from tui.core.record import Record
from tui.reading.anew import AT_ONCE, read_anew, single_of
from tui.screens.boundary import one_line

if TYPE_CHECKING:
    from tui.screens.browse.browser import BrowserScreen

__all__ = ["read_written_anew"]

FEW: Final = 500
"""A list of so many rows at the most is asked for again as a whole where its rows cannot be read one by one."""


def read_written_anew(screen: BrowserScreen, records: Sequence[Record[Any]]) -> None:
    """Mark rows as in doubt and read them anew; a list too long for that keeps the marks until it is asked again."""
    written = [record for record in records if screen.view.get(record.id) is not None]
    if not written:
        return
    screen.view.doubted |= {record.id for record in written}
    screen.table.refresh_rows()
    if len(written) <= AT_ONCE and single_of(screen.here, screen.collection) is not None:
        for record in written:
            screen.run_guarded(
                read_anew(screen.here, screen.collection, record, Query(now=screen.now(), zone=screen.zone)),
                then=partial(_take, screen, record.id),
                failed=partial(_say_old, screen),
                group="anew",
            )
    elif screen.view.total <= FEW and not screen.reading:
        screen.action_refresh()


def _take(screen: BrowserScreen, record_id: str, found: Record[Any] | None) -> None:
    """Put what was read in the old row's place; what is gone at the vendor goes here as well."""
    if found is None:
        screen.rows_read.pop(record_id, None)
        screen.view.doubted.discard(record_id)
        screen.view.keep_only({record.id for record in screen.view.records()} - {record_id})
    else:
        screen.rows_read[found.id] = found
        screen.view.extend([found])
    screen.show_all()


def _say_old(screen: BrowserScreen, error: FrontdeskError) -> None:
    key = screen.shell.key_for("table.refresh")
    screen.say(f"The row with ? may be old; {key} asks again. {one_line(error)}")
