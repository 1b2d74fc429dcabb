"""Markdown that the made pages are put together of: tables, sentences, a part of a page between two marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["choices_in_words", "row", "sentences", "slug", "table_head", "with_part"]


def table_head(*heads: str) -> tuple[str, str]:
    """Return a table's first two lines."""
    return row(*heads), row(*("---" for _ in heads))


def row(*cells: str) -> str:
    """Return a table's line."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def sentences(*parts: str) -> str:
    """Put sentences together, those left out that are empty."""
    return " ".join(part for part in parts if part)


def choices_in_words(choices: Iterable[str]) -> str:
    """List the words that something takes; empty when it takes any."""
    listed = ", ".join(f"`{choice}`" for choice in choices)
    return f"{listed}." if listed else ""


def with_part(page: str, begins: str, part: str, ends: str) -> str:
    """Return a page with the part between two marks made anew; the rest is somebody's prose.

    Raises:
        ValueError: when the page has not both marks.
    """
    before, begin, rest = page.partition(begins)
    _, end, after = rest.partition(ends)
    if not (begin and end):
        raise ValueError(f"A page needs “{begins}” and “{ends}”.")
    return f"{before}{begin}\n\n{part}\n\n{end}{after}"


def slug(heading: str) -> str:
    """Return the anchor of a heading, as GitHub makes it; the site makes the same."""
    plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")
