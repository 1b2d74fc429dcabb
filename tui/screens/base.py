"""The ground of every screen: the top line, the key line, why a key does nothing, and the one flow of a read.

::

    run_read ── worker ── pages ──▶ PageArrived ──▶ take_page ── pace ──▶ show_pages     (rows go to the table)
                   │
                   └── an error, the end, Escape ──▶ end_read                 (a view state, or one line)

Rows are taken in as they come, a few at a time, so that no key waits for them; they are shown at a pace of its own, for
every showing is a frame that has to go over the link. A newer read makes what the older one brought stale; it is
dropped by its number.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.keys import format_key, key_to_character
from textual.message import Message
from textual.timer import Timer
from textual.worker import Worker

from tui.connections import Connection
from tui.core.action import Action
from tui.core.collection import Collection, Query, RefersTo
from tui.core.errors import FrontdeskError
from tui.core.record import Page, Record
from tui.core.vendor import Environment
from tui.screens.boundary import one_line
from tui.screens.guarded import Answer, GuardedScreen
from tui.screens.pace import Pace, in_portions
from tui.terminal.keymap import key_label
from tui.widgets.key_line import Hint, KeyLine, hints_of, without
from tui.widgets.state_line import StateLine
from tui.widgets.top_line import HorizontalRule, TopLine

__all__ = ["Answer", "FrontdeskScreen"]

_NOT_YET: Final[Mapping[str, str]] = {
    "app.select-copied": "Nothing was copied yet; what is copied can be selected from here by hand."
}
"""By the id of a command of everywhere that has to wait for something: why."""

_MOVES: Final = frozenset({"up", "down", "left", "right", "pageup", "pagedown", "home", "end"})
"""Keys of which nothing has to be said, held down as they are: looking each of them up takes 0.1 ms."""

SAID_FOR = 6.0
"""Seconds that a sentence stands in place of the keys."""
SHOWN_EVERY: Final = 0.5
"""Seconds between two showings of what a read brings: a person follows no faster."""
SHOWN_FIRST: Final = 0.3
"""Seconds of a read after which its rows are first shown: what is there by then is one frame, not ten."""


class FrontdeskScreen(GuardedScreen[Answer]):
    """A screen of Frontdesk; one that is asked something names the type of its answer: `FrontdeskScreen[Decision]`."""

    AUTO_FOCUS = "#body *"

    KEYS_OF = "Every screen"
    """What the page of keys calls the place whose keys these are. A class without one of its own goes by its name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", id="app.back", tooltip="Back one step"),
    ]

    NOT_HERE: ClassVar[Mapping[str, str]] = {}
    """By the id of a command that another kind of screen has and this one has not: why, as a sentence."""

    PACE: ClassVar[float] = SHOWN_EVERY
    """Seconds between two showings of what keeps coming."""

    TITLE_CRUMB: ClassVar[str] = ""
    """The crumb of a screen that belongs to no connection."""

    @dataclass
    class PageArrived(Message):
        """Posted by the worker for each page of a read."""

        number: int
        page: Page[Any]

    def __init__(self, connection: Connection | None = None, *, crumbs: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.connection = connection
        self.crumbs = crumbs
        self.busy = ""
        """What is being written, in words: until it has ended nobody leaves this screen. Empty when nothing is."""
        self.is_sent = False
        """Whether what was typed here is on its way, or has been sent: it is not lost with this screen."""
        self._read_number = 0
        self._reading: Worker[None] | None = None
        self._pace = Pace(self, self.show_pages, seconds=self.PACE)
        self._unsay: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the frame; what is between is the screen's own."""
        yield TopLine(id="top")
        yield from self.compose_head()
        yield HorizontalRule(id="top-rule", classes="-danger" if self.is_production else "")
        with Vertical(id="body"):
            yield from self.compose_body()
        yield HorizontalRule(id="bottom-rule")
        if self.app_state.config.ui.screen_reader:
            yield StateLine(id="state-line")
        yield KeyLine(id="keys")

    def compose_head(self) -> ComposeResult:
        """Yield what stands between the crumbs and the rule; nothing at first."""
        yield from ()

    def compose_body(self) -> ComposeResult:
        """Yield what the screen is for."""
        yield from ()

    @property
    def zone(self) -> tzinfo:
        """The user's time zone."""
        return self.app_state.zone

    @property
    def is_production(self) -> bool:
        """Whether what is done here is done to a production connection."""
        return self.connection is not None and self.connection.environment is Environment.PRODUCTION

    @property
    def unsent(self) -> str:
        """What was typed here and would be lost with this screen, as a sentence; empty when nothing would."""
        return ""

    @property
    def reading(self) -> bool:
        """Whether a read is under way."""
        return self._reading is not None

    def now(self) -> datetime:
        """Return the present instant."""
        return self.app_state.now()

    def on_mount(self) -> None:
        """Say where we are, and keep the key line true."""
        self.show_crumbs()
        self.bindings_updated_signal.subscribe(self, lambda _: self.show_keys())

    def show_crumbs(self) -> None:
        """Write the top line anew."""
        top = self.query_one("#top", TopLine)
        top.crumbs = self.crumbs or ((self.connection.name,) if self.connection else (self.TITLE_CRUMB,))
        if self.connection is not None:
            top.mark = "PRODUCTION" if self.is_production else ""
            top.note = "read-only" if self.connection.read_only else ""
        self.show_state_line()

    def state_words(self) -> str:
        """Say how it stands with what is shown here, for a screen that is read out; empty when there is no more to say.

        Nothing that changes while one looks on belongs here: each change is read out.
        """
        return ""

    def show_state_line(self) -> None:
        """Say the state in a sentence, where the screen is read out."""
        for line in self.query("#state-line").results(StateLine):
            crumbs = self.query_one("#top", TopLine).crumbs
            line.sentence = ": ".join(filter(None, (", ".join(crumbs), self.state_words()))) + "."

    def show_facts(self, *facts: str) -> None:
        """Say at the right of the top line how much there is; the least important last."""
        self.query_one("#top", TopLine).facts = tuple(fact for fact in facts if fact)

    def show_keys(self) -> None:
        """Write the key line anew from the bindings in force."""
        if self.is_attached:
            in_force = {key: active for key, active in self.active_bindings.items() if not self._is_typed(key)}
            self.query_one("#keys", KeyLine).hints = self.arrange_hints(hints_of(in_force))

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Put the way back last, where the key line never cuts it."""
        back = [hint for hint in hints if hint.command_id == "app.back"]
        return (*without(hints, {"app.back"}), *back)

    def _is_typed(self, key: str) -> bool:
        """Whether the focus is on a field that takes the key as a character."""
        # `format_key` knows the characters that Textual calls by names of its own, such as `slash`.
        character = key_to_character(key) or (format_key(key) if len(format_key(key)) == 1 else None)
        return self.focused is not None and self.focused.check_consume_key(key, character)

    def say(self, sentence: str) -> None:
        """Let a sentence stand in place of the keys for a moment."""
        line = self.query_one("#keys", KeyLine)
        line.said = " ".join(sentence.split())
        if self._unsay is not None:
            self._unsay.stop()
        self._unsay = self.set_timer(SAID_FOR, lambda: setattr(line, "said", ""))

    def say_failure(self, error: FrontdeskError) -> None:
        """Say in one line why a worker failed."""
        self.say(one_line(error))

    async def action_back(self) -> None:
        """Go back one step."""
        if self.reading:
            self.stop_read()
        elif len(self.app.screen_stack) > 1 and self.is_current:
            self.dismiss(None)

    def why_not(self, action: str) -> str:
        """Say why a command of this screen does nothing now, as a sentence; empty when there is nothing to say."""
        return ""

    def on_key(self, event: events.Key) -> None:
        """Say why a key does nothing: what it would do is not there now, or it is no key here."""
        if not self.is_current or event.key in _MOVES:
            return
        elsewhere = self._why_not_here(event.key)
        if not (event.is_printable or elsewhere):
            return
        active = self.active_bindings.get(event.key)
        if active is not None and active.enabled:
            return
        bound = self._bindings.key_to_bindings.get(event.key, [])
        if reason := next(filter(None, (*(self.why_not(binding.action) for binding in bound), elsewhere)), ""):
            self.say(reason)
        elif not bound:
            self.say(f"{key_label(event.key)} does nothing here. {self.shell.key_for('app.help')} shows what does.")

    def _why_not_here(self, key: str) -> str:
        """Say why a key that people know from elsewhere does nothing on this screen; empty when it is none."""
        pressed, known = key_label(key), {**_NOT_YET, **self.NOT_HERE}
        return next((why for each, why in known.items() if self.shell.key_for(each) == pressed), "")

    def rows_written(self, records: Sequence[Record[Any]]) -> None:
        """Take note that something was written to rows which came from here: what is shown of them may be old."""

    def rows_here(self, connection: Connection, refers: RefersTo) -> Sequence[Record[Any]]:
        """Return the rows that an id may stand for, where this screen has read all of them; else nothing."""
        return ()

    def rows_by_target(
        self, connection: Connection, action: Action, targets: Container[str]
    ) -> Mapping[str, Record[Any]]:
        """Return the rows here that an action on some targets was, or may be, about, by target; else nothing."""
        return {}

    # The one flow of a read.

    def run_read(self, collection: Collection, query: Query) -> None:
        """Ask for a collection; a read that is still under way is broken off."""
        if self.connection is None:
            return
        self._read_number += 1
        self._pace.begin(SHOWN_FIRST)
        self._reading = self.run_guarded(
            self._read(self._read_number, self.connection, collection, query),
            then=self._end_read,
            failed=self._end_read,
            group="read",
            exclusive=True,
        )
        self.refresh_bindings()

    def stop_read(self) -> None:
        """Break a read off; what has arrived stays."""
        if self._reading is not None:
            self._reading.cancel()
            self._read_number += 1
            self._reading = None
            self._pace.stop()
            self.end_read(None, stopped=True)
            self.refresh_bindings()

    def take_page(self, page: Page[Any]) -> None:
        """Take in a page that has arrived; show it at once when it is all there is, else soon."""

    def show_soon(self) -> None:
        """Have `show_pages` called, at the pace at which a screen shows what keeps coming."""
        self._pace.ask()

    def rest(self, seconds: float) -> None:
        """Have nothing shown by `show_soon` for so many seconds."""
        self._pace.rest(seconds)

    def show_pages(self) -> None:
        """Show what the pages since the last showing have brought."""

    @property
    def shows_soon(self) -> bool:
        """Whether something has come that is not shown yet."""
        return self._pace.waiting

    def keep_up(self) -> None:
        """Show at once what would be shown soon."""
        self._pace.keep_up()

    def end_read(self, error: FrontdeskError | None, *, stopped: bool) -> None:
        """Show that a read is over."""

    def on_frontdesk_screen_page_arrived(self, message: PageArrived) -> None:
        """Hand a page on, unless a newer read has begun."""
        if message.number == self._read_number:
            self.take_page(message.page)

    async def _read(self, number: int, connection: Connection, collection: Collection, query: Query) -> None:
        async with connection.pages(collection, query) as pages:
            async for page in pages:
                async for portion in in_portions(page, self.app_state.keys_first):
                    self.post_message(self.PageArrived(number, portion))

    def _end_read(self, error: FrontdeskError | None) -> None:
        if self._reading is not None:  # it was not stopped before this came
            self._reading = None
            self._pace.stop()
            self.end_read(error, stopped=False)
            self.refresh_bindings()
