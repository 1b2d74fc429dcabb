"""What confirmations are made of: the question with its answers, and the sending of one write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static

from tui.connections import Connection
from tui.core.action import Values, WriteState
from tui.core.errors import Bug, FrontdeskError
from tui.core.text import clean
from tui.screens.boundary import bugs_caught
from tui.screens.write.write_base import WriteScreen, words_of
from tui.widgets.confirm import Choice, Choices, QuestionLines
from tui.widgets.line_input import LineInput
from tui.writing.run import ChangedMeanwhile, Plan, Written, perform
from tui.writing.undo import mark_undone, verify

if TYPE_CHECKING:
    from tui.storage.journal import JournalEntry

__all__ = ["ConfirmFrame", "SendingFrame"]


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
        yield QuestionLines(id="confirm-route")
        with VerticalScroll(id="confirm-scroll", can_focus=False):
            yield from self.compose_subject()
            yield Static("", id="confirm-notice", markup=False)
        if self.word:
            yield Static(
                clean(f"Type {self.word} to be able to go on (↑ goes there):"), id="confirm-type", markup=False
            )
            yield LineInput(id="confirm-typed")
        yield Choices(self.question(), id="answers")
        yield Static("", id="confirm-ended", markup=False)

    def compose_subject(self) -> ComposeResult:
        """Yield what it is about."""
        yield from ()

    def action_page(self, by: int) -> None:
        """Show what there was no room for; the focus stays where it is."""
        scroll = self.query_one("#confirm-scroll", VerticalScroll)
        scroll.scroll_to(y=scroll.scroll_offset.y + by * max(1, scroll.size.height - 1), animate=False)

    def question(self) -> list[Choice]:
        """Return the answers before anything is sent: Cancel first, the other one only when the word is typed."""
        typed = not self.word or (self.is_mounted and self.query_one("#confirm-typed", LineInput).value == self.word)
        return [Choice("cancel", "Cancel"), Choice("go", self.verb, "danger" if self.word else "strong", enabled=typed)]

    def on_input_changed(self, event: Input.Changed) -> None:
        """Enable the answer once the word is there."""
        event.stop()
        self.answers.set_answers(self.question())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the field goes to the answers, and gives none."""
        event.stop()
        self.answers.focus()

    @property
    def answers(self) -> Choices:
        """The answers."""
        return self.query_one("#answers", Choices)

    def show_notice(self, text: str) -> None:
        """Show a sentence that should make the user stop."""
        self.query_one("#confirm-notice", Static).update(clean(f"! {text}") if text else "")

    def show_ended(self, text: str, *, bad: bool) -> None:
        """Show how it ended."""
        ended = self.query_one("#confirm-ended", Static)
        ended.update(clean(text))
        ended.set_class(bad, "-bad")


class SendingFrame(ConfirmFrame):
    """What confirmations of one write have in common: they send it, stay when it did not go well, and check it."""

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
        *,
        crumbs: tuple[str, ...],
        verb: str,
        word: str,
        ready: Plan,
        values: Values,
        undoes: JournalEntry | None,
    ) -> None:
        super().__init__(connection, crumbs=crumbs, verb=verb, word=word)
        self.ready = ready
        """What was read, and the request."""
        self.values = values
        """What was given, to send again after another look."""
        self.undoes = undoes
        """The entry that this takes back."""
        self.written: Written | None = None
        """How it ended; None before it was sent."""

    def ended(self, written: Written) -> None:
        """Do what follows on an end, be it done or not."""
        raise NotImplementedError

    def moved_meanwhile(self, error: ChangedMeanwhile) -> bool:
        """Show what somebody else changed, and ask about that; False when there is nothing to show."""
        raise NotImplementedError

    def on_sending_frame_ended(self, message: Ended) -> None:
        """Say how it ended, unless it is done."""
        self.busy = ""
        written = self.written = message.written
        if written.state is not WriteState.DONE:
            self.show_ended(f"{written.state.value.capitalize()}: {written.sentence}", bad=True)
        self.ended(written)

    def on_sending_frame_stopped(self, message: Stopped) -> None:
        """Show why nothing was sent; what has moved is asked about again."""
        self.busy = ""
        error = message.error
        if isinstance(error, ChangedMeanwhile) and self.moved_meanwhile(error):
            return
        if isinstance(error, Bug):
            # It may have been sent before we failed, so sending it again is nothing to offer.
            journal = f"{self.shell.key_for('app.journal')} opens the journal, which says whether it was sent."
            self.show_ended(f"{words_of(error)} {journal}", bad=True)
            self.answers.set_answers([Choice("cancel", "Back")])
            return
        self.show_ended(words_of(error), bad=True)
        self.answer_anew(self.question())

    def on_sending_frame_checked(self, message: Checked) -> None:
        """Show what the vendor's records say."""
        self.busy = ""
        self.show_ended(message.text, bad=False)
        self.answer_anew([Choice("cancel", "Back")])

    def answer_anew(self, answers: list[Choice]) -> None:
        """Give other answers, with the focus on the first, which is never the one that sends."""
        self.answers.set_answers(answers)
        self.answers.at = 0
        self.answers.focus()

    def go(self) -> None:
        """Send it."""
        if self.busy:
            return
        self.busy = f"{self.ready.action.title} is being sent."
        self.show_ended("Sending …", bad=False)
        self.run_worker(self._send(), group="write", exclusive=True)

    def check(self) -> None:
        """Ask the vendor whether it arrived."""
        if not self.busy:
            self.busy = "The vendor is being asked."
            self.run_worker(self._verify(), group="write", exclusive=True)

    async def _send(self) -> None:
        undoes = self.undoes
        try:
            with bugs_caught(self.app_state), self.app_state.working(f"{self.ready.action.title}: {self.ready.target}"):
                written = await perform(
                    self.here,
                    self.ready.action,
                    self.values,
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
        entry = await self.journal.entry(self.written.entry) if self.written is not None else None
        if entry is None:
            return
        try:
            with bugs_caught(self.app_state):
                text = (await verify(self.here, entry, journal=self.journal)).text
        except FrontdeskError as error:
            text = words_of(error)
        self.post_message(self.Checked(text))
