"""One field, or a few, changed for everybody who is marked: through the bulk runner, with the count typed first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.binding import BindingType

from tui.connections import Connection
from tui.core.action import Action
from tui.core.errors import FrontdeskError
from tui.core.record import Record
from tui.screens.write.asked import Asked, AskedValues, Rows, rows_of
from tui.screens.write.write_base import words_of
from tui.vendors.virbela.api.models import User
from tui.vendors.virbela.profiles.draft import FIXED, KEPT, Draft, known_fields, sameness
from tui.vendors.virbela.screens.profiles.profile_editing import ProfileEditing
from tui.vendors.virbela.screens.profiles.profile_format import value_text
from tui.widgets.head_line import HeadLine
from tui.writing.diff import UNSET

__all__ = ["ManyProfilesScreen", "spread_text"]


def spread_text(profiles: Sequence[Any], name: str) -> str:
    """Say what many profiles hold in one field: the value that all have, or how they differ."""
    values = [profile[name] for profile in profiles if name in profile]
    unset = len(profiles) - len(values)
    if not values:
        return UNSET
    different = {sameness(value) for value in values}
    if len(different) == 1:
        return value_text(values[0]) if not unset else f"{value_text(values[0])}, or unset for {unset:,}"
    return f"{len(different):,} values" + (f", unset for {unset:,}" if unset else "")


class ManyProfilesScreen(ProfileEditing[Asked], AskedValues):
    """What is to be the same in many profiles: asked for in the form's place."""

    TYPED_IN = False

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self, connection: Connection, action: Action, *, crumbs: tuple[str, ...], records: Sequence[Record[Any]]
    ) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.subject = action
        self.records = tuple(records)
        self.profiles = [
            record.value for record in records if isinstance(record.value, dict) and not isinstance(record.value, User)
        ]
        self.draft = Draft({}, blind=True)
        self.known = known_fields(record for record in records if isinstance(record.value, dict))

    def on_mount(self) -> None:
        """Show the fields of the marked."""
        self.query_one(
            "#head-line", HeadLine
        ).words = f"The same for all {len(self.records):,} marked; fields left alone stay as they are."
        self.show_fields()
        self.look_at_others()

    def now_text(self, name: str) -> str:
        """Write what the marked have."""
        if not self.profiles:
            return "not read"
        return spread_text(self.profiles, name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out a name that nobody shares."""
        if action == "unset" and self.is_mounted and self.fields.key in (*KEPT, *FIXED):
            return False
        return super().check_action(action, parameters)

    def go_on(self) -> None:
        """Make a row for each of the marked, and answer them."""
        values = self.draft.values("")
        shared = {name: value for name, value in values.items() if name != "userId"}
        rows, problems = rows_of(self.here, self.subject, self.records, shared, moment=self.moment)
        if problems:
            self.show_help(" ".join(problem.text for problem in problems[:3]))
        else:
            self.answer(Rows(tuple(rows), f"{len(rows):,} marked"))

    def show_refusal(self, error: FrontdeskError) -> None:
        """Say why nothing can be sent."""
        self.show_help(words_of(error))
