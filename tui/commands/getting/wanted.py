"""What “get” is to make of the rows, out of its flags: which, in which order, of which columns, in which form.

Everything that the user can get wrong is looked at here, before anybody is asked: a long read must not end in a
typing error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tui.core.collection import Collection
from tui.core.column import Column
from tui.core.errors import UsageError
from tui.core.record import Record
from tui.core.time.now_in_zone import NowInZone
from tui.core.words import did_you_mean
from tui.export import Format

__all__ = ["Wanted", "column_named", "wanted"]


class Wanted(Struct, frozen=True):
    """What is to be made of the rows of a collection."""

    collection: Collection
    """What is written: the collection itself, or its groups."""
    form: Format
    matches: Callable[[Record[Any]], bool] | None
    """What a row has to pass; None lets all through."""
    sort: tuple[Column[Any], bool] | None
    """The column to sort by and whether downwards; None keeps the vendor's order."""
    limit: int | None
    columns: list[Column[Any]] | None
    """The columns of a format for eyes; None means those shown at first."""
    keys: list[str] | None
    """The fields of a machine format; None means all there is."""
    count: bool
    """Whether only the number of rows is wanted."""
    group: Column[Any] | None
    """The column whose values are counted in place of rows."""
    with_meta: bool
    output: Path | None
    moment: Column[Any] | None
    """When a row was: then the output is a folder, parted by months of it; None for a file."""
    since_last: str
    """The export that this continues; empty for none."""
    reads_all: bool
    """Whether the first rows are known only when all are there. A table that is cut short is not worth that: it sorts
    the rows that it shows."""


def wanted(
    args: argparse.Namespace, collection: Collection, *, moment: NowInZone, is_referred_to: Callable[[], bool]
) -> Wanted:
    """Read the flags that every collection has.

    Args:
        args: What the collection's parser read.
        collection: What is asked.
        moment: The instant of asking, and the user's zone.
        is_referred_to: Tells whether other questions ask for its ids: then a table shows them.

    Raises:
        UsageError: when they make no sense, alone or together.
    """
    form = Format(args.format)
    if form is Format.PARQUET:
        _require_parquet(to_terminal=args.output is None and sys.stdout.isatty())
    # A vendor's own parameter may have taken one of our flags' names: then it is not there.
    count, by = bool(getattr(args, "count", False)), getattr(args, "group_by", None)
    if count and by is not None:
        raise UsageError("--count and --group-by cannot go together.", way_out="--group-by counts each group.")
    group, shown = None, collection
    if by is not None:
        from tui.export.grouped import grouped_by

        group = column_named(by, collection)
        shown = grouped_by(collection, group)
    columns, keys = _columns(args.columns, shown, form) if args.columns is not None else (None, None)
    if columns is None and form is Format.TABLE and group is None and is_referred_to():
        columns = _with_id(collection)
    sort = args.sort or (shown.sort if group is not None or form is Format.TABLE else "")
    partition, since_last = getattr(args, "partition", None), getattr(args, "since_last", None)
    if args.with_meta and not count and form is not Format.JSON:
        raise UsageError("--with-meta is for JSON.", way_out="Add --format json.")
    return Wanted(
        collection=shown,
        form=form,
        matches=_filter(args.where, collection, moment) if args.where else None,
        sort=None if count else _order(sort, shown, asked=bool(args.sort)),
        limit=args.limit,
        columns=columns,
        keys=keys,
        count=count,
        group=group,
        with_meta=args.with_meta and not count,
        output=_output(args) if args.output is not None else None,
        moment=_moment(args, collection, form, counted=count or group is not None) if partition is not None else None,
        since_last=_since_last(args, since_last, count=count, group=group) if since_last is not None else "",
        reads_all=bool(args.sort) or group is not None,
    )


