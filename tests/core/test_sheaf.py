"""Rows that take little room while nobody looks at them are rows like others to whoever does."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache

import msgspec
import pytest
from msgspec.structs import replace

from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.transport import decode_many, decode_rows

MANY = 4_000
"""Rows, more than are kept decoded."""
OURS = [tracemalloc.Filter(True, f"*/tui/{room}/*") for room in ("core", "transport")]
"""What reading rows takes, and not what other threads of the process take meanwhile."""


class Member(msgspec.Struct, frozen=True, gc=False):
    id: str
    name: str
    role: str | None = None
    age: int | None = None


def sent(number: int) -> msgspec.Raw:
    row: dict[str, object] = {
        "id": f"m{number:06}" if number % 997 else "",  # some go by their place
        "name": f"Åsa {number * 7919 % MANY}",
        "age": number % 90,
        "device": {"os": "Windows 11 (10.0.22631) 64bit", "unknown": [number, None, "“\u2028”"]},
    }
    if number % 3:
        row["role"] = ("member", "owner")[number % 2]
    return msgspec.Raw(msgspec.json.encode(row))


ROWS = [sent(number) for number in range(MANY)]
COLUMNS: tuple[Column[Member], ...] = (
    Column("name", "Name", lambda member: member.name),
    Column("role", "Role", lambda member: member.role),
    Column("age", "Age", lambda member: member.age, Kind.NUMBER),
)


def lean(rows: Sequence[msgspec.Raw] = ROWS) -> tuple[Record[Member], ...]:
    return asyncio.run(decode_many(rows, Member, identify=lambda member: member.id, lean=True))


def plain(rows: Sequence[msgspec.Raw] = ROWS) -> tuple[Record[Member], ...]:
    return decode_rows(rows, Member, identify=lambda member: member.id)


def test_a_row_is_the_same_to_the_byte_after_it_was_laid_away() -> None:
    ours, theirs = lean(), plain()

    assert [(row.id, row.value, row.raw) for row in ours] == [(row.id, row.value, row.raw) for row in theirs]
    assert [row.fields() for row in ours[::-1]] == [row.fields() for row in theirs[::-1]]
    assert ours == theirs
    assert theirs == ours
    assert {(row.problem, tuple(row.derived)) for row in ours} == {("", ())}


def test_a_row_that_was_laid_away_differs_from_one_with_another_text() -> None:
    first, second = lean()[:2]

    assert first != second
    assert first != Record(first.id, first.value, first.raw + b" ")
    assert first != object()


def test_a_row_that_was_laid_away_can_be_copied_with_another_field_like_any_other() -> None:
    row, other = lean()[5], plain()[5]

    assert replace(row, id="x", problem="none") == replace(other, id="x", problem="none")
    assert repr(replace(row)) == repr(other)


def test_rows_among_which_one_cannot_be_read_are_kept_as_they_are() -> None:
    rows = [*ROWS[:40], msgspec.Raw(b'{"id": "odd", "name": 5, "age": "?"}'), *ROWS[40:60]]

    assert lean(rows) == plain(rows)
    assert [row.id for row in lean(rows) if row.value is None] == ["odd"]


def test_many_rows_take_less_than_half_of_the_room() -> None:
    def room_of(read: Callable[[], object]) -> int:
        tracemalloc.start()
        kept = read()
        held = tracemalloc.take_snapshot().filter_traces(OURS)
        tracemalloc.stop()
        assert kept
        return sum(each.size for each in held.statistics("filename"))

    rows = [sent(number) for number in range(3 * MANY)]
    assert room_of(lambda: _view(lean(rows))) * 2 < room_of(lambda: _view(plain(rows)))


@cache
def both() -> tuple[RecordView, RecordView]:
    return _view(lean()), _view(plain())


def _view(rows: Sequence[Record[Member]]) -> RecordView:
    view = RecordView(COLUMNS, zone=UTC, now=datetime(2026, 11, 26, tzinfo=UTC), at_once=MANY)
    for start in range(0, MANY, 300):
        view.extend(rows[start : start + 300])
    return view


@pytest.mark.parametrize("text", ["", "asa 12", "-owner", 'role=""', "age>80 role:own", "name:77 | age=3"])
@pytest.mark.parametrize("sort", [("", False), ("name", True), ("age", False)])
def test_a_view_shows_the_same_of_both(text: str, sort: tuple[str, bool]) -> None:
    ours, theirs = both()
    for view in (ours, theirs):
        view.set_filter(text)
        view.set_sort(*sort)

    assert ours.shown_records() == theirs.shown_records()
    assert ours.records() == theirs.records()
    assert ours.get("m000007") == theirs.get("m000007")


def test_what_was_written_to_takes_the_place_of_a_row_that_was_laid_away() -> None:
    view = _view(lean())
    view.set_sort("age", True)
    view.set_filter("zoe")
    version = view.version

    view.extend(plain()[10:20])  # the same once more
    assert (len(view), view.total) == (0, MANY)
    written = Record("m000007", Member("m000007", "Zoë", "owner", 200), b"{}")
    view.extend([written])
    assert view.shown_records() == [written]
    assert view.version > version
    view.set_filter("")
    assert (view.at(0), view.index_of("m000007")) == (written, 0)


def test_a_row_on_the_screen_is_the_same_object_at_every_look() -> None:
    view = _view(lean())

    assert view.at(7) is view.at(7)
    assert view.at(7) is view.get("m000007")
