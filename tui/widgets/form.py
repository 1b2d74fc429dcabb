"""Fields to fill in with the keyboard: one line each, the help of the one in focus, problems in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.core.action import Field, FieldKind, FieldProblem
from tui.core.text import clean
from tui.widgets.help_lines import HelpLines
from tui.widgets.line import LineWidget, Role, TextPart
from tui.widgets.line_input import LineInput

__all__ = ["ChoiceLine", "Form"]

NOT_GIVEN: Final = "–"
"""What a choice shows while nothing is chosen, and so nothing is sent."""

_HINTS: Final = {
    FieldKind.EMAIL: "name@example.org",
    FieldKind.NUMBER: "a number",
    FieldKind.TIME: "2026-01-31 09:00, today, 2h",
    FieldKind.LIST: "several, parted by ;",
    FieldKind.PAIRS: "Name=Value; Other=9",
}


class ChoiceLine(LineWidget, can_focus=True):
    """One of a few values, or none; the arrows go through them."""

    DEFAULT_CSS = """
    ChoiceLine { width: 1fr; }
    """

    KEYS_OF = "A choice in a form"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space,l", "step(1)", "next choice", show=False, id="form.next-choice"),
        Binding("left,h", "step(-1)", "previous choice", show=False, id="form.previous-choice"),
        Binding("enter", "submit", "go on", show=False, id="form.go-on"),
    ]

    @dataclass
    class Submitted(Message):
        """Posted when Enter is pressed on it."""

        line: ChoiceLine

    value: reactive[str] = reactive("")
    """What is chosen; empty when nothing is."""

    def __init__(self, choices: Sequence[str], value: str, *, default: str = "", id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.choices = ("", *choices)
        self.default = default
        """What the vendor takes when nothing is chosen."""
        self.set_reactive(ChoiceLine.value, value if value in self.choices else "")

    def render_line(self, y: int) -> Strip:
        """Draw the choice between its arrows."""
        role: Role = "accent" if self.has_focus else "muted"
        none = f"{NOT_GIVEN} (the vendor takes {self.default})" if self.default else NOT_GIVEN
        shown: TextPart = (self.value, "strong") if self.value else (none, "muted")
        at, of = self.choices.index(self.value), len(self.choices) - 1
        place: TextPart = (f"  {at} of {of}" if self.value and self.has_focus else "", "muted")
        return self.painted([("‹ ", role), shown, (" ›", role), place], self.size.width)

    def action_step(self, by: int) -> None:
        """Take another one."""
        at = self.choices.index(self.value)
        self.value = self.choices[(at + by) % len(self.choices)]

    def action_submit(self) -> None:
        """Go on."""
        self.post_message(self.Submitted(self))

    def on_focus(self) -> None:
        """Show the arrows."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide them."""
        self.refresh()


class FormRows(VerticalScroll, inherit_bindings=False, can_focus=False):
    """The rows of a form. It has no keys: with its own, arrows would scroll it and leave the focus out of sight."""


