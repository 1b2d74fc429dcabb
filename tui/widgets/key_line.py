"""The line at the bottom: the keys that matter here, made from the bindings that are in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import ClassVar, Final

from msgspec import Struct
from msgspec.structs import replace
from textual.binding import ActiveBinding
from textual.reactive import reactive
from textual.strip import Strip

from tui.core.text import clean, fit
from tui.terminal.keymap import key_label
from tui.widgets.line import LineWidget, TextPart, parts_width

__all__ = ["OPENING", "Hint", "KeyLine", "brought_forward", "hints_of", "relabelled", "without"]


class Hint(Struct, frozen=True):
    """A key, and what it does here."""

    command_id: str
    """The command's id (`table.sort`): what a hint is known by, whatever it is called. Empty for one without."""
    key: str
    """As people call it."""
    label: str
    """What it does, in a word or two."""


OPENING: Final = frozenset({"menu.choose", "table.open", "chart.open"})
"""The commands that open what is under the cursor, by whatever shows it."""


def hints_of(bindings: Mapping[str, ActiveBinding]) -> tuple[Hint, ...]:
    """Read the hints off the bindings in force: one for each action, its first key, in the order of declaration."""
    hints: dict[str, Hint] = {}
    for key, active in bindings.items():
        binding = active.binding
        if binding.show and active.enabled and binding.action not in hints:
            key_words = binding.key_display or key_label(key)
            hints[binding.action] = Hint(binding.id or "", key_words, binding.description)
    return tuple(hints.values())


def relabelled(hints: Iterable[Hint], ids: Collection[str], label: str) -> tuple[Hint, ...]:
    """Call what some commands do otherwise."""
    return tuple(replace(hint, label=label) if hint.command_id in ids else hint for hint in hints)


def without(hints: Iterable[Hint], ids: Collection[str]) -> tuple[Hint, ...]:
    """Leave some commands out."""
    return tuple(hint for hint in hints if hint.command_id not in ids)


def brought_forward(hints: Sequence[Hint], ids: Iterable[str]) -> tuple[Hint, ...]:
    """Put some commands, in the order given, right behind the first of the others: no narrow screen cuts them there."""
    by_id = {hint.command_id: hint for hint in hints}
    own = tuple(by_id[each] for each in ids if each in by_id)
    others = tuple(hint for hint in hints if hint not in own)
    return (*others[:1], *own, *others[1:])


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
        *hints, last = self.hints or (Hint("", "", ""),)
        space = width - 2 - parts_width(self._parts([last]))
        while hints and parts_width(self._parts(hints)) + len(self.GAP) > space:
            hints.pop()
        return self.painted([(" ", "plain"), *self._parts([*hints, last])], width)

    def _parts(self, hints: Iterable[Hint]) -> list[TextPart]:
        parts: list[TextPart] = []
        for hint in hints:
            if parts:
                parts.append((self.GAP, "plain"))
            parts += [(hint.key, "accent"), (f" {hint.label}" if hint.label else "", "muted")]
        return parts
