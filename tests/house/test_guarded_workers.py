"""A mistake in a worker ends nothing: each is started in the one way that has the boundary round it."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "tui"


def naming(pattern: str) -> set[str]:
    """Return the files of the package in which something is named."""
    wanted = re.compile(pattern, re.M)
    return {str(file.relative_to(PACKAGE)) for file in PACKAGE.rglob("*.py") if wanted.search(file.read_text("utf-8"))}


def test_workers_are_started_by_the_base_of_all_screens_alone() -> None:
    assert naming(r"\brun_worker\b|^\s*@work\b|\bimport work\b") == {"screens/guarded.py"}


def test_no_screen_guards_itself_against_mistakes_by_hand() -> None:
    assert naming(r"\bbugs_caught\b") == {"screens/boundary.py", "screens/guarded.py", "screens/vendor_code.py"}
