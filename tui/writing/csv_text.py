"""From a CSV file's bytes to its text: which encoding it is in, and when nobody can tell.

::

    an encoding was named ──▶ that one, or refused
    UTF-8, UTF-16, UTF-32 by their mark ──▶ that one, or refused
    UTF-8 all through ──▶ UTF-8
    UTF-8 but for some bytes ──▶ refused, with the first line: any other reading would spoil what is right
    hardly anything of UTF-8 ──▶ Windows-1252, said aloud; refused when it cannot be that either
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from tui.core.errors import UsageError
from tui.core.text import clean

__all__ = ["UnclearEncoding", "decoded"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # before UTF-16, whose mark its own begins with
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)

_BY_CHANCE: Final = 50
"""A text in Windows-1252 looks like UTF-8 in fewer than one of so many places."""

_SEQUENCE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""One character of UTF-8 beyond ASCII; near enough for counting."""

_AGAIN: Final = "Correct it there, or save the file anew as UTF-8."


class UnclearEncoding(UsageError):
    """Nobody can tell what the file's bytes stand for; whoever knows the encoding can say it."""


def decoded(name: str, content: bytes, *, encoding: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Return a file's text, and what the user should know about the reading.

    Args:
        name: The file's, for sentences.
        content: Its bytes.
        encoding: What the user says it is; None finds out.

    Raises:
        UnclearEncoding: when the bytes make no sense in that encoding, or in any that would be found out.
        UsageError: when there is no such encoding, or it is no text at all.
    """
    if encoding is not None:
        return _as_told(name, content, encoding), ()
    for mark, codec, title in _MARKS:
        if content.startswith(mark):
            return _by_mark(name, content, codec, title)
    if b"\0" in content:
        raise UsageError(f"{name} is no text.", way_out="Save it as CSV (comma-separated), in UTF-8.")
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError as odd:
        return _guessed(name, content, odd)


def _as_told(name: str, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    except LookupError as unknown:
        raise UsageError(
            f"“{encoding}” is no encoding.", way_out="Name one such as utf-8, windows-1252, utf-16 or mac-roman."
        ) from unknown
    except UnicodeDecodeError as odd:
        raise _unclear(name, content, odd, f"cannot be read as {encoding}") from odd


def _by_mark(name: str, content: bytes, codec: str, title: str) -> tuple[str, tuple[str, ...]]:
    try:
        text = content.decode(codec).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    except UnicodeDecodeError as odd:
        raise _unclear(name, content, odd, f"says that it is {title} and is not") from odd
    return text, () if codec == "utf-8" else (f"{name} is {title} and was read as such.",)


def _guessed(name: str, content: bytes, odd: UnicodeDecodeError) -> tuple[str, tuple[str, ...]]:
    """Read what is not UTF-8, when it is so all through."""
    right = len(_SEQUENCE.findall(content))
    wrong = content.decode("utf-8", "replace").count("\N{REPLACEMENT CHARACTER}")
    if right * _BY_CHANCE >= wrong and right:
        bytes_are = "one byte" if wrong == 1 else f"{wrong:,} bytes"
        raise _unclear(name, content, odd, f"is UTF-8 but for {bytes_are}") from odd
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as neither:
        raise _unclear(name, content, neither, "is neither UTF-8 nor Windows-1252") from neither
    line, word = content.count(b"\n", 0, odd.start) + 1, _word_around(text, odd.start)
    return text, (f"{name} is not UTF-8; it was read as Windows-1252. Line {line} says “{word}”: is that right?",)


def _unclear(name: str, content: bytes, odd: UnicodeDecodeError, what: str) -> UnclearEncoding:
    before = content[: odd.start].decode(odd.encoding, "replace")
    around = before.rpartition("\n")[2] + content[odd.start :].decode(odd.encoding, "replace")
    line = before.count("\n") + 1
    said = clean(_word_around(around, len(before.rpartition("\n")[2])))
    where = f", on line {line}: “{said}”" if "but for one byte" in what else f"; look at line {line}: “{said}”"
    return UnclearEncoding(f"{name} {what}{where}.", way_out=_AGAIN)


def _word_around(text: str, position: int) -> str:
    """Return the word at a place."""
    before = re.search(r"[^\s,;\"]*\Z", text[max(0, position - 60) : position])
    after = re.match(r"[^\s,;\"]*", text[position : position + 60])
    return (before[0] if before else "") + (after[0] if after else "")
