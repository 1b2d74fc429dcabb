"""Sentences that both faces say name no key: on the command line there is none, and the app adds its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "tui"
SCREENS = ("app.py", "launch.py", "screens", "widgets", "terminal", "themes.py")
KEYED = re.compile(r"\b(press|hit) (r|esc|escape|enter|\w|f\d+)\b", re.IGNORECASE)


def test_what_the_command_line_says_as_well_names_no_key() -> None:
    naming = [
        f"{file.relative_to(PACKAGE)}:{node.lineno}: {node.value}"
        for file in PACKAGE.rglob("*.py")
        if not set(file.relative_to(PACKAGE).parts) & set(SCREENS)
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEYED.search(node.value)
    ]

    assert [each for each in naming if "Press r to go on from there." not in each] == []
