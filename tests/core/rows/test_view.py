"""The view: filter, order, marks and arrivals, against a twin that does everything anew every time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.core.column import Column, Kind
from tui.core.errors import UsageError
from tui.core.record import Record
from tui.core.rows.filters import parse_filter
from tui.core.rows.sorting import sort_key
from tui.core.rows.view import RecordView

NOW = datetime(2026, 11, 23, 12, 51, tzinfo=UTC)


@dataclass(frozen=True)
class Room:
    name: str
    users: int | None
    tag: Any = None


COLUMNS: tuple[Column[Room], ...] = (
    Column("name", "Name", lambda room: room.name),
    Column("users", "Users", lambda room: room.users, Kind.NUMBER),
    Column("tag", "Tag", lambda room: room.tag, shown=False),
)


def record(number: int, name: str, users: int | None) -> Record[Room]:
    return Record(str(number), Room(name, users), f"{name} {users}".encode())


def broken(number: int) -> Record[Room]:
    return Record(str(number), None, b"{}", problem="hardware.ram: expected int")


def view_of(*records: Record[Room], at_once: int = 2_000) -> RecordView:
    view = RecordView(COLUMNS, zone=UTC, now=NOW, at_once=at_once)
    view.extend(records)
    return view


def ids(view: RecordView) -> list[str]:
    return [each.id for each in view.shown_records()]


A, B, C = record(1, "Room 10", 5), record(2, "Room 2", None), record(3, "atrium", 40)


def test_without_an_order_rows_stay_as_they_came() -> None:
    assert ids(view_of(A, B, C)) == ["1", "2", "3"]


def test_text_sorts_without_case_and_with_its_numbers_in_order() -> None:
    view = view_of(A, B, C)
    view.set_sort("name", False)
    assert ids(view) == ["3", "2", "1"]


@pytest.mark.parametrize(("descending", "order"), [(False, ["1", "3", "2"]), (True, ["3", "1", "2"])])
def test_absent_values_come_last_in_both_directions(descending: bool, order: list[str]) -> None:
    view = view_of(A, B, C)
    view.set_sort("users", descending)
    assert ids(view) == order


@pytest.mark.parametrize("descending", [False, True])
def test_rows_that_sort_alike_stay_in_the_order_in_which_they_came(descending: bool) -> None:
    view = view_of(*(record(number, "same", 1) for number in range(50)))
    view.set_sort("users", descending)
    view.extend([record(99, "same", 1), record(7, "other", 1)])
    assert ids(view) == [*map(str, range(50)), "99"]


@pytest.mark.parametrize("key", ["", "name", "users"])
def test_rows_that_cannot_be_read_come_last_and_are_shown(key: str) -> None:
    view = view_of(broken(9), A)
    view.set_sort(key, True)
    view.extend([broken(8), C])
    assert ids(view)[2:] == ["9", "8"]


def test_a_row_that_comes_again_takes_the_place_of_the_one_before() -> None:
    view = view_of(A, B, C)
    view.extend([record(2, "Garden", 7)])
    assert (ids(view), view.total) == (["1", "2", "3"], 3)
    assert view.get("2") == record(2, "Garden", 7)
    assert view.index_of("2") == 1


def test_a_wrong_filter_keeps_the_one_before() -> None:
    view = view_of(A, B, C)
    view.set_filter("room")
    with pytest.raises(UsageError):
        view.set_filter("users>many")
    assert (view.filter_text, view.filter_refused, ids(view)) == ("room", True, ["1", "2"])
    view.set_filter("users>4")
    assert (view.filter_text, view.filter_refused, ids(view)) == ("users>4", False, ["1", "3"])


def test_sorting_by_no_column_of_ours_is_refused() -> None:
    with pytest.raises(UsageError):
        view_of(A).set_sort("foo", False)


def test_marks_outlive_filter_order_and_refresh() -> None:
    view = view_of(A, B, C)
    view.toggle_mark("1")
    view.set_filter("atrium")
    view.set_sort("name", True)
    view.clear()
    assert view.marked_records() == []
    view.extend([C, B, A])
    assert (view.marked, [each.id for each in view.marked_records()]) == ({"1"}, ["1"])


def test_marked_rows_come_in_the_order_shown_and_then_the_hidden_ones() -> None:
    view = view_of(A, B, C)
    view.marked = {"1", "2", "3"}
    view.set_filter("room")
    view.set_sort("name", False)
    assert [each.id for each in view.marked_records()] == ["2", "1", "3"]


def test_marking_all_shown_twice_takes_the_marks_off_again() -> None:
    view = view_of(A, B, C)
    view.toggle_mark("3")
    view.set_filter("room")
    view.mark_shown()
    assert view.marked == {"1", "2", "3"}
    view.mark_shown()
    assert view.marked == {"3"}


def test_what_a_refresh_did_not_bring_is_dropped() -> None:
    view = view_of(A, B, C)
    view.set_sort("name", False)
    view.keep_only(["3", "1", "77"])
    assert (ids(view), view.total, view.get("2"), view.index_of("2")) == (["3", "1"], 2, None, None)
    view.extend([B])
    assert ids(view) == ["3", "2", "1"]


def test_rows_that_the_order_finds_alike_stand_as_they_are_given_however_they_came() -> None:
    alike = [record(number, f"Room {number}", 7) for number in range(4)]
    view = view_of(alike[2], alike[3], record(9, "gone", 1))
    view.set_sort("users", True)
    view.toggle_mark("3")
    view.replace(alike)
    assert ids(view) == ["0", "1", "2", "3"]
    assert view.marked == {"3"}
    view.replace(alike[1:])
    assert ids(view) == ["1", "2", "3"]


def test_old_rows_stay_until_a_filter_over_many_is_worked_out() -> None:
    view = view_of(*(record(number, f"n{number % 7}", number) for number in range(1_000)), at_once=0)
    view.set_filter("n3")
    assert view.is_pending
    assert len(view) == 1_000
    while view.work(0):
        assert len(view) == 1_000
    assert len(view) == 143


@pytest.mark.parametrize("each_time", [1, 300, 5_000])
def test_a_filter_and_an_order_are_worked_out_while_rows_come_all_the_time(each_time: int) -> None:
    view = view_of(*(record(number, f"n{number % 7}", -number) for number in range(1_000)), at_once=0)
    view.set_filter("n3")
    view.set_sort("users", False)
    slices = 0
    while view.work(0):
        slices += 1
        assert slices < 100
        come = range(view.total, view.total + each_time)
        view.extend([record(number, f"n{number % 7}", -number) for number in come])
    assert ids(view) == [str(number) for number in reversed(range(view.total)) if number % 7 == 3]


def test_a_filter_and_an_order_are_worked_out_while_rows_come_again_as_others() -> None:
    view = view_of(*(record(number, f"n{number % 7}", -number) for number in range(1_000)), at_once=0)
    view.set_filter("n3")
    view.set_sort("users", True)
    slices = 0
    while view.work(0):
        slices += 1
        assert slices < 100
        view.extend([record(slices * 9, "n3", slices), record(999 + slices, "n3", slices)])
    assert view.shown_records() == sorted(
        (each for each in view.records() if each.value and each.value.name == "n3"),
        key=lambda each: -(each.value.users or 0) if each.value else 0,
    )


def test_a_newer_filter_takes_over_from_one_that_is_not_worked_out_yet() -> None:
    view = view_of(*(record(number, f"n{number % 7}", number) for number in range(1_000)), at_once=0)
    view.set_filter("n3")
    view.work(0)
    view.set_filter("n4")
    view.work(60)
    assert {each.value.name for each in view.shown_records() if each.value} == {"n4"}


def test_an_error_in_reading_a_column_is_not_hidden() -> None:
    def fails(room: Room) -> str:
        raise ZeroDivisionError

    view = RecordView((Column("x", "X", fails),), zone=UTC, now=NOW)
    view.extend([A])
    with pytest.raises(ZeroDivisionError):
        view.set_sort("x", False)


@pytest.mark.parametrize("text", ["n12", "-n12", "name:n12", "tag:yes", "tag=1", "n3 tag:yes | n7 -1"])
def test_what_a_column_repeats_at_first_and_no_more_later_is_found_alike(text: str) -> None:
    few = [Record(f"few{at}", Room(f"n{at % 3}", at, TAGS[at % len(TAGS)]), b"") for at in range(200)]
    many = [Record(f"many{at}", Room(f"n{at}", at, f"yes {at}"), b"") for at in range(600)]
    view = view_of(*few, at_once=0)
    wanted = parse_filter(text, COLUMNS, now=NOW, zone=UTC)
    view.set_filter(text)
    view.work(60)
    view.extend(many)
    assert view.shown_records() == [each for each in (*few, *many) if wanted(each)]
    turned = [Record(each.id, other.value, b"") for each, other in zip(few, many, strict=False)]
    view.extend(turned)
    assert view.shown_records() == [each for each in (*turned, *many) if wanted(each)]


Operation = Callable[[RecordView, "Twin"], None]
FILTERS = (
    *("", "a", "-a", "users>2", "1", "name:b", "a 1", "-a -1", "a | 1", "-name:b a", "users>2 users<5 ab"),
    *("tag:yes", "tag=1", "tag=1.0", "1.0 | tag:no", "tag==-0.0", "tag:13:51", "n29", "name:n1 -n12"),
)
TAGS = (1, True, 1.0, "1", 0, False, "yes", (), None, NOW, NOW.astimezone(timezone(timedelta(hours=1))), 0.0, -0.0)
"""Values that are equal to one another, and yet are written in other ways."""


class Twin:
    """Holds records in a list, and filters and sorts all of them for every look."""

    def __init__(self) -> None:
        self.records: list[Record[Room]] = []
        self.filter_text = ""
        self.sort: tuple[str, bool] = ("", False)

    def extend(self, records: Sequence[Record[Room]]) -> None:
        for new in records:
            place = next((at for at, old in enumerate(self.records) if old.id == new.id), None)
            if place is None:
                self.records.append(new)
            else:
                self.records[place] = new

    def shown(self) -> list[Record[Room]]:
        wanted = parse_filter(self.filter_text, COLUMNS, now=NOW, zone=UTC)
        rows = [each for each in self.records if wanted(each)]
        readable = [each for each in rows if each.value is not None]
        last = [each for each in rows if each.value is None]
        key, descending = self.sort
        column = next((column for column in COLUMNS if column.key == key), None)
        if column is None:
            return readable + last

        def by(each: Record[Room]) -> Any:
            assert each.value is not None
            return sort_key(column.read(each.value), column)

        present = sorted((each for each in readable if by(each) is not None), key=by, reverse=descending)
        return present + [each for each in readable if by(each) is None] + last


def _many(start: int, count: int, each: int) -> Operation:
    """Come with more different texts than fit into a byte, or with few."""
    numbers = range(start, start + count)
    return _extend(
        [Record(str(at), Room(f"n{at // each}", at % 3, TAGS[at % len(TAGS)]), b"%d" % at) for at in numbers]
    )


RECORDS = st.one_of(
    st.builds(record, st.integers(0, 400), st.text("abAå1", max_size=2), st.one_of(st.none(), st.integers(0, 5))),
    st.builds(broken, st.integers(0, 400)),
)


def _extend(records: Sequence[Record[Room]]) -> Operation:
    def run(view: RecordView, twin: Twin) -> None:
        view.extend(records)
        twin.extend(records)

    return run


def _fill(start: int, count: int) -> Operation:
    return _extend([record(start + at, "ab1Åa"[at % 5] * (at % 3), (at * 7) % 6 or None) for at in range(count)])


def _keep(kept: set[int]) -> Operation:
    def run(view: RecordView, twin: Twin) -> None:
        view.keep_only(map(str, kept))
        twin.records = [each for each in twin.records if int(each.id) in kept]

    return run


def _filter(text: str) -> Operation:
    def run(view: RecordView, twin: Twin) -> None:
        view.set_filter(text)
        twin.filter_text = text

    return run


def _sort(key: str, descending: bool) -> Operation:
    def run(view: RecordView, twin: Twin) -> None:
        view.set_sort(key, descending)
        twin.sort = (key, descending)

    return run


def _work() -> Operation:
    return lambda view, twin: (view.work(0), None)[1]


OPERATIONS = st.lists(
    st.one_of(
        st.builds(_extend, st.lists(RECORDS, max_size=8)),
        st.builds(_fill, st.integers(0, 300), st.integers(0, 300)),
        st.builds(_many, st.integers(0, 300), st.integers(0, 600), st.sampled_from([1, 2, 100])),
        st.builds(_keep, st.sets(st.integers(0, 600))),
        st.builds(_filter, st.sampled_from(FILTERS)),
        st.builds(_sort, st.sampled_from(["", "name", "users"]), st.booleans()),
        st.builds(_work),
    ),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(OPERATIONS, st.sampled_from([0, 10_000]))
def test_it_shows_what_its_twin_shows(operations: list[Operation], at_once: int) -> None:
    view, twin = view_of(at_once=at_once), Twin()
    for operation in operations:
        operation(view, twin)
        if not view.is_pending:
            assert view.shown_records() == twin.shown()
    view.work(60)
    shown = view.shown_records()
    assert shown == twin.shown()
    assert (len(view), view.total) == (len(shown), len(twin.records))
    assert [view.index_of(each.id) for each in shown] == list(range(len(shown)))
    assert view.window(3, 9) == shown[3:9]
    assert view.at(len(shown)) is None
