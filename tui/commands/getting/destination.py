"""Where “get” writes: standard output, a file, a folder of files. What is no stream is whole or not there at all."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from msgspec import Struct

from tui.commands.getting.wanted import Wanted
from tui.core.collection import Collection
from tui.core.column import Column
from tui.core.errors import UsageError
from tui.core.time.now_in_zone import NowInZone
from tui.export import Format, open_writer
from tui.storage.atomic import open_atomic

if TYPE_CHECKING:
    from tui.commands.getting.since_last import Continued
    from tui.export.writers import Writer

__all__ = ["Destination", "opened"]


class Destination(Struct, frozen=True):
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
    moment: NowInZone,
) -> Iterator[Destination]:
    """Open what is written to. When the block ends well it gets its place, and a continued export its new position.

    Args:
        asked_for: What is to be made of the rows.
        collection: What they are of.
        continued: The export that they are for.
        heading: What stands above the rows of a page.
        moment: The instant that a table's times are told from, and the user's zone.

    Raises:
        UsageError: when it cannot be written.
    """
    output, stream = asked_for.output, sys.stdout
    with ExitStack() as until_the_end:
        if output is not None:
            until_the_end.enter_context(_told(output))
        if continued is not None:
            until_the_end.enter_context(continued.moving())
        if output is not None and asked_for.moment is not None:
            yield Destination(_folder(output, asked_for, asked_for.moment, continued), lambda: None)
            return
        if output is not None:
            stream = until_the_end.enter_context(open_atomic(output, fresh=continued is not None))
        elif isinstance(stream, TextIOWrapper):
            # Machine formats are UTF-8 whatever the locale; a table says what the terminal can show.
            table = asked_for.form is Format.TABLE
            stream.reconfigure(errors="replace") if table else stream.reconfigure(encoding="utf-8")
        yield Destination(_writer(asked_for, collection, stream, heading=heading, moment=moment), stream.flush)
        if continued is not None:
            stream.flush()
            if output is not None:
                continued.announce(output.parent, [output.name])


def _folder(output: Path, asked_for: Wanted, moment: Column[Any], continued: Continued | None) -> Writer:
    from tui.export.folders import FolderWriter

    return FolderWriter(
        output,
        asked_for.collection,
        moment,
        name=continued.stem if continued is not None else asked_for.collection.name,
        keys=asked_for.keys,
        announce=None if continued is None else lambda paths: continued.announce(output, paths),
    )


def _writer(
    asked_for: Wanted, collection: Collection, stream: TextIO, *, heading: Sequence[str], moment: NowInZone
) -> Writer:
    make = partial(
        open_writer,
        asked_for.form,
        stream,
        asked_for.collection,
        zone=moment.zone,
        now=moment.now,
        columns=asked_for.columns,
        keys=asked_for.keys,
        width=shutil.get_terminal_size().columns if stream.isatty() else None,
        heading=heading,
        with_meta=asked_for.with_meta,
    )
    if not asked_for.count and asked_for.group is None:
        return make()
    from tui.export.grouped import CountWriter, GroupWriter

    if asked_for.group is None or asked_for.sort is None:
        return CountWriter(stream)
    return GroupWriter(collection, asked_for.group, make, zone=moment.zone, order=asked_for.sort, limit=asked_for.limit)


@contextmanager
def _told(output: Path) -> Iterator[None]:
    """Say which file cannot be written."""
    try:
        yield
    except OSError as failed:
        reason = failed.strerror or str(failed)
        raise UsageError(f"{output} cannot be written: {reason}.", way_out="Name another file.") from None
