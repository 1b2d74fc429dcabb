"""One member's profile: read it, change it, take the last change back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.connections import Connection
from tui.core.action import Values, WriteState
from tui.core.collection import Collection, Query, Value
from tui.core.errors import FrontdeskError, Refused
from tui.core.place import Place
from tui.core.present import time_text
from tui.core.record import Page, Record
from tui.core.time.time_range import TimeRange
from tui.screens.boundary import one_line, state_of
from tui.screens.write.review import Review
from tui.screens.write.steps import Ended, OneWrite, begin, rows_follow, work, write_one
from tui.screens.write.write_base import words_of
from tui.vendors.virbela.api.lenient import instant
from tui.vendors.virbela.profiles.draft import Draft, clashes
from tui.vendors.virbela.screens.profiles.profile_editing import ProfileEditing
from tui.vendors.virbela.screens.profiles.profile_format import text_of
from tui.vendors.virbela.screens.profiles.profile_review import THEIRS, review_of_draft, review_of_undo
from tui.widgets.head_line import HeadLine
from tui.widgets.state_view import StateKind, StateView, ViewState
from tui.writing.deed import done_words
from tui.writing.run import Plan, plan
from tui.writing.undo import undo_of

if TYPE_CHECKING:
    from tui.storage.journal import JournalEntry

__all__ = ["ProfileScreen"]

_ACTION: Final = "update-profile"
_LOOK_BACK: Final = 200
"""So many of the connection's latest writes are looked through for one to take back."""


class ProfileScreen(ProfileEditing[None]):
    """One profile, with what becomes of it."""

    NOT_HERE: ClassVar[Mapping[str, str]] = {
        "table.filter": "All fields of one profile are here. The list of profiles can be filtered.",
        "table.sort": "The fields stand as Virbela lists them. The list of profiles can be sorted.",
        "table.export": "The list of profiles can be exported, all of them or those that are marked.",
        "table.details": "Everything about the profile is here already.",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "undo", id="profile.undo", tooltip="Take the last change of this profile back"),
        Binding("r", "refresh", "refresh", show=False, id="profile.refresh"),
    ]

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
        self._record: Record[Any] | None = None
        self._error: FrontdeskError | None = None

    def compose_body(self) -> ComposeResult:
        """Yield the fields, and what stands in their place when there are none."""
        yield from super().compose_body()
        yield StateView(id="state")

    def on_mount(self) -> None:
        """Ask for the profile, and for what fields others have."""
        title = " › ".join(self.crumbs[1:])
        place = Place(self.here.name, self.collection.name, self.query_values, title=title)
        self.run_guarded(self.app_state.visited(place), group="remember")
        self.look_at_others()
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
                self.read_at, self._record = self.now(), record
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
        """Read what is there now, show what will be sent, and send it."""
        begin(self, self._save())

    def action_undo(self) -> None:
        """Find the last change in the journal, and ask whether to take it back."""
        begin(self, self._undo())

    async def _save(self) -> None:
        """Have the draft confirmed and written; what is somebody else's may win, then the rest is asked about."""
        try:
            while len(self.draft):
                ended = await self._write(self.draft.values(self.user_id), self._review, title="Save")
                if ended.answer != THEIRS or ended.ready is None:
                    break
                self._take_theirs(ended.ready)
        except FrontdeskError as error:
            self.show_help(words_of(error))

    async def _undo(self) -> None:
        try:
            with self.held("The journal is being read."):
                entry = await work(self, self._last_change())
            back = undo_of(self.here, entry) if entry is not None else None
            if entry is None or back is None:
                raise Refused("Frontdesk has changed nothing here that could be taken back.")
            review = partial(self._review_undo, entry)
            await self._write(back.values, review, title="Undo", undoes=entry)
        except FrontdeskError as error:
            self.show_help(words_of(error))

    async def _write(
        self,
        values: Values,
        review: Callable[[Plan], Review],
        *,
        title: str,
        undoes: JournalEntry | None = None,
    ) -> Ended:
        action = self.here.catalog.action(_ACTION)
        with self.held("What is there is being read."):
            ready = await work(self, self._plan(values))
        write = OneWrite(self.here, action, values, (*self.crumbs, title), review, undoes=undoes)
        ended = await write_one(self, write, ready)
        if ended.done and ended.written is not None:
            self._show_saved()
            undo = "" if undoes else self.shell.key_for("profile.undo")  # an undo is not taken back itself
            self.say(done_words(ended.ready or ready, ended.written, undo=undoes is not None, undo_key=undo))
        return ended

    def _review(self, ready: Plan) -> Review:
        return review_of_draft(
            self.here,
            ready,
            self.draft,
            read_at=self.read_at or self.now(),
            now=self.now(),
            zone=self.zone,
            width=self.app.size.width,
        )

    def _review_undo(self, entry: JournalEntry, ready: Plan) -> Review:
        return review_of_undo(self.here, ready, entry, zone=self.zone)

    def _show_saved(self) -> None:
        """Show what was saved."""
        self.draft = Draft({**self.draft.base})
        self._kinds.clear()
        self.action_refresh()
        rows_follow(self, [self._record] if self._record is not None else [])

    def _take_theirs(self, ready: Plan) -> None:
        """Drop the changes to fields that somebody else changed, and go on from what is there now."""
        found = dict(ready.before or {})
        kept = self.draft
        for clash in clashes(self.draft, found):
            kept = kept.leave(clash.name)
        self.draft, self.read_at = kept.onto(found), self.now()
        self.show_fields()
        self.show_state()
        if not len(self.draft):
            self.say("Theirs are kept. None of your changes is left, and nothing was sent.")

    def _state(self) -> ViewState | None:
        if self.read_at is not None:
            return None
        retry = self.shell.key_for("profile.refresh") or "r"
        if self._error is not None:
            return state_of(self._error, connection=self.here.name, retry=retry)
        if self.reading:
            return ViewState(StateKind.LOADING, f"Asking {self.here.name} for the profile.")
        return ViewState(StateKind.EMPTY, "Broken off.", "", f"{retry} asks again.")

    async def _plan(self, values: Values) -> Plan:
        ready = await plan(self.here, self.here.catalog.action(_ACTION), values, moment=self.moment)
        if ready.before is not None:
            return ready
        # The plan goes on without a look where the vendor allows none; here one was had, so this says why not.
        found = await (await self.here.client()).profile(self.user_id)
        return replace(ready, before=found.value or {})

    async def _last_change(self) -> JournalEntry | None:
        from tui.storage.journal import Wanted

        wanted = Wanted(connection=self.here.name, action=_ACTION, states=(WriteState.DONE,), limit=_LOOK_BACK)
        entries = await self.app_state.journal.entries(wanted)
        return next((each for each in entries if each.target == self.user_id and each.undo_of is None), None)
