"""The filter, typed in one line: it takes effect at every key, and says what is wrong with it beside itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from tui.core.text import clean
from tui.widgets.line_input import LineInput

__all__ = ["FilterBar"]


class FilterBar(Horizontal):
    """A filter line, hidden until it is opened and while it holds nothing."""

    DEFAULT_CSS = """
    FilterBar {
        height: 1;
        & > .filter-bar--sign { width: 2; color: $accent; }
        & > LineInput { width: 1fr; }
        & > .filter-bar--problem { width: auto; max-width: 60%; color: $warning; padding: 0 1; }
    }
    """

    KEYS_OF = "The filter"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "clear the filter", id="filter.cancel"),
        Binding("down", "leave", "to the rows", show=False, id="filter.leave"),
    ]

    @dataclass
    class Changed(Message):
        """Posted at every change of the text."""

        bar: FilterBar
        text: str

        @property
        def control(self) -> FilterBar:
            """The bar it came from."""
            return self.bar

    @dataclass
    class Submitted(Message):
        """Posted when the user is done typing and wants the rows."""

        bar: FilterBar

        @property
        def control(self) -> FilterBar:
            """The bar it came from."""
            return self.bar

    @dataclass
    class Cancelled(Message):
        """Posted when the filter was cleared; a `Changed` with an empty text went before, if there was one."""

        bar: FilterBar

        @property
        def control(self) -> FilterBar:
            """The bar it came from."""
            return self.bar

    def compose(self) -> ComposeResult:
        """Yield the sign, the field and room for what is wrong."""
        yield Static(" /", classes="filter-bar--sign", markup=False)
        yield LineInput(id="filter-input")
        yield Static("", classes="filter-bar--problem", markup=False)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(LineInput).value

    def open(self) -> None:
        """Show the bar and go to it."""
        self.add_class("-open")
        self.query_one(LineInput).focus()

    def set_text(self, text: str) -> None:
        """Put a filter in the bar as if it had been typed, without going there."""
        self.set_class(bool(text), "-open")
        self.query_one(LineInput).value = text

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong with the filter; an empty text takes it back."""
        self.query_one(".filter-bar--problem", Static).update(clean(sentence))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self, event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave()

    def action_leave(self) -> None:
        """Go to the rows; an empty bar goes away."""
        self.set_class(bool(self.text.strip()), "-open")
        self.post_message(self.Submitted(self))

    def action_cancel(self) -> None:
        """Clear the filter and go to the rows."""
        self.set_text("")
        self.show_problem("")
        self.post_message(self.Cancelled(self))
