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
        & > .filter-bar--words {
            width: auto;
            max-width: 85%;
            height: 1;
            display: none;
            padding: 0 1;
            text-style: bold;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        & > LineInput { width: 1fr; }
        & > .filter-bar--problem {
            width: auto;
            color: $warning;
            padding: 0 1;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        &.-wrong > LineInput { width: auto; min-width: 8; max-width: 40%; }
        &.-wrong > .filter-bar--problem { width: 1fr; }
    }
    """

    KEYS_OF = "The filter"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "clear the filter", id="filter.cancel"),
        Binding("down", "leave", "to the rows", show=False, id="filter.leave"),
        Binding("up", "before", "filter before", show=False, id="filter.before"),
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

    def __init__(self, *, history: list[str] | None = None, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        """Make a bar.

        Args:
            history: The filters of before, the last one last; the bar adds to it.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._history = [] if history is None else history
        self._back = 0
        """How many filters back `up` has gone."""
        self._inner = ""
        """A filter that a step into the rows set: it is shown in words."""
        self._words = ""
        self._whose = ""
        self._waiting: dict[str, tuple[str, str, str]] = {}
        """The filters of rows that are not in front."""

    def compose(self) -> ComposeResult:
        """Yield the sign, the field and room for what is wrong."""
        yield Static(" /", classes="filter-bar--sign", markup=False)
        yield Static("", classes="filter-bar--words", markup=False)
        yield LineInput(id="filter-input")
        yield Static("", classes="filter-bar--problem", markup=False)

    @property
    def text(self) -> str:
        """The filter: what a step into the rows set, and what is typed."""
        if not self._inner:
            return self.typed
        return " | ".join(f"{part} {self._inner}".strip() for part in self.typed.split(" | "))

    @property
    def typed(self) -> str:
        """What is typed."""
        return self.query_one(LineInput).value

    @property
    def state(self) -> tuple[str, str, str]:
        """What `set_text` takes to have the same again."""
        return self.typed, self._inner, self._words

    def open(self) -> None:
        """Show the bar and go to it."""
        self.add_class("-open")
        self.query_one(LineInput).focus()

    def set_text(self, text: str, inner: str = "", words: str = "") -> None:
        """Put a filter in the bar as if it had been typed, without going there.

        Args:
            text: What stands there to be typed on.
            inner: What rows have to pass besides, in the filter's language.
            words: What is said in its place: an inner filter never shows.
        """
        changed = inner != self._inner
        self._inner, self._words = inner, words
        said = self.query_one(".filter-bar--words", Static)
        said.update(clean(words))
        said.display = bool(words)
        self.set_class(bool(text or inner), "-open")
        field = self.query_one(LineInput)
        if field.value != text:
            field.value = text
        elif changed:
            self.post_message(self.Changed(self, self.text))

    def turn_to(self, whose: str) -> None:
        """Show the filter of other rows; each have their own, and that of those before waits for them."""
        if whose != self._whose:
            self._waiting[self._whose] = self.state
            self._whose = whose
            self.show_problem("")
            self.set_text(*self._waiting.get(whose, ("", "", "")))

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong with the filter, in the room that what is typed leaves; an empty text takes it back."""
        self.set_class(bool(sentence), "-wrong")
        self.query_one(".filter-bar--problem", Static).update(clean(sentence))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self, self.text))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave()

    def action_leave(self) -> None:
        """Go to the rows; an empty bar goes away."""
        self.set_class(bool(self.text.strip()), "-open")
        self._remember()
        self.post_message(self.Submitted(self))

    def action_before(self) -> None:
        """Take the filter before into the bar, then the one before that."""
        if self._back < len(self._history):
            self._back += 1
            field = self.query_one(LineInput)
            field.value = self._history[-self._back]
            field.cursor_position = len(field.value)

    def action_cancel(self) -> None:
        """Clear the filter and go to the rows."""
        self._remember()
        self.set_text("")
        self.show_problem("")
        self.post_message(self.Cancelled(self))

    def _remember(self) -> None:
        self._back = 0
        if typed := self.typed.strip():
            if typed in self._history:
                self._history.remove(typed)
            self._history.append(typed)
