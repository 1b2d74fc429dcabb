"""Words that people type: yes and no in every way they are said, and the name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

__all__ = ["NO", "YES", "did_you_mean", "nearest"]

YES: Final = frozenset({"yes", "y", "true", "on", "1"})
"""What says yes, in lower case."""

NO: Final = frozenset({"no", "n", "false", "off", "0"})
"""What says no, in lower case."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like `name`; empty when none is near."""
    import difflib  # late: most words are right

    names = list(known)
    by_folded = {each.casefold().replace("-", "_"): each for each in names}
    wanted = name.casefold().replace("-", "_")
    close = difflib.get_close_matches(wanted, list(by_folded), n=1, cutoff=0.6)
    begun = [folded for folded in by_folded if len(wanted) > 1 and folded.startswith(wanted)]  # prod → production
    best = [*close, *begun]
    return by_folded[best[0]] if best else ""


def did_you_mean(name: str, known: Iterable[str], *, otherwise: str = "There are: {}.") -> str:
    """Return the way out of a name that is not there: the one that was meant, else those there are.

    Args:
        name: What was typed.
        known: What could have been.
        otherwise: What is said when none is near; `{}` stands for the known names.
    """
    names = list(known)
    close = nearest(name, names)
    return f"Did you mean “{close}”?" if close else otherwise.replace("{}", ", ".join(names))
