"""How well a text fits what something is called. Pure functions.

::

    EXACT    it is the id, to the letter, or the whole e-mail address, or the whole name
    BEGINS   a name or the address begins with it
    WORDS    each of its words begins a word of the names or the address, in any order
    PARTS    each of its words stands somewhere in them
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from typing import Final

from msgspec import Struct

from tui.core.text import clean, fold

__all__ = ["Fit", "Labels", "fit_of", "is_address", "same_name"]

_APART: Final = re.compile("[,;]")
"""What people put between a family name and a given one."""
_WORD: Final = re.compile(r"[^\W_]+")


class Fit(IntEnum):
    """How well a text fits, the best first."""

    EXACT = 0
    BEGINS = 1
    WORDS = 2
    PARTS = 3


class Labels(Struct, frozen=True):
    """What something is called, made ready to be compared."""

    ids: frozenset[str]
    """As the vendor writes them."""
    names: tuple[str, ...]
    """Folded: without case and accents, one space between words."""
    words: tuple[str, ...]
    """The folded names' words, those of addresses too: `asa.oberg@harbor.example` has four."""
    text: str
    """The folded names, one a line: what is not in it fits in no way but as an id."""

    @classmethod
    def of(cls, names: Iterable[str | None], ids: Iterable[str | None] = ()) -> Labels:
        """Take names and addresses as they come; what is missing or empty is left out."""
        folded = tuple(dict.fromkeys(text for name in names if name and (text := _squeezed(name))))
        words = tuple(dict.fromkeys(word for name in folded for word in _WORD.findall(name)))
        whole_ids = frozenset(text for each in ids if each and (text := each.strip()))
        return cls(whole_ids, folded, words, "\n".join(folded))


def fit_of(text: str, labels: Labels) -> Fit | None:
    """Return how well a text fits; None when it does not."""
    typed = text.strip()
    whole, words = _folded(typed)
    if typed and (typed in labels.ids or whole in labels.names):
        return Fit.EXACT
    if not words or not all(word in labels.text for word in words):
        return None
    if any(name.startswith(whole) for name in labels.names):
        return Fit.BEGINS
    if all(any(own.startswith(word) for own in labels.words) for word in words):
        return Fit.WORDS
    return Fit.PARTS


def same_name(one: str, other: str) -> bool:
    """Tell whether two names are of the same words, in whatever order, case and accents."""
    words = _words_of(one)
    return bool(words) and words == _words_of(other)


def is_address(text: str) -> bool:
    """Tell an e-mail address from a name."""
    name, at, host = text.strip().partition("@")
    return bool(name and at and host) and " " not in text.strip()


@lru_cache(maxsize=4_000)
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(sorted(_WORD.findall(fold(clean(name)))))


@lru_cache(maxsize=64)
def _folded(typed: str) -> tuple[str, tuple[str, ...]]:
    """Return a typed text as it is compared, whole and in words; remembered, for it is held against many."""
    whole = _squeezed(typed)
    return whole, tuple(_APART.sub(" ", whole).split())


def _squeezed(text: str) -> str:
    return " ".join(fold(clean(text)).split())
