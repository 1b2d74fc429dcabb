"""The question before many writes: how many, which, where, and the count typed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from tui.connections import Connection
from tui.core.action import Action
from tui.core.text import clean
from tui.screens.write.confirm_frame import ConfirmFrame
from tui.screens.write.form import FormScreen
from tui.screens.write.write_base import goes_to, verb_of
from tui.widgets.confirm import Choices, QuestionLines
from tui.widgets.line import TextPart
from tui.writing.bulk import Bulk, BulkRow
from tui.writing.diff import changes

__all__ = ["ConfirmBulkScreen"]

NAMED = 5
"""So many targets are named before the rest is a number."""


class ConfirmBulkScreen(ConfirmFrame):
    """Asks about many writes, and starts them."""

    def __init__(
        self,
        connection: Connection,
        action: Action,
        rows: Sequence[BulkRow],
        *,
        crumbs: tuple[str, ...],
        source: str,
        notes: Sequence[str] = (),
    ) -> None:
        super().__init__(connection, crumbs=crumbs, verb=verb_of(action), word=str(len(rows)))
        self.subject = action
        self.rows = tuple(rows)
        self.source = source
        self.notes = tuple(notes)

    def compose_subject(self) -> ComposeResult:
        """Yield the targets, what is sent for the first, and what it leads to."""
        first = self.rows[0]
        yield QuestionLines(self._targets(), id="confirm-targets")
        said = "; ".join(str(change) for change in changes(self.subject, first.values, None))
        yield Static(clean(f"The first: {said}."), classes="confirm-text", markup=False)
        consequence = self.subject.consequence(first.values)
        yield Static(clean(consequence), id="confirm-consequence", classes="confirm-text", markup=False)

    def on_mount(self) -> None:
        """Say where it goes."""
        self.show_facts(f"{len(self.rows):,} rows")
        route: list[TextPart] = [(f"  {self.subject.title}, {len(self.rows):,} times,", "strong"), *goes_to(self.here)]
        self.query_one("#confirm-route", QuestionLines).set_lines([route])
        self.show_notice(" ".join(self.notes))

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        """Start, or go back."""
        if message.id != "go":
            self.call_next(self.action_back)
            return
        from tui.screens.write.bulk import BulkScreen

        bulk = Bulk(self.here, self.subject, self.rows, journal=self.journal, source=self.source, moment=self.moment)
        app = self.app
        self._journal = None  # the bulk's screen closes it
        screen = BulkScreen(self.here, bulk, crumbs=self.crumbs)
        app.pop_screen()
        if isinstance(app.screen, FormScreen):
            app.pop_screen()
        app.push_screen(screen)

    def _targets(self) -> list[list[TextPart]]:
        lines: list[list[TextPart]] = [[(f"  {row.target}", "plain")] for row in self.rows[:NAMED]]
        rest = len(self.rows) - NAMED
        return [*lines, [(f"  and {rest:,} more", "muted")]] if rest > 0 else lines
