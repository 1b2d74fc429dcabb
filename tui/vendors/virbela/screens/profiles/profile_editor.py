"""One member's profile: read it, change it, take the last change back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.connections import Connection
from tui.core.action import Values, WriteState
from tui.core.collection import Collection, Query, Value
from tui.core.errors import FrontdeskError, Refused
from tui.core.present import time_text
from tui.core.record import Page
from tui.core.time_range import TimeRange
from tui.screens.boundary import one_line, state_of
from tui.screens.write.write_base import words_of
from tui.storage.state import RecentPlace
from tui.vendors.virbela.api.lenient import instant
from tui.vendors.virbela.profiles.draft import Draft
from tui.vendors.virbela.screens.profiles.profile_confirm import ProfileConfirmScreen
from tui.vendors.virbela.screens.profiles.profile_editing import ProfileEditing
from tui.vendors.virbela.screens.profiles.profile_format import text_of
from tui.widgets.head_line import HeadLine
from tui.widgets.state_view import StateKind, StateView, ViewState
from tui.writing.run import Plan, Written, plan
from tui.writing.undo import undo_of

if TYPE_CHECKING:
    from tui.storage.journal import JournalEntry

__all__ = ["ProfileScreen"]

_ACTION: Final = "update-profile"
_LOOK_BACK: Final = 200
"""So many of the connection's latest writes are looked through for one to take back."""


