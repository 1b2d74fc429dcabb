"""Where “get” writes: standard output, a file, a folder of files. What is no stream is whole or not there at all."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TextIO, cast

from tui.commands.getting.since_last import Continued
from tui.commands.getting.wanted import Wanted
from tui.core.collection import Collection
from tui.core.errors import UsageError
from tui.export import Format, open_writer
from tui.export.grouped import CountWriter, GroupWriter
from tui.export.writers import Writer
from tui.storage.atomic import open_atomic

__all__ = ["Destination", "opened"]


@dataclass(frozen=True, slots=True)
class Destination:
    """Where rows go."""

    writer: Writer
    """Takes them; still to be entered."""
    flush: Callable[[], None]
    """Sends on what was written so far."""


@contextmanager
def opened(
    asked_for: Wanted,
    collection: Collection,
    continued: Continued | None,
    *,
    heading: Sequence[str],
    now: datetime,
    zone: tzinfo,
) -> Iterator[Destination]:
    """Open what is written to. When the block ends well it gets its place, and a continued export its new position.

    Args:
        asked_for: What is to be made of the rows.
        collection: What they are of.
        continued: The export that they are for.
        heading: What stands above the rows of a page.
        now: The instant that a table's times are told from.
        zone: The user's zone.

    Raises:
        UsageError: when it cannot be written.
    """
    output = asked_for.output
    with _told(output), continued.moving() if continued is not None else nullcontext():
        if output is not None and asked_for.moment is not None:
            yield Destination(_folder(output, asked_for, continued), lambda: None)
            return
        with _stream(asked_for, fresh=continued is not None) as stream:
            yield Destination(_writer(asked_for, collection, stream, heading=heading, now=now, zone=zone), stream.flush)
            if continued is not None:
                stream.flush()
                if output is not None:
                    continued.announce(output.parent, [output.name])


def _folder(output: Path, asked_for: Wanted, continued: Continued | None) -> Writer:
    from tui.export.folders import FolderWriter

    assert asked_for.moment is not None  # noqa: S101 - whoever calls has looked
    return FolderWriter(
        output,
        asked_for.collection,
        asked_for.moment,
        name=continued.stem if continued is not None else asked_for.collection.name,
        keys=asked_for.keys,
        announce=None if continued is None else lambda paths: continued.announce(output, paths),
    )


def _writer(
    asked_for: Wanted,
    collection: Collection,
    stream: TextIO,
    *,
    heading: Sequence[str],
    now: datetime,
    zone: tzinfo,
) -> Writer:
    if asked_for.count:
        return CountWriter(stream)

    def make() -> Writer:
        return open_writer(
            asked_for.form,
            stream,
            asked_for.collection,
            zone=zone,
            now=now,
            columns=asked_for.columns,
            keys=asked_for.keys,
            width=shutil.get_terminal_size().columns if stream.isatty() else None,
            heading=heading,
            with_meta=asked_for.with_meta,
        )

    if asked_for.group is None or asked_for.sort is None:
        return make()
    return GroupWriter(collection, asked_for.group, make, zone=zone, order=asked_for.sort, limit=asked_for.limit)


@contextmanager
def _stream(asked_for: Wanted, *, fresh: bool) -> Iterator[TextIO]:
    output, form = asked_for.output, asked_for.form
    if output is not None:
        with open_atomic(output, fresh=fresh) as file:
            yield cast("TextIO", file)
        return
    if hasattr(sys.stdout, "reconfigure"):
        # Machine formats are UTF-8 whatever the locale; a table says what the terminal can show.
        sys.stdout.reconfigure(**({"errors": "replace"} if form is Format.TABLE else {"encoding": "utf-8"}))
    yield sys.stdout


@contextmanager
def _told(output: Path | None) -> Iterator[None]:
    """Say which file cannot be written."""
    try:
        yield
    except OSError as failed:
        if output is None:
            raise
        reason = failed.strerror or str(failed)
        raise UsageError(f"{output} cannot be written: {reason}.", way_out="Name another file.") from None