class Form(Vertical):
    """An action's fields. What is typed stays text; what it means is for whoever asked."""

    DEFAULT_CSS = """
    Form {
        height: 1fr;
        & > FormRows { height: 1fr; scrollbar-size-vertical: 1; padding: 1 1 0 1; }
        .form-row { height: 1; }
        .form-label { width: 26; color: $text-muted; }
        .form-label.-here { color: $accent; text-style: bold; }
        .form-row LineInput { width: 1fr; background: $surface; }
        .form-wrong { color: $error; height: auto; padding-left: 26; margin-bottom: 1; display: none; }
        #form-problem { color: $error; height: auto; padding: 0 1; }
        #form-help { height: 2; }
    }
    """

    KEYS_OF = "The fields of a form"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "next field", show=False, id="form.down"),
        Binding("up", "step(-1)", "previous field", show=False, id="form.up"),
        Binding("f4", "pick", "choose by name", id="form.pick"),
    ]

    @dataclass
    class Submitted(Message):
        """Posted when the user is done with it."""

        form: Form
        texts: dict[str, str]
        """What is written in each field that is not empty, by the vendor's name."""

    @dataclass
    class Picking(Message):
        """Posted when somebody wants to choose by name what a field's id stands for."""

        form: Form
        field: Field
        text: str
        """What is written in it."""

    @dataclass
    class AtEnd(Message):
        """Posted when Enter is pressed in the last field of a form that Enter does not submit."""

        form: Form

    def __init__(
        self,
        fields: Sequence[Field],
        texts: Mapping[str, str],
        *,
        enter: Literal["submit", "next"] = "submit",
        id: str | None = None,  # noqa: A002 - Textual's word
    ) -> None:
        """Lay fields out.

        Args:
            fields: What there is to fill in.
            texts: What they say at first, by the vendor's name.
            enter: What Enter does in a field: submits what is written, for a question that can be asked again; or goes
                to the next field, for what must not go by accident.
            id: The widget's.
        """
        super().__init__(id=id)
        self.fields = tuple(fields)
        self._enter = enter
        self._texts = dict(texts)

    def compose(self) -> ComposeResult:
        """Lay out a line for each field, and room for help."""
        with FormRows():
            for index, field in enumerate(self.fields):
                with Horizontal(classes="form-row"):
                    mark = " *" if field.required else ""
                    yield Static(clean(field.title) + mark, classes="form-label", markup=False)
                    yield self._control(index, field)
                yield Static("", id=f"wrong-{index}", classes="form-wrong", markup=False)
        yield Static("", id="form-problem", markup=False)
        yield HelpLines(id="form-help")

    @property
    def texts(self) -> dict[str, str]:
        """What is written, by the vendor's field name; an empty field is not in it."""
        written = {field.name: self._line(index).value for index, field in enumerate(self.fields)}
        return {name: text for name, text in written.items() if text.strip()}

    def show_problems(self, problems: Sequence[FieldProblem]) -> None:
        """Say what is wrong, each thing at its field, and go to the first."""
        by_name: dict[str, list[str]] = {}
        for problem in problems:
            by_name.setdefault(problem.field, []).append(problem.text)
        first: Widget | None = None
        for index, field in enumerate(self.fields):
            text = " ".join(by_name.pop(field.name, ()))
            wrong = self.query_one(f"#wrong-{index}", Static)
            wrong.update(clean(f"! {text}"))
            wrong.display = bool(text)
            first = first or (self._line(index) if text else None)
        rest = [text for texts in by_name.values() for text in texts]
        self.query_one("#form-problem", Static).update(clean(" ".join(rest)))
        if first is not None:
            first.focus()
        self.call_after_refresh(self._keep_in_view)  # the lines with problems have moved the fields

    @property
    def focused_field(self) -> str:
        """The name of the field that has the focus; empty when none has."""
        return next((field.name for index, field in enumerate(self.fields) if self._line(index).has_focus), "")

    def say(self, text: str) -> None:
        """Say something where the help of a field stands, until another field has the focus."""
        self.query_one("#form-help", HelpLines).text = text

    def focus_field(self, name: str) -> None:
        """Go to a field."""
        for index, field in enumerate(self.fields):
            if field.name == name:
                self._line(index).focus()

    def set_text(self, name: str, text: str) -> None:
        """Write something into a field, and go there."""
        for index, field in enumerate(self.fields):
            if field.name == name:
                self._line(index).value = text
                self._line(index).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to choose by name where an id is wanted."""
        return action != "pick" or self._picked_field() is not None

    def action_pick(self) -> None:
        """Have somebody choose by name."""
        if (field := self._picked_field()) is not None:
            self.post_message(self.Picking(self, field, self.texts.get(field.name, "")))

    def _picked_field(self) -> Field | None:
        at = self.focused_field if self.is_mounted else ""
        return next((field for field in self.fields if field.name == at and field.refers_to is not None), None)

    def submit(self) -> None:
        """Say that the user is done."""
        self.post_message(self.Submitted(self, self.texts))

    @on(Input.Submitted)
    @on(ChoiceLine.Submitted)
    def go_on(self, event: Message) -> None:
        """Enter goes to the next field; where it submits, to the next that must still be filled, or it is done."""
        event.stop()
        if self._enter == "next":
            self._go_to_next()
            return
        for index, field in enumerate(self.fields):
            if field.required and not self._line(index).value.strip():
                self._line(index).focus()
                if self._line(index).has_focus:
                    break
                return
        self.submit()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show the help of the field in focus."""
        labels = self.query(".form-label")
        for index, (field, label) in enumerate(zip(self.fields, labels, strict=True)):
            here = self._line(index) is event.widget
            # Textual 8.2.8 leaves what `:focus-within` gives to a row's children as it was when the focus goes on.
            label.set_class(here, "-here")
            if here:
                self.say(_help(field))
        self.refresh_bindings()

    def on_resize(self, event: events.Resize) -> None:
        """Keep the field in focus where it can be seen."""
        self.call_after_refresh(self._keep_in_view)

    def action_step(self, by: int) -> None:
        """Go to another field."""
        lines = [self._line(index) for index in range(len(self.fields))]
        at = next((index for index, line in enumerate(lines) if line.has_focus), -by)
        lines[(at + by) % len(lines)].focus()

    def _go_to_next(self) -> None:
        """Go to the next field; after the last one there is none, and nothing goes by itself."""
        if self.fields and self.focused_field != self.fields[-1].name:
            self.action_step(1)
        else:
            self.post_message(self.AtEnd(self))

    def _keep_in_view(self) -> None:
        """Scroll to the field in focus, with what is wrong with it; a form may have gone before its next frame."""
        for index in range(len(self.fields)):
            for line in self.query(f"#field-{index}:focus"):
                self.query_one(f"#wrong-{index}").scroll_visible(animate=False)
                line.scroll_visible(animate=False)

    def _control(self, index: int, field: Field) -> Widget:
        text = self._texts.get(field.name, "")
        if field.kind is FieldKind.CHOICE:
            return ChoiceLine(field.choices, text, default=field.default, id=f"field-{index}")
        if field.kind is FieldKind.FLAG:
            return ChoiceLine(("yes", "no"), text, default=field.default, id=f"field-{index}")
        hint = field.default or _HINTS.get(field.kind, "") or ", ".join(field.choices)
        # A form's text may hold line breaks between pairs; a line cannot.
        line = LineInput(text.replace("\n", "; "), placeholder=clean(hint), id=f"field-{index}")
        if field.kind in (FieldKind.LIST, FieldKind.PAIRS):
            line.between_lines = "; "
        return line

    def _line(self, index: int) -> LineInput | ChoiceLine:
        line = self.query_one(f"#field-{index}")
        assert isinstance(line, LineInput | ChoiceLine)  # noqa: S101 - we made it
        return line


def _help(field: Field) -> str:
    parts = []
    if field.refers_to is not None:
        parts.append("A name will do; F4 lists them." if field.refers_to.listed else "F4 lists those on a screen.")
    parts += [field.help or field.title]
    parts += ["Needed."] if field.required else []
    parts += [f"The vendor takes {field.default} when nothing is sent."] if field.default else []
    if field.choices and field.kind is not FieldKind.CHOICE:
        parts.append(f"Such as {', '.join(field.choices)}.")
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)
