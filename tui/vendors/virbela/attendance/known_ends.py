"""When the sessions ended that were taken already: what a session is known again by, a million of them in little room.

::

    began ─▶ a stretch of the range ─▶ a dict, while rows of that time come
                                       └▶ columns of numbers, once those of so many later stretches came
"""

from __future__ import annotations

from array import array
from collections import deque
from typing import Final, TypeAlias

from msgspec import Struct

__all__ = ["USER_BITS", "Ends", "KnownEnds"]

USER_BITS: Final = 32
"""No campus has four thousand million people."""

Ends: TypeAlias = dict[int, int | tuple[int, ...]]
"""When the sessions of a person ended that began together, mostly one; by when they began, and whose they are:
`began << USER_BITS | number`."""

_STRETCHES: Final = 256
_SHORTEST: Final = 3_600_000_000
"""Ticks: an hour."""
_AT_HAND: Final = 32
"""Stretches that stay dicts: so many windows may be read side by side, each at its own time."""
_WORTH_IT: Final = 1024
"""Sessions below which a stretch stays a dict: there is little to be had."""
_MASK: Final = (1 << USER_BITS) - 1


class KnownEnds:
    """Holds ends by stretches of time. One of a million sessions takes 20 bytes, 110 in a dict.

    Rows come by time, in each of the windows that are read side by side, so hardly anybody comes back to a stretch that
    was packed. One that is needed once more stays a dict from then on: in whatever order rows come, each is packed and
    unpacked once at most.
    """

    def __init__(self, start: int, stop: int) -> None:
        """Begin with nothing.

        Args:
            start: from when on sessions mostly begin, in ticks.
            stop: until when.
        """
        self.width = max((stop - start) // _STRETCHES, _SHORTEST)
        """Ticks of a stretch: what began at `at` is in stretch `at // width`."""
        self._open: dict[int, Ends] = {}
        self._packed: dict[int, _Packed] = {}
        self._to_pack: deque[int] = deque()

    def of(self, stretch: int) -> Ends:
        """Return the ends of a stretch, to look at and to add to until the next one is asked for."""
        found = self._open.get(stretch)
        if found is not None:
            return found
        packed = self._packed.pop(stretch, None)
        if packed is not None:
            found = self._open[stretch] = packed.ends()
            return found
        found = self._open[stretch] = {}
        self._to_pack.append(stretch)
        if len(self._to_pack) > _AT_HAND:
            self._pack(self._to_pack.popleft())
        return found

    def clear(self) -> None:
        """Forget everything."""
        self._open.clear()
        self._packed.clear()
        self._to_pack.clear()

    def _pack(self, stretch: int) -> None:
        if len(self._open[stretch]) >= _WORTH_IT:
            self._packed[stretch] = _Packed.of(self._open.pop(stretch))


class _Packed(Struct, frozen=True):
    """The ends of one stretch as columns."""

    began: array[int]
    users: array[int]
    ended: array[int]
    several: Ends
    """Those of which one began and several ended."""

    @classmethod
    def of(cls, ends: Ends) -> _Packed:
        single = {key: ended for key, ended in ends.items() if isinstance(ended, int)}
        return cls(
            array("q", [key >> USER_BITS for key in single]),
            array("I", [key & _MASK for key in single]),
            array("q", single.values()),
            {key: ended for key, ended in ends.items() if not isinstance(ended, int)},
        )

    def ends(self) -> Ends:
        rows = zip(self.began, self.users, self.ended, strict=True)
        unpacked: Ends = {began << USER_BITS | user: ended for began, user, ended in rows}
        unpacked.update(self.several)
        return unpacked
