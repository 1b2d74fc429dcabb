"""Cut a range into the windows that the vendor answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from tui.core.span import Span

__all__ = ["LONGEST", "Window", "windows"]

LONGEST: Final = timedelta(days=90)
"""Section "Attendance Data": the system limits requests to 90 days or less."""

_TICK: Final = timedelta(milliseconds=1)
"""The finest time that the vendor speaks of."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch as the vendor understands it: both ends are in it. In UTC, in whole milliseconds."""

    start: datetime
    stop: datetime


def windows(span: Span, *, longest: timedelta = LONGEST) -> tuple[Window, ...]:
    """Cut a span into windows, in order, none longer than the vendor takes.

    Neighbours share the instant of the cut, so that no session falls between; those that two windows return are told
    by their key. The last one stops on the last millisecond that is still in the half-open span.
    """
    first, last = _floor(span.start), _floor(span.stop - timedelta(microseconds=1))
    cut: list[Window] = []
    start = first
    while last - start > longest:
        cut.append(Window(start, start + longest))
        start += longest
    return (*cut, Window(start, last))


def _floor(instant: datetime) -> datetime:
    return _EPOCH + (instant - _EPOCH) // _TICK * _TICK
