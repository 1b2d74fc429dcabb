"""What a screen that asks for values answers: the values of one write, rows for many, or that a file has the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from msgspec import Struct

from tui.connections import Connection
from tui.core.action import Action, FieldProblem, Values
from tui.core.errors import FrontdeskError
from tui.core.record import Record
from tui.core.time.now_in_zone import NowInZone
from tui.screens.write.write_base import AskingScreen
from tui.writing.bulk import BulkRow
from tui.writing.fields import Given, validate

__all__ = ["SELECTION", "Asked", "AskedValues", "ChosenFile", "Filled", "FromFile", "Rows", "rows_of"]

SELECTION: Final = "a selection"
"""Where rows came from that were marked in a list."""


class Filled(Struct, frozen=True):
    """The values of one write, typed and checked."""

    values: Values


class Rows(Struct, frozen=True):
    """Rows for many writes."""

    rows: tuple[BulkRow, ...]
    source: str
    """Where they came from, for a person: a file's name."""
    notes: tuple[str, ...] = ()


class FromFile(Struct, frozen=True):
    """The rows are in a file; what is given here holds for all of them."""

    shared: Mapping[str, str]


class ChosenFile(Struct, frozen=True):
    """A file that was read, and which of its columns is which field."""

    path: str
    """As it was typed."""
    columns: Mapping[str, str]
    """Heading to field; what is missing is not sent."""


Asked: TypeAlias = Filled | Rows | FromFile


class AskedValues(AskingScreen[Asked]):
    """A screen that is asked for the values of an action: the form, or a vendor's own editor."""

    def show_refusal(self, error: FrontdeskError) -> None:
        """Show why what was answered cannot be sent, or was refused, where it was typed."""
        raise NotImplementedError


def rows_of(
    connection: Connection,
    action: Action,
    records: Sequence[Record[Any]],
    shared: Mapping[str, Given],
    *,
    moment: NowInZone,
) -> tuple[list[BulkRow], list[FieldProblem]]:
    """Make a row of each record, with what is the same for all of them; problems name the row by its target."""
    rows: list[BulkRow] = []
    problems: list[FieldProblem] = []
    for number, record in enumerate(records, start=1):
        given = {**action.fill(record), **shared}
        values, wrong = validate(action, given, moment=moment, settings=connection.config.settings)
        if wrong:
            own = set(shared)
            problems += [each if each.field in own else FieldProblem("", f"{record.id}: {each.text}") for each in wrong]
        else:
            rows.append(BulkRow(number, values, action.target(values)))
    return rows, list(dict.fromkeys(problems))
