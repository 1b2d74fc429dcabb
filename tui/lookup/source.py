"""How one connection has been looked through: for the line that says so."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

__all__ = ["Source", "State"]


class State(Enum):
    """How far it has come."""

    NOT_ASKED = "not asked yet"
    ASKING = "asking"
    LOOKED = "looked"
    FAILED = "failed"
    CANNOT = "not searched"


class Source(Struct, frozen=True):
    """One connection, and what has come of looking through it."""

    connection: str
    state: State = State.NOT_ASKED
    found: int = 0
    by_name: bool = False
    """Whether only a name says whose it is: it may be somebody else of that name."""
    looked: tuple[str, ...] = ()
    """What was looked at, each with how much and how far: `162 runs of the last 30 days`."""
    missing: tuple[str, ...] = ()
    """What was not looked at though it should have been, a sentence each."""
    mistaken: bool = False
    """Whether it failed by a mistake of ours: what came of it is not to be looked at."""
    left_out: tuple[str, ...] = ()
    """What is not looked at here, and why."""

    @property
    def is_whole(self) -> bool:
        """Whether everything was looked at that should be."""
        return self.state in (State.LOOKED, State.CANNOT) and not self.missing

    @property
    def headline(self) -> str:
        """The state in a word or two."""
        match self.state:
            case State.LOOKED if self.by_name:
                return f"{self.found:,} by name"
            case State.LOOKED:
                return f"{self.found:,} found" if self.found else "nothing found"
            case State.NOT_ASKED if self.looked:
                return f"{self.found:,} found so far"
            case State.ASKING:
                return f"asking, {self.found:,}" if self.found else "asking"
            case _:
                return str(self.state.value)

    @property
    def particulars(self) -> str:
        """What stands behind the headline: what failed first, then what was looked at, then what is left out."""
        parts = [*self.missing]
        if self.looked and self.state is not State.NOT_ASKED:
            parts.append("in " + ", ".join(self.looked))
        parts += self.left_out
        return "; ".join(part.rstrip(".") for part in parts if part)

    @property
    def sentence(self) -> str:
        """Both, on one line."""
        return f"{self.headline}: {self.particulars}" if self.particulars else self.headline
