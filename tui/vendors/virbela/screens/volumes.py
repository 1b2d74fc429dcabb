"""Private volumes that somebody noted down, for the API cannot list them; each leads to its attendance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from tui.connections import Connection
from tui.core.collection import Collection, Param, Value
from tui.core.text import cell_width, clean, fit
from tui.core.time.time_range import TimeRange
from tui.screens.base import FrontdeskScreen
from tui.screens.dialogs.ask import AskScreen
from tui.screens.dialogs.listing import ListScreen, choice
from tui.vendors.virbela.screens.attendance.attendance import AttendanceScreen
from tui.vendors.virbela.volumes import HOW_TO_FIND, TOPIC, Bookmark, bookmarks, state_key
from tui.widgets.key_line import OPENING, Hint, relabelled, without
from tui.widgets.line_input import LineInput
from tui.widgets.menu import Menu, MenuEntry, heading

__all__ = ["FilledAskScreen", "VolumesScreen", "private_volume"]

_ID: Final = Param(
    "volumeId", "Volume id", required=True, help="As /roominfo tells it, such as PR-2114767535--NewCampus."
)
_LABEL: Final = Param("label", "What people call it", help="Kept on this machine only; Virbela does not see it.")


def private_volume(
    connection: Connection,
    collection: Collection,
    query_values: Mapping[str, Value],
    span: TimeRange | None,
    crumbs: tuple[str, ...],
) -> Screen[None]:
    """Make the screen of a volume's attendance, or of the bookmarks when nobody said which volume."""
    if query_values.get("volumeId"):
        return AttendanceScreen(connection, collection, query_values, span, crumbs)
    return VolumesScreen(connection, collection, span, crumbs)


class FilledAskScreen(AskScreen):
    """Asks for parameters that have a value already."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, title: str, params: Sequence[Param], texts: Mapping[str, str]) -> None:
        super().__init__(title, params)
        self.texts = texts

    def on_mount(self) -> None:
        """Write the values in."""
        for index, param in enumerate(self.params):
            self.query_one(f"#field-{index}", LineInput).value = self.texts.get(param.name, "")


class VolumesScreen(FrontdeskScreen):
    """The bookmarks of one connection."""

    AUTO_FOCUS = "#volumes"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,n", "add", "note one down", id="volumes.add"),
        Binding("e", "rename", "rename", id="volumes.rename"),
        Binding("minus,delete", "remove", "remove", id="volumes.remove"),
        Binding("y", "copy", "copy id", id="volumes.copy"),
    ]

    NOT_HERE: ClassVar[Mapping[str, str]] = {
        "table.filter": "This list holds only what you have noted down, and is not filtered.",
        "table.sort": "This list holds only what you have noted down, in the order of the names.",
        "table.export": "These are notes of this machine; the attendance of each can be exported.",
        "table.range": "Each volume's attendance, behind Enter, has a range.",
    }

    DEFAULT_CSS = """
    VolumesScreen {
        #volumes-help { height: auto; padding: 1 3 0 3; color: $text-muted; }
    }
    """

    def __init__(
        self, connection: Connection, collection: Collection, span: TimeRange | None, crumbs: tuple[str, ...]
    ) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.here = connection
        self.collection = collection
        self.span = span

    def compose_body(self) -> ComposeResult:
        """Yield the sentence that says where ids come from, and the bookmarks."""
        yield Static(HOW_TO_FIND, id="volumes-help", markup=False)
        yield Menu(id="volumes")

    def on_mount(self) -> None:
        """Show what is noted."""
        self.show_bookmarks()

    @property
    def bookmarks(self) -> tuple[Bookmark, ...]:
        """What is noted for this connection."""
        return bookmarks(self.app_state.state.remembered.get(TOPIC, {}), self.here.name)

    @property
    def current(self) -> Bookmark | None:
        """The bookmark under the cursor."""
        chosen = self.query_one("#volumes", Menu).chosen_id if self.is_mounted else ""
        return next((each for each in self.bookmarks if each.volume_id == chosen), None)

    def show_bookmarks(self, *, at: str = "") -> None:
        """Bring the list up to date."""
        noted = self.bookmarks
        one = len(noted) == 1
        self.show_facts(f"{len(noted):,} {'volume' if one else 'volumes'}" if noted else "")
        width = min(max((cell_width(clean(each.label)) for each in noted), default=0), 40)
        entries = [MenuEntry("")]
        if noted:
            entries += [heading(f"  {fit('Name', width)}   Volume id")]
        else:
            key = self.shell.key_for("volumes.add") or "+"
            entries += [heading(f"  None is noted yet. {key} notes one down.")]
        entries += [
            MenuEntry(
                each.volume_id,
                ((f"  {fit(clean(each.label), width)}   ", "plain"), (clean(each.volume_id), "muted")),
            )
            for each in noted
        ]
        self.query_one("#volumes", Menu).set_entries(entries, at=at)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what needs a bookmark when there is none."""
        if action in ("rename", "remove", "copy"):
            return self.current is not None
        return True

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Say what Enter leads to."""
        named = relabelled(hints, OPENING, "attendance") if self.bookmarks else without(hints, OPENING)
        return super().arrange_hints(named)

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Go to the volume's attendance."""
        message.stop()
        bookmark = self.current
        if bookmark is not None:
            self.shell.open_collection(
                self.here,
                self.collection.name,
                values={"volumeId": bookmark.volume_id},
                crumbs=(*self.crumbs, bookmark.label),
                range_text=self.span.text if self.span is not None else "",
            )

    def on_menu_highlighted(self, message: Menu.Highlighted) -> None:
        """Keep the message to ourselves."""
        message.stop()

    def action_add(self) -> None:
        """Ask for an id and a name, and note them down."""

        def take(values: Mapping[str, Value] | None) -> None:
            volume_id = str(values["volumeId"]).strip() if values else ""
            if volume_id:
                label = str(values.get("label", "")).strip() if values else ""
                self._note(volume_id, label)

        self.app.push_screen(AskScreen("Note a private volume down", (_ID, _LABEL)), take)

    def action_rename(self) -> None:
        """Ask for another name."""
        bookmark = self.current
        if bookmark is None:
            return

        def take(values: Mapping[str, Value] | None) -> None:
            if values is not None:
                self._note(bookmark.volume_id, str(values.get("label", "")).strip())

        label = "" if bookmark.label == bookmark.volume_id else bookmark.label
        screen = FilledAskScreen(f"Another name for {clean(bookmark.volume_id)}", (_LABEL,), {"label": label})
        self.app.push_screen(screen, take)

    def action_remove(self) -> None:
        """Ask whether to forget a bookmark; the volume itself is not touched."""
        bookmark = self.current
        if bookmark is None:
            return
        keep, forget = choice("keep", "Keep it"), choice("forget", "Forget it", "the volume itself is not touched")

        def take(chosen: str | None) -> None:
            if chosen == "forget":
                self._note(bookmark.volume_id, None)

        self.app.push_screen(ListScreen(f"Forget {clean(bookmark.label)}", (keep, forget)), take)

    def action_copy(self) -> None:
        """Copy the id."""
        if (bookmark := self.current) is not None:
            self.say(self.shell.copy_text(bookmark.volume_id, "the volume's id"))

    def _note(self, volume_id: str, label: str | None) -> None:
        async def keep() -> None:
            known: Any = self.app_state.remembered(TOPIC, state_key(self.here.name, volume_id))
            if label is not None or known is not None:
                await self.app_state.remember(TOPIC, state_key(self.here.name, volume_id), label)

        self.run_guarded(keep(), then=lambda _: self.show_bookmarks(at=volume_id), group="remember")
