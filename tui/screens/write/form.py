"""Filling in an action: its fields, what is wrong with them, and the values that they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.connections import Connection
from tui.core.action import Action, Field, FieldProblem, FieldValue
from tui.core.errors import FrontdeskError, Rejected
from tui.core.record import Record
from tui.reading.names import resolved_all
from tui.screens.dialogs.picker import PickerScreen, open_picker, pick_into
from tui.screens.write.asked import SELECTION, AskedValues, ChosenFile, Filled, FromFile, Rows, rows_of
from tui.screens.write.form_editor import Editor
from tui.screens.write.write_base import sent_at_once, words_of
from tui.widgets.form import Form
from tui.widgets.key_line import Hint, relabelled
from tui.writing.fields import Given, validate, written

__all__ = ["FormScreen"]


class FormScreen(AskedValues):
    """The form of an action, for one target or for what is the same for many."""

    KEYS_OF = "Filling in a form"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "submit", "review", id="form.submit"),
        Binding("f3", "file", "rows from a CSV file", id="form.file"),
    ]

    def __init__(
        self,
        connection: Connection,
        action: Action,
        *,
        crumbs: tuple[str, ...],
        records: Sequence[Record[Any]] = (),
        editor: Editor | None = None,
    ) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.subject = action
        self.records = tuple(records)
        self.chosen_file: ChosenFile | None = None
        """The file that rows were taken from, kept for when somebody comes back to it."""
        filled = [action.fill(record) for record in records]
        self._filled: Mapping[str, FieldValue] = filled[0] if len(filled) == 1 else {}
        self._shared = len(filled) > 1
        self._editor = editor
        self.fields = self._fields_of({name for values in filled for name in values} if self._shared else set())
        self._first = self._first_texts()

    def compose_body(self) -> ComposeResult:
        """Yield the form, filled in with what is known."""
        yield Form(self.fields, self._first, enter="next", id="form")

    def on_mount(self) -> None:
        """Say for how many it is, and begin with what is there to be changed."""
        if self._shared:
            self.show_facts(f"{len(self.records):,} marked")
        if self._editor is not None and self._editor.texts:
            self.form.focus_field(next(iter(self._editor.texts)))

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one("#form", Form)

    @property
    def unsent(self) -> str:
        """What was typed here, or which file's rows were chosen."""
        if not self.is_mounted:
            return ""
        first = {name: text.replace("\n", "; ") for name, text in self._first.items() if text.strip()}
        typed = self.form.texts != first
        if not typed and self.chosen_file is None:
            return ""
        return f"{self.subject.title}: what was filled in was not sent."

    def action_submit(self) -> None:
        """Go on with what is written."""
        self.form.submit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a file where there may be many."""
        return self.subject.bulk and not self.records if action == "file" else True

    def action_file(self) -> None:
        """Take the rows from a file; what is written here holds for all of them."""
        if not self.busy:
            self.answer(FromFile(self.form.texts))

    def on_form_submitted(self, message: Form.Submitted) -> None:
        """Find the ids of what is named, then check what is written, and answer it when it can be sent."""
        if self.busy:
            return
        given = self._given(message.texts)
        if any(field.refers_to is not None and field.name in given for field in self.fields):
            finding = resolved_all(self.here, self.fields, given, now=self.now())
            self.run_guarded(finding, then=self._check, failed=self.show_refusal, group="names", exclusive=True)
        else:
            self._check(given)

    def on_form_picking(self, message: Form.Picking) -> None:
        """Let somebody choose by name."""

        def fill(field: Field, picker: PickerScreen) -> None:
            if field.refers_to is not None:
                open_picker(self, self.here, field.refers_to, picker)

        pick_into(self, self.form, message, fill)

    def _check(self, given: Mapping[str, Given]) -> None:
        if self._shared:
            rows, problems = rows_of(self.here, self.subject, self.records, given, moment=self.moment)
            self.form.show_problems(problems[:5])
            if not problems:
                self.answer(Rows(tuple(rows), SELECTION))
            return
        values, wrong = validate(self.subject, given, moment=self.moment, settings=self.here.config.settings)
        self.form.show_problems(wrong)
        if not wrong:
            self.answer(Filled(values))

    def on_form_at_end(self, message: Form.AtEnd) -> None:
        """Say how to go on: Enter alone sends nothing."""
        does = "sends it" if self._at_once else "shows what will be sent, before it is"
        self.form.say(f"{self.shell.key_for('form.submit') or 'F2'} {does}.")

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Call the key a review where one comes."""
        return super().arrange_hints(relabelled(hints, {"form.submit"}, "send") if self._at_once else hints)

    @property
    def _at_once(self) -> bool:
        """Whether what is written here goes without a review."""
        return not self._shared and sent_at_once(self.here, self.subject)

    def show_refusal(self, error: FrontdeskError) -> None:
        """Show a vendor's words at the fields that they are about."""
        fields = error.fields if isinstance(error, Rejected) else {}
        known = {field.name for field in self.fields}
        named = [FieldProblem(name if name in known else "", text) for name, text in fields.items()]
        self.form.show_problems([FieldProblem("", words_of(error)), *named])

    # Within.

    def _fields_of(self, taken: set[str]) -> tuple[Field, ...]:
        """Return the fields to fill in: those that the records do not; lines of what is there stand for the pairs."""
        fields = tuple(field for field in self.subject.fields if field.name not in taken)
        if self._editor is None:
            return fields
        known = [field for field in fields if field.name in self._filled]
        return (*known, *self._editor.fields, *(field for field in fields if field.name not in self._filled))

    def _first_texts(self) -> dict[str, str]:
        """Return what the fields say at first."""
        settings = self.here.config.settings
        texts = {field.name: str(settings[field.setting]) for field in self.fields if _is_known(field, settings)}
        texts |= dict(self._editor.texts) if self._editor is not None else {}
        return texts | {name: written(value) for name, value in self._filled.items()}

    def _given(self, texts: Mapping[str, str]) -> dict[str, Given]:
        """Put typed values back where the text is still what they were written as: a number stays a number."""
        edited = dict(texts) if self._editor is None else self._editor.given(texts)
        return {
            name: self._filled[name] if name in self._filled and _same(self._filled[name], text) else text
            for name, text in edited.items()
        }


def _same(value: FieldValue, text: Given) -> bool:
    return written(value).replace("\n", "; ") == text


def _is_known(field: Field, settings: Mapping[str, Any]) -> bool:
    return bool(field.setting) and isinstance(settings.get(field.setting), str | int | float)
