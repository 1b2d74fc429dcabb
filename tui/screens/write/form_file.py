"""Rows for a bulk from a CSV file: columns to fields, a preview, and every bad cell before anything is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from tui.connections import Connection
from tui.core.action import Action
from tui.core.errors import FrontdeskError
from tui.core.present import count_text
from tui.core.text import clean
from tui.screens.dialogs.listing import ListScreen, choice
from tui.screens.write.asked import ChosenFile, Rows
from tui.screens.write.file_lines import column_lines, problem_lines
from tui.screens.write.write_base import AskingScreen, words_of
from tui.widgets.line_input import LineInput
from tui.widgets.menu import Menu, MenuEntry
from tui.writing.csv_left_out import free_name, write_left_out
from tui.writing.csv_rows import CsvReading, Sheet, read_rows, read_sheet
from tui.writing.headings import suggest
from tui.writing.path_completion import complete

__all__ = ["FormFileScreen"]

WHAT_TO_DO = "A CSV file. Its first line names the columns. Tab completes the path, Enter reads it."

MEND, ALONE = "mend", "alone"
"""What is answered when some rows are bad."""

NOT_SENT = "*none"
"""Stands for no field in the list of fields; no vendor names one like that."""

COMPLETIONS = 40
"""So many names that a path may go on with are shown."""


class FormFileScreen(AskingScreen[Rows]):
    """Asks for a file, shows what would be made of it, and answers its rows."""

    AUTO_FOCUS = "#file-path"

    KEYS_OF = "Rows from a file"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "go_on", "review", id="file.go-on"),
        Binding("f5", "read_again", "read again", id="file.read-again"),
        Binding("tab", "complete", "complete the path, or go on", show=False, id="file.next"),
    ]

    DEFAULT_CSS = """
    FormFileScreen {
        #file-label { padding: 1 2 0 2; height: auto; color: $text-muted; }
        #file-path { margin: 0 2 1 2; background: $surface; }
        #file-said { padding: 0 2; height: auto; max-height: 6; color: $warning; }
    }
    """

    def __init__(
        self,
        connection: Connection,
        action: Action,
        *,
        crumbs: tuple[str, ...],
        shared: Mapping[str, str],
        chosen: ChosenFile | None = None,
    ) -> None:
        """Ask for the rows of an action.

        Args:
            connection: Where they will go.
            action: What will be done with each.
            crumbs: The way here.
            shared: What is the same for all of them, by field.
            chosen: The file of before, to begin with.
        """
        super().__init__(connection, crumbs=(*crumbs, "From a file"))
        self.subject = action
        self.shared = dict(shared)
        self.sheet: Sheet | None = None
        self.columns: dict[str, str] = dict(chosen.columns) if chosen is not None else {}
        self.typed: CsvReading | None = None
        self._mapped: tuple[str, ...] = tuple(self.columns)
        """The headings that were mapped; those of another file are guessed anew."""
        self._path = chosen.path if chosen is not None else ""

    def compose_body(self) -> ComposeResult:
        """Yield the path, what is to be said, and the columns."""
        yield Static(
            WHAT_TO_DO,
            id="file-label",
            markup=False,
        )
        yield LineInput(self._path, placeholder="people.csv", id="file-path")
        yield Static("", id="file-said", markup=False)
        yield Menu(id="file-columns")

    def on_mount(self) -> None:
        """Read the file of before again: it may have been mended."""
        if self._path:
            self._take(self._path)

    @property
    def chosen(self) -> ChosenFile | None:
        """What was chosen, for the next time; None before a file was read."""
        return ChosenFile(self._path, dict(self.columns)) if self.sheet is not None else None

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines of what is wrong anew, once the list has its width."""
        if self.typed is not None:
            self.call_after_refresh(lambda: self.query_one("#file-columns", Menu).set_entries(self._entries()))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Go on with rows that are good; where some are not, it is asked first."""
        if action == "go_on":
            return self.typed is not None and bool(self.typed.rows)
        if action == "read_again":
            return self.sheet is not None
        return True

    def action_read_again(self) -> None:
        """Read the same file once more: it was mended in the meantime."""
        self._take(self.query_one("#file-path", LineInput).value)

    async def action_complete(self) -> None:
        """Complete the path as far as it is certain, or show what there is; where nothing is to complete, go on."""
        line = self.query_one("#file-path", LineInput)
        if not line.has_focus:
            self.app.action_focus_next()
            return
        completed = await asyncio.to_thread(complete, line.value, self.shell.export_folder())
        if completed.text != line.value:
            line.value = completed.text
            line.cursor_position = len(completed.text)
        elif len(completed.names) > 1:
            self.query_one("#file-said", Static).update(clean("  ".join(completed.names[:COMPLETIONS])))
        else:
            self.app.action_focus_next()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Read the file."""
        event.stop()
        self._take(event.value)

    def _take(self, name: str) -> None:
        path = self.shell.export_folder() / Path(name.strip()).expanduser()
        self._path = name
        self.run_guarded(
            asyncio.to_thread(read_sheet, path),
            then=self._show_sheet,
            failed=self._show_problem,
            group="file",
            exclusive=True,
        )

    def _show_sheet(self, sheet: Sheet) -> None:
        """Guess the columns, unless they were chosen: reading the same headings again keeps what was."""
        self.sheet = sheet
        if self._mapped != sheet.header and not (self.columns and {*self.columns} <= {*sheet.header}):
            self.columns = suggest(self.subject, sheet.header)
        self._mapped = tuple(sheet.header)
        self._type()

    def _show_reading(self, reading: CsvReading) -> None:
        """Show what came of it."""
        self.typed = reading
        good, bad = len(reading.rows), len(reading.problems)
        counts = f"{good:,} {'row is' if good == 1 else 'rows are'} good" + (
            f", {bad:,} {'cell is' if bad == 1 else 'cells are'} bad; mend the file and "
            f"{self.shell.key_for('file.read-again') or 'F5'} reads it again"
            + (f", or {self.shell.key_for('file.go-on') or 'F2'} sends the good rows alone" if good else "")
            if bad
            else "; F2 goes on"
        )
        self.show_facts(count_text(len(self.sheet.rows) if self.sheet else 0, "row", "rows"))
        self.query_one("#file-said", Static).update(clean(" ".join([f"{counts}.", *reading.notes])))
        menu = self.query_one("#file-columns", Menu)
        menu.set_entries(self._entries())
        menu.focus()
        self.refresh_bindings()

    def _show_problem(self, error: FrontdeskError) -> None:
        """Say what is wrong with the file."""
        self.typed = None
        self.query_one("#file-said", Static).update(clean(words_of(error)))
        self.query_one("#file-columns", Menu).set_entries([])
        self.refresh_bindings()

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Ask which field a column is for."""
        kind, _, column = message.id.partition(":")
        if kind != "column":
            return
        fields = [choice(field.name, field.title, field.name) for field in self.subject.fields]
        entries = [choice(NOT_SENT, "Not sent"), *fields]

        def take(name: str | None) -> None:
            if name is not None:
                self.columns = {key: value for key, value in self.columns.items() if value != name and key != column}
                if name != NOT_SENT:
                    self.columns[column] = name
                self._type()

        self.app.push_screen(ListScreen(clean(f"“{column}” is"), entries, at=self.columns.get(column, NOT_SENT)), take)

    def action_go_on(self) -> None:
        """Answer the rows; when some are bad, ask first whether the good ones go alone."""
        if self.typed is None or self.sheet is None:
            return
        if not self.typed.problems:
            self.answer(Rows(tuple(self.typed.rows), self.sheet.name, tuple(self.typed.notes)))
            return
        good, bad = len(self.typed.rows), len({problem.line for problem in self.typed.problems})
        path = free_name(self.shell.export_folder(), self.sheet.name)
        entries = [
            choice(MEND, "Back to the file: nothing is sent"),
            choice(ALONE, f"Send {good:,} good; {bad:,} bad go to {clean(path.name)}"),
        ]

        def take(chosen: str | None) -> None:
            if chosen == ALONE:
                self._leave_out(path)

        title = f"{bad:,} {'row has' if bad == 1 else 'rows have'} bad cells"
        self.app.push_screen(ListScreen(title, entries), take)

    def _leave_out(self, path: Path) -> None:
        """Write the bad rows to a file of their own, then answer the good ones."""
        if self.typed is None or self.sheet is None:
            return
        rows, name, notes = tuple(self.typed.rows), self.sheet.name, tuple(self.typed.notes)

        def answer(count: int) -> None:
            left = f"{count_text(count, 'row', 'rows')} with bad cells left out: see {path.name}."
            self.answer(Rows(rows, name, (left, *notes)))

        writing = asyncio.to_thread(write_left_out, path, self.sheet, self.typed.problems)
        self.run_guarded(writing, then=answer, failed=self._say_problem, group="file", exclusive=True)

    def _say_problem(self, error: FrontdeskError) -> None:
        self.query_one("#file-said", Static).update(clean(words_of(error)))

    def _type(self) -> None:
        assert self.sheet is not None  # noqa: S101 - it was read before it is typed
        # In a thread: ten thousand rows take most of a second.
        typing = asyncio.to_thread(
            read_rows,
            self.subject,
            self.sheet,
            dict(self.columns),
            moment=self.moment,
            settings=self.here.config.settings,
            fixed=self.shared,
        )
        self.run_guarded(typing, then=self._show_reading, failed=self._show_problem, group="file", exclusive=True)

    def _entries(self) -> list[MenuEntry]:
        assert self.sheet is not None  # noqa: S101 - it was read before it was typed
        problems = self.typed.problems if self.typed else ()
        width = self.query_one("#file-columns", Menu).size.width
        return [*column_lines(self.sheet, self.columns), *problem_lines(self.sheet, problems, width=width)]
