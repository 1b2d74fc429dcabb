"""Exports that continue where the last one of their name ended: each row once, none left out.

A row belongs to the export in whose window its own time lies, `start` within and `stop` not; so one that the vendor
answers on both sides of an edge comes once. The window ends a while before now, for what the vendor learns late. The
position moves when the export is whole, and never for one in which a part is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tui.core.collection import Collection, RangeUse
from tui.core.column import Column
from tui.core.errors import UsageError
from tui.core.record import Record
from tui.core.time.local_time import in_zone
from tui.core.time.ranges import parse_bounds
from tui.core.time.time_range import TimeRange
from tui.export.moments import goes_on, moment_column, moment_of
from tui.storage.exports import Export, ExportFile

__all__ = ["HOLD_BACK", "Continued", "Into", "continued"]

HOLD_BACK: Final = timedelta(minutes=10)
"""So long before now an export ends when nobody says otherwise: what the vendor learns late is in it then."""


class Into(Struct, frozen=True):
    """Where an export goes."""

    words: str
    """As a sentence says it: `as jsonl into files`. Another place, or another form, has other words."""
    folder: Path | None = None
    """The folder that it adds to; None for what is written anew every time."""


class Continued(Struct):
    """One export of a name, from the window to the new position."""

    file: ExportFile
    collection: Collection
    moment: Column[Any]
    window: TimeRange
    state: Export
    """How far it had come; its question and where it goes are set."""
    moved: str = ""
    """What is to be said when it went elsewhere before, as a sentence; else empty."""
    open: int = 0
    """Rows that have no end yet."""
    timeless: int = 0
    """Rows whose time cannot be read."""

    @property
    def stem(self) -> str:
        """What the window's files are called, without an ending."""
        start, stop = (f"{at:%Y%m%dT%H%M%S.%f}Z" for at in (self.window.start, self.window.stop))
        return f"{self.collection.name}-{start}-{stop}"

    def takes(self, record: Record[Any]) -> bool:
        """Tell whether a row belongs to the window, and count what is to be said of those that do."""
        at = moment_of(record, self.moment)
        if at is not None and not self.window.start <= at < self.window.stop:
            return False
        self.timeless += at is None
        self.open += goes_on(record, self.collection)
        return True

    def announce(self, folder: Path, paths: Sequence[str]) -> None:
        """Note down which files are about to get their places.

        Raises:
            UsageError: when it cannot be written down.
        """
        self.state = replace(self.state, folder=str(folder.absolute()), pending=tuple(paths))
        self.file.write(self.state)

    @contextmanager
    def moving(self) -> Iterator[None]:
        """Move the position when the block ends well; else leave it, and nothing of the export behind.

        Raises:
            UsageError: when the position cannot be written down.
        """
        try:
            yield
        except FileExistsError:  # somebody was quicker: that file is theirs
            self.file.write(replace(self.state, pending=()))
            raise
        except BaseException:
            if self.state.pending:
                self.file.cleared()
            raise
        self.file.write(replace(self.state, until=self.window.stop, pending=()))

    def words(self) -> list[str]:
        """Return what is to be known of the export."""
        one, many = self.collection.noun
        said = [self.moved] if self.moved else []
        if self.open:
            column = self.collection.column(self.collection.ends)
            label = column.label if column is not None else self.collection.ends
            have, are = (f"1 {one} has", "It is") if self.open == 1 else (f"{self.open:,} {many} have", "They are")
            said.append(
                f"{have} no “{label}” yet. {are} exported as of now, and not again; "
                "“--to yesterday” leaves a row time to end."
            )
        if self.timeless:
            rows = f"1 {one} has" if self.timeless == 1 else f"{self.timeless:,} {many} have"
            said.append(f"{rows} no time that can be read: another export may have the same again.")
        return said


def continued(
    file: ExportFile,
    collection: Collection,
    question: Mapping[str, Any],
    bounds: tuple[str | None, str | None],
    *,
    now: datetime,
    zone: tzinfo,
    into: Into,
) -> Continued | None:
    """Find out what is next for an export; None when nothing is, yet.

    Args:
        file: Its state, which is held.
        collection: What is exported.
        question: What is asked but for the range, as JSON has it.
        bounds: What `--from` and `--to` say: where the first export begins, and where this one ends.
        now: The instant of asking.
        zone: The user's zone.
        into: Where it goes.

    Raises:
        UsageError: when the export of that name is another one, a first one does not say where it begins, or the folder
            that it is to add to has nothing of what came before.
    """
    if collection.range_use is RangeUse.NONE or collection.report is not None:
        raise UsageError("--since-last is for lists that have --from and --to.", way_out="Leave it out.")
    moment = moment_column(collection, why="--since-last")
    state, (first, last) = file.cleared(), bounds
    if state.question and dict(state.question) != question:
        raise UsageError(
            f"The export “{file.name}” asks something else: {_said(state.question)}.",
            way_out="Ask the same, or give this one another name.",
        )
    moved = _moved(file.name, state, into, zone)
    if state.until is None and first is None:
        raise UsageError(f"The export “{file.name}” is a new one.", way_out="Say where it begins with --from.")
    start = state.until or parse_bounds(first, None, now=now, zone=zone, default="").start
    stop = now - HOLD_BACK
    if last is not None:
        stop = min(parse_bounds("1970-01-01", last, now=now, zone=zone, default="").stop, now)
    if stop <= start:
        return None
    state = replace(state, question=dict(question), output=into.words)
    return Continued(file, collection, moment, TimeRange(start, stop), state, moved=moved)


def _moved(name: str, state: Export, into: Into, zone: tzinfo) -> str:
    """Return what is to be said of an export that goes elsewhere than before; empty where it does not.

    Raises:
        UsageError: when what came before would be missing in the folder that it is to add to.
    """
    if state.until is None or not state.output:
        return ""
    elsewhere, until = state.output != into.words, f"{in_zone(state.until, zone):%Y-%m-%d %H:%M}"
    if into.folder is not None and _lacks_all(into.folder, elsewhere=elsewhere):
        raise UsageError(
            f"Until {until} the export “{name}” went {state.output}, and {into.folder} has nothing of that.",
            way_out="Go on there, or give this one another name and --from.",
        )
    return f"Until {until} “{name}” went {state.output}: here is only what came since." if elsewhere else ""


def _lacks_all(folder: Path, *, elsewhere: bool) -> bool:
    """Tell whether a folder cannot have what was exported: it is gone. A new one is empty; one may have been moved."""
    return not folder.exists() or (elsewhere and not any(folder.iterdir()))


def _said(question: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in question.items() if value)
