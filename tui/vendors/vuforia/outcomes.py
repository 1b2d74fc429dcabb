"""How steps came out: done, failed, left out, or something the vendor has not documented. Pure functions, no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import Final

from tui.vendors.vuforia.api.models import Step

__all__ = [
    "GLYPHS",
    "Outcome",
    "condensed",
    "count_outcomes",
    "is_telling",
    "next_telling",
    "outcome",
    "previous_telling",
    "strip",
    "tally",
]


class Outcome(Enum):
    """How a step came out."""

    DONE = "done"
    FAILED = "failed"
    OMITTED = "omitted"
    OTHER = "other"
    """A status that the vendor has not documented; it is shown as it is."""


_OUTCOMES: Final[Mapping[str, Outcome]] = {
    "confirmed": Outcome.DONE,
    "pass": Outcome.DONE,
    "fail": Outcome.FAILED,
    "omitted": Outcome.OMITTED,
}

GLYPHS: Final[Mapping[Outcome, str]] = {
    Outcome.DONE: "✓",
    Outcome.FAILED: "✗",
    Outcome.OMITTED: "–",
    Outcome.OTHER: "?",
}
"""One cell each, told apart without colour."""

_WORST_FIRST: Final = (Outcome.FAILED, Outcome.OMITTED, Outcome.OTHER, Outcome.DONE)


def outcome(step: Step) -> Outcome:
    """Say how a step came out."""
    return _outcome_of(step.status)


def count_outcomes(steps: Iterable[Step]) -> Counter[Outcome]:
    """Count how the steps came out."""
    counts: Counter[Outcome] = Counter()
    # There are few words and very many steps: the words are counted first.
    for status, count in Counter(step.status for step in steps).items():
        counts[_outcome_of(status)] += count
    return counts


def tally(counts: Mapping[Outcome, int]) -> str:
    """Write how many came out how: `9 done, 1 failed, 2 omitted`; what is nought is left out."""
    words = [f"{counts[each]} {each.value}" for each in Outcome if counts.get(each)]
    return ", ".join(words) or "no steps"


def strip(steps: Iterable[Step]) -> str:
    """Write the outcomes as a row of glyphs, one a step."""
    return "".join(GLYPHS[outcome(step)] for step in steps)


def condensed(glyphs: str, cells: int) -> str:
    """Write a row of glyphs in no more than so many cells: neighbours share one, and the worst of them is shown.

    So a failure among 400 steps is still seen. It stands at the place that its step has along the run.
    """
    if cells <= 0 or len(glyphs) <= cells:
        return glyphs if cells > 0 else ""
    bounds = [place * len(glyphs) // cells for place in range(cells + 1)]
    groups = (glyphs[start:stop] for start, stop in pairwise(bounds))
    return "".join(next(GLYPHS[each] for each in _WORST_FIRST if GLYPHS[each] in group) for group in groups)


def is_telling(step: Step) -> bool:
    """Whether a step is one to look at: it failed, or was left out."""
    return outcome(step) in (Outcome.FAILED, Outcome.OMITTED)


def next_telling(steps: Sequence[Step], after: int) -> int | None:
    """Return the index of the next failed or omitted step, going round once; None when there is none."""
    telling = [index for index, step in enumerate(steps) if is_telling(step)]
    return next((index for index in telling if index > after), telling[0] if telling else None)


def previous_telling(steps: Sequence[Step], before: int) -> int | None:
    """Return the index of the failed or omitted step before one, going round once; None when there is none."""
    telling = [index for index, step in enumerate(steps) if is_telling(step)]
    return next((index for index in reversed(telling) if index < before), telling[-1] if telling else None)


@lru_cache(256)
def _outcome_of(status: str | None) -> Outcome:
    return _OUTCOMES.get((status or "").strip().lower(), Outcome.OTHER)
