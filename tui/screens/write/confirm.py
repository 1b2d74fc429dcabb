"""The question before a write: what exactly changes, where it goes, and the focus on Cancel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.widgets import Static

from tui.connections import Connection
from tui.core.action import Danger, Values, WriteState
from tui.core.record import Record
from tui.core.text import clean
from tui.screens.write.confirm_frame import SendingFrame
from tui.screens.write.form import FormScreen
from tui.screens.write.write_base import WriteScreen, goes_to, verb_of
from tui.widgets.confirm import Choice, Choices, Differences, QuestionLines
from tui.widgets.line import TextPart
from tui.writing.diff import changes
from tui.writing.run import VERSION, ChangedMeanwhile, Plan, Written

if TYPE_CHECKING:
    from tui.storage.journal import JournalEntry

__all__ = ["ConfirmScreen"]


class ConfirmScreen(SendingFrame):
    """Asks about one write, sends it, and stays when it did not go well."""

    def __init__(
        self,
        connection: Connection,
        ready: Plan,
        values: Values,
        *,
        crumbs: tuple[str, ...],
        record: Record[Any] | None = None,
        seen: Mapping[str, Any] | None = None,
        at_once: bool = False,
        undoes: JournalEntry | None = None,
    ) -> None:
        """Take what was planned.

        Args:
            connection: Where it goes.
            ready: What was read, and the request.
            values: What was given, to send again after another look.
            crumbs: The way here.
            record: The row that it was started from, to notice whether it is still the same.
            seen: What the form showed as being there, which is newer than the row.
            at_once: Send without asking: it is safe.
            undoes: The entry that this takes back.
        """
        action = ready.action
        final = action.danger is Danger.IRREVERSIBLE
        super().__init__(
            connection,
            crumbs=crumbs,
            verb=verb_of(action),
            word=(action.confirm_text(ready.values) or ready.target) if final else "",
            ready=ready,
            values=values,
            undoes=undoes,
        )
        self._seen = seen or (record.fields() if record is not None else {})
        self._at_once = at_once

    def compose_subject(self) -> ComposeResult:
        """Yield the diff and the consequence."""
        yield Differences(id="confirm-changes")
        consequence = self.ready.action.consequence(self.ready.values)
        yield Static(clean(consequence), id="confirm-consequence", classes="confirm-text", markup=False)

    def on_mount(self) -> None:
        """Show what was read; go at once when nothing can go wrong."""
        self._show_plan()
        self.show_notice(self._changed_since_read())
        if self._at_once:
            self.go()

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        """Do what was answered."""
        match message.id:
            case "go":
                self.go()
            case "check":
                self.check()
            case _:
                self.call_next(self.action_back)

    def ended(self, written: Written) -> None:
        """Leave when it is done; else say what can be done about it."""
        if written.state is WriteState.DONE:
            self._leave(written)
        else:
            self._offer(written)

    def moved_meanwhile(self, error: ChangedMeanwhile) -> bool:
        """Show what is there now, and ask about that."""
        self.ready = Plan(self.ready.action, self.ready.values, self.ready.request, error.found)
        self._show_plan()
        self.show_notice("Somebody changed this meanwhile. The lines show what is there now; nothing was sent.")
        self.answer_anew(self.question())
        return True

    def _show_plan(self) -> None:
        action, values, before = self.ready.action, self.ready.values, self.ready.before
        lines = changes(action, values, before)
        self.query_one("#confirm-changes", Differences).show([(each.title, each.before, each.after) for each in lines])
        request = self.ready.request
        sent: TextPart = (f"  Sent as {request.method} {request.path}", "muted")
        route: list[TextPart] = [(f"  {action.title},", "strong"), *goes_to(self.here)]
        self.query_one("#confirm-route", QuestionLines).set_lines([route, [sent], *self._age()])

    def _versions(self) -> tuple[Any, Any]:
        """Return the version of what was on the screen, and of what was read just now; None without one."""
        return self._seen.get(VERSION), (self.ready.before or {}).get(VERSION)

    def _age(self) -> list[list[TextPart]]:
        """Say that what is there is still what the user saw, where that can be told."""
        shown, found = self._versions()
        return [[("  Read just now; unchanged since you saw it.", "muted")]] if shown and shown == found else []

    def _changed_since_read(self) -> str:
        shown, found = self._versions()
        if not shown or not found or shown == found:
            return ""
        return f"Somebody changed this since you saw it: {VERSION} was {shown} and is {found}."

    def _offer(self, written: Written) -> None:
        can_check = written.state is WriteState.UNKNOWN and self.ready.action.verify is not None
        more = [Choice("check", "Check whether it arrived")] if can_check else []
        if written.state in (WriteState.FAILED, WriteState.REFUSED):
            more = [Choice("go", "Try again", "danger" if self.word else "strong")]
        self.answer_anew([Choice("cancel", "Back"), *more])

    def _leave(self, written: Written) -> None:
        """Go back to where it was started, and say there how it ended."""
        app = self.app
        app.pop_screen()
        if isinstance(app.screen, FormScreen):
            app.pop_screen()
        if isinstance(app.screen, WriteScreen) or hasattr(app.screen, "say"):
            app.screen.say(f"{written.target}: {written.sentence}")

    async def action_back(self) -> None:
        """Go back to the form, with the vendor's words at its fields."""
        await super().action_back()
        form = self.app.screen
        if isinstance(form, FormScreen) and self.written is not None and self.written.error is not None:
            form.show_refusal(self.written.error)
