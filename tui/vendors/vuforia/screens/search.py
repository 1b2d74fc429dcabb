"""The search: serial numbers, range, progress, feedback, failures, procedure; and the searches of before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.connections import Connection
from tui.core.action import Field, FieldProblem
from tui.core.collection import Value
from tui.core.errors import FrontdeskError
from tui.core.time.time_range import TimeRange
from tui.reading.names import resolved_all
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import one_line
from tui.screens.dialogs.picker import PickerScreen, open_picker, pick_into
from tui.screens.navigation import screen_for
from tui.vendors.vuforia.screens.searches import (
    FIELDS,
    TOPIC,
    crumb_of,
    newest,
    question_of,
    remembered,
    texts_of,
    words_of,
)
from tui.widgets.form import Form
from tui.widgets.menu import Menu, MenuEntry, heading

__all__ = ["SearchScreen"]


class SearchScreen(FrontdeskScreen):
    """Asks which runs are wanted."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [Path(__file__).with_name("screens.tcss")]

    AUTO_FOCUS = "LineInput"

    BINDINGS: ClassVar[list[BindingType]] = [
        # Enter does it in every field, and so the key line says Enter.
        Binding("f2", "submit", "search", key_display="Enter", id="search.submit", tooltip="Ask for these runs"),
        Binding("f3", "recent", "recent searches", id="search.recent", tooltip="To the recent searches and back"),
    ]

    def __init__(self, connection: Connection, *, crumbs: tuple[str, ...], texts: Mapping[str, str]) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.here = connection
        self._texts = texts

    def compose_body(self) -> ComposeResult:
        """Yield the form, and the recent searches below it."""
        yield Form(FIELDS, self._texts, id="form")
        # One cursor at a time: the list has none while the form has the focus.
        yield Menu(cursor_at_rest=False, id="recent")

    def on_mount(self) -> None:
        """Show what was searched for before."""
        self._show_recent()

    def on_screen_resume(self) -> None:
        """Show the search that was just made among the recent ones."""
        self._show_recent()

    def action_submit(self) -> None:
        """Ask for what is written."""
        self.query_one("#form", Form).submit()

    def action_recent(self) -> None:
        """Go to the recent searches, or back to the form."""
        recent = self.query_one("#recent", Menu)
        if recent.has_focus or not self._kept:
            self.query_one("#form Input").focus()
        else:
            recent.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what is not there: recent searches; and in their list, what Enter does in the form."""
        if action == "recent":
            return bool(self._kept)
        return not (action == "submit" and self.query_one("#recent", Menu).has_focus)

    def on_form_submitted(self, message: Form.Submitted) -> None:
        """Search, unless something is wrong."""
        self._search(message.texts, message.form)

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Search as before."""
        self._search(self._kept[int(message.id)], self.query_one("#form", Form))

    def on_form_picking(self, message: Form.Picking) -> None:
        """Let somebody choose by name."""
        message.stop()

        def fill(field: Field, picker: PickerScreen) -> None:
            if field.refers_to is not None:
                open_picker(self, self.here, field.refers_to, picker)

        pick_into(self, message.form, message, fill)

    @property
    def _kept(self) -> list[dict[str, str]]:
        return remembered(self.app_state.remembered(TOPIC, self.here.name))

    def _search(self, texts: Mapping[str, str], form: Form) -> None:
        values, span, problems = question_of(texts, now=self.now(), zone=self.zone)
        form.show_problems(problems)
        if problems:
            return

        def refuse(error: FrontdeskError) -> None:
            form.show_problems([FieldProblem("procedureIds", one_line(error))])

        finding = resolved_all(self.here, FIELDS, values, now=self.now())
        self.run_guarded(
            finding, then=lambda found: self._go(found, span), failed=refuse, group="names", exclusive=True
        )

    def _go(self, values: Mapping[str, Value], span: TimeRange | None) -> None:
        kept = newest(texts_of(values, span), self._kept)
        self.run_guarded(self.app_state.remember(TOPIC, self.here.name, kept), group="remember")
        self._open(values, span)

    def _open(self, values: Mapping[str, Value], span: TimeRange | None) -> None:
        name = "reports" if values.get("serialNumber") else "runs"
        collection = self.here.catalog.collection(name)
        crumbs = (self.here.name, crumb_of(values))
        self.app.push_screen(screen_for(self.here, collection, values, span, crumbs))

    def _show_recent(self) -> None:
        entries = [
            MenuEntry(str(place), ((f"  {words_of(texts)}", "plain"),)) for place, texts in enumerate(self._kept)
        ]
        self.query_one("#recent", Menu).set_entries([heading(" Recent"), *entries] if entries else [])
