"""Going where a link or a saved view leads: asked, filtered, sorted and arranged as it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tui.core.collection import Value
from tui.core.place import Place
from tui.reading.names import resolved_all
from tui.screens.base import FrontdeskScreen
from tui.screens.browse.asking import asked_about
from tui.screens.home.opening import named_by, open_place
from tui.screens.saved import why_not_open
from tui.storage.views import SavedView

__all__ = ["open_link", "open_view"]


def open_view(screen: FrontdeskScreen, view: SavedView) -> None:
    """Go to a saved view; says why when it no longer fits."""
    if wrong := why_not_open(screen.app_state, view):
        screen.say(f"“{view.name}” {wrong}")
        return
    open_link(screen, replace(view.link, title=view.name))


def open_link(screen: FrontdeskScreen, place: Place) -> None:
    """Go to a place that somebody wrote down; a name in place of an id is looked up first.

    Args:
        screen: Where one is.
        place: That it fits what there is was asked before. Without a title it is called after what is asked for.
    """
    if (named := named_by(screen, place)) is None:
        return
    connection, collection = named
    about = asked_about(connection, collection, place.values)  # the name that was given tells more than the id
    titled = replace(place, title=place.title or " › ".join(filter(None, (collection.title, about))))

    def go(values: Mapping[str, Value]) -> None:
        open_place(screen, replace(titled, values=values))

    if any(param.refers_to is not None for param in collection.params if param.name in place.values):
        screen.run_guarded(
            resolved_all(connection, collection.params, place.values, now=screen.now()), then=go, group="names"
        )
    else:
        go(place.values)
