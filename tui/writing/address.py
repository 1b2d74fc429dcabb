"""An e-mail address as people paste it, and as it is sent: what is surely not meant goes, the rest is refused by name.

::

    Ann Lee <ann@example.org>      mailto:ann@example.org?subject=Hi      "ann@example.org"      <ann@example.org>
    all mean                       ann@example.org
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tui.core.errors import UsageError
from tui.core.text import clean

__all__ = ["read_address"]

_ADDRESS: Final = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;.\"']+(\.[^\s@<>,;.\"']+)*")
"""Enough to catch a name or a list in the wrong place; whether the mailbox exists only the vendor can tell."""

_NEVER_MEANT: Final = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Soft hyphens, zero-width spaces, marks of direction: what web pages and spreadsheets leave in a copied text."""

_NAMED: Final = re.compile(r"[^<>]*<\s*([^<>]*?)\s*>")
_LINK: Final = re.compile(r"mailto:\s*([^?]*)(?:\?.*)?", re.IGNORECASE | re.DOTALL)
_QUOTES: Final = (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"), ("„", "“"), ("«", "»"))
_FILLERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffd")
"""Letters and signs without ink, and the one that stands for what could not be read."""


def read_address(text: str) -> str:
    """Return the address that a text means.

    Raises:
        UsageError: when it is none, with the character that is to blame where it cannot be seen.
    """
    bare = _bare(_NEVER_MEANT.sub("", text).strip())
    hidden = next((each for each in bare if not _can_be_seen(each)), "")
    if hidden:
        name = unicodedata.name(hidden, "control character").lower()
        raise UsageError(
            f"“{clean(bare)}” is no e-mail address: it holds U+{ord(hidden):04X} ({name}).", way_out="Type it anew."
        )
    if not _ADDRESS.fullmatch(bare) or bare[0] in "'“‘„«":
        raise UsageError(f"“{clean(bare)}” is no e-mail address.", way_out="Write one such as name@example.org.")
    return bare


def _bare(text: str) -> str:
    """Take off what stands around an address, layer by layer."""
    for _ in range(4):
        before = text
        if match := _NAMED.fullmatch(text) or _LINK.fullmatch(text):
            text = match[1].strip()
        for opening, closing in _QUOTES:
            if len(text) > 1 and text.startswith(opening) and text.endswith(closing):
                text = text[1:-1].strip()
        if text == before:
            break
    return text


def _can_be_seen(character: str) -> bool:
    """Tell whether a character takes ink; blanks are told apart by the address's own shape."""
    if character == " ":
        return True
    kind = unicodedata.category(character)
    # Marks that combine with nothing are selectors and joiners of glyphs.
    is_selector = kind in ("Mn", "Me") and not unicodedata.combining(character)
    return kind[0] not in "CZ" and not is_selector and character not in _FILLERS
