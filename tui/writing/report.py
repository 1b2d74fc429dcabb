"""How writes ended, written out: a line each for eyes, fields for scripts and spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NotRequired, TextIO, TypedDict

from msgspec import Struct, field

from tui.core.text import clean, visible
from tui.export.spreadsheet import defused
from tui.export.values import plain_value
from tui.export.writers import json_text

if TYPE_CHECKING:
    from tui.writing.bulk_rows import RowOutcome
    from tui.writing.run import Written

__all__ = ["OutcomeFields", "OutcomeLine", "write_outcomes"]


class OutcomeFields(TypedDict):
    """How one write ended, as JSON has it."""

    row: NotRequired[int]
    """Of a bulk: where it came from."""
    target: str
    state: str
    text: str
    request_id: str
    unchanged: bool
    journal: int | None
    answer: NotRequired[dict[str, Any]]


class OutcomeLine(Struct, frozen=True):
    """How one write ended."""

    target: str
    state: str
    text: str
    request_id: str = ""
    journal: int | None = None
    """Its number in the journal; None when it was not sent."""
    unchanged: bool = False
    row: int | None = None
    """Where it came from in a file; None for a single write."""
    answer: Mapping[str, Any] = field(default_factory=dict)
    """What the vendor answered about the thing written."""

    @classmethod
    def of_write(cls, written: Written) -> OutcomeLine:
        """Make the line of a single write."""
        outcome = written.outcome
        return cls(
            written.target,
            written.state.value,
            written.text,
            written.request_id,
            written.entry,
            unchanged=outcome is not None and outcome.unchanged,
            answer=outcome.fields if outcome else {},
        )

    @classmethod
    def of_row(cls, outcome: RowOutcome) -> OutcomeLine:
        """Make the line of a bulk's row."""
        return cls(
            outcome.row.target,
            outcome.state.value,
            outcome.text,
            outcome.request_id,
            outcome.entry,
            unchanged=outcome.unchanged,
            row=outcome.row.number,
        )

    def fields(self) -> OutcomeFields:
        """Return everything, for a script."""
        common: OutcomeFields = {
            "target": self.target,
            "state": self.state,
            "text": self.text,
            "request_id": self.request_id,
            "unchanged": self.unchanged,
            "journal": self.journal,
        }
        if self.answer:
            common["answer"] = dict(self.answer)
        return common if self.row is None else {"row": self.row, **common}


def write_outcomes(lines: Iterable[OutcomeLine], *, form: str, stream: TextIO) -> None:
    """Write outcomes as `table`, `json`, `jsonl` or `csv`."""
    held = list(lines)
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(**({"errors": "replace"} if form == "table" else {"encoding": "utf-8"}))
    match form:
        case "json":
            single = len(held) == 1 and held[0].row is None
            shown = held[0].fields() if single else [line.fields() for line in held]
            stream.write(_json(shown, indent=2) + "\n")
        case "jsonl":
            for line in held:
                stream.write(_json(line.fields()) + "\n")
        case "csv":
            _write_csv(held, stream)
        case _:
            for line in held:
                stream.write(_line(line) + "\n")


def _write_csv(lines: list[OutcomeLine], stream: TextIO) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["row", "target", "state", "text", "request_id", "unchanged", "journal"])
    for line in lines:
        cells = [line.row, line.target, line.state, line.text, line.request_id, line.unchanged, line.journal]
        writer.writerow(
            ["" if cell is None else defused(cell) if isinstance(cell, str) else str(cell).lower() for cell in cells]
        )


def _json(value: Any, *, indent: int | None = None) -> str:
    """Write JSON in which nothing can move a cursor; what JSON does not know becomes its text."""
    return json_text(plain_value(value), indent=indent)


def _line(line: OutcomeLine) -> str:
    row = "" if line.row is None else f"{line.row:>6}  "
    asked = f"  request {line.request_id}" if line.request_id else ""
    state = "unchanged" if line.unchanged else line.state
    return clean(f"{row}{state:<9}  {visible(line.target)}  {line.text}{asked}")
