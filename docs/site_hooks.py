"""What the site needs beside docs/: files of the root that pages lead to, and links that find them there; and lists as
the site's Markdown reads them.

In the repository a page leads to `../screenshots/home.svg`; the site's root is docs/, so that file stands in it as
`screenshots/home.svg`, and the link loses the step that would lead out. mkdocs calls the functions by their names.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any, Final

__all__ = ["in_the_site", "indented", "on_files", "on_page_markdown"]

ROOT: Final = Path(__file__).parents[1]
BESIDE: Final = ("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "config.example.toml", "config.schema.json")
"""Files of the root that are part of the site, beside the pictures."""

_LINK: Final = re.compile(r"\]\((?!https?:|mailto:|#)([^()\s#]+)")

_ITEM: Final = re.compile(r"(?:[-*]|\d\.) ")
"""The beginning of a list's item at the edge of the page."""


def on_files(files: Any, config: Any) -> Any:
    """Add the files of the root."""
    from mkdocs.structure.files import File

    pictures = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.joinpath("screenshots").glob("*.svg"))
    for name in (*BESIDE, *pictures):
        files.append(File.generated(config, name, abs_src_path=str(ROOT / name)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Turn a page's links into those of the site."""
    return indented(in_the_site(markdown, page.file.src_uri, of_root=page.file.src_uri in BESIDE))


def in_the_site(markdown: str, page: str, *, of_root: bool) -> str:
    """Return a page's text with links that lead to where things are in the site.

    Args:
        markdown: The text as it is in the repository.
        page: Its path in the site.
        of_root: Whether it lies in the repository's root, so that `docs/` leads to the site's root.
    """
    return _LINK.sub(lambda found: f"]({_led(found[1], page, of_root=of_root)}", markdown)


def indented(markdown: str) -> str:
    """Return a page's text with what belongs to a list's item four spaces in, as the site's Markdown wants it.

    GitHub's takes what stands under the item's first word: two spaces in after `- `, three after `1. `.
    """
    lines, missing, in_code = [], 0, False
    for line in markdown.splitlines():
        in_code ^= line.startswith("```")
        if in_code:
            missing = 0
        elif marker := _ITEM.match(line):
            missing = 4 - len(marker[0])
        elif line and not line.startswith(" "):
            missing = 0
        lines.append(" " * missing + line if line.startswith(" ") else line)
    return "\n".join(lines) + "\n"


def _led(target: str, page: str, *, of_root: bool) -> str:
    folder = "" if of_root else posixpath.join("docs", posixpath.dirname(page))
    there = posixpath.normpath(posixpath.join(folder, target))
    inside = there.removeprefix("docs/")
    return posixpath.relpath(inside, posixpath.dirname(page) or ".")
