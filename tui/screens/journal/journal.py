"""What was written: browse it, ask about what is in doubt, take back what can be, take up what was cut off.

A bulk is one line with its counts; Enter shows its rows below it, and hides them again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import Binding, BindingType

from tui.core.action import WriteState
from tui.core.errors import FrontdeskError
from tui.core.present import count_text
from tui.core.time.ranges import describe
from tui.core.time.time_range import TimeRange
from tui.screens.base import FrontdeskScreen
from tui.screens.journal.copying import ask_copy
from tui.screens.journal.lines import bulk_details, details
from tui.screens.journal.listing import Bulks, Listing, menu_of, writes_found
from tui.screens.log import LogDetails, LogScreen
from tui.screens.vendor_code import why_no_undo
from tui.screens.write.flow import start_resume, start_undo
from tui.screens.write.undo_bulk import start_undo_of_bulk
from tui.screens.write.write_base import words_of
from tui.widgets.date_range import DateRangeScreen
from tui.widgets.filter_bar import FilterBar
from tui.widgets.key_line import OPENING, Hint, without
from tui.widgets.line import TextPart
from tui.widgets.menu import Menu
from tui.writing.undo import verify

if TYPE_CHECKING:
    from tui.storage.journal import Batch, JournalEntry

__all__ = ["JournalScreen", "open_journal"]

SHOWN: Final = 500
"""So many writes, and so many bulks, are listed; `frontdesk journal` has them all."""

SEARCHED: Final = 2_000
"""So many rows of bulks a filter looks through, newest first, and so many of one bulk are shown."""


class EntryDetails(LogDetails):
    """All there is to say of a write."""

    KEYS_OF = "The details in the journal"


class JournalScreen(LogScreen):
    """The journal, newest first."""

    TITLE_CRUMB: ClassVar[str] = "Journal"

    KEYS_OF = "The journal"

    DETAILS = EntryDetails

    NOT_HERE: ClassVar[Mapping[str, str]] = {
        "table.sort": "Writes stand by time, the newest first.",
        "table.export": "The journal is written out by frontdesk journal --format csv.",
        "table.details": "The whole of what is under the cursor is told below.",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "verify", "check whether it arrived", id="journal.verify"),
        Binding("u", "undo", "undo", id="journal.undo"),
        Binding("R", "resume", "take up", id="journal.take-up"),
        Binding("slash", "filter", "filter", id="journal.filter"),
        Binding("t", "range", "range", id="journal.range"),
        Binding("f", "doubts", "only what is in doubt", id="journal.doubts"),
        Binding("y", "copy", "copy", id="journal.copy"),
        Binding("r", "reload", "refresh", show=False, id="journal.refresh"),
    ]

    def __init__(self, *, at: str = "") -> None:
        """Begin with the cursor on a line: `entry:12` is a write, `batch:3` a bulk."""
        super().__init__()
        self._first_at = at
        self.listing = Listing()
        self.entries: dict[str, JournalEntry] = {}
        """Every write that a line can stand for."""
        self.opened: set[int] = set()
        """The bulks whose rows are shown."""
        self.span: TimeRange | None = None
        """When it was written; None is at any time."""
        self.only_doubts = False
        self._searched = False  # whether the rows of bulks are read, for a filter

    def on_screen_resume(self) -> None:
        """Read the journal, at first and again: what lay over this screen may have written."""
        self.action_reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with the entry under the cursor; where it cannot be undone, `u` says why."""
        entry = self.at
        match action:
            case "verify":
                return entry is not None and entry.state is WriteState.UNKNOWN
            case "undo":
                return entry is not None or self.at_bulk is not None
            case "copy":
                return entry is not None
            case "resume":
                return (bulk := self.at_bulk) is not None and bulk.id in self.listing.bulks.cut_off
            case _:
                return True

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Leave Enter out where it does what the keys beside it say, and undo where it would only say why not."""
        entry, bulk = self.at, self.at_bulk
        hidden = {"journal.undo"} if entry is not None and why_no_undo(self.app_state, entry) else set()
        return super().arrange_hints(without(hints, hidden if bulk is not None else {*OPENING, *hidden}))

    @property
    def at(self) -> JournalEntry | None:
        """The entry under the cursor."""
        return self.entries.get(self.chosen_id)

    @property
    def at_bulk(self) -> Batch | None:
        """The bulk under the cursor."""
        chosen = self.chosen_id
        return next((each for each in self.listing.bulks.batches if chosen == f"batch:{each.id}"), None)

    async def action_back(self) -> None:
        """Go back to all times first, then where one came from."""
        if self.span is not None:
            self._take_span(None)
        else:
            await super().action_back()

    def action_reload(self) -> None:
        """Read the journal again."""
        self.run_guarded(self._load(), then=self._show_loaded, failed=self._tell, group="journal", exclusive=True)

    def action_doubts(self) -> None:
        """Show only what may or may not have arrived, or everything again."""
        self.only_doubts = not self.only_doubts
        self.show_lines()

    def action_range(self) -> None:
        """Ask when it was written."""
        text = self.span.text if self.span is not None else "7d"

        def take(span: TimeRange | None) -> None:
            if span is not None:
                self._take_span(span)

        self.app.push_screen(DateRangeScreen(text, now=self.now, zone=self.zone, title="Written when"), take)

    def action_verify(self) -> None:
        """Ask the vendor whether a write arrived."""
        if (entry := self.at) is not None:
            self.say(f"Asking {entry.connection} …")
            self.run_guarded(
                self._verify(entry),
                then=self._say_and_reload,
                failed=self._tell_and_reload,
                group="verify",
                exclusive=True,
            )

    def action_undo(self) -> None:
        """Ask whether to take a write back, or all of a bulk that can be; where that cannot be, say why."""
        if (bulk := self.at_bulk) is not None:
            start_undo_of_bulk(self, bulk)
        elif (entry := self.at) is not None:
            if why := why_no_undo(self.app_state, entry):
                self.say(f"{entry.target}: {why}")
            else:
                start_undo(self, entry)

    def action_copy(self) -> None:
        """Ask what of a write to copy."""
        if (entry := self.at) is not None:
            ask_copy(self, entry)

    def action_resume(self) -> None:
        """Go on with a bulk that was cut off."""
        if (bulk := self.at_bulk) is not None:
            start_resume(self, bulk, failed=self._tell_and_reload)

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Enter opens a bulk, or closes it; of a write it does what there is to do: check, undo."""
        if (bulk := self.at_bulk) is not None:
            self.opened ^= {bulk.id}
            self.action_reload()
            return
        entry = self.at
        if self.check_action("verify", ()):
            self.action_verify()
        elif entry is not None:
            self.action_undo()

    def on_filter_bar_changed(self, message: FilterBar.Changed) -> None:
        """Read the rows of bulks as well, once, as soon as something is looked for."""
        if message.text.strip() and not self._searched:
            self._searched = True
            self.action_reload()

    # Within.

    def _take_span(self, span: TimeRange | None) -> None:
        self.span = span
        self.call_after_refresh(self.action_reload)  # after what coming back from the question has begun
        self.menu.focus()

    def _show_loaded(self, listing: Listing) -> None:
        self.listing = listing
        self.entries = listing.by_id()
        self.show_lines()
        self._first_at = ""

    def show_lines(self) -> None:
        """Write the list anew."""
        listing, now = self.listing, self.now()
        entries = menu_of(
            listing,
            opened=self.opened,
            words=self.filter_text,
            only_doubts=self.only_doubts,
            zone=self.zone,
            now=now,
            width=max(20, self.menu.size.width - 1),
        )
        self.show_facts(*self._facts())
        self.menu.set_entries(entries, at=self._first_at)
        self.show_details()

    def _facts(self) -> list[str]:
        """Say how much was written, within bulks too, and when."""
        writes, bulks = writes_found(self.listing, words=self.filter_text, only_doubts=self.only_doubts)
        doubts = len(self.listing.doubts)
        return [
            count_text(writes, "write", "writes"),
            *([count_text(bulks, "bulk", "bulks")] if bulks else []),
            *([f"{doubts:,} in doubt"] if doubts else []),
            *([describe(self.span, self.zone, now=self.now())] if self.span is not None else []),
        ]

    def told(self) -> Sequence[Sequence[TextPart]]:
        """Tell the whole of a write, or of a bulk."""
        entry, bulk = self.at, self.at_bulk
        if entry is not None:
            width = max(20, self.app.size.width - 4)
            return details(entry, zone=self.zone, width=width, undo=self._undo_words(entry))
        if bulk is not None:
            return bulk_details(bulk, self.listing.bulks.counts.get(bulk.id, Counter()), zone=self.zone)
        return []

    def _undo_words(self, entry: JournalEntry) -> str:
        """Say whether it can be taken back, and why not."""
        why = why_no_undo(self.app_state, entry)
        return f"No: {why[:1].lower()}{why[1:]}" if why else "Yes"

    def _tell(self, error: FrontdeskError) -> None:
        self.say(words_of(error))

    def _say_and_reload(self, text: str) -> None:
        self.say(text)
        self.action_reload()

    def _tell_and_reload(self, error: FrontdeskError) -> None:
        self._say_and_reload(words_of(error))

    async def _load(self) -> Listing:
        from tui.storage.journal import Wanted

        journal = self.app_state.journal
        since, until = (self.span.start, self.span.stop) if self.span is not None else (None, None)
        await journal.mark_orphans_unknown()
        newest = await journal.entries(Wanted(alone=True, since=since, until=until, limit=SHOWN))
        # What is in doubt is never out of sight, however old it is.
        there = {entry.id for entry in newest}
        entries = (*newest, *(each for each in await journal.unknowns() if each.id not in there))
        cut_off = await journal.interrupted_batches()
        batches = {each.id: each for each in await journal.batches(since=since, until=until, limit=SHOWN)}
        batches |= {each.id: each for each in cut_off}
        counts = await journal.batch_counts(list(batches))
        bulks = Bulks(tuple(batches.values()), counts, frozenset(each.id for each in cut_off))
        await self._open_first()
        rows: dict[int, list[JournalEntry]] = {}
        wanted = [Wanted(batch=number, limit=SEARCHED) for number in sorted(self.opened)]
        if self._searched:
            wanted.append(Wanted(alone=False, since=since, until=until, limit=SEARCHED))
        for each in wanted:
            for entry in await journal.entries(each):
                if entry.batch is not None and (each.batch is not None or entry.batch not in self.opened):
                    rows.setdefault(entry.batch, []).append(entry)
        return Listing(entries, bulks, rows)

    async def _open_first(self) -> None:
        """Open the bulk of the write to begin with: its line is among that one's rows."""
        kind, _, number = self._first_at.partition(":")
        if kind == "entry" and (entry := await self.app_state.journal.entry(int(number))) is not None:
            self.opened |= {entry.batch} if entry.batch is not None else set()

    async def _verify(self, entry: JournalEntry) -> str:
        connection = self.app_state.connections.named(entry.connection)
        return (await verify(connection, entry, journal=self.app_state.journal)).text


def open_journal(screen: FrontdeskScreen[Any]) -> None:
    """Show what was written."""
    if not isinstance(screen, JournalScreen):
        screen.app.push_screen(JournalScreen())
