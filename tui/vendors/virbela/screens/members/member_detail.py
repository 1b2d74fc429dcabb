"""One member: who they are, their machine, their profile; and on demand where they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from tui.connections import Connection
from tui.core.collection import Collection, Query, Value
from tui.core.errors import FrontdeskError
from tui.core.present import count_text
from tui.core.record import Page, Record
from tui.core.time.ranges import describe, parse_range
from tui.core.time.time_range import TimeRange
from tui.screens.boundary import one_line, state_of
from tui.screens.browse.asked import AskedScreen
from tui.screens.browse.exporting import ask_export
from tui.screens.browse.tools import ask_copy, ask_range
from tui.screens.dialogs.listing import ListScreen, choice
from tui.screens.write.flow import choose_action, start_action
from tui.vendors.virbela.api.models import User
from tui.vendors.virbela.attendance.one_person import Cost, scan_cost
from tui.vendors.virbela.screens.members.member_facts import (
    TextLine,
    beside,
    identity_lines,
    machine_lines,
    muted,
    profile_lines,
)
from tui.widgets.confirm import QuestionLines
from tui.widgets.head_line import HeadLine
from tui.widgets.state_view import StateKind, StateView, ViewState

__all__ = ["MemberScreen"]

_WIDE: Final = 110
"""Cells from which machine and profile stand side by side."""

_RECENT: Final = "7d"
"""Over which range attendance is looked for unless another is chosen."""


class MemberScreen(AskedScreen):
    """One member."""

    AUTO_FOCUS = "#member-scroll"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e,enter", "edit", "edit profile", id="member.edit"),
        Binding("v", "visits", "where they were", id="member.visits", tooltip="Look through all rooms for this person"),
        Binding("a", "actions", "actions", id="member.actions"),
        Binding("y", "copy", "copy", id="member.copy"),
        Binding("x", "export", "export", id="member.export", tooltip="Export the person", show=False),
        Binding("r", "refresh", "refresh", show=False, id="member.refresh"),
        Binding("down,j", "scroll(1)", "Down", show=False),
        Binding("up,k", "scroll(-1)", "Up", show=False),
    ]

    NOT_HERE: ClassVar[Mapping[str, str]] = {
        "table.filter": "This is one person. The list of people, one step back, can be filtered.",
        "table.sort": "This is one person. The list of people, one step back, can be sorted.",
        "table.details": "Everything about the person is here already.",
        "table.range": "A person has no range; their attendance, where they were, has.",
    }

    DEFAULT_CSS = """
    MemberScreen {
        #head-line { height: 1; }
        #member-scroll { height: 1fr; padding: 1 0 0 0; scrollbar-size-vertical: 1; }
        #state { display: none; }
    }
    """

    def __init__(
        self,
        connection: Connection,
        collection: Collection,
        query_values: Mapping[str, Value],
        span: TimeRange | None,
        crumbs: tuple[str, ...],
    ) -> None:
        super().__init__(connection, collection, query_values, None, crumbs)
        self.user_id = str(query_values.get("userId", ""))
        self.record: Record[Any] | None = None
        """The member; None until they were read."""
        self.profile: Mapping[str, Any] | None = None
        self.profile_problem = ""
        self.read_at: datetime | None = None
        self._error: FrontdeskError | None = None
        self._may_have_changed = False
        """Whether something was begun above this screen that can have changed the person."""

    def compose_head(self) -> ComposeResult:
        """Yield the line that says when it was read."""
        yield HeadLine(id="head-line")

    def compose_body(self) -> ComposeResult:
        """Yield what is known of the person, and what stands there until it is."""
        with VerticalScroll(id="member-scroll"):
            yield QuestionLines(id="member-lines")
        yield StateView(id="state")

    def on_mount(self) -> None:
        """Ask for the person and for the profile."""
        self.remember_place()
        self.action_refresh()

    # Reading.

    def action_refresh(self) -> None:
        """Ask again; what was read stays until then."""
        self._error = None
        self.run_read(self.collection, Query(self.query_values, now=self.now(), zone=self.zone))
        self.run_guarded(
            self._read_profile(),
            then=self._show_profile,
            failed=lambda error: self._show_profile(None, problem=error.message),
            group="profile",
            exclusive=True,
        )
        self.show_all()

    def on_screen_resume(self) -> None:
        """Read again what may have been changed above."""
        if self._may_have_changed and self.app.screen is self:
            self._may_have_changed = False
            self.action_refresh()

    def rows_written(self, records: Sequence[Record[Any]]) -> None:
        """Read the person anew once something was written to them."""
        if self.record is not None and self.record.id in {record.id for record in records}:
            self.action_refresh()

    def take_page(self, page: Page[Any]) -> None:
        """Keep the person."""
        for record in page.records:
            self.record = record
            self.read_at = self.now()
        self.show_all()

    def end_read(self, error: FrontdeskError | None, *, stopped: bool) -> None:
        """Show how the read ended."""
        self._error = error
        self.show_all()

    def _show_profile(self, profile: Mapping[str, Any] | None, *, problem: str = "") -> None:
        self.profile, self.profile_problem = profile, problem
        self.show_all()

    async def _read_profile(self) -> Mapping[str, Any] | None:
        record: Record[Any] = await (await self.here.client()).profile(self.user_id)
        return record.value

    # Showing.

    @property
    def user(self) -> User | None:
        """The member, decoded."""
        value = self.record.value if self.record is not None else None
        return value if isinstance(value, User) else None

    def show_all(self) -> None:
        """Bring everything up to date."""
        state = self._state()
        self.query_one("#state", StateView).state = state
        self.query_one("#state").display = state is not None
        self.query_one("#member-scroll").display = state is None
        head = self.query_one("#head-line", HeadLine)
        head.fact = f"read {self.read_at.astimezone(self.zone):%H:%M}" if self.read_at is not None else ""
        head.problem = one_line(self._error) if self._error is not None and state is None else ""
        user = self.user
        if user is not None:
            self.show_facts(user.role or "", f"team {user.team_id}" if user.team_id is not None else "")
            lines = self.query_one("#member-lines", QuestionLines)
            fresh = tuple(tuple(line) for line in self._lines(user))
            if fresh != lines.lines:
                lines.set_lines(fresh)
        self.refresh_bindings()

    def _lines(self, user: User) -> list[TextLine]:
        width, now, zone = self.app.size.width - 2, self.now(), self.zone
        if width >= _WIDE:
            left = [*identity_lines(user, width // 2, now=now, zone=zone), []]
            left += machine_lines(user, width // 2, now=now, zone=zone)
            top = beside(
                [[(" Person", "strong")], *left], profile_lines(self.profile, self.profile_problem, width // 2), width
            )
        else:
            top = [*identity_lines(user, width, now=now, zone=zone), []]
            top += [*machine_lines(user, width, now=now, zone=zone), []]
            top += profile_lines(self.profile, self.profile_problem, width)
        key = self.shell.key_for("member.visits") or "v"
        said = (
            f"Virbela tells attendance room by room. {key} looks through all of them, and says before what that takes."
        )
        return [*top, [], [(" Attendance", "strong")], *muted(said, width)]

    def on_resize(self, event: events.Resize) -> None:
        """Lay out anew for the width."""
        if self.is_mounted:
            self.show_all()

    def _state(self) -> ViewState | None:
        retry = self.shell.key_for("member.refresh") or "r"
        if self.user is not None:
            return None
        if self.record is not None:
            said = f"This person cannot be read: {self.record.problem}."
            return ViewState(
                StateKind.ERROR, said, self.record.raw.decode("utf-8", "replace")[:400], f"{retry} asks again."
            )
        if self._error is not None:
            return state_of(self._error, connection=self.here.name, retry=retry)
        if self.reading:
            return ViewState(StateKind.LOADING, f"Asking {self.here.name} for this person.")
        return ViewState(StateKind.EMPTY, "Broken off.", "", f"{retry} asks again.")

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what a read-only connection has not."""
        if action in ("edit", "actions"):
            return not self.here.read_only
        return True

    def action_scroll(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one("#member-scroll", VerticalScroll).scroll_relative(y=by, animate=False)

    def action_edit(self) -> None:
        """Edit the profile."""
        if self.record is not None:
            self._may_have_changed = True
            start_action(self, self.here, self.here.catalog.action("update-profile"), [self.record])

    def action_actions(self) -> None:
        """Ask what to do with the person."""
        if self.record is not None:
            self._may_have_changed = True
            choose_action(self, self.here, self.collection, [self.record])

    def action_copy(self) -> None:
        """Ask what to copy."""
        if self.record is not None:
            ask_copy(self, [self.record], self.collection.columns)

    def action_export(self) -> None:
        """Export the person."""
        if self.record is not None:
            ask_export(self, self.collection, [self.record], self.collection.columns)

    def action_visits(self) -> None:
        """Find out what looking through all rooms takes, and ask."""
        span = parse_range(_RECENT, now=self.now(), zone=self.zone)
        self._ask_price(span)

    def _ask_price(self, span: TimeRange) -> None:
        self.say(f"Asking {self.here.name} how many rooms there are …")
        self.run_guarded(
            self._price(span), then=partial(self._ask_whether_to_look, span), group="price", exclusive=True
        )

    async def _price(self, span: TimeRange) -> Cost:
        return await scan_cost(await self.here.client(), span)

    def _ask_whether_to_look(self, span: TimeRange, cost: Cost) -> None:
        """Say what it takes, and look, choose another range, or leave it."""
        self.say("")
        said = (
            f"Attendance, {describe(span, self.zone, now=self.now())}\n"
            f"{count_text(cost.rooms, 'room', 'rooms')}: at least "
            f"{count_text(cost.requests, 'request', 'requests')}, {cost.at_once} at a time. "
            "Escape breaks it off; what was found stays."
        )
        entries = [
            choice("look", "Look through all rooms", span.text),
            choice("range", "Another range"),
            choice("leave", "Leave it"),
        ]

        def answer(chosen: str | None) -> None:
            match chosen:
                case "look":
                    self._look(span)
                case "range":
                    ask_range(self, span.text, self._ask_price)

        self.app.push_screen(ListScreen(said, entries), answer)

    def _look(self, span: TimeRange) -> None:
        self.shell.open_collection(
            self.here,
            "person-attendance",
            values={"userId": self.user_id},
            crumbs=(*self.crumbs, "Attendance"),
            range_text=span.text,
        )
