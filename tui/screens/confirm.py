"""The question before a write: what exactly changes, where it goes, and the focus on Cancel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static

from tui.afterwards import mark_undone, verify
from tui.changes import changes
from tui.connections import Connection
from tui.core.action import Danger, Values, WriteState
from tui.core.errors import Bug, FrontdeskError
from tui.core.record import Record
from tui.core.text import clean
from tui.screens.boundary import bugs_caught
from tui.screens.form import FormScreen
from tui.screens.write_screen import WriteScreen, goes_to, verb_of, words_of
from tui.widgets.confirm import Answer, Answers, Differences, Lines
from tui.widgets.line import Part
from tui.widgets.line_input import LineInput
from tui.writes import VERSION, Moved, Plan, Written, perform

if TYPE_CHECKING:
    from tui.storage.journal import Entry

__all__ = ["ConfirmFrame", "ConfirmScreen"]


class ConfirmFrame(WriteScreen):
    """What confirmations of one and of many have in common."""

    AUTO_FOCUS = "#answers"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", "Down", show=False, id="confirm.down"),
        Binding("up", "app.focus_previous", "Up", show=False, id="confirm.up"),
        Binding("pagedown", "page(1)", "What is further down", show=False, id="confirm.page-down"),
        Binding("pageup", "page(-1)", "What is further up", show=False, id="confirm.page-up"),
    ]

    DEFAULT_CSS = """
    ConfirmFrame {
        #confirm-scroll { height: 1fr; padding: 1 1 0 0; scrollbar-size-vertical: 1; }
        .confirm-text { height: auto; padding: 0 1 0 2; }
        #confirm-consequence { margin-top: 1; }
        #confirm-route { margin-top: 1; }
        #confirm-notice { color: $warning; height: auto; padding: 0 1 0 2; }
        #confirm-type { height: auto; padding: 1 1 0 2; }
        #confirm-typed { margin: 0 2; width: 50; background: $surface; }
        #answers { margin: 1 0; }
        #confirm-ended { height: auto; padding: 0 1 1 2; }
        #confirm-ended.-bad { color: $error; }
    }
    /* What is lost must be seen, however small the terminal is. */
    ConfirmFrame.-short {
        #confirm-scroll { padding: 0 1 0 0; }
        #confirm-consequence { margin-top: 0; }
        #confirm-route { margin-top: 0; }
        #confirm-type { padding: 0 1 0 2; }
        #answers { margin: 0; }
        #confirm-ended { padding: 0 1 0 2; }
    }
    """

    def __init__(self, connection: Connection, *, crumbs: tuple[str, ...], verb: str, word: str) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.verb = verb
        self.word = word
        """What must be typed before it goes; empty when nothing must."""

    def compose_body(self) -> ComposeResult:
        """Yield what changes, the question and the answers."""
        yield Lines(id="confirm-route")
        with VerticalScroll(id="confirm-scroll", can_focus=False):
            yield from self.compose_subject()
            yield Static("", id="confirm-notice", markup=False)
        if self.word:
            yield Static(
                clean(f"Type {self.word} to be able to go on (↑ goes there):"), id="confirm-type", markup=False
            )
            yield LineInput(id="confirm-typed")
        yield Answers(self.question(), id="answers")
        yield Static("", id="confirm-ended", markup=False)

    def compose_subject(self) -> ComposeResult:
        """Yield what it is about."""
        yield from ()

    def action_page(self, by: int) -> None:
        """Show what there was no room for; the focus stays where it is."""
        scroll = self.query_one("#confirm-scroll", VerticalScroll)
        scroll.scroll_to(y=scroll.scroll_offset.y + by * max(1, scroll.size.height - 1), animate=False)

    def question(self) -> list[Answer]:
        """Return the answers before anything is sent: Cancel first, the other one only when the word is typed."""
        typed = not self.word or (self.is_mounted and self.query_one("#confirm-typed", LineInput).value == self.word)
        return [Answer("cancel", "Cancel"), Answer("go", self.verb, "danger" if self.word else "strong", enabled=typed)]

    def on_input_changed(self, event: Input.Changed) -> None:
        """Enable the answer once the word is there."""
        event.stop()
        self.answers.set_answers(self.question())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the field goes to the answers, and gives none."""
        event.stop()
        self.answers.focus()

    @property
    def answers(self) -> Answers:
        """The answers."""
        return self.query_one("#answers", Answers)

    def show_notice(self, text: str) -> None:
        """Show a sentence that should make the user stop."""
        self.query_one("#confirm-notice", Static).update(clean(f"! {text}") if text else "")

    def show_ended(self, text: str, *, bad: bool) -> None:
        """Show how it ended."""
        ended = self.query_one("#confirm-ended", Static)
        ended.update(clean(text))
        ended.set_class(bad, "-bad")


