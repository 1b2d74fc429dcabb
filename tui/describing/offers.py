"""What a flag's value can be, noted on the flag itself: the completions and “frontdesk spec” read it there.

argparse knows `choices`, which refuse everything else. An offer refuses nothing: it is what is usual, or what is
checked by other means than argparse's. Besides, by convention, what is called CONNECTION or `--connection` is the name
of a connection, and a flag of type `Path` takes a file.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

__all__ = ["Offer", "offer", "offered"]

_ATTRIBUTE: Final = "frontdesk_offer"


@dataclass(frozen=True, slots=True)
class Offer:
    """Words that a value can be."""

    words: tuple[str, ...] = ()
    by_commas: bool = False
    """Whether several go into one value, parted by commas."""
    downwards: bool = False
    """Whether each can also stand with a hyphen before it."""


def offer(
    action: argparse.Action, words: Iterable[str], *, by_commas: bool = False, downwards: bool = False
) -> argparse.Action:
    """Note on a flag, or a word, what it can be; returns it."""
    setattr(action, _ATTRIBUTE, Offer(tuple(words), by_commas, downwards))
    return action


def offered(action: argparse.Action) -> Offer:
    """Return what a flag, or a word, can be: what was noted, else argparse's own choices, else nothing."""
    noted = getattr(action, _ATTRIBUTE, None)
    if isinstance(noted, Offer):
        return noted
    return Offer(tuple(str(choice) for choice in action.choices or ()))
