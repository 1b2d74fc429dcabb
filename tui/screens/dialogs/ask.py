"""A small form for what a collection must be asked with, before it can be opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.core.collection import Param, ParamKind, Value
from tui.core.text import clean
from tui.widgets.line_input import LineInput
from tui.widgets.panel import PanelScreen

__all__ = ["AskScreen", "read_value", "wrong_with"]


def read_value(param: Param, text: str) -> Value:
    """Read what was typed for a parameter; an empty text is no value."""
    text = text.strip()
    match param.kind:
        case ParamKind.LIST:
            # Whoever parts values by commas may mean the blanks inside them: “Valve 4, Valve 5”.
            parts = re.split(r"[,;\n]", text) if re.search(r"[,;\n]", text) else text.split()
            whole = (text,) if text in param.choices else parts
            return tuple(_as_written(part.strip(), param.choices) for part in whole if part.strip())
        case ParamKind.CHOICE:
            return _as_written(text, param.choices)
        case ParamKind.NUMBER:
            return int(text) if text.lstrip("-").isdigit() else text
        case ParamKind.FLAG:
            return text.lower() in ("yes", "true", "1", "y")
        case _:
            return text


def wrong_with(param: Param, text: str) -> str:
    """Return why a text cannot be taken; empty when it can."""
    text = text.strip()
    if not text:
        return f"{param.title} is needed." if param.required else ""
    if param.choices and param.kind in (ParamKind.CHOICE, ParamKind.LIST):
        value = read_value(param, text)
        if not {*(value if isinstance(value, tuple) else (value,))} <= {*param.choices}:
            return f"{param.title} is one of {', '.join(param.choices)}."
    if param.kind is ParamKind.NUMBER and not text.lstrip("-").isdigit():
        return f"{param.title} is a number."
    return ""


def _as_written(text: str, choices: Sequence[str]) -> str:
    """Return the choice that a text is but for its case; the text itself when it is none."""
    return next((choice for choice in choices if choice.casefold() == text.casefold()), text)


class AskScreen(PanelScreen[Mapping[str, Value] | None]):
    """Asks for parameters; the answer is their values by the vendor's names, None when it was left."""

    AUTO_FOCUS = "LineInput"

    KEYS_OF = "A small question"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="ask.leave"),
        Binding("down", "app.focus_next", "Next field", show=False, id="ask.down"),
        Binding("up", "app.focus_previous", "Previous field", show=False, id="ask.up"),
    ]

    def __init__(
        self,
        title: str,
        params: Sequence[Param],
        *,
        filled: Mapping[str, str] | None = None,
        facts: Sequence[str] = (),
        check: Callable[[Mapping[str, Value]], str] | None = None,
        hint: str = "Enter ask   Tab next   Esc back",
    ) -> None:
        """Prepare the question.

        Args:
            title: What it is about.
            params: What is asked for.
            filled: What stands in the fields at first, by the names of the params.
            facts: Lines below the fields.
            check: Returns why the whole answer cannot be taken; empty when it can.
            hint: What the keys do.
        """
        super().__init__()
        self.panel_title = title
        self.params = tuple(params)
        self.filled = dict(filled or {})
        self.facts = tuple(facts)
        self.check = check
        self.hint = hint

    def compose(self) -> ComposeResult:
        """Lay out a label and a field for each."""
        with Vertical(id="panel"):
            yield Static(self.panel_title, classes="panel-title", markup=False)
            for index, param in enumerate(self.params):
                yield Static(clean(param.title), classes="label", markup=False)
                yield LineInput(self.filled.get(param.name, ""), id=f"field-{index}", placeholder=_hint(param))
                if param.help:
                    yield Static(clean(param.help), classes="help", markup=False)
            for fact in self.facts:
                yield Static(clean(fact), classes="fact", markup=False)
            yield Static("", id="wrong", markup=False)
            yield Static(self.hint, classes="panel-hint", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer when everything is there; else go to what is missing."""
        for index, param in enumerate(self.params):
            field = self.query_one(f"#field-{index}", LineInput)
            if wrong := wrong_with(param, field.value):
                self.query_one("#wrong", Static).update(wrong)
                field.focus()
                return
        values = {
            param.name: read_value(param, self.query_one(f"#field-{index}", LineInput).value)
            for index, param in enumerate(self.params)
        }
        given = {name: value for name, value in values.items() if value not in ("", ())}
        if self.check is not None and (wrong := self.check(given)):
            self.query_one("#wrong", Static).update(clean(wrong))
            return
        self.dismiss(given)

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


def _hint(param: Param) -> str:
    if param.choices:
        return clean(", ".join(param.choices))
    return {ParamKind.LIST: "one or several, parted by commas", ParamKind.NUMBER: "a number"}.get(param.kind, "")
