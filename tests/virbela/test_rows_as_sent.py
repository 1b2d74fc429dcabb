"""Sessions are merged out of rows as they were sent, and come out as they do of records made before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui.core.record import Record
from tui.core.time.time_range import TimeRange
from tui.core.wire.http import Response
from tui.reading.offsets import Lengths, offset_pages
from tui.reading.paging import Sheet
from tui.transport.sent_rows import SentRows, columns
from tui.vendors.virbela.api.listings import ATTENDANCE
from tui.vendors.virbela.api.models import AttendanceRow, PlainAttendanceRow
from tui.vendors.virbela.attendance import SessionMerge
from tui.vendors.virbela.people import Person

ORIGIN = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SPAN = TimeRange(ORIGIN + 20 * MINUTE, ORIGIN + 80 * MINUTE)
PEOPLE = {"a": Person("Ada", "ada@example.org")}

minutes = st.integers(0, 100)
spelled = st.sampled_from(
    [
        lambda at: at.isoformat(timespec="milliseconds"),
        lambda at: at.astimezone().isoformat(),
        lambda at: f"{at:%Y-%m-%dT%H:%M:%S}Z",
        lambda at: f"{at:%Y-%m-%dT%H:%M:%S}z",
        lambda at: f"{at:%Y-%m-%dT%H:%M:%S}",
        lambda at: f"{at:%Y%m%dT%H%M%S}+0000",
    ]
)
unreadable = st.sampled_from(
    [b"null", b"7", b"{}", b'{"userId": "a", "joinTime": 5}', b'{"userId": "a", "joinTime": "x"}']
)


@st.composite
def good(draw: st.DrawFn) -> bytes:
    first, second = sorted((draw(minutes), draw(minutes)))
    row: dict[str, Any] = {
        "userId": draw(st.sampled_from("ab")),
        "joinTime": draw(spelled)(ORIGIN + first * MINUTE),
        "leaveTime": draw(st.sampled_from([draw(spelled)(ORIGIN + second * MINUTE)] * 3 + [None, ""])),
        "talkMinutes": draw(st.sampled_from(["1.50", "1,5", 2, None])),
        "beyond": 1,
    }
    return msgspec.json.encode({name: value for name, value in row.items() if draw(st.booleans()) or name != "beyond"})


answers = st.lists(st.one_of(good(), good(), good(), unreadable), max_size=20).map(
    lambda rows: [Raw(row) for row in rows]
)


def as_sent(rows: list[Raw], first: int = 0) -> SentRows[AttendanceRow]:
    return SentRows(rows, ATTENDANCE.decoded, plain=PlainAttendanceRow, first=first)


def merge(settled: bool) -> SessionMerge:
    return SessionMerge(SPAN, now=ORIGIN + 100 * MINUTE, settled=settled, room_id="R1", room_name="Hall")


@given(answers, answers, st.booleans(), st.integers(1, 5))
async def test_what_is_merged_does_not_hang_on_when_rows_were_decoded(
    one: list[Raw], other: list[Raw], settled: bool, size: int
) -> None:
    late, early = merge(settled), merge(settled)
    for rows in (one, other):
        sent = as_sent(rows)
        merged = [each for at in range(0, len(rows), size) for each in late.take(sent[at : at + size], PEOPLE)]
        assert merged == list(early.take(ATTENDANCE.decoded(rows), PEOPLE))
        assert list(await merge(settled).take_long(sent)) == list(merge(settled).take(ATTENDANCE.decoded(rows)))
    assert late.rest() == early.rest()


@given(answers, st.integers(0, 9), st.integers(0, 20), st.integers(0, 20))
def test_rows_as_sent_are_the_records_that_they_become(rows: list[Raw], first: int, start: int, stop: int) -> None:
    records, sent = ATTENDANCE.decoded(rows, first=first), as_sent(rows, first)

    assert tuple(sent) == records
    assert tuple(sent[start:stop]) == records[start:stop]
    assert tuple(sent[::-1]) == records[::-1]
    assert [sent[at] for at in range(-len(rows), len(rows))] == [*records, *records]
    both = columns(sent)
    values, raws = both
    assert [value is None for value in values] == [record.value is None for record in records]
    assert [bytes(raw) for raw in raws] == [record.raw for record in records]


@given(answers, st.integers(1, 6), st.integers(0, 1))
async def test_a_list_in_pages_is_the_same_though_nobody_looked_at_its_first(
    rows: list[Raw], cap: int, moved: int
) -> None:
    async def read(first: Callable[[list[Raw]], Sequence[Record[AttendanceRow]]]) -> list[Any]:
        async def ask(limit: int | None, word: str, offset: int) -> Sheet[AttendanceRow]:
            some = rows[max(offset - moved, 0) :][:cap]
            return Sheet(first(some) if limit is None else ATTENDANCE.decoded(some, first=offset))

        pages = offset_pages(ask, ATTENDANCE.asked("attendance"), lengths=Lengths())
        # Within one answer, whoever takes the rows leaves out what stands twice.
        return [({each.id: each.raw for each in reversed(page.records)}, page.missing) async for page in pages]

    assert await read(as_sent) == await read(ATTENDANCE.decoded)


def test_a_whole_answer_is_handed_on_before_a_row_of_it_is_decoded() -> None:
    row = b'{"userId": "a", "joinTime": "2026-01-01T00:30:00Z", "leaveTime": "2026-01-01T00:40:00Z"}'
    body = b'{"responseCode": "success", "data": [%b]}' % b", ".join([row] * 2700)
    reading = ATTENDANCE.read_long(Response(200, {}, body, ""), is_all=True)

    with pytest.raises(StopIteration) as done:  # nothing is waited for, and nobody else need have a turn meanwhile
        reading.send(None)

    rows = done.value.value.records
    assert isinstance(rows, SentRows)
    assert len(rows) == 2700
    assert bytes(rows.raws[2699]) == row