def _require_parquet(*, to_terminal: bool) -> None:
    from tui.export import parquet

    parquet.require()
    if to_terminal:
        raise UsageError("Parquet is nothing for a terminal.", way_out="Add --output FILE.")


def _filter(text: str, collection: Collection, moment: NowInZone) -> Callable[[Record[Any]], bool]:
    from tui.core.rows.filters import parse_filter

    return parse_filter(text, collection.columns, now=moment.now, zone=moment.zone)


def _order(sort: str, collection: Collection, *, asked: bool) -> tuple[Column[Any], bool] | None:
    name = sort.removeprefix("-")
    column = column_named(name, collection) if asked else collection.column(name)
    return None if column is None else (column, sort.startswith("-"))


def _columns(
    text: str, collection: Collection, form: Format
) -> tuple[list[Column[Any]], None] | tuple[None, list[str]] | tuple[None, None]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        return None, None
    if form.is_for_eyes:
        return [column_named(name, collection) for name in names], None
    exported = {name.casefold(): name for name in collection.exported}
    return None, [exported.get(name.casefold()) or column_named(name, collection).key for name in names]


def _with_id(collection: Collection) -> list[Column[Any]]:
    """Return the columns that are shown at first, and the id, which a narrow terminal does not lose either."""
    shown = [column for column in collection.columns if column.shown]
    ids = (column for column in collection.columns if column.label.casefold().split()[-1:] == ["id"])
    found = next(ids, None)  # a row's own id is the first that it has
    return shown if found is None or found.shown else [*shown, replace(found, rank=0)]


def column_named(name: str, collection: Collection) -> Column[Any]:
    """Return the column of a label or a key; case does not count.

    Raises:
        UsageError: when there is none.
    """
    by_name = {column.label.casefold(): column for column in collection.columns}
    by_name |= {column.key.casefold(): column for column in collection.columns}
    if column := by_name.get(name.casefold()):
        return column
    keys = [column.key for column in collection.columns]
    raise UsageError(f"There is no column “{name}”.", way_out=did_you_mean(name, keys))


def _moment(args: argparse.Namespace, collection: Collection, form: Format, *, counted: bool) -> Column[Any]:
    from tui.export.moments import moment_column

    if form is not Format.PARQUET or counted or args.output is None:
        raise UsageError("--partition is for a folder of Parquet.", way_out="Add --format parquet --output FOLDER.")
    if args.sort:
        raise UsageError("--partition and --sort cannot go together.", way_out="Who reads the files sorts the rows.")
    return moment_column(collection, why="--partition")


def _since_last(args: argparse.Namespace, name: str, *, count: bool, group: Column[Any] | None) -> str:
    if count or group is not None or args.limit is not None:
        flag = "--limit" if args.limit is not None else "--count" if count else "--group-by"
        raise UsageError(
            f"--since-last and {flag} cannot go together.", way_out="What one export leaves out no other would have."
        )
    return name


def _output(args: argparse.Namespace) -> Path:
    """Return where to write, looked at before anybody is asked.

    Raises:
        UsageError: when it cannot be written, or something is there that must not be lost.
    """
    output: Path = args.output
    if not output.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {output.absolute().parent}.", way_out="Make it, or name another file.")
    continues = getattr(args, "since_last", None) is not None
    if getattr(args, "partition", None) is not None:
        if output.exists() and not output.is_dir():
            raise UsageError(f"{output} is not a folder.", way_out="Name one that is empty, or not there yet.")
        if not continues and output.exists() and any(output.iterdir()):
            raise UsageError(
                f"{output} is not empty: its rows would be there twice.",
                way_out="Name another folder; or --since-last NAME, which adds what is new.",
            )
        return output
    if output.exists() and not output.is_file():
        raise UsageError(f"{output} is not a file.", way_out="Name another one, or leave --output out.")
    if continues and output.exists():
        raise UsageError(
            f"{output} is there already, and what it has does not come again.", way_out="Name a file for what is new."
        )
    return output
