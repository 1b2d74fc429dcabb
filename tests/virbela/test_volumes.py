"""Bookmarks of private volumes in the state."""

from __future__ import annotations

from tui.vendors.virbela.volumes import Bookmark, bookmarks, state_key


def test_each_connection_has_its_own_by_label() -> None:
    remembered = {
        state_key("campus", "PR-2--New"): "zoo",
        state_key("campus", "PR-1/x--New"): "Board room",
        state_key("campus-eu", "PR-3"): "Elsewhere",
        state_key("campus", "55"): "",
    }
    assert bookmarks(remembered, "campus") == (
        Bookmark("55", "55"),
        Bookmark("PR-1/x--New", "Board room"),
        Bookmark("PR-2--New", "zoo"),
    )
