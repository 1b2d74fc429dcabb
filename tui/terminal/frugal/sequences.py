"""What else an app writes between frames: what leaves the picture alone, and what does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import Final

__all__ = ["Kind", "parts"]


class Kind(Enum):
    """What a part of a text means for the picture."""

    PICTURE = auto()
    """It draws, or it is not known."""
    ASIDE = auto()
    """It leaves the screen alone: a clipboard, a title, a bell, the mode of a mouse."""
    SWITCH = auto()
    """It shows another screen, which is empty."""
    FRAMING = auto()
    """The beginning or the end of a synchronised update: the frame is put into one anyway, where it is worth it."""


PART: Final = re.compile(
    r"(?P<framing>\x1b\[\?2026[hl])"
    r"|(?P<switch>\x1b\[\?(?:1049|1047|47)[hl])"
    r"|(?P<aside>\x07"
    r"|\x1b\](?!8;|1337;)[^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC, but for links and for iTerm's pictures
    r"|\x1bPtmux;(?:[^\x1b]|\x1b\x1b)*\x1b\\"  # what tmux hands through to the terminal it runs in
    r"|\x1bP[$+]q[^\x1b]*\x1b\\"  # requests for settings
    # Modes: cursor keys, autowrap, blinking and shown cursor, mouse, focus, paste, in-band resize, colour scheme.
    r"|\x1b\[\?(?:1|7|12|25|9|100[0-7]|101[56]|1034|1036|1039|2004|2031|2048)[hl]"
    r"|\x1b\[[?>=]?[\d;]*\$p|\x1b\[[<>=?][\d;]*u|\x1b\[>[\d;]*[cmq]|\x1b\[[\d;]*c|\x1b\[5n"  # questions; the keyboard
    r"|\x1b\[\d* q|\x1b\[2[23](?:;\d)*t|\x1b[=>])"  # the cursor's shape, the title's stack, the keypad
)


def parts(text: str) -> Iterator[tuple[Kind, str]]:
    """Cut a text into parts of one kind each."""
    at = 0
    for found in PART.finditer(text):
        if found.start() > at:
            yield Kind.PICTURE, text[at : found.start()]
        yield Kind[(found.lastgroup or "").upper()], found[0]
        at = found.end()
    if at < len(text):
        yield Kind.PICTURE, text[at:]
