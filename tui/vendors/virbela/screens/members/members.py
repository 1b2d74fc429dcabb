"""People: the list with a key for the profile, and where one of them was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from tui.core.record import Record
from tui.screens.browse.browser import BrowserScreen
from tui.screens.write.flow import start_action
from tui.widgets.key_line import Hint, brought_forward

__all__ = ["MembersScreen"]


class MembersScreen(BrowserScreen):
    """Every member."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "edit profile", id="members.edit", tooltip="Edit the profile, or a field of all marked"),
    ]

    def action_edit(self) -> None:
        """Edit the profile of the person under the cursor, or one field of all who are marked."""
        records: Sequence[Record[Any]] = [record for record in self.chosen_records() if record.value is not None]
        if records:
            start_action(self, self.here, self.here.catalog.action("update-profile"), records)

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Name editing early: that is what people come for."""
        return brought_forward(super().arrange_hints(hints), ["members.edit"])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer editing where writing is allowed."""
        if action == "edit":
            return not self.here.read_only
        return super().check_action(action, parameters)
