"""What every screen stands on: connections, clock, zone, what is remembered, what is under way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from msgspec import Struct

from tui.config import Config
from tui.connections import Connection, Connections
from tui.core.briefing import Briefing
from tui.core.errors import ConfigProblem, FrontdeskError, Refused
from tui.core.next_start import Then
from tui.core.place import Place
from tui.core.record import Record
from tui.core.time.clock import Clock
from tui.core.turns import KeysFirst
from tui.core.vendor import Probe
from tui.storage.paths import Paths
from tui.storage.state import State, StateFile
from tui.storage.views import ViewsFile
from tui.themes import Themes

if TYPE_CHECKING:
    from tui.lookup.finder import Finder
    from tui.storage.journal import Batch, Journal, JournalEntry

__all__ = ["Answered", "AppState", "BriefLine", "PendingItem", "Shell"]


class Answered(Struct, frozen=True):
    """How a connection answered when it was asked whether it is there."""

    probe: Probe | None = None
    error: FrontdeskError | None = None
    """Why it did not; None when it did."""
    milliseconds: int = 0
    at: datetime | None = None


@dataclass
class AppState:
    """The app's own state, shared by its screens. Screens reach it through `FrontdeskScreen.app_state`."""

    connections: Connections
    config: Config
    clock: Clock
    themes: Themes
    paths: Paths | None = None
    """Where things are kept; None keeps nothing, as in the demo."""
    demo: bool = False
    problems: tuple[ConfigProblem, ...] = ()
    """What is wrong with themes and keys; the rest of the config was checked before the app began."""
    answers: dict[str, Answered] = field(default_factory=dict)
    """By connection name: the last answer to a probe."""
    pending: list[PendingItem] = field(default_factory=list)
    """What home lists under “Needs you”."""
    briefing: dict[str, tuple[BriefLine, ...]] = field(default_factory=dict)
    """By connection name: what its data says needs somebody."""
    undoable: JournalEntry | Batch | None = None
    """The newest write, or all of the bulk that it belongs to, when that can be taken back; None when there is none,
    and before the journal was looked at."""
    written_rows: dict[int, Record[Any]] = field(default_factory=dict)
    """By the journal's number of a write: the row that it was started from, to be read anew when it is taken back."""
    bulk_rows: dict[int, Mapping[int, Record[Any]]] = field(default_factory=dict)
    """By the journal's number of a bulk, and by the number of its row: the row of a list that it was started from."""
    ranges: dict[str, str] = field(default_factory=dict)
    """By connection and collection: the range that was chosen last, as typed. It stays for the next room."""
    filters: dict[str, list[str]] = field(default_factory=dict)
    """By connection and collection: the filters that were typed, the last one last. They hold names, so nobody keeps
    them for the next start."""
    work: list[str] = field(default_factory=list)
    """What is under way that quitting would break off, in words."""
    imported: set[str] = field(default_factory=set)
    """The vendors, by name, whose screens are imported."""
    keys_first: KeysFirst = field(default_factory=KeysFirst)
    """Knows whether a key is under way, so that rows which arrive wait for what it does."""
    timer: Callable[[], float] = perf_counter
    """Seconds on a clock that only runs forward, for how long an answer took."""
    state: State = field(default_factory=State)
    opens: Place | None = None
    """The place that the app goes to at its start; None: home, and None once it has gone there."""
    then: Then = Then.NOTHING
    """What whoever started the app does once it is left."""

    def __post_init__(self) -> None:
        self._journal: Journal | None = None
        self.views = ViewsFile(self.paths.views) if self.paths is not None else None
        """The saved views; None where nothing is kept."""
        self._file = StateFile(self.paths.state) if self.paths is not None else None
        if self._file is not None:
            self.state = self._file.read()

    @cached_property
    def finder(self) -> Finder:
        """What was read to find something in; it answers for the next text as well."""
        from tui.lookup.finder import Finder  # late: home paints sooner without it

        return Finder()

    @property
    def zone(self) -> tzinfo:
        """The user's time zone."""
        return self.config.ui.zone

    @property
    def journal(self) -> Journal:
        """The one journal of this app: every screen uses it, and none closes it. Its file is opened at the first use.

        Raises:
            Refused: when nothing is kept, so that nothing may be written either.
        """
        if self._journal is None:
            if self.paths is None:
                raise Refused("There is no journal here, and nothing is sent that is not written down first.")
            from tui.storage.journal import Journal

            self._journal = Journal(self.paths.journal, self.clock)
        return self._journal

    @property
    def keeps_journal(self) -> bool:
        """Whether there is a journal with something in it: looking must not make the file."""
        return self.paths is not None and self.paths.journal.exists()

    async def aclose(self) -> None:
        """Close what was opened on the way, once the app is left."""
        if self._journal is not None:
            await self._journal.aclose()
            self._journal = None

    def now(self) -> datetime:
        """Return the present instant."""
        return self.clock.now()

    @contextmanager
    def working(self, what: str) -> Iterator[None]:
        """Have the app ask before it quits while something is under way."""
        self.work.append(what)
        try:
            yield
        finally:
            self.work.remove(what)

    def row_of_write(self, entry: JournalEntry) -> Record[Any] | None:
        """Return the row of a list that a write was started from; None where it was not, or at an earlier start."""
        if entry.batch is None:
            return self.written_rows.get(entry.id)
        return self.bulk_rows.get(entry.batch, {}).get(entry.row or 0)

    def remembered(self, topic: str, key: str) -> Any:
        """Return a small choice made before; None when there is none."""
        return self.state.remembered.get(topic, {}).get(key)

    async def remember(self, topic: str, key: str, value: Any) -> None:
        """Keep a small choice for the next start."""
        await self._change(lambda state: state.with_remembered(topic, key, value))

    async def visited(self, place: Place) -> None:
        """Put a place first among the recent ones."""
        await self._change(lambda state: state.visited(replace(place, at=self.now().replace(microsecond=0))))

    async def _change(self, change: Callable[[State], State]) -> None:
        self.state = change(self.state)
        if self._file is not None:
            # What is remembered is a convenience: a full disk must not stop anybody's work.
            with suppress(OSError):
                self.state = await asyncio.to_thread(self._file.update, change)


class PendingItem(Struct, frozen=True):
    """Something that waits for a person: writes that may not have arrived, a config key that is wrong."""

    text: str
    connection: str = ""
    opens: Callable[[], Any] | None = None
    """Makes the screen that deals with it; None when there is none."""


class BriefLine(Struct, frozen=True):
    """A line of the morning's briefing, and the question that its list answers."""

    text: str
    briefing: Briefing


@runtime_checkable
class Shell(Protocol):
    """The app, as screens know it."""

    app_state: AppState

    def open_collection(
        self,
        connection: Connection,
        name: str,
        *,
        values: Mapping[str, Any],
        crumbs: tuple[str, ...],
        range_text: str = "",
    ) -> None:
        """Go to a collection; asks for what it needs first."""
        ...

    def copy_text(self, text: str, what: str) -> str:
        """Send text to the terminal's clipboard; return the sentence that says so."""
        ...

    def choose_theme(self, name: str) -> None:
        """Show another theme and remember it."""
        ...

    def key_for(self, command_id: str) -> str:
        """Return the key that a command is on, as people call it."""
        ...

    def export_folder(self) -> Path:
        """Return where an export goes when only a name was given."""
        ...
