"""The waitlist: its views, one room only, and the watch.

::

    watch ─▶ a read of its own, that shows nothing ──▶ the same as before? then not a cell is painted
                            │
                            └── no good answer ──▶ what is there stays; it is asked less and less often
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.timer import Timer

from tui.connections import Connection
from tui.core.collection import Collection, Param, Query, Value
from tui.core.errors import FrontdeskError, Malformed, RateLimited
from tui.core.record import Page
from tui.core.time.ranges import parse_range
from tui.core.time.time_range import TimeRange
from tui.reading.watch import INTERVALS, Watch, interval_text
from tui.screens.boundary import one_line
from tui.screens.browse.missing import Gaps
from tui.screens.dialogs.ask import AskScreen
from tui.screens.dialogs.listing import ListScreen, choice
from tui.screens.dialogs.picker import PickerScreen, open_picker
from tui.vendors.virbela.references import A_SERVER_ROOM
from tui.vendors.virbela.screens.waitlist.waitlist_views import ROOM, WaitlistViews
from tui.vendors.virbela.waitlist.waitlist_read import DeskEvents, desk_events
from tui.widgets.head_line import HeadLine
from tui.widgets.key_line import Hint, brought_forward, relabelled

__all__ = ["WaitlistScreen"]


class WaitlistScreen(WaitlistViews):
    """The waitlist of a range, and of one room or all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "watch", "watch", id="waitlist.watch", tooltip="Ask again by itself"),
    ]

    def __init__(
        self,
        connection: Connection,
        collection: Collection,
        query_values: Mapping[str, Value],
        span: TimeRange | None,
        crumbs: tuple[str, ...],
    ) -> None:
        super().__init__(connection, collection, query_values, span, crumbs)
        self.watching: Watch | None = None
        """None while nobody watches."""
        self.asked_at: datetime | None = None
        """When the watch last asked."""
        self._next_look: Timer | None = None
        self._look_number = 0
        """The last look that was begun; what an earlier one brings is dropped."""
        self._looking = -1
        """The look under way; none when it is not the last."""
        self._news_at: datetime | None = None
        self._watch_error: FrontdeskError | None = None

    # Reading and showing, with the watch beside it.

    def run_read(self, collection: Collection, query: Query) -> None:
        """Read; a look under way brings nothing any more."""
        self._stop_looking()
        super().run_read(collection, query)

    def end_read(self, error: FrontdeskError | None, *, stopped: bool) -> None:
        """Show how the read ended, and let a watch go on from here."""
        if error is None and not stopped:
            self._news_at = self.asked_at = self.now()
            self._watch_error = None
            if self.watching is not None:
                self.watching = self.watching.answered()
        super().end_read(error, stopped=stopped)
        if self.watching is not None:
            self._look_later()

    def show_all(self) -> None:
        """Bring everything up to date, what there is to say of the watch too."""
        super().show_all()
        if not self.reading and self.view is self.table.view:
            self._show_watch()

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Name what this screen has beyond others before what all of them have."""
        own = ("waitlist.next-view", "waitlist.watch", "table.range", "table.parameters")
        return super().arrange_hints(brought_forward(relabelled(hints, {"table.parameters"}, "room"), own))

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
        self.run_guarded(
            self._look_at(query),
            then=partial(self._looked, self._look_number, span),
            failed=partial(self._look_failed, self._look_number),
            group="watch",
        )

    def on_screen_resume(self) -> None:
        """Look at once when a look was left out meanwhile."""
        if self.watching is not None and self._next_look is None and not self.reading:
            self._look()

    def _looked(self, number: int, span: TimeRange, look: tuple[DeskEvents, Gaps]) -> None:
        """Show what has changed; when nothing has, paint nothing. What lacks a part takes no whole answer's place."""
        if number != self._look_number or self.watching is None:
            return
        found, gaps = look
        if gaps.sentences and self.is_complete:
            self._look_failed(number, Malformed(" ".join(gaps.sentences)))
            return
        self.gaps = gaps
        self.watching, self._watch_error = self.watching.answered(), None
        if not found.is_like(self.gathered):
            self.span, self._news_at = span, self.now()
            self.read_error, self.read_whole = None, True
            self.show_events(found)
        self._end_look()

    def _look_failed(self, number: int, error: FrontdeskError) -> None:
        """Say that it could not be read; what is there stays."""
        if number != self._look_number or self.watching is None:
            return
        wish = error.retry_after if isinstance(error, RateLimited) else None
        self.watching, self._watch_error = self.watching.failed(asked_to_wait=wish), error
        self._end_look()

    def _end_look(self) -> None:
        self.asked_at = self.now()
        self._looking = -1
        self._show_watch()
        self._look_later()

    async def _look_at(self, query: Query) -> tuple[DeskEvents, Gaps]:
        found, gaps = DeskEvents(), Gaps()
        pages = cast("AsyncGenerator[Page[Any], None]", desk_events(await self.here.client(), query))
        async with aclosing(pages):
            async for page in pages:
                found.take(page.records)
                gaps.take(page)
        gaps.end(whole=True)
        return found, gaps

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
            head.fact = f"failed, again every {interval_text(watch.wait)}"
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
            return f"{asked}: that failed. It is asked again after {interval_text(self.watching.wait)}."
        same = self._news_at is not None and self._news_at < self.asked_at
        return (
            f"{asked}: nothing new since {self._news_at.astimezone(self.zone):%H:%M:%S}."
            if same and self._news_at
            else f"{asked}."
        )

    # The room.

    def action_parameters(self) -> None:
        """Ask about one room only, or all of them: that is the one thing that the lists can be asked with."""
        now = str(self.query_values.get(ROOM, ""))
        rooms = sorted({*self.rooms_seen, *([now] if now else [])}, key=str.casefold)
        entries = [choice("=", "All rooms", "" if now else "now")]
        entries += [choice(f"={room}", room, "now" if room == now else "") for room in rooms]
        entries += [choice("named", "Another, by its name"), choice("other", "Another, by its server name")]

        def take(chosen: str | None) -> None:
            if chosen == "other":
                self._ask_room()
            elif chosen == "named":
                self._pick_room()
            elif chosen is not None:
                self._take_room(chosen.removeprefix("="))

        self.app.push_screen(ListScreen("Rooms with a waitlist", entries, at=f"={now}"), take)

    def _pick_room(self) -> None:
        picker = PickerScreen("One room only")
        self.app.push_screen(picker, lambda room: self._take_room(room) if room else None)
        open_picker(self, self.here, A_SERVER_ROOM, picker)

    def _ask_room(self) -> None:
        wanted = Param(
            ROOM,
            "SFS room",
            required=True,
            help="The room's server name, such as WorkRm100; the list of rooms has it.",
        )

        def take(values: Mapping[str, Value] | None) -> None:
            if values:
                self._take_room(str(values[ROOM]))

        self.app.push_screen(AskScreen("One room only", (wanted,)), take)

    def _take_room(self, room: str) -> None:
        self.query_values = {name: value for name, value in self.query_values.items() if name != ROOM}
        if room:
            self.query_values[ROOM] = room
        self.show_events(DeskEvents())
        self.action_refresh()
