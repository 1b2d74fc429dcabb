"""Terms of the filter as they are written, for what leads to rows: reading them is `filters`."""

from __future__ import annotations

from typing import Final

__all__ = ["EXACTLY", "exactly"]

EXACTLY: Final = "=="
"""The sign of a column that is something to the letter: case and accents count."""


def exactly(key: str, text: str) -> str:
    """Write the term that leaves the rows whose column is just so; of an empty text those that have none.

    For what leads to the rows behind a figure: two names that differ in an accent alone are two.
    """
    if not text:
        return f'{key}=""'
    quoted = text.replace('"', '""')
    return f'{key}{EXACTLY}"{quoted}"'
