"""Where two rows differ."""

from __future__ import annotations

from tui.frugal.cells import TAIL, UNKNOWN
from tui.frugal.rows import Row

__all__ = ["Span", "changed_spans"]

Span = tuple[int, int]
"""Cells from a column on, up to another one that is not part of it."""


def changed_spans(old: Row, new: Row) -> list[Span]:
    """Return where a row has to be written to look like another one; whole characters, from left to right.

    A cell of which the new row knows nothing is left as it is.
    """
    (had, had_look), (text, look) = old, new
    if had == text:
        places = [x for x, (a, b, c) in enumerate(zip(had_look, look, text, strict=True)) if a != b and c != UNKNOWN]
    else:
        places = [
            x
            for x, (a, b, c, d) in enumerate(zip(had, text, had_look, look, strict=True))
            if (a != b or c != d) and b != UNKNOWN
        ]
    if not places:
        return []
    spans = _joined(places)
    return _whole(spans, had, text) if TAIL in had or TAIL in text else spans


def _joined(places: list[int]) -> list[Span]:
    spans = []
    start = last = places[0]
    for place in places:
        if place > last + 1:
            spans.append((start, last + 1))
            start = place
        last = place
    spans.append((start, last + 1))
    return spans


def _whole(spans: list[Span], had: str, text: str) -> list[Span]:
    """Let spans neither begin nor end inside a wide character, of the old row or of the new one."""
    width = len(text)
    whole: list[Span] = []
    for start, end in spans:
        while start > 0 and (text[start] == TAIL or had[start] == TAIL):
            start -= 1
        while end < width and (text[end] == TAIL or had[end] == TAIL):
            end += 1
        if whole and start <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(end, whole[-1][1])
        else:
            whole.append((start, end))
    return whole
