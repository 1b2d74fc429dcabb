"""From a screen to a write and back: one awaited coroutine that asks, plans, has it confirmed, runs it and says so.

::

    start_action ── a form, or the vendor's own editor ──┬─ values ─▶ plan ─▶ write_one ─┐
                        ▲                                ├─ rows ───────────▶ write_many ─┤─▶ said where it was started
                        │                                └─ a file ─▶ rows ─▶ write_many ─┘
                        └──────────── back: everything that was typed is still there ─────┘
    start_undo ──── plan ─▶ write_one
    start_resume ── claim ─▶ watch
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, TypeAlias

from textual.screen import Screen

from tui.connections import Connection
from tui.core.action import Action, Values, WriteState
from tui.core.collection import Collection
from tui.core.errors import FrontdeskError, Refused, UsageError
from tui.core.record import Record
from tui.screens.base import FrontdeskScreen
from tui.screens.dialogs.listing import ListScreen, choice
from tui.screens.write.asked import SELECTION, Asked, AskedValues, Filled, FromFile, Rows, rows_of
from tui.screens.write.form import FormScreen
from tui.screens.write.form_editor import Editor, editor_for
from tui.screens.write.form_file import FormFileScreen
from tui.screens.write.review import Review, review_of_one, undo_note
from tui.screens.write.steps import (
    Ended,
    ManyWrites,
    OneWrite,
    begin,
    moment_of,
    planned,
    rows_follow,
    shown,
    watch,
    work,
    write_many,
    write_one,
)
from tui.screens.write.undo_bulk import start_undo_of_bulk
from tui.screens.write.undoable import find_undoable
from tui.screens.write.write_base import sent_at_once
from tui.screens.write.written_rows import rows_of_writes
from tui.writing.deed import done_words
from tui.writing.fields import validate
from tui.writing.resume import resume
from tui.writing.run import Plan
from tui.writing.undo import undo_of

if TYPE_CHECKING:
    from tui.storage.journal import Batch, JournalEntry

__all__ = ["OwnForm", "choose_action", "start_action", "start_resume", "start_undo", "undo_newest"]

OwnForm: TypeAlias = Callable[[Connection, Action, tuple[str, ...], Sequence[Record[Any]]], Screen[Any] | None]
"""What a vendor's `screens.FORMS` holds by action name: makes its own screen, or None for the usual form.

