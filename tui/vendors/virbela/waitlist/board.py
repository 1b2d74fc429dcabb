"""The waitlist board's figures: one look at who waited how long, when, and who helped. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from msgspec import Struct

from tui.vendors.virbela.waitlist.figures import AgentWork, Event, Times, agents, by_hour, by_place, times

__all__ = ["Board", "board_of", "busiest", "slowest"]


class Board(Struct, frozen=True):
    """All figures of one range."""

    waited: Times
    """Time in line, of those who were called."""
    helped: Times
    """How long the help took."""
    shifts: Times
    """How long shifts were."""
    hours: Sequence[Times]
    """Waiting by the hour of the day in which people were called: 24 of them."""
    helped_hours: Sequence[Times]
    """Help by the hour of the day in which it ended: 24 of them."""
    agents: Sequence[AgentWork]
    places: Mapping[int, Times]
    """Waiting by the place in line at the beginning."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened in the range."""
        return not (self.waited.count or self.helped.count or self.shifts.count)


def board_of(called: Sequence[Event], helped: Sequence[Event], shifts: Sequence[Event], zone: tzinfo) -> Board:
    """Work all figures out."""
    return Board(
        waited=times(called),
        helped=times(helped),
        shifts=times(shifts),
        hours=by_hour(called, zone),
        helped_hours=by_hour(helped, zone),
        agents=agents(called, helped, shifts),
        places=by_place(called),
    )


def busiest(hours: Sequence[Times]) -> int | None:
    """Return the hour with the most events, the earliest of equals; None when there are none."""
    best = max(range(len(hours)), key=lambda hour: (hours[hour].count, -hour), default=0)
    return best if hours and hours[best].count else None


def slowest(hours: Sequence[Times]) -> int | None:
    """Return the hour with the longest median; None when no event told how long it lasted."""
    told = [(own.median, -hour) for hour, own in enumerate(hours) if own.median is not None]
    return -max(told)[1] if told else None
