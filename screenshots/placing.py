"""Put each cell of a picture where the terminal has it, whatever fonts the reader of the picture has.

Textual's picture writes a whole run of text at the place of its first cell. Where a font has another width for a
Chinese or an Arabic letter than the terminal gave it, all that follows in the row is shifted, and blocks drawn by a
font leave gaps between the rows. Here a run is cut at such letters, each piece is held to its own cells, and blocks
are drawn as rectangles::

    "李 Wei   ▎▄"   →   李 in 2 cells · " Wei   " in 7 · a rectangle · a rectangle
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len

__all__ = ["placed"]

CELL: Final = 12.2
"""The width of a cell, in the picture's own units."""
LINE: Final = 24.4
"""The height of a row."""
TOP: Final = 1.5
"""Where the first row begins."""

_RUN: Final = re.compile(
    r'<text class="(?P<style>[^"]*)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="[\d.]+" '
    r'clip-path="(?P<clip>url\(#[^)]*-line-(?P<row>\d+)\))">(?P<text>[^<]*)</text>'
)

_EIGHTHS: Final = {
    **{chr(0x2580 + eighths): (0.0, 1 - eighths / 8, 1.0, eighths / 8) for eighths in range(1, 9)},
    **{chr(0x2590 - eighths): (0.0, 0.0, eighths / 8, 1.0) for eighths in range(1, 8)},
    "▀": (0.0, 0.0, 1.0, 0.5),
    "▐": (0.5, 0.0, 0.5, 1.0),
    "▔": (0.0, 0.0, 1.0, 1 / 8),
    "▕": (7 / 8, 0.0, 1 / 8, 1.0),
}
"""Blocks that are one rectangle: left, top, width and height in parts of the cell."""


def placed(picture: str) -> str:
    """Return the picture with every piece of text held to its cells."""
    return _RUN.sub(_redrawn, picture)


def _redrawn(run: re.Match[str]) -> str:
    text = html.unescape(run["text"]).rstrip("\n")
    column = round(float(run["x"]) / CELL)
    pieces: list[str] = []
    for piece in _pieces(text):
        cells = cell_len(piece)
        if piece in _EIGHTHS:
            pieces.append(_block(run, piece, column))
        elif piece.strip("\xa0 ⠀"):
            pieces.append(_text(run, piece, column, cells))
        column += cells
    return "".join(pieces)


def _text(run: re.Match[str], piece: str, column: int, cells: int) -> str:
    shown = html.escape(piece).replace("\xa0", "&#160;").replace(" ", "&#160;")
    # Spacing alone suits letters of one width; the others are stretched as well, so that they fill their cells.
    fit = "" if _is_plain(piece) else ' lengthAdjust="spacingAndGlyphs"'
    return (
        f'<text class="{run["style"]}" x="{_number(column * CELL)}" y="{run["y"]}" '
        f'textLength="{_number(cells * CELL)}"{fit} clip-path="{run["clip"]}">{shown}</text>'
    )


def _block(run: re.Match[str], block: str, column: int) -> str:
    left, top, width, height = _EIGHTHS[block]
    return (
        f'<rect class="{run["style"]}" x="{_number((column + left) * CELL)}" '
        f'y="{_number(TOP + (int(run["row"]) + top) * LINE)}" width="{_number(width * CELL)}" '
        f'height="{_number(height * LINE)}" shape-rendering="crispEdges"/>'
    )


def _pieces(text: str) -> Iterator[str]:
    """Cut a run: a block alone, a wide letter alone, a word of another script alone, and the rest between them."""
    held = ""
    for letter in text:
        if held and _goes_with(held, letter):
            held += letter
            continue
        if held:
            yield held
        held = letter
    if held:
        yield held


def _goes_with(held: str, letter: str) -> bool:
    if cell_len(letter) == 0:
        return True  # a mark over the letter before it
    if letter in _EIGHTHS or held in _EIGHTHS or cell_len(letter) > 1 or cell_len(held[0]) > 1:
        return False
    return _is_plain(held) == _is_plain(letter)


def _is_plain(text: str) -> bool:
    """Whether every monospaced font has these letters, each in one cell: Latin, Greek, Cyrillic, lines, Braille."""
    return all(letter < "\u0530" or "\u1e00" <= letter <= "\u2bff" for letter in text)


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
