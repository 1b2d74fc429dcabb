"""Filling in an action: its fields, what is wrong with them, and on to the confirmation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.connections import Connection
from tui.core.action import Action, Danger, Field, FieldProblem, FieldValue, Values
from tui.core.errors import FrontdeskError, Rejected
from tui.core.record import Record
from tui.screens.boundary import bugs_caught
from tui.screens.write.form_editor import Editor, editor_for
from tui.screens.write.write_base import WriteScreen, words_of
from tui.widgets.form import Form
from tui.writing.bulk import BulkRow
from tui.writing.fields import Given, validate, written
from tui.writing.run import Plan, plan

__all__ = ["FormScreen", "rows_of"]


def rows_of(
    connection: Connection,
    action: Action,
    records: Sequence[Record[Any]],
    shared: Mapping[str, Given],
    screen: WriteScreen,
) -> tuple[list[BulkRow], list[FieldProblem]]:
    """Make a row of each record, with what is the same for all of them; problems name the row by its target."""
    rows: list[BulkRow] = []
    problems: list[FieldProblem] = []
    for number, record in enumerate(records, start=1):
        given = {**action.fill(record), **shared}
        values, wrong = validate(action, given, moment=screen.moment, settings=connection.config.settings)
        if wrong:
            own = set(shared)
            problems += [each if each.field in own else FieldProblem("", f"{record.id}: {each.text}") for each in wrong]
        else:
            rows.append(BulkRow(number, values, action.target(values)))
    return rows, list(dict.fromkeys(problems))


class FormScreen(WriteScreen):
    """The form of an action, for one target or for what is the same for many."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "submit", "go on", id="form.submit"),
        Binding("f3", "file", "rows from a CSV file", id="form.file"),
    ]

    @dataclass
    class Planned(Message):
        """Posted when everything is read that the write needs."""

        ready: Plan
        values: Values

    @dataclass
    class Seen(Message):
        """Posted when what is there was read, for the lines of an editor."""

        editor: Editor

    @dataclass
    class Stumbled(Message):
        """Posted when that could not be read."""

        error: FrontdeskError

    def __init__(
        self, connection: Connection, action: Action, *, crumbs: tuple[str, ...], records: Sequence[Record[Any]] = ()
    ) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.subject = action
        self.records = tuple(records)
        filled = [action.fill(record) for record in records]
        self._filled: Mapping[str, FieldValue] = filled[0] if len(filled) == 1 else {}
        self._shared = len(filled) > 1
        taken = {name for values in filled for name in values} if self._shared else set()
        self._editor: Editor | None = None
        self.fields: tuple[Field, ...] = tuple(field for field in action.fields if field.name not in taken)

    def compose_body(self) -> ComposeResult:
        """Yield the form, filled in with what is known."""
        settings = self.here.config.settings
        texts = {field.name: str(settings[field.setting]) for field in self.fields if _is_known(field, settings)}
        texts |= {name: written(value) for name, value in self._filled.items()}
        yield Form(self.fields, texts, id="form")

    def on_mount(self) -> None:
        """Say for how many it is."""
        if self._shared:
            self.show_facts(f"{len(self.records):,} marked")
        elif self.records and self.subject.before is not None and editor_for(self.subject, {}) is not None:
            self.say(f"Asking {self.here.name} what is there now …")
            self.run_worker(self._look(), group="look", exclusive=True)

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one("#form", Form)

    @property
    def wants_input(self) -> bool:
        """Whether there is anything left to fill in: not when the record said everything that the action takes."""
        return any(field.name not in self._filled for field in self.fields)

    def action_submit(self) -> None:
        """Go on with what is written."""
        self.form.submit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a file where there may be many."""
        return self.subject.bulk and not self.records if action == "file" else True

    def action_file(self) -> None:
        """Take the rows from a file; what is written here holds for all of them."""
        from tui.screens.write.form_file import FormFileScreen

        screen = FormFileScreen(self.here, self.subject, crumbs=self.crumbs, shared=self.form.texts)
        self.app.push_screen(screen)

    def on_form_submitted(self, message: Form.Submitted) -> None:
        """Check what is written, and read what the write needs."""
        if self.busy:
            return
        given = self._given(message.texts)
        if self._shared:
            self._go_on_with_many(given)
            return
        values, problems = validate(self.subject, given, moment=self.moment, settings=self.here.config.settings)
        self.form.show_problems(problems)
        if not problems:
            self.busy = "What is there is being read."
            self.say(f"Asking {self.here.name} what is there now …")
            self.run_worker(self._plan(values), group="write", exclusive=True)

    def on_form_screen_planned(self, message: Planned) -> None:
        """Confirm, or go at once when nothing can go wrong."""
        from tui.screens.write.confirm import ConfirmScreen

        self.busy = ""
        record = self.records[0] if self.records else None
        self.app.push_screen(
            ConfirmScreen(
                self.here,
                message.ready,
                message.values,
                crumbs=self.crumbs,
                record=record,
                seen=None if self._editor is None else self._editor.before,
                at_once=self.subject.danger is Danger.SAFE,
            )
        )

    async def on_form_screen_seen(self, message: Seen) -> None:
        """Give every field that is there a line; what was written meanwhile stays."""
        self._editor = message.editor
        known = [field for field in self.fields if field.name in self._filled]
        others = [field for field in self.fields if field.name not in self._filled]
        self.fields = (*known, *message.editor.fields, *others)
        texts = {**message.editor.texts, **self.form.texts}
        await self.form.remove()
        await self.query_one("#body").mount(Form(self.fields, texts, id="form"))
        if message.editor.texts:
            self.form.focus_field(next(iter(message.editor.texts)))

    def on_form_screen_stumbled(self, message: Stumbled) -> None:
        """Say why it cannot go on."""
        self.busy = ""
        self.show_refusal(message.error)

    def show_refusal(self, error: FrontdeskError) -> None:
        """Show a vendor's words at the fields that they are about."""
        fields = error.fields if isinstance(error, Rejected) else {}
        known = {field.name for field in self.fields}
        named = [FieldProblem(name if name in known else "", text) for name, text in fields.items()]
        self.form.show_problems([FieldProblem("", words_of(error)), *named])

    def _given(self, texts: Mapping[str, str]) -> dict[str, Given]:
        """Put typed values back where the text is still what they were written as: a number stays a number."""
        edited = dict(texts) if self._editor is None else self._editor.given(texts)
        return {
            name: self._filled[name] if name in self._filled and _same(self._filled[name], text) else text
            for name, text in edited.items()
        }

    def _go_on_with_many(self, given: Mapping[str, Given]) -> None:
        from tui.screens.write.confirm_bulk import ConfirmBulkScreen

        rows, problems = rows_of(self.here, self.subject, self.records, given, self)
        self.form.show_problems(problems[:5])
        if not problems:
            screen = ConfirmBulkScreen(self.here, self.subject, rows, crumbs=self.crumbs, source="a selection")
            self.app.push_screen(screen)

    async def _look(self) -> None:
        """Read what is there. When that fails the form does without: it can still be filled in."""
        assert self.subject.before is not None  # noqa: S101 - asked before
        try:
            with bugs_caught(self.app_state):
                editor = editor_for(self.subject, await self.subject.before(await self.here.client(), self._filled))
        except FrontdeskError as error:
            self.post_message(self.Stumbled(error))
        else:
            if editor is not None:
                self.post_message(self.Seen(editor))

    async def _plan(self, values: Values) -> None:
        try:
            with bugs_caught(self.app_state):
                ready = await plan(self.here, self.subject, values, moment=self.moment)
        except FrontdeskError as error:
            self.post_message(self.Stumbled(error))
        else:
            self.post_message(self.Planned(ready, values))


def _same(value: FieldValue, text: Given) -> bool:
    return written(value).replace("\n", "; ") == text


def _is_known(field: Field, settings: Mapping[str, Any]) -> bool:
    return bool(field.setting) and isinstance(settings.get(field.setting), str | int | float)
