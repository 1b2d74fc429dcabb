"""The order that a bulk's rows go in: those about the same thing one after the other, as the file has them.

Whoever has sent a row asks for the next one with it in hand, and is given the next about the same thing, while there is
one; so nobody waits for a thing that another is at, and nobody is at a thing twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from tui.core.action import Action
from tui.writing.bulk_rows import BulkRow

__all__ = ["RowQueue", "same_targets"]


class RowQueue:
    """The rows that were not begun."""

    def __init__(self, rows: Iterable[BulkRow], target_of: Mapping[int, int]) -> None:
        """Take rows in the file's order, and which of them are about the same thing, as `same_targets` tells."""
        self._waiting = deque(rows)
        self._target_of = target_of
        self._behind: dict[int, deque[BulkRow]] = {}  # by target that somebody is at: the rows that wait for its end

    def __len__(self) -> int:
        """Return how many rows whoever is free might be given."""
        return len(self._waiting)

    def has_more(self, ended: BulkRow | None) -> bool:
        """Tell whether whoever has sent a row, or none yet, might be given another."""
        return bool(self._waiting) or (ended is not None and bool(self._behind[self._target_of[ended.number]]))

    def next(self, ended: BulkRow | None) -> BulkRow | None:
        """Return the next row for the same thing, else the first whose thing nobody is at; None when there is none."""
        if ended is not None:
            if behind := self._behind[self._target_of[ended.number]]:
                return behind.popleft()
            del self._behind[self._target_of[ended.number]]
        while self._waiting:
            first = self._waiting.popleft()
            target = self._target_of[first.number]
            if target not in self._behind:
                self._behind[target] = deque()
                return first
            self._behind[target].append(first)
        return None


def same_targets(action: Action, rows: Sequence[BulkRow]) -> dict[int, int]:
    """Tell by row number which rows are about the same thing: those with the same number of a group.

    Two rows are when they share a name of it, in whatever case: the target's text, or one of the fields that the action
    says identify it. A row with an id and an e-mail makes one of all that name either.
    """
    groups = _Groups()
    named_by: dict[str, int] = {}
    for row in rows:
        for name in _names(action, row):
            groups.join(row.number, named_by.setdefault(name, row.number))
    return {row.number: groups.of(row.number) for row in rows}


def _names(action: Action, row: BulkRow) -> set[str]:
    given = (row.values.get(field) for field in action.identified_by)
    names = (str(each).strip().casefold() for each in (row.target, *given) if each is not None)
    return {name for name in names if name}


class _Groups:
    """Numbers that were joined, in a forest: each points towards the one that stands for all of its group."""

    def __init__(self) -> None:
        self._towards: dict[int, int] = {}

    def of(self, number: int) -> int:
        """Return the number that stands for the group."""
        way = [number]
        while (further := self._towards.get(way[-1], way[-1])) != way[-1]:
            way.append(further)
        self._towards.update(dict.fromkeys(way, way[-1]))
        return way[-1]

    def join(self, one: int, other: int) -> None:
        """Make one group of two."""
        self._towards[self.of(one)] = self.of(other)
