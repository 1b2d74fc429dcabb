"""Words that people type: yes and no in every way they are said, one of several, and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from tui.core.errors import UsageError

__all__ = ["NO", "YES", "any_of", "did_you_mean", "near_ones", "nearest", "none_of", "one_of"]

YES: Final = frozenset({"yes", "y", "true", "on", "1"})
"""What says yes, in lower case."""

NO: Final = frozenset({"no", "n", "false", "off", "0"})
"""What says no, in lower case."""

_MOST: Final = 6
"""So many names are suggested at the most: more of them are read no faster than the whole list."""

_ALIKE: Final = 0.6
"""The least likeness of a name that begins with the same letter: `wait` is `weight`, but `foo` is no `SFSRoom`."""

_VERY_ALIKE: Final = 0.75
"""The least likeness of any other name: `mail` is `email`."""

_BEGINS: Final = 1.0
_WORD_BEGINS: Final = 0.85
_AS_GOOD: Final = 0.1
"""How much less likely than the likeliest a name may be, to be suggested beside it."""


def near_ones(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known names that may have been meant, the likeliest first; none when none is near.

    Near is what begins with it (`prod`, `production`), what has a word that does (`volume`, `private-volume`), and what
    is spelled much like it.
    """
    wanted = _folded(name)
    rated = [(*_likeness(wanted, each), each) for each in known]
    best = max((likeness for likeness, _, _ in rated), default=0.0)
    near = [each for each in rated if each[0] and each[0] >= best - _AS_GOOD]
    return tuple(each for _, _, each in sorted(near, key=lambda each: each[:2], reverse=True)[:_MOST])


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like `name`; empty when none is near."""
    return next(iter(near_ones(name, known)), "")


def did_you_mean(name: str, known: Iterable[str], *, otherwise: str = "There are: {}.") -> str:
    """Return the way out of a name that is not there: those that may have been meant, else those there are.

    Args:
        name: What was typed.
        known: What could have been.
        otherwise: What is said when none is near; `{}` stands for the known names. Where there are none, that is said.
    """
    names = list(known)
    if not names and "{}" in otherwise:
        return "There are none."
    near = [f"“{each}”" for each in near_ones(name, names)]
    return f"Did you mean {any_of(near)}?" if near else otherwise.replace("{}", ", ".join(names))


def any_of(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: `a, b or c`."""
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def one_of(text: str, choices: Sequence[str]) -> str:
    """Return the one of several that a text says, as it is written; case does not count.

    Raises:
        UsageError: when it says none of them; names them all.
    """
    for choice in choices:
        if choice.casefold() == text.casefold():
            return choice
    raise none_of(text, choices)


def none_of(text: str, choices: Iterable[str]) -> UsageError:
    """Return what to raise for a text that is none of several: all of them, and which was probably meant."""
    names = list(choices)
    way_out = did_you_mean(text, names, otherwise="")
    return UsageError(f"“{text}” is not one of {', '.join(names)}.", way_out=way_out)


def _likeness(wanted: str, name: str) -> tuple[float, float]:
    """Return how likely a name was meant, 0 when it was not, and how much it is spelled like it."""
    import difflib  # late: most words are right

    folded = _folded(name)
    spelled = difflib.SequenceMatcher(None, folded, wanted).ratio()
    if len(wanted) > 1 and folded.startswith(wanted):
        return _BEGINS, spelled
    if len(wanted) > 1 and any(word.startswith(wanted) for word in folded.split("_")):
        return _WORD_BEGINS, spelled
    least = _ALIKE if folded[:1] == wanted[:1] else _VERY_ALIKE
    return spelled if spelled >= least else 0.0, spelled


def _folded(name: str) -> str:
    """Return a name in words: `levelName`, `level-name` and `--level-name` are `level_name`."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"\W|_", "_", parted).strip("_").casefold()
