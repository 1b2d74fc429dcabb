"""The line at the bottom: the keys that matter here, made from the bindings that are in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual.binding import ActiveBinding
from textual.reactive import reactive
from textual.strip import Strip

from tui.core.text import clean, fit
from tui.terminal.keymap import key_label
from tui.widgets.line import LineWidget, TextPart, parts_width

__all__ = ["Hint", "KeyLine", "hints_of"]

Hint = tuple[str, str]
"""A key as people call it, and what it does."""


def hints_of(bindings: Mapping[str, ActiveBinding]) -> tuple[Hint, ...]:
    """Read the hints off the bindings in force: one for each action, its first key, in the order of declaration."""
    hints: dict[str, Hint] = {}
    for key, active in bindings.items():
        binding = active.binding
        if binding.show and active.enabled and binding.action not in hints:
            hints[binding.action] = (binding.key_display or key_label(key), binding.description)
    return tuple(hints.values())


class KeyLine(LineWidget):
    """Keys and what they do. What does not fit is left out from the right; the last hint, the way back, stays."""

    GAP: ClassVar[str] = "   "

    hints: reactive[tuple[Hint, ...]] = reactive(())
    """What is shown."""
    said: reactive[str] = reactive("")
    """A sentence that stands in place of the keys until the next key: what a key just did."""

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        if self.said:
            return self.painted([(" ", "plain"), (fit(clean(self.said), width - 1), "plain")], width)
        *hints, last = self.hints or (("", ""),)
        room = width - 2 - parts_width(self._parts([last]))
        while hints and parts_width(self._parts(hints)) + len(self.GAP) > room:
            hints.pop()
        return self.painted([(" ", "plain"), *self._parts([*hints, last])], width)

    def _parts(self, hints: Iterable[Hint]) -> list[TextPart]:
        parts: list[TextPart] = []
        for key, does in hints:
            if parts:
                parts.append((self.GAP, "plain"))
            parts += [(key, "accent"), (f" {does}" if does else "", "muted")]
        return parts
