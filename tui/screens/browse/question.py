"""The ground of the browser: one question to a collection, how its answer arrives, and what is missing from it.

A worse answer never takes the place of a better one: what a read that failed, was broken off or lacks a part did not
bring stays as an earlier one brought it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tui.connections import Connection
from tui.core.collection import Collection, Query, RefersTo, Value
from tui.core.errors import FrontdeskError
from tui.core.record import Page, Progress, Record
from tui.core.rows.view import RecordView
from tui.core.time.ranges import parse_range
from tui.core.time.time_range import TimeRange
from tui.screens.boundary import one_line
from tui.screens.browse.asked import AskedScreen
from tui.screens.browse.missing import Gaps
from tui.screens.browse.states import steps_of
from tui.widgets.head_line import HeadLine

__all__ = ["QuestionScreen"]


class QuestionScreen(AskedScreen):
    """Asks a collection one question, and gathers what comes in a view. How it is shown is its heirs' business."""

    view: RecordView
    """What has arrived; there once the screen has been laid out."""

    def __init__(
        self,
        connection: Connection,
        collection: Collection,
        query_values: Mapping[str, Value],
        span: TimeRange | None,
        crumbs: tuple[str, ...],
    ) -> None:
        super().__init__(connection, collection, query_values, span, crumbs)
        self.rows_read: dict[str, None] = {}
        """The ids of the rows of the read under way, as they came: what is not among them at its end is gone there."""
        self.read_error: FrontdeskError | None = None
        """Why the last read broke off; None while one is under way, and when nothing went wrong."""
        self.read_whole = False
        """Whether the last read of the whole came to its end."""
        self.gaps = Gaps()
        """What is missing from what was read."""
        self.notes: tuple[str, ...] = ()
        """What the vendor's answers of this read said beside their rows."""
        self.total: int | None = None
        """Rows that the read under way will have, when the vendor says so."""
        self.progress: Progress | None = None
        """How far the read under way has come, when the vendor's folder says so."""
        self._answered: object = None
        """The question of the last read."""

    def rows_here(self, connection: Connection, refers: RefersTo) -> Sequence[Record[Any]]:
        """Return the rows, where they are what a picker would read; of what no vendor lists, those that are there."""
        if connection is not self.connection or self.collection.name != refers.collection:
            return ()
        same = dict(self.query_values) == dict(refers.asking) and not refers.range
        return self.view.records() if not refers.listed or (same and self.is_complete) else ()

    def show_all(self) -> None:
        """Bring everything up to date with the view."""

    def action_refresh(self) -> None:
        """Ask again; selection, scroll and marks stay.

        The same question once more means that the answer is doubted: the cache is passed over then. But when a part of
        the answer is missing, just that is asked for; where it cannot be, as for figures, the cache gives what it has.
        """
        question = (dict(self.query_values), (self.span.text or self.span) if self.span is not None else None)
        again = self.read_whole and question == self._answered
        self._answered = question
        self.notes = ()
        fresh = again and not self.gaps.sentences
        # Where the rows were dropped to ask anew, all of them are missing.
        self.gaps.begin(self.gaps.ids if again and self.view.total >= len(self.rows_read) else ())
        if not self.gaps.only:
            self._begin_anew()
        # What is asked for later belongs to the same answer: all of it is of one instant.
        targets = self.app_state.config.targets
        only = self.gaps.only
        query = Query(
            self.query_values,
            self.span,
            self.view.now,
            self.zone,
            fresh=fresh,
            only=only,
            targets=targets,
        )
        self.run_read(self.collection, query)
        self.show_all()

    def _begin_anew(self) -> None:
        if self.span is not None and self.span.text:
            # `7d` means until now, and now has moved on.
            self.span = parse_range(self.span.text, now=self.now(), zone=self.zone)
        self.rows_read = {}
        self.read_error = None
        self.read_whole = False
        self.view.now = self.now()

    def take_page(self, page: Page[Any]) -> None:
        """Add rows; a row that is there already is replaced in place."""
        self.rows_read.update(dict.fromkeys(record.id for record in page.records))
        self.take_words(page)
        self.total = page.total if page.total is not None else self.total
        self.progress = page.progress
        self.view.extend(page.records)
        self.show_soon()

    def show_pages(self) -> None:
        """Show the rows that have come, and how far the read is."""
        fact = steps_of(self.progress, so_far=len(self.rows_read), total=self.total)
        self.query_one("#head-line", HeadLine).fact = fact
        self.show_all()

    def take_words(self, page: Page[Any]) -> None:
        """Keep what a page says beside its rows."""
        self.notes = (*self.notes, *(note for note in page.notes if note not in self.notes))
        self.gaps.take(page)

    def end_read(self, error: FrontdeskError | None, *, stopped: bool) -> None:
        """Show how the read ended; rows that are gone at the vendor go here as well, if all came that there are."""
        came = error is None and not stopped
        self.gaps.end(whole=came)
        if not self.gaps.only:
            self.read_error, self.read_whole = error, came
        if self.is_complete:
            self.drop_gone()
        head = self.query_one("#head-line", HeadLine)
        read_at = f"{self.now().astimezone(self.zone):%H:%M}"
        head.fact = f"{'read' if came else 'failed' if error is not None else 'broken off'} {read_at}"
        if stopped:
            again = self.shell.key_for("table.refresh")
            self.say(f"Broken off; what had arrived is shown. {again} asks again.")
        elif error is not None and self.gaps.only:
            self.say(f"Not read this time either; what was there stays. {one_line(error)}")
        self.show_all()

    @property
    def is_complete(self) -> bool:
        """Whether the last read came to its end, and nothing is missing."""
        return self.read_whole and not self.gaps.sentences

    def drop_gone(self) -> None:
        """Drop what the read did not bring: it is gone at the vendor."""
        # To look for each of a hundred thousand rows takes a while, in which no key is heard. All that came are there.
        if self.view.total != len(self.rows_read):
            self.view.keep_only(self.rows_read)
