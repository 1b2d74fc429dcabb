"""What a confirmation is made of: the lines of a diff, and the answers, of which the harmless one has the focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from msgspec import Struct
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from tui.core.text import cell_width, clean, fit
from tui.widgets.line import LineWidget, Role, TextPart

__all__ = ["Choice", "Choices", "Differences", "QuestionLines"]


class QuestionLines(LineWidget):
    """Some lines of parts, as many rows high as there are lines."""

    DEFAULT_CSS = """
    QuestionLines { height: auto; }
    """

    def __init__(self, lines: Sequence[Sequence[TextPart]] = (), *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.lines = tuple(tuple(line) for line in lines)

    def set_lines(self, lines: Sequence[Sequence[TextPart]]) -> None:
        """Show other lines."""
        before, self.lines = self.lines, tuple(tuple(line) for line in lines)
        # Over SSH, laying out anew sends the whole screen.
        self.refresh(layout=len(before) != len(self.lines))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are."""
        return len(self.lines)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        parts = self.lines[y] if y < len(self.lines) else ()
        return self.painted(parts, self.size.width)


class Differences(QuestionLines):
    """What is there and what will be, a line a field; what nobody looked up has no left side."""

    def show(self, changes: Sequence[tuple[str, str | None, str]]) -> None:
        """Show changes: title, before, after."""
        cleaned = [(clean(title), None if old is None else clean(old), clean(new)) for title, old, new in changes]
        titles = min(28, max((cell_width(title) for title, _, _ in cleaned), default=0))
        olds = min(30, max((cell_width(old) for _, old, _ in cleaned if old is not None), default=0))
        self.set_lines([_line(change, titles, olds) for change in cleaned])


def _line(change: tuple[str, str | None, str], titles: int, olds: int) -> list[TextPart]:
    title, old, new = change
    parts: list[TextPart] = [(f"  {fit(title, titles)}   ", "muted")]
    if old is None:
        return [*parts, (new, "plain")]
    same = old == new
    parts.append((fit(old, olds), "muted"))
    return [*parts, ("  =  " if same else "  →  ", "accent"), (new, "muted" if same else "strong")]


class Choice(Struct, frozen=True):
    """One way to answer."""

    id: str
    text: str
    role: Role = "strong"
    enabled: bool = True


class Choices(LineWidget, can_focus=True):
    """Choices side by side; the first one is chosen until the user moves."""

    DEFAULT_CSS = """
    Choices { height: 1; }
    """

    KEYS_OF = "The answers to a question"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "choose", id="confirm.choose"),
        Binding("left,h", "move(-1)", "previous", show=False, id="confirm.left"),
        Binding("right,l", "move(1)", "next", show=False, id="confirm.right"),
    ]

    @dataclass
    class Chosen(Message):
        """Posted when an answer is given."""

        id: str

    def __init__(self, answers: Sequence[Choice] = (), *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.answers = tuple(answers)
        self.at = 0

    def set_answers(self, answers: Sequence[Choice]) -> None:
        """Offer other answers; the choice goes back to the first unless the same answer is still there."""
        here = self.answers[self.at].id if self.at < len(self.answers) else ""
        self.answers = tuple(answers)
        ids = [answer.id for answer in self.answers if answer.enabled]
        self.at = next((index for index, each in enumerate(self.answers) if each.id == here and here in ids), 0)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the answers; the chosen one stands in brackets, so that colour is not all that tells it."""
        parts: list[TextPart] = [("  ", "plain")]
        for index, answer in enumerate(self.answers):
            role: Role = answer.role if answer.enabled else "muted"
            framed = f"[ {answer.text} ]" if index == self.at else f"  {answer.text}  "
            parts += [(framed, role), ("   ", "plain")]
        return self.painted(parts, self.size.width)

    def action_move(self, by: int) -> None:
        """Go to another answer that can be given."""
        target = self.at + by
        while 0 <= target < len(self.answers):
            if self.answers[target].enabled:
                self.at = target
                self.refresh()
                return
            target += by

    def action_choose(self) -> None:
        """Give the answer."""
        if self.answers and self.answers[self.at].enabled:
            self.post_message(self.Chosen(self.answers[self.at].id))

    def on_click(self, event: events.Click) -> None:
        """Go to the answer under the mouse; a click never gives one."""
        start = 2
        for index, answer in enumerate(self.answers):
            width = cell_width(answer.text) + 4
            if start <= event.x < start + width and answer.enabled:
                self.at = index
                self.refresh()
            start += width + 3
