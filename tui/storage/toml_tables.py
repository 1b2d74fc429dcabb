"""Changing one table of a TOML file that people write in as well: every other line stays as it is, comments too.

Only tables at the top are changed. What is written is read back before anybody keeps it: a file that is written in a
way that is not understood here is refused, not damaged.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final

__all__ = ["NotUnderstood", "renamed_table", "with_table", "without_table"]

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


class NotUnderstood(ValueError):
    """The file is written in a way that can be read and not be changed here."""


def with_table(text: str, name: str, table: Mapping[str, Any]) -> str:
    """Return the text with a table set: in its place when there is one of that name, else at the end.

    Raises:
        NotUnderstood: when that cannot be done without touching anything else.
    """
    lines = text.splitlines()
    begin, end = _block(lines, name)
    if begin == end:
        gap = [""] if lines and lines[-1].strip() else []
        changed = [*lines, *gap, _header(name), *_pairs(table)]
    else:
        changed = [*lines[: begin + 1], *_merged(lines[begin + 1 : end], table), *lines[end:]]
    return _looked_at(text, changed, {name: dict(table)}, gone="")


def without_table(text: str, name: str) -> str:
    """Return the text without a table, and without the comments in it.

    Raises:
        NotUnderstood: when that cannot be done without touching anything else.
    """
    lines = text.splitlines()
    begin, end = _block(lines, name)
    while end < len(lines) and not lines[end].strip():
        end += 1
    return _looked_at(text, [*lines[:begin], *lines[end:]], {}, gone=name)


def renamed_table(text: str, name: str, other: str) -> str:
    """Return the text with a table called otherwise.

    Raises:
        NotUnderstood: when that cannot be done without touching anything else.
    """
    lines = text.splitlines()
    begin, _ = _block(lines, name)
    table = tomllib.loads(text).get(name)
    if table is None:
        raise NotUnderstood
    lines[begin : begin + 1] = [_header(other)]
    return _looked_at(text, lines, {other: table}, gone=name)


def _looked_at(text: str, lines: Sequence[str], new: Mapping[str, Any], *, gone: str) -> str:
    changed = "".join(f"{line}\n" for line in lines)
    wanted = {name: table for name, table in tomllib.loads(text).items() if name != gone} | dict(new)
    try:
        read = tomllib.loads(changed)
    except tomllib.TOMLDecodeError:
        read = {}
    if read != wanted:
        raise NotUnderstood
    return changed


def _block(lines: Sequence[str], name: str) -> tuple[int, int]:
    """Return where a table begins and ends; what stands right above the next one belongs to that."""
    begin = end = len(lines)
    for number, line in enumerate(lines):
        top = _table_of(line)
        if top == name and begin == len(lines):
            begin = number
        elif top not in (None, name) and begin < number:
            end = number
            break
    if begin == len(lines):
        return begin, begin
    while end > begin + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return begin, end


def _table_of(line: str) -> str | None:
    """Return the name at the top of a heading; None for a line that is none."""
    if not line.lstrip().startswith("["):
        return None
    try:
        return next(iter(tomllib.loads(line)), None)
    except tomllib.TOMLDecodeError:
        return None


def _merged(lines: Sequence[str], table: Mapping[str, Any]) -> list[str]:
    """Put the new values into the lines of a table; what did not change stays as it was written."""
    left = dict(table)
    kept: list[str] = []
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            kept.append(line)
            continue
        try:
            key, value = next(iter(tomllib.loads(line).items()))
        except (tomllib.TOMLDecodeError, StopIteration):
            raise NotUnderstood from None
        if key in left:
            kept.append(line if left[key] == value else _pair(key, left[key]))
            del left[key]
    return [*kept, *_pairs(left)]


def _header(name: str) -> str:
    return f"[{_key(name)}]"


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [_pair(key, value) for key, value in table.items()]


def _pair(key: str, value: Any) -> str:
    return f"{_key(key)} = {_value(value)}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(value: Any) -> str:
    """Write a value on one line; JSON's texts are TOML's, but for one character that TOML wants escaped."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_pair(key, each) for key, each in value.items()) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
