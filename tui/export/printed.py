"""Pages for people: records as Markdown and as HTML, under what they answer and how that is counted.

The HTML is one file without a script, a font or a picture from elsewhere. Nothing that a vendor sent is taken for
markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from html import escape
from itertools import groupby
from typing import Any, Final, TextIO

from tui.core.collection import Collection
from tui.core.column import Column
from tui.core.record import Record
from tui.core.text import clean
from tui.export.plain import cell_text
from tui.export.writers import Finishing

__all__ = ["STYLE", "HtmlWriter", "MarkdownPageWriter", "Printed", "html_items", "marked_off"]

_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>|#&~])")
"""What begins a mark in Markdown within a line."""

STYLE: Final = (
    "body{font:14px/1.4 sans-serif;margin:2em;max-width:70em}table{border-collapse:collapse;margin:0 0 1.5em}"
    "td,th{border:1px solid #999;padding:.2em .5em;text-align:left;vertical-align:top}"
    "td.n,th.n{text-align:right}tr{break-inside:avoid}.missing{border:2px solid #000;padding:.5em 1em}"
)


class Printed:
    """Rows as they stand on a page; several may stand on one."""

    def __init__(
        self,
        collection: Collection,
        columns: Sequence[Column[Any]],
        *,
        zone: tzinfo,
        now: datetime,
    ) -> None:
        self._collection = collection
        report = collection.report
        self._section = collection.column(report.section) if report is not None and report.section else None
        self._columns = [column for column in columns if column is not self._section]
        self._zone, self._now = zone, now

    def markdown(self, records: Sequence[Record[Any]], *, level: int) -> Iterator[str]:
        """Yield the tables of Markdown, a section each where there are some, with titles of a level."""
        if not records:
            yield f"\n{marked_off(self._nothing)}\n"
        for title, rows in self._sections(records):
            yield f"\n{'#' * level} {marked_off(title)}\n" if title else ""
            yield f"\n| {' | '.join(marked_off(column.label) for column in self._columns)} |\n"
            yield f"| {' | '.join('--:' if column.right_aligned else '---' for column in self._columns)} |\n"
            for row in rows:
                yield f"| {' | '.join(map(marked_off, row))} |\n"

    def html(self, records: Sequence[Record[Any]], *, level: int) -> Iterator[str]:
        """Yield the tables of HTML, a section each where there are some, with titles of a level."""
        if not records:
            yield f"<p>{escape(self._nothing)}</p>\n"
        for section, rows in self._sections(records):
            yield f"<h{level}>{escape(section)}</h{level}>\n" if section else ""
            yield f"<table>\n<thead>{self._line([column.label for column in self._columns], 'th')}</thead>\n"
            for row in rows:
                yield self._line(row, "td")
            yield "</table>\n"

    def _sections(self, records: Sequence[Record[Any]]) -> Iterator[tuple[str, list[list[str]]]]:
        """Yield the title and the rows of each section; one without a title where there are none."""
        for title, own in groupby(records, self._title):
            yield title, [[self._cell(record, column) for column in self._columns] for record in own]

    def _title(self, record: Record[Any]) -> str:
        return "" if self._section is None else self._cell(record, self._section)

    def _cell(self, record: Record[Any], column: Column[Any]) -> str:
        if record.value is None:
            return clean(record.problem) if column is self._columns[0] else ""
        return cell_text(column.read(record.value), column, now=self._now, zone=self._zone)

    @property
    def _nothing(self) -> str:
        return self._collection.empty or f"There are no {self._collection.noun[1]}."

    def _line(self, cells: Sequence[str], tag: str) -> str:
        kinds = (' class="n"' if column.right_aligned else "" for column in self._columns)
        written = (f"<{tag}{kind}>{escape(cell)}</{tag}>" for kind, cell in zip(kinds, cells, strict=True))
        return f"<tr>{''.join(written)}</tr>\n"


class _PrintedWriter(Finishing):
    """What both have in common: the rows wait, for a page says what is missing before its figures."""

    def __init__(
        self,
        stream: TextIO,
        collection: Collection,
        columns: Sequence[Column[Any]],
        *,
        zone: tzinfo,
        now: datetime,
        heading: Sequence[str] = (),
    ) -> None:
        self.meta: Mapping[str, Any] = {}
        """What is missing and what was noted, as `core.report_heading.metadata` has it; set it before the end."""
        self._stream, self._title, self._heading = stream, collection.title, heading
        self._printed = Printed(collection, columns, zone=zone, now=now)
        self._records: list[Record[Any]] = []

    def write(self, record: Record[Any]) -> None:
        """Take a record."""
        self._records.append(record)

    def _lacks(self) -> list[str]:
        return [clean(str(each)) for each in self.meta.get("missing", ())]

    def _notes(self) -> list[str]:
        return [clean(str(each)) for each in self.meta.get("notes", ())]


class MarkdownPageWriter(_PrintedWriter):
    """Markdown, with tables as GitHub and Pandoc read them."""

    def finish(self) -> None:
        """Write the page."""
        say: Callable[[str], int] = self._stream.write
        say(f"# {marked_off(self._title)}\n\n")
        for line in self._heading:
            say(f"- {marked_off(clean(line))}\n")
        for line in self._notes():
            say(f"- {marked_off(line)}\n")
        for line in self._lacks():
            say(f"- **Missing:** {marked_off(line)}\n")
        for part in self._printed.markdown(self._records, level=2):
            say(part)


class HtmlWriter(_PrintedWriter):
    """One HTML page, to be printed or mailed."""

    def finish(self) -> None:
        """Write the page."""
        say, title = self._stream.write, escape(self._title)
        say(f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>')
        say(f"<style>{STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n")
        if lacks := self._lacks():
            say(f'<div class="missing"><b>Missing</b><ul>{html_items(lacks)}</ul></div>\n')
        if lines := [clean(line) for line in self._heading] + self._notes():
            say(f"<ul>{html_items(lines)}</ul>\n")
        for part in self._printed.html(self._records, level=2):
            say(part)
        say("</body></html>\n")


def html_items(lines: Sequence[str]) -> str:
    """Write lines as the items of a list."""
    return "".join(f"<li>{escape(line)}</li>" for line in lines)


def marked_off(text: str) -> str:
    """Write a text so that nothing in it is taken for a mark of Markdown."""
    return _MARKDOWN.sub(r"\\\1", text)