One that is an `AskingScreen[Asked]` with a `show_refusal` is asked for the values in the form's place; any other is a
place of its own, which starts its writes itself.
"""


# --- where flows begin ------------------------------------------------------------------------------------------


def start_action(
    screen: FrontdeskScreen[Any], connection: Connection, action: Action, records: Sequence[Record[Any]] = ()
) -> None:
    """Start an action on nothing, on a record or on many: a form, then the question, then the write."""
    if connection.read_only:
        screen.say(f"{connection.name} is read-only.")
        return
    if len(records) > 1 and not action.bulk:
        screen.say(f"“{action.title}” is for one at a time.")
        return
    crumbs = screen.crumbs if screen.crumbs and screen.connection is connection else (connection.name,)
    begin(screen, _act(screen, connection, action, crumbs, tuple(records)))


def choose_action(
    screen: FrontdeskScreen[Any], connection: Connection, collection: Collection, records: Sequence[Record[Any]]
) -> None:
    """Ask which action to start on records."""
    actions = {each.name: each for each in connection.actions if collection.name in each.applies_to}
    many = f"{len(records):,} marked {collection.noun[1]}" if len(records) > 1 else f"this {collection.noun[0]}"
    entries = [choice(name, each.title, undo_note(each)) for name, each in actions.items()]

    def start(name: str | None) -> None:
        if name is not None:
            start_action(screen, connection, actions[name], records)

    screen.app.push_screen(ListScreen(f"Do with {many}", entries), start)


def start_undo(screen: FrontdeskScreen[Any], entry: JournalEntry) -> None:
    """Ask whether to take a write back, once it is known what that would send."""
    begin(screen, _undo(screen, entry), what=f"Asking {entry.connection} what is there now …")


def undo_newest(screen: FrontdeskScreen[Any]) -> None:
    """Ask whether to take back what was written last: one write, or all of a bulk that can be."""
    from tui.storage.journal_entry import Batch

    newest = screen.app_state.undoable
    if newest is None:
        screen.say("There is no write that can be taken back.")
    elif isinstance(newest, Batch):
        start_undo_of_bulk(screen, newest)
    else:
        start_undo(screen, newest)


def start_resume(screen: FrontdeskScreen[Any], batch: Batch, *, failed: Callable[[FrontdeskError], None]) -> None:
    """Go on with a bulk that was cut off, or that stopped.

    Args:
        screen: Where it starts.
        batch: The bulk, as the journal has it.
        failed: Takes the reason why it cannot be.
    """
    begin(screen, _resume(screen, batch), what="Asking about the rows that are in doubt …", failed=failed)


# --- an action --------------------------------------------------------------------------------------------------


async def _act(
    origin: FrontdeskScreen[Any],
    connection: Connection,
    action: Action,
    crumbs: tuple[str, ...],
    records: tuple[Record[Any], ...],
) -> None:
    own = _own_form(connection, action, crumbs, records)
    if own is not None and not isinstance(own, AskedValues):
        await origin.app.push_screen(own)
    else:
        await _ActionFlow(origin, connection, action, (*crumbs, action.title), records).run(own)


class _ActionFlow:
    """One action, from the first question to what came of it."""

    def __init__(
        self,
        origin: FrontdeskScreen[Any],
        connection: Connection,
        action: Action,
        crumbs: tuple[str, ...],
        records: tuple[Record[Any], ...],
    ) -> None:
        self.origin = origin
        self.connection = connection
        self.action = action
        self.crumbs = crumbs
        self.records = records
        self._seen: Mapping[str, Any] = records[0].fields() if len(records) == 1 else {}

    async def run(self, own: AskedValues | None) -> None:
        """Ask for values until something was written, or the user leaves."""
        problem: FrontdeskError | None = None
        if own is None:
            # A row that says everything needs no form; one is there when something is wrong.
            if (given := self._given_by_records()) is not None:
                try:
                    await self._write(given, self.origin)
                except FrontdeskError as error:
                    problem = error
                else:
                    return
            own, problem = await self._form(problem)
        async with shown(self.origin, own) as source:
            if problem is not None:
                source.show_refusal(problem)
            while (asked := await source.answered()) is not None:
                if await self._write_from(source, asked):
                    return

    async def _write_from(self, source: AskedValues, asked: Asked) -> bool:
        """Write what was asked for; False when the user comes back to the source, which says what was wrong."""
        try:
            ended = await self._write(asked, source)
        except FrontdeskError as error:
            source.show_refusal(error)
            return False
        if isinstance(ended, Ended) and not ended.done:
            if ended.written is not None and ended.written.error is not None:
                source.show_refusal(ended.written.error)
            return False
        return bool(ended)

    async def _write(self, asked: Asked, source: FrontdeskScreen[Any]) -> Ended | bool:
        match asked:
            case Filled(values):
                return await self._write_one(values, source)
            case Rows():
                return await self._write_many(asked, self.records)
            case FromFile():
                return await self._write_file(asked, source)

    async def _write_one(self, values: Values, source: FrontdeskScreen[Any]) -> Ended:
        source.say(f"Asking {self.connection.name} what is there now …")
        try:
            with _held(source, "What is there is being read."):
                ready = await planned(self.origin, self.connection, self.action, values)
        finally:
            source.say("")
        at_once = sent_at_once(self.connection, self.action)
        write = OneWrite(self.connection, self.action, values, self.crumbs, self._review, at_once=at_once)
        ended = await write_one(self.origin, write, ready)
        await _tell_end(self.origin, ended, self.records)
        return ended

    async def _write_many(self, rows: Rows, records: Sequence[Record[Any]]) -> bool:
        made_of = dict(enumerate(records, start=1))  # as `rows_of` numbers them
        many = ManyWrites(self.connection, self.action, rows.rows, rows.source, self.crumbs, rows.notes, made_of)
        return await write_many(self.origin, many)

    async def _write_file(self, asked: FromFile, form: FrontdeskScreen[Any]) -> bool:
        """Ask for the file until its rows were sent, or the user goes back to the form, which keeps it in mind."""
        assert isinstance(form, FormScreen)  # noqa: S101 - no other screen has rows in a file
        file = FormFileScreen(
            self.connection, self.action, crumbs=self.crumbs, shared=asked.shared, chosen=form.chosen_file
        )
        async with shown(self.origin, file):
            while (rows := await file.answered()) is not None:
                if await self._write_many(rows, ()):
                    return True
            form.chosen_file = file.chosen
        return False

    def _review(self, ready: Plan) -> Review:
        return review_of_one(self.connection, ready, zone=self.origin.zone, seen=self._seen)

    def _given_by_records(self) -> Filled | Rows | None:
        """Return what the records say, when that is all that the action takes; None when somebody must be asked."""
        action, records = self.action, self.records
        moment, filled = moment_of(self.origin), [action.fill(record) for record in records]
        known = {name for values in filled for name in values}
        if action.fields and (not records or any(field.name not in known for field in action.fields)):
            return None
        if len(records) > 1:
            rows, bad = rows_of(self.connection, action, records, {}, moment=moment)
            return None if bad else Rows(tuple(rows), SELECTION)
        settings = self.connection.config.settings
        values, problems = validate(action, filled[0] if filled else {}, moment=moment, settings=settings)
        return None if problems else Filled(values)

    async def _form(self, problem: FrontdeskError | None) -> tuple[FormScreen, FrontdeskError | None]:
        """Make the form; where an edit can show what is there, with a line for each field of that."""
        editor: Editor | None = None
        if len(self.records) == 1 and self.action.before is not None and editor_for(self.action, {}) is not None:
            self.origin.say(f"Asking {self.connection.name} what is there now …")
            try:
                editor = await work(self.origin, _look(self.connection, self.action, self.records[0]))
            except FrontdeskError as error:
                problem = problem or error  # it can still be filled in
            self.origin.say("")
        if editor is not None:
            self._seen = editor.before
        return FormScreen(
            self.connection, self.action, crumbs=self.crumbs, records=self.records, editor=editor
        ), problem


# --- afterwards -------------------------------------------------------------------------------------------------


async def _undo(screen: FrontdeskScreen[Any], entry: JournalEntry) -> None:
    connection = screen.app_state.connections.named(entry.connection)
    back = undo_of(connection, entry)
    if back is None:
        raise Refused(f"{entry.target}: this cannot be taken back.")
    action = connection.catalog.action(back.action)
    ready = await planned(screen, connection, action, back.values)
    screen.say("")
    note = f"Takes back write {entry.id} of {entry.at.astimezone(screen.zone):%Y-%m-%d %H:%M}."

    def review(ready: Plan) -> Review:
        return review_of_one(connection, ready, zone=screen.zone, undo=note)

    crumbs = (connection.name, f"Undo of {entry.target}")
    write = OneWrite(connection, action, back.values, crumbs, review, undoes=entry)
    rows = rows_of_writes(screen, connection, connection.catalog.action(entry.action), [entry])
    ended = await write_one(screen, write, ready)
    await _tell_end(screen, ended, tuple(rows.values()), undo=True)


async def _resume(screen: FrontdeskScreen[Any], batch: Batch) -> None:
    connection = screen.app_state.connections.named(batch.connection)
    if connection.read_only:
        raise UsageError(f"{connection.name} is read-only.")
    moment = moment_of(screen)
    bulk = await work(screen, resume(connection, batch, journal=screen.app_state.journal, moment=moment))
    screen.say("")
    records = screen.app_state.bulk_rows.get(batch.id, {})
    await watch(screen, bulk, crumbs=(connection.name, bulk.action.title), records=records)


# --- within -----------------------------------------------------------------------------------------------------


def _own_form(
    connection: Connection, action: Action, crumbs: tuple[str, ...], records: Sequence[Record[Any]]
) -> Screen[Any] | None:
    """Make the vendor's own screen for an action, where a form is not the best view; None where it brings none."""
    module = connection.vendor.module("screens")
    own: Mapping[str, OwnForm] = getattr(module, "FORMS", {}) if module is not None else {}
    make = own.get(action.name)
    return make(connection, action, crumbs, records) if make is not None else None


async def _look(connection: Connection, action: Action, record: Record[Any]) -> Editor | None:
    assert action.before is not None  # noqa: S101 - asked before
    return editor_for(action, await action.before(await connection.client(), action.fill(record)))


def _held(screen: FrontdeskScreen[Any], why: str) -> AbstractContextManager[None]:
    """Hold a screen of the flow's; where it was started from anybody may leave, which breaks it off."""
    return screen.held(why) if isinstance(screen, AskedValues) else nullcontext()


async def _tell_end(
    screen: FrontdeskScreen[Any], ended: Ended, records: Sequence[Record[Any]], *, undo: bool = False
) -> None:
    """Say what was done, and have the rows that it was done to read anew; what is in doubt is read anew as well."""
    if ended.written is None or ended.ready is None:
        return
    app_state = screen.app_state
    if ended.done:
        app_state.undoable = await find_undoable(app_state)
        if records:
            app_state.written_rows[ended.written.entry] = records[0]
        key = screen.shell.key_for("app.undo") if app_state.undoable is not None else ""
        screen.say(done_words(ended.ready, ended.written, undo=undo, undo_key=key))
    if ended.written.state in (WriteState.DONE, WriteState.UNKNOWN):
        rows_follow(screen, records)
