"""Text from vendors, made harmless and measured in cells.

Nothing of a vendor's text reaches the terminal raw: escape sequences go whole, with what they carry; control, bidi and
invisible characters go; tabs and line ends become one space.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["ELLIPSIS", "cell_width", "clean", "fit"]

ELLIPSIS: Final = "…"

_SEQUENCES: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor moves
    r"|(?:\x1b[\]P_^X]|[\x9d\x90\x9f\x9e\x98])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS, APC, PM, SOS
    r"|\x1b[ -/]*[0-~]?"  # any other escape
)
_SPACES: Final = re.compile("[\\t\\n\\v\\f\\r\\x85\u2028\u2029]+")
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    """Return a text that a terminal shows and does not obey."""
    if text.isascii() and text.isprintable():
        return text
    text = _SPACES.sub(" ", _SEQUENCES.sub("", text))
    return _UNSEEN.sub("", text)


def cell_width(text: str) -> int:
    """Return how many cells a cleaned text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


@lru_cache(4096)
def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def fit(text: str, cells: int, *, right: bool = False) -> str:
    """Return a cleaned text in exactly so many cells: padded, or cut with an ellipsis, never through a character."""
    if cells <= 0:
        return ""
    width = cell_width(text)
    if width > cells:
        text, width = _cut(text, cells - 1), 0
        width = cell_width(text)
        text, width = text + ELLIPSIS, width + 1
    padding = " " * (cells - width)
    return padding + text if right else text + padding


def _cut(text: str, cells: int) -> str:
    """Return as much of the beginning as fits, with the marks that belong to its last character."""
    taken = 0
    for index, character in enumerate(text):
        taken += _character_width(character)
        if taken > cells:
            return text[:index]
    return text
