"""Choose a range: type it and see at once which two instants it means, or take one of the usual ones."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widgets import Input, Static

from tui.core.errors import UsageError
from tui.core.time.local_time import wall_of
from tui.core.time.range_parts import MONTHS, WEEKDAYS
from tui.core.time.ranges import length_text, parse_range, presets
from tui.core.time.time_range import TimeRange
from tui.widgets.line import LineWidget, TextPart
from tui.widgets.line_input import LineInput
from tui.widgets.menu import Menu, MenuEntry
from tui.widgets.panel import PanelScreen

__all__ = ["DateRange", "DateRangeScreen", "exact_text"]

_HINT: Final = "Type, or ↑ ↓ for a usual one   Enter take   Esc back"


def exact_text(instant: datetime, zone: tzinfo) -> str:
    """Write an instant with weekday, year and offset: `Mon 23 Nov 2026 13:51 +01:00`."""
    wall = wall_of(instant, zone)
    offset = instant.astimezone(zone).isoformat()[-6:]
    return f"{WEEKDAYS[wall.weekday()]} {wall.day:>2} {MONTHS[wall.month - 1]} {wall:%Y %H:%M} {offset}"


class RangePreview(LineWidget):
    """What a typed range means, or why it means nothing. As high for the one as for the other."""

    DEFAULT_CSS = """
    RangePreview { height: 4; }
    """

    lines: reactive[tuple[tuple[TextPart, ...], ...]] = reactive(())
    """What is shown, a line each."""

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        parts = self.lines[y] if y < len(self.lines) else ()
        return self.painted([(" ", "plain"), *parts], self.size.width)

    def show_span(self, span: TimeRange, zone: tzinfo) -> None:
        """Show the two instants."""
        self.lines = (
            (("from   ", "muted"), (exact_text(span.start, zone), "plain")),
            (("until  ", "muted"), (exact_text(span.stop, zone), "plain")),
            (("       ", "muted"), (f"{length_text(span)}, {zone}", "muted")),
        )

    def show_error(self, error: UsageError) -> None:
        """Show what is wrong, and what would be right."""
        width = max(self.size.width - 4, 20)
        wrong = _wrapped(error.message, width)
        lines: list[tuple[TextPart, ...]] = [
            (("! " if not index else "  ", "danger"), (line, "plain")) for index, line in enumerate(wrong)
        ]
        lines += [(("  ", "plain"), (line, "muted")) for line in _wrapped(error.way_out, width)]
        self.lines = tuple(lines)


class DateRange(Vertical):
    """A field, what it means, and the usual ranges below those of before. Up and down take one of them into the field.

    From a text of one's own, up leads to what was asked last, and down to the usual ones.
    """

    DEFAULT_CSS = """
    DateRange {
        height: auto;
        & > LineInput, & > LineInput:focus { padding: 0 1; margin-bottom: 1; background: $background; }
        & > Menu { height: auto; max-height: 46vh; }
    }
    """

    KEYS_OF = "Choosing a range"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Previous", show=False, id="range.previous"),
        Binding("down", "step(1)", "Next", show=False, id="range.next"),
        Binding("escape", "cancel", "back", id="range.leave"),
    ]

    @dataclass
    class Chosen(Message):
        """Posted when a range is chosen."""

        span: TimeRange

    @dataclass
    class Cancelled(Message):
        """Posted when it is left without a choice."""

    def __init__(
        self,
        text: str = "",
        *,
        now: Callable[[], datetime],
        zone: tzinfo,
        before: Sequence[str] = (),
        id: str | None = None,  # noqa: A002 - Textual's word
    ) -> None:
        """Begin with a text in the field, selected, so that the first key replaces it.

        Args:
            text: The range in force.
            now: The present instant.
            zone: The user's zone.
            before: What was asked for before, the last one first.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._text = text
        self._now = now
        self._zone = zone
        self._presets = presets(now(), zone)
        usual = {typed for typed, _ in self._presets}
        self._before = tuple(typed for typed in reversed(before) if typed not in usual)

    def compose(self) -> ComposeResult:
        """Lay out field, preview and list."""
        yield LineInput(
            self._text, select_on_focus=True, placeholder="7d, 2026-W03, 2026-01-01..2026-03-31", id="range"
        )
        yield RangePreview(id="preview")
        used = [_entry(typed, "Asked before") for typed in self._before]
        yield Menu([*used, *(_entry(typed, title) for typed, title in self._presets)], id="presets")

    def on_mount(self) -> None:
        """Say what the text means that is there at first."""
        menu = self.query_one("#presets", Menu)
        menu.can_focus = False
        menu.set_entries(menu.entries, at=self._text if self._is_listed(self._text) else self._presets[0][0])
        self._preview(self._text)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is typed means."""
        event.stop()
        self._preview(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose it, if it is a range."""
        event.stop()
        self._choose(event.value)

    def on_menu_highlighted(self, message: Menu.Highlighted) -> None:
        """Take the range under the cursor into the field."""
        message.stop()
        self._fill(message.id)

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Choose the range under the cursor."""
        message.stop()
        self._choose(message.id)

    def action_step(self, by: int) -> None:
        """Move in the list; the first step takes what the cursor is on already."""
        menu = self.query_one("#presets", Menu)
        typed = self.query_one("#range", LineInput).value
        if typed == menu.chosen_id:
            menu.action_move(by)
        elif by < 0 and self._before and not self._is_listed(typed):
            menu.set_entries(menu.entries, at=self._before[-1])
            self._fill(self._before[-1])
        else:
            self._fill(menu.chosen_id)

    def action_cancel(self) -> None:
        """Leave."""
        self.post_message(self.Cancelled())

    def _is_listed(self, text: str) -> bool:
        return text in self._before or any(text == typed for typed, _ in self._presets)

    def _fill(self, text: str) -> None:
        field = self.query_one("#range", LineInput)
        field.value = text
        field.select_all()

    def _choose(self, text: str) -> None:
        try:
            span = parse_range(text, now=self._now(), zone=self._zone)
        except UsageError:
            self._preview(text)
        else:
            self.post_message(self.Chosen(span))

    def _preview(self, text: str) -> None:
        preview = self.query_one("#preview", RangePreview)
        try:
            preview.show_span(parse_range(text, now=self._now(), zone=self._zone), self._zone)
        except UsageError as wrong:
            preview.show_error(wrong)


class DateRangeScreen(PanelScreen[TimeRange | None]):
    """Asks for a range over another screen; the answer is None when it was left."""

    DEFAULT_CSS = """
    DateRangeScreen {
        align: center middle;
        background: transparent;
        & > #panel {
            width: 64;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            padding: 1 2;
            background: $surface;
            border-top: tall $accent;
        }
        &:ansi > #panel, &:nocolor > #panel { border: round $border; }
        .panel-title { text-style: bold; padding-left: 1; margin-bottom: 1; height: auto; }
        .panel-hint { color: $text-muted; padding-left: 1; margin-top: 1; height: auto; }
    }
    DateRangeScreen.-short {
        & > #panel { padding: 0 2; }
        .panel-title, .panel-hint { margin: 0; }
        DateRange > LineInput, DateRange > LineInput:focus { margin: 0; }
        DateRange > Menu { max-height: 6; }
    }
    """
    AUTO_FOCUS = "LineInput"

    def __init__(
        self,
        text: str = "",
        *,
        now: Callable[[], datetime],
        zone: tzinfo,
        title: str = "Which time",
        before: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._range = DateRange(text, now=now, zone=zone, before=before)
        self._title = title

    def compose(self) -> ComposeResult:
        """Lay out the panel."""
        with Vertical(id="panel"):
            yield Static(self._title, classes="panel-title", markup=False)
            yield self._range
            yield Static(_HINT, classes="panel-hint", markup=False)

    def on_date_range_chosen(self, message: DateRange.Chosen) -> None:
        """Answer."""
        self.dismiss(message.span)

    def on_date_range_cancelled(self, message: DateRange.Cancelled) -> None:
        """Leave without an answer."""
        self.dismiss(None)


def _entry(typed: str, title: str) -> MenuEntry:
    return MenuEntry(typed, ((f" {title}", "plain"),), ((typed, "muted"),))


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width)
