"""Saved views in the app: which there are, what no longer fits, saving what a screen shows, renaming, deleting.

A view costs nothing but itself: one that no longer fits is listed with the reason, and everything else goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tui.core.collection import Param, Value
from tui.core.errors import FrontdeskError
from tui.core.links import check_link, link_text
from tui.core.place import Place
from tui.screens.app_state import AppState
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import one_line
from tui.screens.dialogs.ask import AskScreen
from tui.screens.dialogs.listing import ListScreen, choice
from tui.screens.vendor_code import catalog_of
from tui.storage.views import SavedView, Views, ViewsFile, check_name

__all__ = ["ask_delete", "ask_rename", "ask_save", "saved_views", "told", "why_not_open"]

_NAME: Final = Param("name", "Name", required=True)


def saved_views(app_state: AppState) -> Views:
    """Return the views there are; none where nothing is kept."""
    return app_state.views.read() if app_state.views is not None else Views()


def why_not_open(app_state: AppState, view: SavedView) -> str:
    """Say why a view no longer fits; empty when it does."""
    try:
        connection = app_state.connections.named(view.link.connection)
        collection = catalog_of(app_state, connection).collection(view.link.collection)
        check_link(view.link, collection, now=app_state.now(), zone=app_state.zone)
    except FrontdeskError as wrong:
        return f"no longer fits: {one_line(wrong)}"
    return ""


def told(app_state: AppState, link: Place) -> str:
    """Write where a place is; without its particulars where its collection is gone."""
    try:
        connection = app_state.connections.named(link.connection)
        return link_text(link, catalog_of(app_state, connection).collection(link.collection))
    except FrontdeskError:
        return f"{link.connection}/{link.collection}"


def ask_save(screen: FrontdeskScreen, link: Place, *, facts: tuple[str, ...], name: str = "") -> None:
    """Ask for a name, and save a place under it; a name that is taken is replaced when that is said twice.

    Args:
        screen: Where one is.
        link: The place.
        facts: What is saved, a line each.
        name: What stands there at first.
    """
    file = screen.app_state.views
    if file is None:
        screen.say("Nothing is kept here, so no view can be saved.")
        return
    warned: list[str] = []

    def check(given: Mapping[str, Value]) -> str:
        wanted = str(given["name"])
        if wrong := _wrong_name(screen, wanted):
            return wrong
        if file.read().find(wanted) is not None and warned[-1:] != [wanted]:
            warned.append(wanted)
            return f"There is a view “{wanted}”. Enter once more replaces it."
        return ""

    def take(given: Mapping[str, Value] | None) -> None:
        if given is not None:
            wanted = str(given["name"])
            _change(screen, lambda: file.save(wanted, link), f"Saved as “{wanted}”: frontdesk get {_quoted(wanted)}.")

    hint = "Enter save   Esc back"
    asked = AskScreen(
        "Save as a view", (_NAME,), filled={"name": name} if name else None, facts=facts, check=check, hint=hint
    )
    screen.app.push_screen(asked, take)


def ask_rename(screen: FrontdeskScreen, view: SavedView, then: Callable[[], None]) -> None:
    """Ask for another name, and call a view that."""
    file = _own_file(screen, view)
    if file is None:
        return

    def check(given: Mapping[str, Value]) -> str:
        wanted = str(given["name"])
        taken = wanted != view.name and file.read().find(wanted) is not None
        return _wrong_name(screen, wanted) or (f"There is a view “{wanted}” already." if taken else "")

    def take(given: Mapping[str, Value] | None) -> None:
        if given is not None and (wanted := str(given["name"])) != view.name:
            _change(screen, lambda: file.rename(view.name, wanted), f"Renamed to “{wanted}”.")
            then()

    hint = "Enter rename   Esc back"
    asked = AskScreen(f"Rename “{view.name}”", (_NAME,), filled={"name": view.name}, check=check, hint=hint)
    screen.app.push_screen(asked, take)


def ask_delete(screen: FrontdeskScreen, view: SavedView, then: Callable[[], None]) -> None:
    """Ask whether to take a view away."""
    file = _own_file(screen, view)
    if file is None:
        return

    def take(chosen: str | None) -> None:
        if chosen == "delete":
            _change(screen, lambda: file.delete(view.name), f"Deleted “{view.name}”.")
            then()

    question = f"Delete the view “{view.name}”?\n{told(screen.app_state, view.link)}"
    answers = (choice("keep", "Keep it"), choice("delete", "Delete it"))
    screen.app.push_screen(ListScreen(question, answers), take)


def _own_file(screen: FrontdeskScreen, view: SavedView) -> ViewsFile | None:
    """Return the file that a view can be changed in; says where it is when that is somebody else's."""
    file = screen.app_state.views
    if file is None or view.file != file.path:
        screen.say(f"“{view.name}” is changed in its own file: {view.file}")
        return None
    return file


def _wrong_name(screen: FrontdeskScreen, name: str) -> str:
    try:
        check_name(name, {connection.name: connection for connection in screen.app_state.connections.all})
    except FrontdeskError as wrong:
        return str(wrong)
    return ""


def _change(screen: FrontdeskScreen, change: Callable[[], None], done: str) -> None:
    try:
        change()
    except FrontdeskError as failed:
        screen.say(str(failed))
    else:
        screen.say(done)


def _quoted(name: str) -> str:
    return f"'{name}'" if " " in name else name
