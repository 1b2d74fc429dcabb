"""Pictures of what must be told apart by more than hue: without colours, and in the sixteen of a terminal at its least.

Danger is seen without colours, the row under the cursor among sixteen, and nothing is lost where there is least room.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.support import make_app
from tests.app.test_snapshots import LEAST, SMALL, _after

Compare = Callable[..., bool]

PEOPLE = ("enter", "down", "enter")
INVITE = ("enter", *["down"] * 9, "enter")

SCREENS = {
    "home": ("", ()),
    "a form with a problem": ("campus", (*INVITE, *"lee", "f2")),
    "a file with a bad cell": ("campus", (*INVITE, "f3", *"people.csv", "enter")),
    "somebody to choose": ("campus", ("enter", *["down"] * 10, "enter", "f4", *"axel")),
    "a delete": ("campus", (*PEOPLE, "a", "down", "down", "down", "enter")),
    "suspended": ("campus", (*PEOPLE, "a", "down", "enter", "right", "enter")),
    "the journal": ("campus", (*PEOPLE, "a", "down", "enter", "right", "enter", "J")),
    "a range": ("campus", ("enter", "enter", "enter", "t", *"tue", "space", *"10-12")),
    "waits": ("campus", ("enter", *["down"] * 5, "enter")),
    "a changed profile": ("campus", ("enter", "down", "down", "enter", "enter", "down", "down", "down", "minus", "f2")),
    "runs": ("line4", ("enter", "enter", "enter")),
    "an omitted step": ("line4", ("enter", "enter", "enter", "enter", "f")),
    "overdue": ("office", ("enter", "enter", *["down"] * 3)),
    "parameters": ("names", ("enter", "enter", *"1001")),
    "devices": ("clinic", ("enter", "down", "enter", "down")),
    "details": ("clinic", ("enter", "down", "enter", "down", "d")),
    "found": ("", ("slash", *"axel", "enter")),
    "a person": ("", ("slash", *"axel", "space", *"ny", "enter", "enter")),
}
"""By what is shown: the only connection (empty: all of them), and the keys that lead there from home."""


@pytest.mark.parametrize(("look", "size"), [("NO_COLOR", SMALL), ("ansi16", LEAST)])
@pytest.mark.parametrize("screen", SCREENS)
def test_told_apart_by_more_than_hue(
    snap_compare: Compare,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    screen: str,
    look: str,
    size: tuple[int, int],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOGNAME", "kim")
    monkeypatch.setattr(socket, "gethostname", lambda: "desk-7")
    Path("people.csv").write_text("Surname;Email Address;Role\nLee;lee@example.org;member\nKim;kim;member\n", "utf-8")
    if look == "NO_COLOR":
        monkeypatch.setenv("NO_COLOR", "1")
    connection, keys = SCREENS[screen]
    change = {"class": "production"} if connection == "campus" else None
    app = make_app(tmp_path, only=connection, change=change, ui={"theme": "ansi16"} if look == "ansi16" else {})
    assert snap_compare(app, terminal_size=size, run_before=_after(*keys))
