"""Text from vendors made safe for a terminal, measured in cells, and cut to fit.

Every widget passes escape sequences, tabs and bidi controls on to the terminal, where they move the cursor, set the
title or turn a name around. `clean` takes them out for display; exports keep the original.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from unicodedata import category, combining, east_asian_width, normalize

__all__ = ["ELLIPSIS", "cell_width", "clean", "escaped_json", "fit", "fold", "fold_clean", "visible"]

ELLIPSIS: Final = "…"
"""Stands where text was cut; one cell wide."""

_UNREADABLE: Final = "\N{REPLACEMENT CHARACTER}"

_SEQUENCE: Final = re.compile(
    r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, SOS, PM, APC with an end
    r"|\x1b[\]PX^_][^\n\x07\x1b\x9c]*"  # …cut off: a terminal would swallow what follows, so it goes as well
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor moves
    r"|\x1b[ -/]*[0-Z\\^-~]?"  # two-character escapes and character sets
)
_UNSAFE: Final = re.compile(
    r"[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What JSON may hold as it is and a terminal should not be sent (C1, bidi, invisible), or UTF-8 cannot hold."""

_BREAKS: Final = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")

# Printable by the Unicode tables, invisible or of unforeseeable width on a screen: variation selectors, Hangul fillers,
# grapheme joiner, Mongolian and Khmer selectors, skin tones (Textual counts them 0 cells, terminals 0 or 2).
_QUIRKS: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]"
)
# A stack of combining marks climbs over the rows above; no script needs more than four on a letter.
_MARKS: Final = 4
_MAYBE_MARKED: Final = re.compile(r"[^\x00-\u02ff]")
"""From the first combining mark on; all quirks are here too."""

# Format characters that are drawn: Arabic and Kaithi number signs.
_DRAWN_FORMATS: Final = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)

# Wide since Unicode 16, which Textual goes by; older Pythons call them narrow.
_LATELY_WIDE: Final = re.compile("[\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff\U0001d300-\U0001d356\U0001d360-\U0001d376]")
# Vowels and final consonants that join the Hangul syllable before them.
_JOINING_JAMO: Final = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff]")

_BARE_LETTERS: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ħ": "h"}
)
"""Letters that Unicode does not take apart, and that people without the key type like this."""

_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
"""One at a time, so that looking them up can be remembered: rows have few, and always the same."""


def escaped_json(json_text: str) -> str:
    """Return JSON in which nothing can move a cursor or turn a name around: escaped, so that the value is the same."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", json_text)


def clean(text: str) -> str:
    """Return text that is safe to show: one line, no control, no escape sequence, nothing that turns the direction.

    Sequences go whole, with what they carry; tabs and line ends become one space; lone surrogates and characters that
    this Python has no width for become `�`. Cleaning twice changes nothing more.
    """
    if text.isascii():
        if text.isprintable():
            return text
    elif text.isprintable() and not _QUIRKS.search(text):
        return _thin_marks(text)
    spaced = _BREAKS.sub(" ", _SEQUENCE.sub("", text))
    return _thin_marks("".join(map(_shown, spaced)))


def visible(text: str) -> str:
    r"""Return text in which everything that `clean` would take out can be read, as JSON writes it: `\u202e`.

    For what is about to be sent: what is not seen is sent all the same. Escaping twice changes nothing more.
    """
    if text.isprintable() and not _QUIRKS.search(text):
        return text
    return "".join(character if _is_drawn(character) else _as_json(character) for character in text)


def _is_drawn(character: str) -> bool:
    return character == " " or _shown(character) == character


def _as_json(character: str) -> str:
    written = json.dumps(character)[1:-1]
    return written if written != character else f"\\u{ord(character):04x}"


def fold(text: str) -> str:
    """Return a text as the filter compares it: without case and accents, so that `asa` finds `Åsa`."""
    if text.isascii():
        return text.lower()
    # Taken apart, a letter of another shape may be a capital: 𝔄 has no small one, A has.
    plain = normalize("NFKD", text.casefold()).casefold()
    return _NOT_ASCII.sub(lambda found: _bare(found[0]), plain)


def fold_clean(texts: Sequence[str]) -> list[str]:
    """Return `fold(clean(…))` of each text: at once where none needs to be cleaned, which takes a third of the time.

    Whether a character is cleaned, and what it is folded to, does not hang on its neighbours, unless they are marks.
    """
    together = "".join(texts)
    if texts and together.isprintable() and not _MAYBE_MARKED.search(together):
        return fold("\n".join(texts)).split("\n")
    return [fold(clean(text)) for text in texts]


@lru_cache(maxsize=4_000)
def _bare(found: str) -> str:
    """Return a letter without accents; nothing for an accent that stands alone."""
    return "" if combining(found) else found.translate(_BARE_LETTERS)


def cell_width(text: str) -> int:
    """Return the cells that clean text takes: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def fit(text: str, cells: int, *, right: bool = False) -> str:
    """Return clean text in exactly so many cells: padded, or cut with an ellipsis and never through a wide character.

    Args:
        text: already clean.
        cells: how many cells there are; none or fewer gives an empty text.
        right: line up at the right edge instead of the left.
    """
    if cells <= 0:
        return ""
    width = cell_width(text)
    if width > cells:
        text, width = _cut(text, cells)
    padding = " " * (cells - width)
    return padding + text if right else text + padding


def _cut(text: str, cells: int) -> tuple[str, int]:
    """Cut what is too long for its cells; the marks on the last kept letter stay with it."""
    if text.isascii():
        return text[: cells - 1] + ELLIPSIS, cells
    width = 0
    for at, character in enumerate(text):
        step = _cells(character)
        if width + step > cells - 1:
            return text[:at] + ELLIPSIS, width + 1
        width += step
    return text, width


@lru_cache(maxsize=8192)
def _cells(character: str) -> int:
    kind = category(character)
    if kind in ("Mn", "Me", "Mc", "Zl", "Zp", "Cc") or _JOINING_JAMO.match(character):
        return 0
    if kind == "Cf":
        return 1 if character in _DRAWN_FORMATS else 0
    if kind == "Cn":
        return 1
    return 2 if east_asian_width(character) in "WF" or _LATELY_WIDE.match(character) else 1


@lru_cache(maxsize=8192)
def _shown(character: str) -> str:
    """Return what stands for one character on the screen; empty when it is taken out."""
    kind = category(character)
    if _QUIRKS.match(character) or kind == "Cc":
        return ""
    if kind == "Cf":
        return character if character in _DRAWN_FORMATS else ""
    if kind in ("Cs", "Cn"):
        return _UNREADABLE
    return " " if kind == "Zs" else character


def _thin_marks(text: str) -> str:
    """Leave at most four combining marks on a letter."""
    if not _MAYBE_MARKED.search(text):
        return text
    marks = 0
    kept = []
    for character in text:
        marks = marks + 1 if category(character) in ("Mn", "Me") else 0
        if marks <= _MARKS:
            kept.append(character)
    return text if len(kept) == len(text) else "".join(kept)
