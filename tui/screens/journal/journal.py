"""What was written: browse it, ask about what is in doubt, take back what can be, take up what was cut off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.core.action import WriteState
from tui.core.errors import FrontdeskError
from tui.screens.base import FrontdeskScreen
from tui.screens.journal.lines import batch_line, details, entry_line
from tui.screens.vendor_code import can_be_undone
from tui.screens.write.flow import start_resume, start_undo
from tui.screens.write.write_base import words_of
from tui.widgets.confirm import QuestionLines
from tui.widgets.key_line import OPENING, Hint, without
from tui.widgets.menu import Menu, MenuEntry, heading
from tui.widgets.top_line import HorizontalRule
from tui.writing.undo import verify

if TYPE_CHECKING:
    from tui.storage.journal import Batch, JournalEntry

__all__ = ["JournalScreen", "open_journal"]

SHOWN: Final = 500
"""So many writes are listed; `frontdesk journal` has them all."""


class JournalScreen(FrontdeskScreen):
    """The journal, newest first."""

    TITLE_CRUMB: ClassVar[str] = "Journal"

    KEYS_OF = "The journal"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "verify", "check whether it arrived", id="journal.verify"),
        Binding("u", "undo", "undo", id="journal.undo"),
        Binding("R", "resume", "take up", id="journal.take-up"),
        Binding("f", "doubts", "only what is in doubt", id="journal.doubts"),
        Binding("r", "reload", "refresh", show=False, id="journal.refresh"),
    ]

    DEFAULT_CSS = """
    JournalScreen {
        #journal-details { height: 8; padding: 0 1; }
    }
    """

    def __init__(self, *, at: str = "") -> None:
        """Begin with the cursor on a line: `entry:12` is a write, `batch:3` a bulk that was cut off."""
        super().__init__()
        self._first_at = at
        self.entries: dict[str, JournalEntry] = {}
        self.batches: dict[str, Batch] = {}
        self.only_doubts = False

    def compose_body(self) -> ComposeResult:
        """Yield the list, and the whole of the entry under the cursor."""
        yield Menu(id="journal-list")
        yield HorizontalRule()
        yield QuestionLines(id="journal-details")

    def on_screen_resume(self) -> None:
        """Read the journal, at first and again: what lay over this screen may have written."""
        self.action_reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with the entry under the cursor."""
        entry = self.at
        match action:
            case "verify":
                return entry is not None and entry.state is WriteState.UNKNOWN
            case "undo":
                return entry is not None and can_be_undone(self.app_state, entry)
            case "resume":
                return self.query_one("#journal-list", Menu).chosen_id in self.batches
            case _:
                return True

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Leave Enter out: it does what the keys beside it say."""
        return super().arrange_hints(without(hints, OPENING))

    def on_resize(self, event: events.Resize) -> None:
        """Leave the list more lines than one entry's details."""
        self.query_one("#journal-details").styles.height = 8 if event.size.height >= 22 else 4

    @property
    def at(self) -> JournalEntry | None:
        """The entry under the cursor."""
        return self.entries.get(self.query_one("#journal-list", Menu).chosen_id) if self.is_mounted else None

    def action_reload(self) -> None:
        """Read the journal again."""
        self.run_guarded(self._load(), then=self._show_loaded, failed=self._tell, group="journal", exclusive=True)

    def action_doubts(self) -> None:
        """Show only what may or may not have arrived, or everything again."""
        self.only_doubts = not self.only_doubts
        self._show()

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
        """Ask whether to take a write back."""
        if (entry := self.at) is not None:
            start_undo(self, entry)

    def action_resume(self) -> None:
        """Go on with a bulk that was cut off."""
        batch = self.batches.get(self.query_one("#journal-list", Menu).chosen_id)
        if batch is not None:
            start_resume(self, batch, failed=self._tell_and_reload)

    def on_menu_highlighted(self, message: Menu.Highlighted) -> None:
        """Show the whole of it."""
        self._show_details()

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Enter does what there is to do: take up, check, undo."""
        for action in ("resume", "verify", "undo"):
            if self.check_action(action, ()):
                getattr(self, f"action_{action}")()
                return

    def _show_loaded(self, read: tuple[Sequence[JournalEntry], Sequence[Batch]]) -> None:
        entries, batches = read
        self.entries = {f"entry:{entry.id}": entry for entry in entries}
        self.batches = {f"batch:{batch.id}": batch for batch in batches}
        self._show()
        self._first_at = ""

    def _show(self) -> None:
        shown = [each for each in self.entries.values() if not self.only_doubts or each.state is WriteState.UNKNOWN]
        doubts = sum(entry.state is WriteState.UNKNOWN for entry in self.entries.values())
        count = f"{len(shown):,} {'write' if len(shown) == 1 else 'writes'}"
        self.show_facts(count, f"{doubts:,} in doubt" if doubts else "")
        self.query_one("#journal-list", Menu).set_entries(
            menu_of(shown, tuple(self.batches.values()), zone=self.zone, now=self.now()), at=self._first_at
        )
        self._show_details()

    def _show_details(self) -> None:
        entry = self.at
        width = max(20, self.app.size.width - 3)
        self.query_one("#journal-details", QuestionLines).set_lines(
            details(entry, zone=self.zone, width=width) if entry else []
        )
        self.refresh_bindings()

    def _tell(self, error: FrontdeskError) -> None:
        self.say(words_of(error))

    def _say_and_reload(self, text: str) -> None:
        self.say(text)
        self.action_reload()

    def _tell_and_reload(self, error: FrontdeskError) -> None:
        self._say_and_reload(words_of(error))

    async def _load(self) -> tuple[Sequence[JournalEntry], Sequence[Batch]]:
        from tui.storage.journal import Wanted

        journal = self.app_state.journal
        await journal.mark_orphans_unknown()
        newest = await journal.entries(Wanted(limit=SHOWN))
        # What is in doubt is never out of sight, however old it is.
        older = [each for each in await journal.unknowns() if newest and each.id < newest[-1].id]
        return (*newest, *older), await journal.interrupted_batches()

    async def _verify(self, entry: JournalEntry) -> str:
        connection = self.app_state.connections.named(entry.connection)
        return (await verify(connection, entry, journal=self.app_state.journal)).text


def open_journal(screen: FrontdeskScreen[Any]) -> None:
    """Show what was written."""
    if not isinstance(screen, JournalScreen):
        screen.app.push_screen(JournalScreen())


def menu_of(
    entries: Sequence[JournalEntry], batches: Sequence[Batch], *, zone: tzinfo, now: datetime
) -> list[MenuEntry]:
    """Make the list: what was cut off first, then every write, newest first."""
    lines = [heading(" Cut off")] if batches else []
    lines += [batch_line(batch, zone=zone, now=now) for batch in batches]
    lines += [MenuEntry("")] if batches else []
    if not entries:
        return [*lines, heading(" Nothing was written. What you change at a vendor is listed here, and how it ended.")]
    return [*lines, *(entry_line(entry, zone=zone, now=now) for entry in entries)]