class ProfileScreen(ProfileEditing):
    """One profile, with what becomes of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "undo", id="profile.undo", tooltip="Take the last change of this profile back"),
        Binding("r", "refresh", "refresh", show=False, id="profile.refresh"),
    ]

    @dataclass
    class Planned(Message):
        """Posted when what is there was read again, and the request is made."""

        ready: Plan
        values: Values
        draft: Draft
        undoes: JournalEntry | None

    @dataclass
    class Stumbled(Message):
        """Posted when that could not be done."""

        error: FrontdeskError

    def __init__(
        self,
        connection: Connection,
        collection: Collection,
        query_values: Mapping[str, Value],
        span: TimeRange | None,
        crumbs: tuple[str, ...],
    ) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.collection = collection
        self.query_values = dict(query_values)
        self.user_id = str(query_values.get("userId", ""))
        self.read_at: datetime | None = None
        """When the profile was read; None before."""
        self._error: FrontdeskError | None = None

    def compose_body(self) -> ComposeResult:
        """Yield the fields, and what stands in their place when there are none."""
        yield from super().compose_body()
        yield StateView(id="state")

    def on_mount(self) -> None:
        """Ask for the profile, and for what fields others have."""
        title = " › ".join(self.crumbs[1:])
        place = RecentPlace(self.here.name, self.collection.name, self.query_values, "", title)
        self.run_worker(self.app_state.visited(place), group="remember")
        self.run_worker(self.look_at_others(), group="fields")
        self.action_refresh()

    # Reading.

    def action_refresh(self) -> None:
        """Ask again; changes that were not sent stay."""
        self._error = None
        self.run_read(self.collection, Query(self.query_values, now=self.now(), zone=self.zone))
        self.show_state()

    def take_page(self, page: Page[Any]) -> None:
        """Show the profile; what was changed here stays changed."""
        for record in page.records:
            if record.value is not None:
                self.read_at = self.now()
                self.draft = self.draft.onto(record.value)
        self.show_fields()

    def end_read(self, error: FrontdeskError | None, *, stopped: bool) -> None:
        """Show how the read ended."""
        self._error = error
        self.show_state()

    def show_state(self) -> None:
        """Show what stands in place of the fields, and when they were read."""
        state = self._state()
        self.query_one("#state", StateView).state = state
        self.query_one("#state").display = state is not None
        self.editor.display = state is None
        head = self.query_one("#head-line", HeadLine)
        head.problem = one_line(self._error) if self._error is not None and state is None else ""
        head.fact = f"read {self.read_at.astimezone(self.zone):%H:%M}" if self.read_at is not None else ""
        updated = instant(self.draft.base.get("updatedAt"))
        head.words = f"Changed {time_text(updated, now=self.now(), zone=self.zone)}" if updated is not None else ""
        if state is None and not self.editor.is_typing:
            self.fields.focus()

    def now_text(self, name: str) -> str:
        """Write what the profile holds."""
        return text_of(self.draft.base, name)

    # Writing.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer an undo where writing is allowed."""
        if action == "undo":
            return self.may_write and self.is_mounted and not self.editor.is_typing
        return super().check_action(action, parameters)

    def go_on(self) -> None:
        """Read what is there now, and show what will be sent."""
        self._plan_in_background(self.draft.values(self.user_id), self.draft)

    def action_undo(self) -> None:
        """Find the last change in the journal, and ask whether to take it back."""
        if not self.busy:
            self.busy = "The journal is being read."
            self.run_worker(self._plan_undo(), group="write", exclusive=True)

    def on_profile_screen_planned(self, message: Planned) -> None:
        """Ask before it goes."""
        self.busy = ""
        title = "Undo" if message.undoes is not None else "Save"
        screen = ProfileConfirmScreen(
            self.here,
            message.ready,
            message.values,
            draft=message.draft,
            read_at=self.read_at or self.now(),
            crumbs=(*self.crumbs, title),
            undoes=message.undoes,
        )
        self.app.push_screen(screen)

    def on_profile_screen_stumbled(self, message: Stumbled) -> None:
        """Say why nothing can be asked."""
        self.busy = ""
        self.show_help(words_of(message.error))

    def saved(self, written: Written) -> None:
        """Show what was saved; the confirmation says so when it leaves."""
        self.draft = Draft({**self.draft.base})
        self._kinds.clear()
        self.action_refresh()
        undo = self.shell.key_for("profile.undo") or "u"
        self.say(f"{written.sentence} {undo} takes it back.")

    def take(self, draft: Draft, read_at: datetime) -> None:
        """Go on editing with another draft: somebody else's changes are in it."""
        self.draft, self.read_at = draft, read_at
        self.show_fields()
        self.show_state()

    async def action_back(self) -> None:
        """Go back; changes that were not sent are asked about first."""
        if len(self.draft) and not self.editor.is_typing and not self.reading and not self.busy:
            self._ask_to_leave()
            return
        await super().action_back()

    def _ask_to_leave(self) -> None:
        from tui.screens.dialogs.listing import ListScreen, choice

        changes = len(self.draft)
        said = f"{changes} {'change was' if changes == 1 else 'changes were'} not sent."
        entries = [choice("stay", "Keep editing"), choice("leave", "Drop them and leave")]

        def answer(chosen: str | None) -> None:
            if chosen == "leave":
                self.draft = Draft(self.draft.base)
                self.app.pop_screen()

        self.app.push_screen(ListScreen(said, entries), answer)

    def _state(self) -> ViewState | None:
        if self.read_at is not None:
            return None
        retry = self.shell.key_for("profile.refresh") or "r"
        if self._error is not None:
            return state_of(self._error, connection=self.here.name, retry=retry)
        if self.reading:
            return ViewState(StateKind.LOADING, f"Asking {self.here.name} for the profile.")
        return ViewState(StateKind.EMPTY, "Broken off.", "", f"{retry} asks again.")

    def _plan_in_background(self, values: Values, draft: Draft, undoes: JournalEntry | None = None) -> None:
        self.busy = "What is there is being read."
        self.run_worker(self._plan(values, draft, undoes), group="write", exclusive=True)

    async def _plan(self, values: Values, draft: Draft, undoes: JournalEntry | None) -> None:
        action = self.here.catalog.action(_ACTION)
        try:
            ready = await plan(self.here, action, values, moment=self.moment)
            if ready.before is None:
                # The plan goes on without a look where the vendor allows none; here one was had, so this says why not.
                found = await (await self.here.client()).profile(self.user_id)
                ready = replace(ready, before=found.value or {})
        except FrontdeskError as error:
            self.post_message(self.Stumbled(error))
        else:
            self.post_message(self.Planned(ready, values, draft, undoes))

    async def _plan_undo(self) -> None:
        from tui.storage.journal import Wanted

        wanted = Wanted(connection=self.here.name, action=_ACTION, states=(WriteState.DONE,), limit=_LOOK_BACK)
        try:
            entries = await self.journal.entries(wanted)
            entry = next((each for each in entries if each.target == self.user_id and each.undo_of is None), None)
            back = undo_of(self.here, entry) if entry is not None else None
            if entry is None or back is None:
                raise Refused("Frontdesk has changed nothing here that could be taken back.")
        except FrontdeskError as error:
            self.post_message(self.Stumbled(error))
            return
        await self._plan(back.values, Draft(self.draft.base), entry)
