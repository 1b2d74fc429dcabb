"""The question before a write, one or many: what it leads to and what changes, where it goes, the focus never on yes.

The screen decides nothing: it answers `go`, `check`, or what else was offered, and shows what comes of it.
"""

from __future__ import annotations

import json
import textwrap
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from tui.connections import Connection
from tui.core.text import clean
from tui.core.wire.http import Request
from tui.core.wire.redact import mask_secrets
from tui.screens.write.review import Review
from tui.screens.write.write_base import AskingScreen
from tui.widgets.confirm import Choice, Choices, Differences, QuestionLines
from tui.widgets.key_line import Hint, relabelled
from tui.widgets.line import Role, TextPart
from tui.widgets.line_input import LineInput
from tui.widgets.panel import PanelScreen

__all__ = ["CANCEL", "CHECK", "GO", "ConfirmScreen"]

CANCEL: Final = "cancel"
GO: Final = "go"
"""Send it."""
CHECK: Final = "check"
"""Ask the vendor whether it arrived."""


class ConfirmScreen(AskingScreen[str]):
    """Shows a review, and answers what was chosen."""

    AUTO_FOCUS = ""

    KEYS_OF = "Confirming"

    VERTICAL_BREAKPOINTS = PanelScreen.VERTICAL_BREAKPOINTS

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,tab", "step(1)", "Down", show=False, id="confirm.down"),
        Binding("up,shift+tab", "step(-1)", "Up", show=False, id="confirm.up"),
        Binding("pagedown", "page(1)", "What is further down", show=False, id="confirm.page-down"),
        Binding("pageup", "page(-1)", "What is further up", show=False, id="confirm.page-up"),
        Binding("f3", "request", "what is sent", id="confirm.request", tooltip="The request, as it will be sent"),
    ]

    DEFAULT_CSS = """
    ConfirmScreen {
        #confirm-heading { margin-top: 1; }
        #confirm-consequence { margin-top: 1; max-height: 6; }
        #confirm-notice { color: $warning; margin-top: 1; }
        #confirm-scroll { height: 1fr; padding: 1 1 0 0; scrollbar-size-vertical: 1; }
        .confirm-text { height: auto; padding: 0 1 0 2; }
        .confirm-text.-empty { display: none; }
        #confirm-type { height: auto; padding: 0 1 0 2; }
        #confirm-typed { margin: 0 2; width: 50; background: $surface; border-left: wide $accent; }
        #answers { margin: 1 0; }
        #confirm-ended { padding: 0 1 1 2; }
        #confirm-ended.-bad { color: $error; }
    }
    /* What is lost must be seen, however small the terminal is. */
    ConfirmScreen.-short {
        #confirm-heading { margin-top: 0; }
        #confirm-consequence { margin-top: 0; max-height: 4; }
        #confirm-notice { margin-top: 0; }
        #confirm-scroll { padding: 0 1 0 0; }
        #answers { margin: 0; }
        #confirm-ended { padding: 0 1 0 2; }
    }
    """

    def __init__(self, connection: Connection, review: Review, *, crumbs: tuple[str, ...], facts: str = "") -> None:
        super().__init__(connection, crumbs=crumbs)
        self.review = review
        self._facts = facts
        self._shows_request = False

    def compose_body(self) -> ComposeResult:
        """Yield what it is about, what changes, the question and the answers."""
        yield QuestionLines(id="confirm-heading")
        yield Static("", id="confirm-consequence", classes="confirm-text", markup=False)
        yield Static("", id="confirm-notice", classes="confirm-text", markup=False)
        with VerticalScroll(id="confirm-scroll", can_focus=False):
            yield Differences(id="confirm-changes")
            yield QuestionLines(id="confirm-table")
            yield QuestionLines(id="confirm-notes")
        if self.review.word:
            yield Static(clean(f"Type {self.review.word} to be able to go on:"), id="confirm-type", markup=False)
            yield LineInput(id="confirm-typed")
        yield Choices(id="answers")
        yield Static("", id="confirm-ended", classes="confirm-text", markup=False)

    def on_mount(self) -> None:
        """Show the review, with the focus on the field to type in, else on Cancel."""
        self.show_facts(self._facts)
        self.show(self.review)
        if self.review.word:
            self.query_one("#confirm-typed").focus()

    @property
    def answers(self) -> Choices:
        """The answers."""
        return self.query_one("#answers", Choices)

    # What is shown.

    def show(self, review: Review) -> None:
        """Show a review, and ask about that."""
        self.review = review
        self.query_one("#confirm-heading", QuestionLines).set_lines(review.heading)
        self._write("#confirm-consequence", review.consequence)
        self._write("#confirm-notice", f"! {review.notice}" if review.notice else "")
        self.query_one("#confirm-changes", Differences).show(review.differences)
        self.query_one("#confirm-table", QuestionLines).set_lines(review.table)
        self._show_notes()
        self.ask_anew(self._question())

    def show_ended(self, text: str, *, bad: bool = False) -> None:
        """Show how it ended, or that it is under way."""
        self._write("#confirm-ended", text)
        self.query_one("#confirm-ended").set_class(bad, "-bad")

    def ask_again(self) -> None:
        """Ask the same once more: nothing was sent."""
        self.ask_anew(self._question())

    def offer(self, *choices: Choice) -> None:
        """Offer what can be done now, and the way back."""
        self.ask_anew([Choice(CANCEL, "Back"), *choices])

    def ask_anew(self, choices: list[Choice]) -> None:
        """Offer other answers, with the focus on the first, which is never the one that sends."""
        self.answers.set_answers(choices)
        self.answers.at = 0
        self.answers.focus()

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Say what Escape does here: what was typed is still there."""
        return relabelled(super().arrange_hints(hints), {"app.back"}, self.review.back)

    # What is done.

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        """Answer; while the last answer is worked on there is nothing to choose."""
        if not self.busy:
            self.answer(None if message.id == CANCEL else message.id)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Enable the answer once the word is there."""
        event.stop()
        self.answers.set_answers(self._question())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter after the right word goes to the answer that goes ahead, and gives none."""
        event.stop()
        if not self._word_is_there:
            self.say(f"Type {self.review.word} to be able to go on; Escape goes back.")
            return
        self.answers.at = next(index for index, each in enumerate(self.answers.answers) if each.id == GO)
        self.answers.focus()
        self.answers.refresh()

    def action_step(self, by: int) -> None:
        """Go to the field or to the answers; at an end the focus stays, so that digits never land on an answer."""
        if self.review.word:
            self.query_one("#confirm-typed" if by < 0 else "#answers").focus()

    def action_page(self, by: int) -> None:
        """Show what there was no room for; the focus stays where it is."""
        scroll = self.query_one("#confirm-scroll", VerticalScroll)
        scroll.scroll_to(y=scroll.scroll_offset.y + by * max(1, scroll.size.height - 1), animate=False)

    def action_request(self) -> None:
        """Show the whole of what is sent, or put it away again."""
        self._shows_request = not self._shows_request
        self._show_notes()
        if self._shows_request:
            self.call_after_refresh(self.query_one("#confirm-scroll", VerticalScroll).scroll_end, animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the request where there is one to show."""
        return action != "request" or self.review.request is not None

    # Within.

    @property
    def _word_is_there(self) -> bool:
        word = self.review.word
        return not word or (self.is_mounted and self.query_one("#confirm-typed", LineInput).value.strip() == word)

    def _question(self) -> list[Choice]:
        """Return the answers before anything is sent: Cancel first, the other one only when the word is typed."""
        if self.review.choices:
            return [*self.review.choices]
        role: Role = "danger" if self.review.word else "strong"
        return [Choice(CANCEL, "Cancel"), Choice(GO, clean(self.review.deed), role, enabled=self._word_is_there)]

    def _show_notes(self) -> None:
        lines: list[list[TextPart]] = [list(line) for line in self.review.notes]
        if (request := self.review.request) is not None:
            lines += self._request_lines(request)
        gap: list[list[TextPart]] = [[]] if self.review.differences or self.review.table else []
        self.query_one("#confirm-notes", QuestionLines).set_lines([*gap, *lines] if lines else [])

    def _request_lines(self, request: Request) -> list[list[TextPart]]:
        sent = f"Sent as {request.method} {request.path}"
        if not self._shows_request:
            return [[(f"  {clean(sent)}", "muted")]]
        payload = mask_secrets(request.body if request.form is None else dict(request.form))
        body = "" if payload is None else json.dumps(payload, ensure_ascii=False, default=str)
        query = "&".join(f"{name}={value}" for name, value in mask_secrets(dict(request.params)).items())
        width = max(self.app.size.width - 8, 20)
        folded = [line for text in (query, body) for line in textwrap.wrap(clean(text), width, break_on_hyphens=False)]
        return [[(f"  {line}", "muted")] for line in (clean(sent), *folded)]

    def _write(self, where: str, text: str) -> None:
        line = self.query_one(where, Static)
        line.update(clean(text))
        line.set_class(not text, "-empty")
