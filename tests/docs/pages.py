"""The pages that people read, and what stands in them: links, anchors, commands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from docs.tables import slug

__all__ = [
    "PAGES",
    "ROOT",
    "Link",
    "Said",
    "anchors",
    "cells",
    "commands_said",
    "links",
    "scripts",
    "spoken_of",
    "table_lines",
]

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = tuple(
    page.relative_to(ROOT).as_posix()
    for page in (*sorted(ROOT.glob("*.md")), *sorted(ROOT.joinpath("docs").rglob("*.md")))
)
"""Every page, as it is named from the root."""

_SHELL: Final = ("", "sh", "bash", "shell", "console")
_FENCE: Final = re.compile(r"^( *)```([\w-]*)[^\n]*\n(.*?)^\1```", re.M | re.S)
_INDENTED: Final = re.compile(r"^    (frontdesk (?:[^\n]*\\\n)*[^\n]*)$", re.M)
"""A command in a block that is indented rather than fenced."""

_LINK: Final = re.compile(r"\]\(([^()\s]+(?:\([^()]*\))?)\)")


class Link(NamedTuple):
    """Where something in a page leads."""

    page: str
    target: str
    """As it is written: a path, `#anchor`, both, or an address."""


class Said(NamedTuple):
    """A line that a page tells to type."""

    page: str
    line: str
    """Without the comment behind it."""


def text_of(page: str) -> str:
    """Read a page."""
    return (ROOT / page).read_text(encoding="utf-8")


def links(page: str) -> Iterator[Link]:
    """List links and pictures of a page, those in code left out."""
    prose = re.sub(r"`[^`\n]*`", "", _FENCE.sub("", text_of(page)))
    for target in _LINK.findall(prose):
        yield Link(page, target)


def anchors(page: str) -> set[str]:
    """Return what can stand behind # of a page; a heading that comes again is told apart by a number."""
    seen: Counter[str] = Counter()
    found = set()
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", _FENCE.sub("", text_of(page)), flags=re.M):
        name = slug(heading)
        found.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return found


def cells(line: str) -> int:
    """Count the cells of a table's line."""
    return len(re.findall(r"(?<!\\)\|", line)) - 1


def table_lines(page: str) -> Iterator[tuple[int, str]]:
    """List the lines of a page's tables, each with how many heads its table has."""
    for table in re.findall(r"(?:^\|.*\|\n)+", _FENCE.sub("", text_of(page)), flags=re.M):
        head, *lines = table.splitlines()
        yield from ((cells(head), line) for line in lines)


def commands_said(page: str) -> Iterator[Said]:
    """List the lines of a page's blocks: a prompt and a comment are no part of them, a backslash goes on."""
    blocks = [block for _, language, block in _FENCE.findall(text_of(page)) if language in _SHELL]
    blocks += _INDENTED.findall(_FENCE.sub("", text_of(page)))
    for block in blocks:
        for line in re.sub(r"\\\n\s*", "", block).splitlines():
            bare = re.sub(r"(^|\s+)#(\s.*)?$", "", line).strip().removeprefix("$ ")
            if bare:
                yield Said(page, bare)


def scripts(page: str) -> Iterator[str]:
    """List a page's blocks as they stand, to be run whole."""
    return (block for _, language, block in _FENCE.findall(text_of(page)) if language in _SHELL)


def spoken_of(page: str) -> Iterator[Said]:
    """List what running text calls by its name: `frontdesk …` between backquotes or quotation marks."""
    prose = _FENCE.sub("", text_of(page))
    for line in re.findall(r"`(frontdesk [^`\n]+)`|“(frontdesk [^”\n]+)”", prose):
        yield Said(page, "".join(line))
