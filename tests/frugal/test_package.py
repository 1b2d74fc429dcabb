"""The package is for any Textual app: it knows none."""

from __future__ import annotations

import re
from pathlib import Path

import tui.terminal.frugal

HOME = Path(tui.terminal.frugal.__file__).parent


def test_it_has_no_word_of_the_app_it_came_with() -> None:
    naming = [
        path.name for path in HOME.iterdir() if path.is_file() and "frontdesk" in path.read_bytes().decode().lower()
    ]

    assert naming == []


def test_it_imports_nothing_of_that_app() -> None:
    package = re.escape(tui.terminal.frugal.__name__)
    other = re.compile(rf"^\s*(?:from|import) tui(?!{package[3:]}\b)", re.M)

    assert [path.name for path in HOME.glob("*.py") if other.search(path.read_text("utf-8"))] == []
