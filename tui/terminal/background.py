"""Whether the terminal is light or dark: what the environment says at once, and what the terminal answers when asked.

The question (OSC 11) costs eight bytes and nobody waits for the answer: the first picture goes by the environment, and
an answer in time changes it. One that comes late, or that nobody asked for, is read and dropped, never typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Protocol, runtime_checkable

__all__ = ["ASK", "PATIENCE", "TakesBackground", "can_be_asked", "is_light", "light_by_environment"]

ASK: Final = "\x1b]11;?\x07"
"""Asks for the colour behind the text: xterm's control sequences, “Operating System Commands”."""

PATIENCE: Final = 2.0
"""Seconds after which an answer changes nothing any more: by then somebody reads what is on the screen."""

_COLOUR: Final = re.compile(r"rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})(?:/[0-9a-fA-F]{1,4})?")
_LIGHT_NUMBERS: Final = frozenset({7, *range(9, 16)})
"""Of the sixteen, those that text is dark on: rxvt's COLORFGBG names them by number."""


@runtime_checkable
class TakesBackground(Protocol):
    """An app that wants to know the colour behind its text."""

    def background_told(self, colour: str) -> None:
        """Take what the terminal says, as it says it. Called in the loop."""
        ...


def light_by_environment(environ: Mapping[str, str]) -> bool | None:
    """Return whether `COLORFGBG` says that the terminal is light; None when it says nothing."""
    number = environ.get("COLORFGBG", "").rpartition(";")[2]
    return int(number) in _LIGHT_NUMBERS if number.isascii() and number.isdigit() else None


def can_be_asked(environ: Mapping[str, str]) -> bool:
    """Say whether a terminal knows the question: the Linux console shows it, in old kernels."""
    return environ.get("TERM", "") != "linux"


def is_light(colour: str) -> bool | None:
    """Return whether a colour is a light one (`rgb:ffff/ffff/ffff`); None when it is no colour."""
    found = _COLOUR.fullmatch(colour.strip())
    if found is None:
        return None
    red, green, blue = (int(part, 16) / float(16 ** len(part) - 1) for part in found.groups())
    brightness: float = 0.2126 * red + 0.7152 * green + 0.0722 * blue  # ITU-R BT.709
    return brightness > 0.5
