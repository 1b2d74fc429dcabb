"""What a collection is asked with, in one small form: what it needs, what it may be given, and the range."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any, ClassVar, Final

from msgspec import Struct
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.core.action import Field, FieldKind, FieldProblem
from tui.core.collection import Collection, Param, ParamKind, RangeUse, Value
from tui.core.errors import UsageError
from tui.core.text import clean
from tui.core.time.ranges import describe, parse_range
from tui.core.wire.redact import looks_secret
from tui.screens.app_state import AppState
from tui.screens.dialogs.ask import read_value, wrong_with
from tui.screens.dialogs.picker import PickerScreen, pick_into
from tui.widgets.form import Form
from tui.widgets.panel import PanelScreen

__all__ = ["TOPIC", "Given", "ParamsScreen", "params_in_words", "remembered_params", "to_remember", "value_in_words"]

TOPIC: Final = "params"
"""Under which the state keeps what was asked last, by connection and collection."""

RANGE: Final = "*range"
"""Stands for the range among the fields; no vendor names a parameter like that."""

_KINDS: Final = {
    ParamKind.TEXT: FieldKind.TEXT,
    ParamKind.NUMBER: FieldKind.NUMBER,
    ParamKind.CHOICE: FieldKind.CHOICE,
    ParamKind.FLAG: FieldKind.FLAG,
    ParamKind.LIST: FieldKind.LIST,
}


class Given(Struct, frozen=True):
    """What a collection is to be asked with."""

    values: Mapping[str, Value]
    """By the vendor's names; only what was given."""
    range_text: str = ""
    """The range as it was typed; empty for the collection's own."""


def value_in_words(value: Value) -> str:
    """Write a parameter's value on one line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def params_in_words(params: Iterable[Param], values: Mapping[str, Value]) -> str:
    """Say with which parameters a collection was asked, as above its rows: `progress ongoing, large pages`."""
    said = []
    for param in params:
        if value := values.get(param.name):
            title = param.title[:1].lower() + param.title[1:]
            said.append(title if value is True else f"{title} {value_in_words(value)}")
    return clean(", ".join(said))


def remembered_params(app_state: AppState, whose: str) -> Given:
    """Return what was asked last; nothing when nothing is remembered, or it makes no sense."""
    kept = app_state.remembered(TOPIC, whose)
    values = kept.get("values") if isinstance(kept, dict) else None
    typed = kept.get("range") if isinstance(kept, dict) else None
    return Given(
        {name: tuple(map(str, value)) if isinstance(value, list | tuple) else value for name, value in values.items()}
        if isinstance(values, dict)
        else {},
        typed if isinstance(typed, str) else "",
    )


def to_remember(given: Given) -> dict[str, Any]:
    """Return what the state keeps; a value whose name sounds like a secret's is left out."""
    return {
        "values": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in given.values.items()
            if not looks_secret(name)
        },
        "range": given.range_text,
    }


class ParamsScreen(PanelScreen[Given | None]):
    """Asks for parameters; the answer is all of them together, None when it was left."""

    AUTO_FOCUS = ""

    KEYS_OF = "Parameters"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="params.leave"),
        Binding("f2", "submit", "ask", id="params.submit"),
    ]

    def __init__(
        self,
        collection: Collection,
        given: Given,
        *,
        now: Callable[[], datetime],
        zone: tzinfo,
        at: str = "",
        kept: Mapping[str, Value] | None = None,
        pick: Callable[[Field, PickerScreen], None] | None = None,
    ) -> None:
        """Begin with what is known.

        Args:
            collection: What will be asked.
            given: What to write into the fields.
            now: The present instant, for the range.
            zone: The user's zone.
            at: The parameter to begin with; the first one when it is empty.
            kept: Values that are part of the answer and not asked about.
            pick: Fills a picker for a field that wants an id.
        """
        super().__init__()
        self.collection = collection
        self.given = given
        self.at = at
        self.kept = dict(kept or {})
        self._pick = pick
        self._now = now
        self._zone = zone
        # What is needed comes first: whoever knows it presses Enter, and never sees the rest.
        asked = (param for param in collection.params if param.name not in self.kept)
        self.params = tuple(sorted(asked, key=lambda param: not param.required))

    def compose(self) -> ComposeResult:
        """Lay out title, fields, hint."""
        with Vertical(id="panel"):
            yield Static(clean(self.collection.title), classes="panel-title", markup=False)
            yield Form(self._fields(), self._texts(), id="params")
            yield Static("Enter ask   ↑ ↓ field   Esc back", classes="panel-hint", markup=False)

    def on_mount(self) -> None:
        """Go to the first field, or to the one that is meant."""
        fields = self._fields()
        self.form.focus_field(self.at or (fields[0].name if fields else ""))

    @property
    def form(self) -> Form:
        """The fields."""
        return self.query_one("#params", Form)

    def action_submit(self) -> None:
        """Ask with what is written."""
        self.form.submit()

    def on_form_picking(self, message: Form.Picking) -> None:
        """Let somebody choose by name."""
        message.stop()
        if self._pick is not None:
            pick_into(self, self.form, message, self._pick)

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what a range means while it is typed."""
        if self.form.focused_field == RANGE:
            self.form.say(self._range_words(event.value))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say what the range means that is there."""
        if self.form.focused_field == RANGE:
            self.form.say(self._range_words(self.form.texts.get(RANGE, "")))

    def on_form_submitted(self, message: Form.Submitted) -> None:
        """Answer when everything can be read; else say what is wrong, each thing at its field."""
        message.stop()
        texts = message.texts
        wrong = [FieldProblem(param.name, wrong_with(param, texts.get(param.name, ""))) for param in self.params]
        problems = [problem for problem in wrong if problem.text]
        typed = texts.get(RANGE, "").strip()
        if typed:
            try:
                parse_range(typed, now=self._now(), zone=self._zone)
            except UsageError as unreadable:
                problems.append(FieldProblem(RANGE, str(unreadable)))
        self.form.show_problems(problems)
        if not problems:
            values = {param.name: read_value(param, texts.get(param.name, "")) for param in self.params}
            given = {name: value for name, value in values.items() if value not in ("", (), False)}
            self.dismiss(Given({**self.kept, **given}, typed))

    def _fields(self) -> list[Field]:
        fields = [
            Field(
                param.name,
                param.title,
                _KINDS[param.kind],
                required=param.required,
                choices=param.choices,
                help=param.help,
                refers_to=param.refers_to,
            )
            for param in self.params
        ]
        if self.collection.range_use is not RangeUse.NONE:
            fields.append(Field(RANGE, "Range", help="", default=self._default_range()))
        return fields

    def _default_range(self) -> str:
        return self.collection.default_range if self.collection.range_use is RangeUse.REQUIRED else ""

    def _texts(self) -> dict[str, str]:
        names = {param.name for param in self.params}
        texts = {name: value_in_words(value) for name, value in self.given.values.items() if name in names}
        return {**texts, RANGE: self.given.range_text}

    def _range_words(self, typed: str) -> str:
        """Return what a range means, or why it means nothing."""
        if not (typed := typed.strip() or self._default_range()):
            return "Without one, everything is asked for. Such as 7d, 2026-W03, 2026-01-01..2026-03-31."
        try:
            return f"{describe(parse_range(typed, now=self._now(), zone=self._zone), self._zone, now=self._now())}."
        except UsageError as unreadable:
            return str(unreadable)
