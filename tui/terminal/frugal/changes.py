"""Where two rows differ."""

from __future__ import annotations

from itertools import compress
from operator import ne, or_

from tui.terminal.frugal.cells import TAIL, UNKNOWN
from tui.terminal.frugal.rows import Row

__all__ = ["Span", "blanks_joined", "changed_spans"]

Span = tuple[int, int]
"""Cells from a column on, up to another one that is not part of it."""


def changed_spans(old: Row, new: Row) -> list[Span]:
    """Return where a row has to be written to look like another one; whole characters, from left to right.

    A cell of which the new row knows nothing is left as it is.
    """
    (had, had_look), (text, look) = old, new
    # Iterators of the standard library all the way: a screen has thousands of cells.
    differ = map(ne, had_look, look) if had == text else map(or_, map(ne, had, text), map(ne, had_look, look))
    places = [*compress(range(len(text)), differ)]
    if UNKNOWN in text:
        places = [x for x in places if text[x] != UNKNOWN]
    if not places:
        return []
    spans = _joined(places)
    return _whole(spans, had, text) if TAIL in had or TAIL in text else spans


def blanks_joined(spans: list[Span], row: Row) -> list[Span]:
    """Return the spans with those made one between which a row has but blanks, like those that they end and begin with.

    It is for terminals that repeat characters: blanks then cost the same, however many they are.
    """
    text, look = row
    joined = spans[:1]
    for start, end in spans[1:]:
        before = joined[-1][1]
        if not text[before - 1 : start + 1].strip(" ") and look[before - 1 : start + 1].strip(look[start]) == "":
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


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
