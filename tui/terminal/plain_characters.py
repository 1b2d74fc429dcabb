"""Characters for a terminal that shows ASCII only: every one is spelled by one that is as wide."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["plain", "unadorned"]

_ORNAMENTS: Final = {
    "-": "─━┄┅┈┉╌╍═–—−‐‑▔▁▂",
    "|": "│┃┆┇┊┋╎╏║▎▏▍▌▐▕",
    "+": "┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋┍┑┕┙",
    "#": "█▇▆▅▉▊▋▓▒■▪",
    ":": "▄▃▀░⋮",
    ">": "▶►▸›»→⏵",
    "<": "◀◄◂‹«←⏴",
    "^": "▲△↑",
    "v": "▼▽↓▾✓✔",
    "x": "✗✘×",
    "*": "●○◉•★☆◆◇",
    ".": "·…∙",
    '"': "“”„",
    "'": "‘’‚",
}
"""What borders, bars, arrows, marks and quotes become."""

_SPELLED: Final = {each: plain for plain, many in _ORNAMENTS.items() for each in many}

_BRAILLE: Final = (" ", ".", ".", ":", ":", "#", "#", "#", "#")
"""What a braille cell of a curve becomes, by how many of its dots are set."""


@lru_cache(maxsize=4096)
def plain(character: str) -> str:
    """Return the ASCII character for another one (or for a character with marks on it): `─` → `-`, `é` → `e`."""
    if character in _SPELLED:
        return _SPELLED[character]
    if "\u2800" <= character <= "\u28ff":
        return _BRAILLE[(ord(character[0]) - 0x2800).bit_count()]
    if character.isspace():
        return " "
    bare = unicodedata.normalize("NFKD", character)[:1]
    return bare if bare.isascii() and bare.isprintable() else "?"


def unadorned(character: str) -> str:
    """Return a blank for what only decorates, and every other character as it is: for a screen that is read out."""
    return " " if "\u2500" <= character <= "\u259f" or "\u2800" <= character <= "\u28ff" else character
