"""What editing one profile and editing many have in common: fields, keys, a value typed in place."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from tui.connections import Connection
from tui.core.collection import Param, Value
from tui.core.errors import Bug, FrontdeskError, UsageError
from tui.core.record import Page
from tui.core.text import clean
from tui.screens.base import Answer
from tui.screens.boundary import one_line
from tui.screens.dialogs.ask import AskScreen
from tui.screens.write.write_base import WriteScreen
from tui.vendors.virbela.profiles.draft import FIXED, Draft, Holds, field_order, known_fields, typed
from tui.vendors.virbela.screens.profiles.profile_fields import FieldEditor, FieldLine, FieldList
from tui.vendors.virbela.screens.profiles.profile_format import kind_for, typed_text, value_text
from tui.widgets.charts_rows import RowChart
from tui.widgets.head_line import HeadLine
from tui.widgets.key_line import OPENING, Hint, relabelled, without
from tui.writing.diff import UNSET

__all__ = ["ProfileEditing"]

_ADVICE: Final[Mapping[str, str]] = {
    "email": "The address that this campus knows the person by. Whether it can be changed here is not said "
    "anywhere; the vendor may refuse.",
    "firstname": "The name on this campus; the display name on other campuses stays.",
    "lastname": "The name on this campus; the display name on other campuses stays.",
}
_KINDS: Final = tuple(Holds)


class ProfileEditing(WriteScreen[Answer]):
    """Fields of a profile, to be changed. Nothing is sent from here: that is asked first."""

    AUTO_FOCUS = "FieldList"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("minus,delete", "unset", "unset", id="profile.unset", tooltip="Take the field away"),
        Binding("backspace", "put_back", "put back", id="profile.put-back", tooltip="Leave the field as it is"),
        Binding("o", "other_kind", "kind", id="profile.kind", tooltip="Hold another kind of value", show=False),
        Binding("plus", "add", "add", id="profile.add", tooltip="A field that is not listed", show=False),
        Binding("f2", "save", "save", id="profile.save", tooltip="Go on to what will be sent"),
    ]

    DEFAULT_CSS = """
    ProfileEditing {
        #head-line { height: 1; }
        #profile-help { height: 2; padding: 0 3; color: $text-muted; }
        #profile-help.-wrong { color: $error; }
    }
    """

    def __init__(self, connection: Connection, *, crumbs: tuple[str, ...]) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.draft = Draft({})
        self.known: dict[str, Holds] = {}
        """The campus's own fields, as far as they are known, and what they hold."""
        self._kinds: dict[str, Holds] = {}
        """What the user said that a field is to hold."""
        self._typing_began = ""
        """What the value that is being typed was at first."""

    def compose_head(self) -> ComposeResult:
        """Yield the line that says what was read."""
        yield HeadLine(id="head-line")

    def compose_body(self) -> ComposeResult:
        """Yield the fields, and room for what there is to say of one."""
        yield FieldEditor(id="editor")
        yield Static("", id="profile-help", markup=False)

    # What fields there are.

    def look_at_others(self) -> None:
        """Read one page of profiles: a blank field is left out, so one profile alone does not tell which there are."""
        self.run_guarded(_first_page(self.here), then=self._learn, failed=self._do_without, group="fields")

    def _learn(self, fields: Mapping[str, Holds]) -> None:
        """Show the campus's fields that are not set, too."""
        self.known = {**fields, **self.known}
        if self.fields.lines:
            self.show_fields()

    def _do_without(self, error: FrontdeskError) -> None:
        """Go on: the fields that are set are there, and others can be added by name."""
        if isinstance(error, Bug):
            self.say(one_line(error))

    # What is shown.

    @property
    def editor(self) -> FieldEditor:
        """The fields."""
        return self.query_one("#editor", FieldEditor)

    @property
    def fields(self) -> FieldList:
        """The list of fields."""
        return self.editor.fields

    def now_text(self, name: str) -> str:
        """Write what is there."""
        raise NotImplementedError

    def go_on(self) -> None:
        """Go on with the draft, which is not empty."""
        raise NotImplementedError

    def kind_of(self, name: str) -> Holds:
        """Return what a field holds: as the user said, as it is, as others have it, else text."""
        for holder in (self.draft.update, self.draft.base):
            if name in holder and name not in self._kinds:
                return kind_for(holder[name])
        return self._kinds.get(name) or self.known.get(name) or Holds.TEXT

    def show_fields(self) -> None:
        """Bring the list up to date with the draft."""
        known = {**self.known, **dict.fromkeys(self.draft.update, Holds.TEXT)}
        self.fields.show([self._line(name) for name in field_order(self.draft.base, known)])
        changes = len(self.draft)
        self.show_facts(f"{changes} {'change' if changes == 1 else 'changes'}" if changes else "")
        self.show_help()
        self.refresh_bindings()

    def show_help(self, wrong: str = "") -> None:
        """Say what the field under the cursor is, or what is wrong with what was typed."""
        help_line = self.query_one("#profile-help", Static)
        help_line.set_class(bool(wrong), "-wrong")
        help_line.update(clean(f"! {wrong}" if wrong else self._advice(self.fields.key)))

    # Keys.

    @property
    def may_write(self) -> bool:
        """Whether anything can be changed here."""
        return not self.here.read_only

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with the field under the cursor."""
        if not self.is_mounted:
            return False
        name = self.fields.key
        match action:
            case "save":
                return self.may_write and (len(self.draft) > 0 or self.editor.is_typing)
            case "unset":
                return self.may_write and bool(name) and name not in FIXED and not self.editor.is_typing
            case "put_back":
                return self.draft.has(name) and not self.editor.is_typing
            case "other_kind" | "add":
                return self.may_write and bool(name) and not self.editor.is_typing
            case _:
                return True

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Say what Enter does here."""
        if self.is_mounted and self.editor.is_typing:
            # Enter is a character to the field, so the line leaves it out.
            take_it = Hint("profile.take-value", "Enter", "take it")
            return super().arrange_hints((take_it, *without(hints, {take_it.command_id})))
        return super().arrange_hints(relabelled(hints, OPENING, "edit") if self.may_write else without(hints, OPENING))

    def on_row_chart_chosen(self, message: RowChart.Chosen) -> None:
        """Type a new value; yes and no just change places."""
        message.stop()
        name = message.key
        if not self.may_write:
            self.say(f"{self.here.name} is read-only.")
        elif name in FIXED:
            self.show_help(f"“{name}” is kept by the vendor itself and cannot be changed.")
        elif self.kind_of(name) is Holds.FLAG:
            self._change(name, value=not self._value(name, otherwise=False))
        else:
            kind, value = self.kind_of(name), self._value(name, otherwise=None)
            self._typing_began = "" if value is None else typed_text(kind, value)
            self.editor.type_value(self._typing_began)
            self.refresh_bindings()

    def on_row_chart_highlighted(self, message: RowChart.Highlighted) -> None:
        """Say what the field is."""
        message.stop()
        if not self.editor.is_typing:
            self.show_help()
            self.refresh_bindings()

    def on_field_editor_typed(self, message: FieldEditor.Typed) -> None:
        """Take the value, or say why it is none."""
        message.stop()
        self._take(message.name, message.text)

    def _take(self, name: str, text: str) -> bool:
        """Take a value that was typed; False when it is none, which is said."""
        kind = self.kind_of(name)
        try:
            value = typed(kind, text)
        except UsageError as wrong:
            self.show_help(f"{name} holds {kind.value}. {wrong}")
            return False
        self.editor.end_typing()
        self._change(name, value=value)
        return True

    def on_field_editor_left(self, message: FieldEditor.Left) -> None:
        """Leave the value as it was."""
        message.stop()
        self.editor.end_typing()
        self.show_help()
        self.refresh_bindings()

    def action_unset(self) -> None:
        """Take the field under the cursor away."""
        try:
            self.draft = self.draft.take_away(self.fields.key)
        except UsageError as wrong:
            self.show_help(str(wrong))
            return
        self.show_fields()

    def action_put_back(self) -> None:
        """Leave the field under the cursor as it is."""
        self._kinds.pop(self.fields.key, None)
        self.draft = self.draft.leave(self.fields.key)
        self.show_fields()

    def action_other_kind(self) -> None:
        """Let the field hold another kind of value; what is typed next is read as that."""
        name = self.fields.key
        if name in FIXED:
            return
        kind = _KINDS[(_KINDS.index(self.kind_of(name)) + 1) % len(_KINDS)]
        self.draft = self.draft.leave(name)
        self._kinds[name] = kind
        self.show_fields()

    def action_add(self) -> None:
        """Ask for a field that is not listed."""
        wanted = Param(
            "field", "Field", required=True, help="It must be on this campus: new ones are made in the dashboard."
        )

        def take(values: Mapping[str, Value] | None) -> None:
            name = str(values["field"]).strip() if values else ""
            if name:
                self.known.setdefault(name, Holds.TEXT)
                self.show_fields()
                self.fields.go([line.name for line in self.fields.lines].index(name))

        self.app.push_screen(AskScreen("A field by its name", (wanted,)), take)

    def action_save(self) -> None:
        """Go on to what will be sent; a value that is being typed is taken first."""
        if self.editor.is_typing and not self._take(self.fields.key, self.editor.input.value):
            return
        if len(self.draft) and not self.busy:
            self.go_on()

    @property
    def unsent(self) -> str:
        """Changes, and a value that is being typed."""
        if not self.is_mounted:
            return ""
        changes = len(self.draft) + (self.editor.is_typing and self.editor.input.value != self._typing_began)
        return f"{changes} {'change was' if changes == 1 else 'changes were'} not sent." if changes else ""

    async def action_back(self) -> None:
        """Leave the value being typed first."""
        if self.editor.is_typing:
            self.editor.end_typing()
            self.show_help()
            return
        await super().action_back()

    # Within.

    def _value(self, name: str, *, otherwise: Any) -> Any:
        """Return what a field will hold, if that is of its kind."""
        value = self.draft.update.get(name, None if name in self.draft.unset else self.draft.base.get(name))
        return value if value is not None and kind_for(value) is self.kind_of(name) else otherwise

    def _change(self, name: str, *, value: Any) -> None:
        try:
            self.draft = self.draft.put(name, value)
        except UsageError as wrong:
            self.show_help(str(wrong))
            return
        if not self.draft.has(name):
            self._kinds.pop(name, None)
        self.show_fields()

    def _line(self, name: str) -> FieldLine:
        becomes: str | None = None
        if name in self.draft.unset:
            becomes = UNSET
        elif name in self.draft.update:
            becomes = value_text(self.draft.update[name])
        return FieldLine(name, "kept" if name in FIXED else self.kind_of(name).value, self.now_text(name), becomes)

    def _advice(self, name: str) -> str:
        if not name:
            return ""
        if name in FIXED:
            return "Kept by the vendor itself."
        parts: Sequence[str] = (
            _ADVICE.get(name, ""),
            "" if name in self.draft.base or self.draft.blind else "Not set: that is not the same as empty.",
        )
        return " ".join(part for part in parts if part)


async def _first_page(connection: Connection) -> Mapping[str, Holds]:
    """Return the fields that the first page of profiles has, and what they hold."""
    client = await connection.client()
    pages: AsyncGenerator[Page[Any], None] = client.profiles()
    async with aclosing(pages):
        async for page in pages:
            return known_fields(page.records)
    return {}