class ConfirmScreen(ConfirmFrame):
    """Asks about one write, sends it, and stays when it did not go well."""

    @dataclass
    class Ended(Message):
        """Posted when the write has ended."""

        written: Written

    @dataclass
    class Stopped(Message):
        """Posted when nothing was sent."""

        error: FrontdeskError

    @dataclass
    class Checked(Message):
        """Posted when the vendor was asked whether it arrived."""

        text: str

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
        undoes: Entry | None = None,
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
        )
        self.ready = ready
        self._values = values
        self._seen = seen or (record.fields() if record is not None else {})
        self._at_once = at_once
        self._undoes = undoes
        self._written: Written | None = None

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
            self._go()

    def on_answers_chosen(self, message: Answers.Chosen) -> None:
        """Do what was answered."""
        match message.id:
            case "go":
                self._go()
            case "check":
                self._check()
            case _:
                self.call_next(self.action_back)

    def on_confirm_screen_ended(self, message: Ended) -> None:
        """Leave when it is done; else show the vendor's words."""
        self.busy = ""
        written = self._written = message.written
        if written.state is WriteState.DONE:
            self._leave(written)
            return
        self.show_ended(f"{written.state.value.capitalize()}: {written.sentence}", bad=True)
        self._offer(written)

    def on_confirm_screen_stopped(self, message: Stopped) -> None:
        """Show why nothing was sent; what has moved is shown as it is now, and asked about again."""
        self.busy = ""
        error = message.error
        if isinstance(error, Moved):
            self.ready = Plan(self.ready.action, self.ready.values, self.ready.request, error.found)
            self._show_plan()
            self.show_notice("Somebody changed this meanwhile. The lines show what is there now; nothing was sent.")
        else:
            self.show_ended(words_of(error), bad=True)
        if isinstance(error, Bug):
            # It may have been sent before we failed, so sending it again is nothing to offer.
            journal = f"{self.shell.key_for('app.journal')} opens the journal, which says whether it was sent."
            self.show_ended(f"{words_of(error)} {journal}", bad=True)
            self.answers.set_answers([Answer("cancel", "Back")])
            return
        self.answers.set_answers(self.question())
        self.answers.at = 0
        self.answers.focus()

    def on_confirm_screen_checked(self, message: Checked) -> None:
        """Show what the vendor's records say."""
        self.busy = ""
        self.show_ended(message.text, bad=False)
        self.answers.set_answers([Answer("cancel", "Back")])

    def _show_plan(self) -> None:
        action, values, before = self.ready.action, self.ready.values, self.ready.before
        lines = changes(action, values, before)
        self.query_one("#confirm-changes", Differences).show([(each.title, each.before, each.after) for each in lines])
        request = self.ready.request
        sent: Part = (f"  Sent as {request.method} {request.path}", "muted")
        route: list[Part] = [(f"  {action.title},", "strong"), *goes_to(self.here)]
        self.query_one("#confirm-route", Lines).set_lines([route, [sent], *self._age()])

    def _versions(self) -> tuple[Any, Any]:
        """Return the version of what was on the screen, and of what was read just now; None without one."""
        return self._seen.get(VERSION), (self.ready.before or {}).get(VERSION)

    def _age(self) -> list[list[Part]]:
        """Say that what is there is still what the user saw, where that can be told."""
        shown, found = self._versions()
        return [[("  Read just now; unchanged since you saw it.", "muted")]] if shown and shown == found else []

    def _changed_since_read(self) -> str:
        shown, found = self._versions()
        if not shown or not found or shown == found:
            return ""
        return f"Somebody changed this since you saw it: {VERSION} was {shown} and is {found}."

    def _go(self) -> None:
        if self.busy:
            return
        self.busy = f"{self.ready.action.title} is being sent."
        self.show_ended("Sending …", bad=False)
        self.run_worker(self._send(), group="write", exclusive=True)

    def _check(self) -> None:
        if not self.busy:
            self.busy = "The vendor is being asked."
            self.run_worker(self._verify(), group="write", exclusive=True)

    def _offer(self, written: Written) -> None:
        can_check = written.state is WriteState.UNKNOWN and self.ready.action.verify is not None
        more = [Answer("check", "Check whether it arrived")] if can_check else []
        if written.state in (WriteState.FAILED, WriteState.REFUSED):
            more = [Answer("go", "Try again", "danger" if self.word else "strong")]
        self.answers.set_answers([Answer("cancel", "Back"), *more])
        self.answers.at = 0
        self.answers.focus()

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
        if isinstance(form, FormScreen) and self._written is not None and self._written.error is not None:
            form.show_refusal(self._written.error)

    async def _send(self) -> None:
        undoes = self._undoes
        try:
            with bugs_caught(self.desk), self.desk.working(f"{self.ready.action.title}: {self.ready.target}"):
                written = await perform(
                    self.here,
                    self.ready.action,
                    self._values,
                    journal=self.journal,
                    moment=self.moment,
                    seen=self.ready.before,
                    undoes=None if undoes is None else undoes.id,
                )
                if undoes is not None:
                    await mark_undone(undoes, written, journal=self.journal)
        except FrontdeskError as error:
            self.post_message(self.Stopped(error))
        else:
            self.post_message(self.Ended(written))

    async def _verify(self) -> None:
        entry = await self.journal.entry(self._written.entry) if self._written is not None else None
        if entry is None:
            return
        try:
            with bugs_caught(self.desk):
                text = (await verify(self.here, entry, journal=self.journal)).text
        except FrontdeskError as error:
            text = words_of(error)
        self.post_message(self.Checked(text))
