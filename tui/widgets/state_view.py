"""What stands where rows would be: loading, empty, filtered to nothing, error, signed out, offline.

Each state names its way out. A state that waits turns one cell twice a second; all others cost nothing.
"""

from __future__ import annotations

import textwrap
from enum import Enum
from typing import Final

from msgspec import Struct
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer

from tui.core.text import clean
from tui.widgets.line import LineWidget, TextPart

__all__ = ["StateKind", "StateView", "ViewState"]

TURNS: Final = "·•"
"""The frames of the spinner: one cell each."""
INDENT: Final = 3


class StateKind(Enum):
    """Why there are no rows."""

    LOADING = "loading"
    EMPTY = "empty"
    FILTERED = "filtered"
    """There are rows, but the filter lets none through."""
    ERROR = "error"
    SIGNED_OUT = "signed out"
    OFFLINE = "offline"

    @property
    def failed(self) -> bool:
        """Whether something went wrong."""
        return self in (StateKind.ERROR, StateKind.SIGNED_OUT, StateKind.OFFLINE)


class ViewState(Struct, frozen=True):
    """A state, in words."""

    kind: StateKind
    headline: str
    """What is so, in one sentence."""
    text: str = ""
    """What there is to add: the vendor's own words, what would fill the screen."""
    way_out: str = ""
    """What helps, with the key that does it."""
    where: str = ""
    """For the vendor's support: status and request id; empty when there is none."""


class StateView(LineWidget):
    """Shows a state, at the top left, where the first row would be."""

    DEFAULT_CSS = """
    StateView { height: 1fr; }
    """

    state: reactive[ViewState | None] = reactive(None)
    """What is shown; None is blank."""

    def __init__(self, state: ViewState | None = None, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.is_turning = False
        """Whether the spinner turns, and so whether anything is sent while nobody does anything."""
        self._turn = 0
        self._spinner: Timer | None = None
        self.set_reactive(StateView.state, state)

    def on_mount(self) -> None:
        """Start turning when there is something to wait for."""
        self._spinner = self.set_interval(0.5, self._advance, pause=True)
        self.watch_state(self.state)

    def watch_state(self, state: ViewState | None) -> None:
        """Turn only while something is waited for."""
        if self._spinner is None:
            return
        self.is_turning = state is not None and state.kind is StateKind.LOADING
        if self.is_turning:
            self._spinner.resume()
        else:
            self._spinner.pause()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        lines = self._lines()
        return self.painted(lines[y] if y < len(lines) else [], self.size.width)

    def _advance(self) -> None:
        if self.is_on_screen:
            self._turn = (self._turn + 1) % len(TURNS)
            self.refresh(Region(1, 1, 1, 1))

    def _lines(self) -> list[list[TextPart]]:
        state = self.state
        if state is None:
            return []
        sign: TextPart = (" " * INDENT, "plain")
        if state.kind is StateKind.LOADING:
            sign = (f" {TURNS[self._turn]} ", "accent")
        elif state.kind.failed:
            sign = (" ! ", "danger")
        lines: list[list[TextPart]] = [[]]
        for index, line in enumerate(self._wrapped(state.headline)):
            lines.append([sign if index == 0 else (" " * INDENT, "plain"), (line, "strong")])
        for text, role in ((state.text, "plain"), (state.way_out, "plain"), (state.where, "muted")):
            wrapped = self._wrapped(text)
            lines += [[]] if wrapped else []
            lines += [[(" " * INDENT, "plain"), (line, "muted" if role == "muted" else "plain")] for line in wrapped]
        return lines

    def _wrapped(self, text: str) -> list[str]:
        width = max(10, min(self.size.width - INDENT - 2, 76))
        return [line for part in text.split("\n") for line in textwrap.wrap(clean(part), width)]

    @property
    def is_on_screen(self) -> bool:
        """Whether anybody would see it turn."""
        return self.display and self.is_attached and self.screen.is_current
