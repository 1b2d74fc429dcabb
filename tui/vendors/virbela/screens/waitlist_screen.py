"""The waitlist: a board of figures, and the three lists that they come from, each read once for all views.

::

    read ──▶ pages ──▶ what has arrived ──▶ (at most four times a second) ──▶ board, agents, three tables
    watch ─▶ a read of its own, that shows nothing ──▶ the same as before? then not a cell is painted
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any, ClassVar, Final, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer

from tui.connections import Connection
from tui.core.collection import Collection, Param, Query, RangeUse, Value
from tui.core.errors import FrontdeskError, RateLimited
from tui.core.ranges import describe, parse_range
from tui.core.record import Page, Progress
from tui.core.span import Span
from tui.core.view import RecordView
from tui.screens.ask import AskScreen
from tui.screens.boundary import one_line
from tui.screens.browser import BrowserScreen
from tui.screens.listing import ListScreen, choice
from tui.vendors.virbela.desk_reading import KINDS, DeskEvents, agent_record, desk_events
from tui.vendors.virbela.screens.tab_line import TabLine
from tui.vendors.virbela.screens.waitlist_lines import board_lines
from tui.vendors.virbela.waitlist_board import board_of
from tui.vendors.virbela.watch import INTERVALS, Watch, interval_text
from tui.widgets.confirm import Lines
from tui.widgets.details import Details
from tui.widgets.head_line import HeadLine
from tui.widgets.key_line import Hint

__all__ = ["WaitlistScreen"]

_BOARD: Final = "waitlist-agents"
_VIEWS: Final[Mapping[str, str]] = {
    "Board": _BOARD,
    "Called": "waitlist-called",
    "Helped": "waitlist-helped",
    "Shifts": "waitlist-shifts",
}
"""What the views are called, and the collection that each shows."""

_CALM: Final = 0.25
"""Seconds between two redraws while pages come."""
_ROOM: Final = "sfsRoom"

DESK: Final = Collection(
    name="waitlist-desk",
    title="Waitlist",
    columns=(),
    fetch=desk_events,
    range_use=RangeUse.REQUIRED,
)
"""All three lists as one read; nobody can ask for it by name."""


class WaitlistScreen(BrowserScreen):
    """The waitlist of a range."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [Path(__file__).with_name("waitlist.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_view(1)", "view", id="waitlist.next-view", tooltip="The next view"),
        Binding("shift+tab", "next_view(-1)", "Previous view", show=False, id="waitlist.previous-view"),
        Binding("w", "watch", "watch", id="waitlist.watch", tooltip="Ask again by itself"),
        Binding("f", "room", "room", id="waitlist.room", tooltip="Only one room"),
    ]

    @dataclass
    class Looked(Message):
        """Posted when the watch has looked."""

        number: int
        span: Span
        found: DeskEvents | None
        """What is there now; None when it could not be read."""
        error: FrontdeskError | None = None

    def __init__(
        self,
        connection: Connection,
        collection: Collection,
        query_values: Mapping[str, Value],
        span: Span | None,
        crumbs: tuple[str, ...],
    ) -> None:
        super().__init__(connection, collection, query_values, span, crumbs)
        self.gathered = DeskEvents()
        self.watching: Watch | None = None
        """None while nobody watches."""
        self.asked_at: datetime | None = None
        """When the watch last asked."""
        self._range_read = ""
        """The range of the last read, as it was typed: `7d` stays the same while time goes on."""
        self._rooms_seen: set[str] = set()
        self._collections: dict[str, Collection] = {}
        self._view_of: dict[str, RecordView] = {}
        self._columns_of: dict[str, Sequence[Any]] = {}
        self._redraw: Timer | None = None
        self._next_look: Timer | None = None
        self._look_number = 0
        """The last look that was begun; what an earlier one brings is dropped."""
        self._looking = -1
        """The look under way; none when it is not the last."""
        self._news_at: datetime | None = None
        self._watch_error: FrontdeskError | None = None

    def compose_body(self) -> ComposeResult:
        """Yield the names of the views, the board, and the table that shows one list at a time."""
        catalog = self.here.catalog
        for name, own in _VIEWS.items():
            collection = self._collections[name] = catalog.collection(own)
            view = self._view_of[name] = RecordView(collection.columns, zone=self.zone, now=self.now())
            if collection.sort:
                view.set_sort(collection.sort.lstrip("-"), collection.sort.startswith("-"))
        yield TabLine(tuple(_VIEWS), id="views")
        yield Lines(id="board")
        yield from super().compose_body()
        # The browser made a view for the collection that it was opened with: that is one of ours.
        self.view = self._view_of[self.shown_view]

    def on_mount(self) -> None:
        """Begin with the view that was asked for."""
        self.go_to_view(self.shown_view)

    # Views.

    @property
    def shown_view(self) -> str:
        """The name of the view in front."""
        return next(name for name, own in _VIEWS.items() if own == self.collection.name)

    def action_next_view(self, by: int) -> None:
        """Go round the views."""
        names = list(_VIEWS)
        self.go_to_view(names[(names.index(self.shown_view) + by) % len(names)])

    def go_to_view(self, name: str) -> None:
        """Show a view: the table takes its rows and its columns."""
        table = self.table
        if name in self._view_of and table.view is not self._view_of[name]:
            self._columns_of[self.shown_view] = table.columns
            self.collection, self.view = self._collections[name], self._view_of[name]
            table.view = self.view
            remembered = self.desk.remembered("columns", self.remembered_as)
            keys = [str(key) for key in remembered] if isinstance(remembered, list) else []
            default = [column for column in self.collection.columns if column.shown]
            chosen = [column for column in self.collection.columns if column.key in keys]
            table.show_columns(self._columns_of.get(name) or chosen or default)
            if table.current is not None:
                self.query_one("#details", Details).show(table.current, self.view)
        self.query_one("#views", TabLine).current = list(_VIEWS).index(name)
        self.query_one("#board").display = name == "Board"
        table.focus()
        self.show_all()
        self.refresh_bindings()

    # Reading.

    def run_read(self, collection: Collection, query: Query) -> None:
        """Read all three lists, whichever is in front; what was read of another range goes."""
        self._stop_looking()
        asked = (query.span.text or str(query.span)) if query.span is not None else ""
        if asked != self._range_read:
            self._range_read = asked
            self.gathered = DeskEvents()
            self._fill()
        super().run_read(DESK, query)

    def take_page(self, page: Page[Any]) -> None:
        """Keep what a page brought; show it with the next redraw."""
        self.rows_read.update({record.id: record for record in page.records})
        self.notes = (*self.notes, *(note for note in page.notes if note not in self.notes))
        self.gathered.take(page.records)
        self.query_one("#head-line", HeadLine).fact = _steps(page.progress)
        if self._redraw is None:
            self._redraw = self.set_timer(_CALM, self._draw)

    def end_read(self, error: FrontdeskError | None, *, stopped: bool) -> None:
        """Show how the read ended, and let a watch go on from here."""
        if error is None and not stopped:
            self.gathered = DeskEvents(dict(self.rows_read))
            self._news_at = self.asked_at = self.now()
            self._watch_error = None
            if self.watching is not None:
                self.watching = self.watching.answered()
        self._fill()
        # The base class drops what a read did not bring: agents come of our own sums.
        self.rows_read = {record.id: record for view in self._view_of.values() for record in view.records()}
        super().end_read(error, stopped=stopped)
        self._draw()
        if self.watching is not None:
            self._look_later()

    def _draw(self) -> None:
        """Work everything out anew, and show it."""
        if self._redraw is not None:
            self._redraw.stop()
            self._redraw = None
        self._fill()
        self.show_all()

    def _fill(self) -> None:
        """Put what has arrived into the views."""
        for name, kind in zip(("Called", "Helped", "Shifts"), KINDS, strict=True):
            records = self.gathered.of(kind)
            view = self._view_of[name]
            view.extend(records)
            view.keep_only(record.id for record in records)
            self._rooms_seen.update(event.room for event in self.gathered.events(kind) if event.room)
        called, helped, shifts = (self.gathered.events(kind) for kind in KINDS)
        board = board_of(called, helped, shifts, self.zone)
        agents = self._view_of["Board"]
        agents.extend(map(agent_record, board.agents))
        agents.keep_only(work.agent for work in board.agents)
        self._show_board(board_lines(board, self.app.size.width - 1, self.app.size.height))

    def _show_board(self, lines: Sequence[Sequence[Any]]) -> None:
        shown = self.query_one("#board", Lines)
        fresh = tuple(tuple(line) for line in lines)
        if fresh != shown.lines:
            shown.set_lines(fresh)

    # Showing.

    def show_all(self) -> None:
        """Bring everything up to date; the board is there once there is something on it."""
        if self.view is not self.table.view:
            return
        super().show_all()
        if self.shown_view == "Board":
            self.query_one("#board").display = bool(self.gathered.records)
        if not self.reading:
            self._show_watch()

    def asked_words(self) -> str:
        """Return which room was asked about, and what there is to note."""
        room = str(self.query_values.get(_ROOM, ""))
        unreadable = self.gathered.unreadable
        bad = f"{unreadable:,} {'row' if unreadable == 1 else 'rows'} cannot be read" if unreadable else ""
        return ", ".join(part for part in (f"Room {room}" if room else "All rooms", bad, *self.notes) if part)

    def show_numbers(self) -> None:
        """Count beside the names of the views; the top line has the range."""
        super().show_numbers()
        key, descending = self.view.sort
        column = self.collection.column(key)
        shown, total = len(self.view), self.view.total
        one, many = self.collection.noun
        count = f"{shown:,} of {total:,} {many}" if shown != total else f"{total:,} {one if total == 1 else many}"
        by = f"by {column.label.lower()} {'↓' if descending else '↑'}" if column is not None else ""
        self.query_one("#views", TabLine).fact = ", ".join(part for part in (count, by) if part)
        if self.span is not None:
            said = describe(self.span, self.zone, now=self.now())
            relative = self.span.text not in ("", said) and " – now" in said
            self.show_facts(f"{said}   {self.span.text}" if relative else said)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the board out for the width."""
        if self.gathered.records:
            self._fill()

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Name what this screen has beyond others before what all of them have."""
        own = ("view", "watch", "range", "room")
        named = {does: (key, does) for key, does in hints}
        first = tuple(named[does] for does in own if does in named)
        others = tuple(hint for hint in hints if hint not in first)
        return super().arrange_hints((*others[:1], *first, *others[1:]))

    # The watch.

    def action_watch(self) -> None:
        """Ask how often to ask again."""
        now = self.watching.interval if self.watching is not None else 0
        entries = [
            choice(str(each), f"Every {interval_text(each)}", "now" if each == now else "") for each in INTERVALS
        ]
        entries.append(choice("0", "Not by itself", "" if now else "now"))

        def take(chosen: str | None) -> None:
            if chosen is not None:
                self._watch_every(int(chosen))

        hint = "It asks three questions each time, and shows only what has changed."
        self.app.push_screen(
            ListScreen(self._watch_words() or "Ask again by itself", entries, hint=hint, at=str(now)), take
        )

    def _watch_every(self, seconds: int) -> None:
        self._stop_looking()
        self.watching = Watch(seconds) if seconds else None
        self._watch_error = None
        if self.watching is not None and not self.reading:
            self._look()
        self._show_watch()

    def _stop_looking(self) -> None:
        """Drop the look that is to come, and what one under way will bring."""
        self._look_number += 1
        if self._next_look is not None:
            self._next_look.stop()
            self._next_look = None

    def _look_later(self) -> None:
        self._stop_looking()
        if self.watching is not None:
            self._next_look = self.set_timer(self.watching.wait, self._look)

    def _look(self) -> None:
        """Read beside the screen, unless nobody would see it: then when they come back."""
        self._next_look = None
        under_way = self._looking == self._look_number
        if under_way or not self.is_current or self.reading or self.span is None:
            return
        span = parse_range(self.span.text, now=self.now(), zone=self.zone) if self.span.text else self.span
        self._look_number += 1
        self._looking = self._look_number
        query = Query(values=self.query_values, span=span, now=self.now(), zone=self.zone, settled=True)
        self.run_worker(self._look_at(self._look_number, query, span), group="watch")

    def on_screen_resume(self) -> None:
        """Look at once when a look was left out meanwhile."""
        if self.watching is not None and self._next_look is None and not self.reading:
            self._look()

    def on_waitlist_screen_looked(self, message: Looked) -> None:
        """Show what has changed; when nothing has, paint nothing."""
        if message.number != self._look_number or self.watching is None:
            return
        self.asked_at = self.now()
        self._looking = -1
        if message.found is None:
            wish = message.error.retry_after if isinstance(message.error, RateLimited) else None
            self.watching, self._watch_error = self.watching.failed(asked_to_wait=wish), message.error
        else:
            self.watching, self._watch_error = self.watching.answered(), None
            if not message.found.is_like(self.gathered):
                self.gathered, self.span, self._news_at = message.found, message.span, self.now()
                self.read_error, self.read_whole = None, True
                self._draw()
        self._show_watch()
        self._look_later()

    async def _look_at(self, number: int, query: Query, span: Span) -> None:
        found = DeskEvents()
        try:
            pages = cast("AsyncGenerator[Page[Any], None]", desk_events(await self.here.client(), query))
            async with aclosing(pages):
                async for page in pages:
                    found.take(page.records)
        except FrontdeskError as error:
            self.post_message(self.Looked(number, span, None, error))
        else:
            self.post_message(self.Looked(number, span, found))

    def _show_watch(self) -> None:
        """Say how it is watched and since when this is so; the words stay the same while nothing changes."""
        head = self.query_one("#head-line", HeadLine)
        watch = self.watching
        if watch is None:
            if self._news_at is not None and self.read_whole:
                head.fact = f"read {self._news_at.astimezone(self.zone):%H:%M}"
            return
        if self._watch_error is not None:
            head.problem = one_line(self._watch_error)
            head.fact = f"no answer, again every {interval_text(watch.wait)}"
            return
        head.problem = one_line(self.read_error) if self.read_error is not None and self.view_state() is None else ""
        news = f", as of {self._news_at.astimezone(self.zone):%H:%M:%S}" if self._news_at is not None else ""
        head.fact = f"watched every {interval_text(watch.interval)}{news}"

    def _watch_words(self) -> str:
        """Say when it was last asked: that changes all the time, so it is said on demand."""
        if self.watching is None or self.asked_at is None:
            return ""
        asked = f"Last asked {self.asked_at.astimezone(self.zone):%H:%M:%S}"
        if self._watch_error is not None:
            return f"{asked}: no answer. It is asked again after {interval_text(self.watching.wait)}."
        same = self._news_at is not None and self._news_at < self.asked_at
        return (
            f"{asked}: nothing new since {self._news_at.astimezone(self.zone):%H:%M:%S}."
            if same and self._news_at
            else f"{asked}."
        )

    # The room.

    def action_room(self) -> None:
        """Ask about one room only, or all of them."""
        now = str(self.query_values.get(_ROOM, ""))
        rooms = sorted({*self._rooms_seen, *([now] if now else [])}, key=str.casefold)
        entries = [choice("=", "All rooms", "" if now else "now")]
        entries += [choice(f"={room}", room, "now" if room == now else "") for room in rooms]
        entries.append(choice("other", "Another, by its server name"))

        def take(chosen: str | None) -> None:
            if chosen == "other":
                self._ask_room()
            elif chosen is not None:
                self._take_room(chosen.removeprefix("="))

        self.app.push_screen(ListScreen("Rooms with a waitlist", entries, at=f"={now}"), take)

    def _ask_room(self) -> None:
        wanted = Param(
            _ROOM,
            "SFS room",
            required=True,
            help="The room's server name, such as WorkRm100; the list of rooms has it.",
        )

        def take(values: Mapping[str, Value] | None) -> None:
            if values:
                self._take_room(str(values[_ROOM]))

        self.app.push_screen(AskScreen("One room only", (wanted,)), take)

    def _take_room(self, room: str) -> None:
        self.query_values = {name: value for name, value in self.query_values.items() if name != _ROOM}
        if room:
            self.query_values[_ROOM] = room
        self.gathered = DeskEvents()
        self._fill()
        self.action_refresh()


def _steps(progress: Progress | None) -> str:
    return f"reading ({progress.done:,} of {progress.of:,})" if progress is not None and progress.of else "reading"
