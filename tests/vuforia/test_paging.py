"""Pages: followed as the vendor says, never in circles, and gone on with where one failed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.servers import Exchange, Step, answer, reset
from tests.transport.support import SetClock
from tests.vendors.opening import Opened
from tests.vuforia.plant import page, plant, run
from tui.core.collection import Query
from tui.core.errors import UsageError, VendorError, VendorFailed
from tui.core.record import Page, Record
from tui.core.time.time_range import TimeRange

SECOND = {"serialNumber": "1234", "granularity": "step", "page": 2, "vendorsOwn": [1, {"a": None}]}


def told(
    to: Opened, *, settled: bool = False, span: TimeRange | None = None, **values: Any
) -> AsyncIterator[Page[Any]]:
    query = Query({"serialNumber": ("1234",), **values}, span, now=to.now, zone=UTC, settled=settled)
    return to.catalog.collection("reports").fetch(to.client, query)


async def until_failure(pages: AsyncIterator[Page[Any]]) -> tuple[list[Record[Any]], VendorError | None, list[str]]:
    """Take records until the pages end or fail; return what came, how it failed, and the notes."""
    came: list[Record[Any]] = []
    notes: list[str] = []
    try:
        async for each in pages:
            came.extend(each.records)
            notes.extend((*each.notes, *each.missing))
    except VendorError as failed:
        return came, failed, notes
    return came, None, notes


def ten_pages(*, failing: set[int], seen: list[int]) -> Step:
    """Answer ten pages of ten runs; those in `failing` with 500, as long as they are in it."""

    async def step(exchange: Exchange) -> None:
        number = exchange.request.json().get("page", 1)
        seen.append(number)
        if number in failing:
            await answer(500, {"message": "The database is away."})(exchange)
            return
        runs = [run(place) for place in range((number - 1) * 10, number * 10)]
        following = {**exchange.request.json(), "page": number + 1} if number < 10 else None
        await answer(200, page(*runs, total=100, following=following))(exchange)

    return step


async def test_the_next_pages_body_is_posted_unchanged() -> None:
    first, last = page(run(1), total=2, following=SECOND), page(run(2), total=2)
    async with plant(answer(200, first), answer(200, last)) as (server, to):
        rows = await to.rows("reports", serialNumber=("1234",))
    assert [row.id for row in rows] == ["session-000001", "session-000002"]
    assert server.seen[1].json() == SECOND
    assert len(server.seen) == 2


async def test_a_body_that_comes_as_text_is_posted_as_what_it_says() -> None:
    following = '{"page": 2, "granularity": "step"}'
    async with plant(answer(200, page(run(1), following=following)), answer(200, page(run(2)))) as (server, to):
        await to.rows("reports", serialNumber=("1234",))
    assert server.seen[1].json() == {"page": 2, "granularity": "step"}


@pytest.mark.parametrize("following", [None, {}, "", "nonsense", 7, []])
async def test_an_answer_without_a_next_body_is_the_last(following: Any) -> None:
    async with plant(answer(200, {**page(run(1)), "nextPagePostBody": following})) as (server, to):
        assert len(await to.rows("reports", serialNumber=("1234",))) == 1
    assert len(server.seen) == 1


async def test_paging_goes_by_the_body_and_not_by_the_count() -> None:
    first, last = page(run(1), total=1, following=SECOND), page(run(2), total=1)
    async with plant(answer(200, first), answer(200, last)) as (_, to):
        assert len(await to.rows("reports", serialNumber=("1234",))) == 2


async def test_a_body_that_leads_back_ends_the_reading_and_is_said() -> None:
    first = page(run(1), total=9, following=SECOND)
    again = page(run(2), total=9, following=dict(reversed(SECOND.items())))
    async with plant(answer(200, first), answer(200, again)) as (server, to):
        came, failed, notes = await until_failure(told(to))
    assert failed is None
    assert len(came) == 2
    assert len(server.seen) == 2
    assert any("circles" in note for note in notes)
    assert "Vuforia counts 9 runs, and sent 2." in notes


async def test_new_bodies_with_nothing_new_in_them_end_the_reading() -> None:
    async def endless(exchange: Exchange) -> None:
        number = exchange.request.json().get("page", 1)
        await answer(200, page(run(1), following={"page": number + 1}))(exchange)

    async with plant(endless) as (server, to):
        came, _, notes = await until_failure(told(to))
    assert len(came) == 1
    assert len(server.seen) == 3
    assert any("circles" in note for note in notes)


async def test_a_run_that_a_newer_one_pushed_into_the_next_page_comes_once() -> None:
    first, last = page(run(1), run(2), total=3, following=SECOND), page(run(2), run(3), total=4)
    async with plant(answer(200, first), answer(200, last)) as (_, to):
        came, _, _ = await until_failure(told(to, settled=True))
    assert [record.id for record in came] == [f"session-{number:06}" for number in (1, 2, 3)]


async def test_a_page_that_fails_in_the_middle_of_ten_loses_nothing_and_says_what_is_missing() -> None:
    async with plant(ten_pages(failing={6}, seen=[])) as (_, to):
        came, failed, _ = await until_failure(told(to, settled=True))
    assert len(came) == 50
    assert isinstance(failed, VendorFailed)
    assert failed.message.startswith("50 of 100 runs came, then page 6 of 10 failed.")
    assert "The database is away." in failed.message
    assert failed.way_out == "Go on with --serial-number 1234 --page 6."


async def test_a_command_goes_on_with_the_page_it_is_told() -> None:
    seen: list[int] = []
    async with plant(ten_pages(failing=set(), seen=seen)) as (_, to):
        came, failed, notes = await until_failure(told(to, settled=True, page=6))
    assert failed is None
    assert seen == [6, 7, 8, 9, 10]
    assert len(came) == 50
    assert notes == []


async def test_the_screen_asking_again_gets_what_had_come_and_goes_on_with_the_page_that_failed() -> None:
    seen: list[int] = []
    failing = {6}
    async with plant(ten_pages(failing=failing, seen=seen)) as (_, to):
        _, failed, _ = await until_failure(told(to))
        assert failed is not None
        assert failed.way_out == "Press r to go on from there."
        failing.clear()
        asked_before = len(seen)
        came, failed, notes = await until_failure(told(to))
    assert failed is None
    assert len({record.id for record in came}) == len(came) == 100
    assert seen[asked_before:] == [6, 7, 8, 9, 10]
    assert notes == ["50 runs had come by 10:30 UTC; the reading went on from there."]


async def test_a_range_until_now_is_the_same_question_a_minute_later() -> None:
    seen: list[int] = []
    failing = {6}
    now = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
    spans = [TimeRange(now - timedelta(days=7, minutes=-late), now + timedelta(minutes=late), "7d") for late in (0, 1)]
    async with plant(ten_pages(failing=failing, seen=seen)) as (_, to):
        await until_failure(told(to, span=spans[0]))
        failing.clear()
        asked_before = len(seen)
        came, _, _ = await until_failure(told(to, span=spans[1]))
    assert len(came) == 100
    assert seen[asked_before:] == [6, 7, 8, 9, 10]


async def test_what_came_long_ago_is_not_gone_on_from() -> None:
    clock = SetClock()
    seen: list[int] = []
    failing = {6}
    async with plant(ten_pages(failing=failing, seen=seen), clock=clock) as (_, to):
        await until_failure(told(to))
        failing.clear()
        clock.advance(11 * 60)
        asked_before = len(seen)
        came, _, notes = await until_failure(told(to))
    assert len(came) == 100
    assert seen[asked_before:] == list(range(1, 11))
    assert notes == []


async def test_a_first_page_that_fails_is_an_error_like_any_other() -> None:
    async with plant(reset()) as (_, to):
        came, failed, _ = await until_failure(told(to))
    assert came == []
    assert failed is not None
    assert "came, then" not in failed.message


async def test_two_faults_in_a_row_pass_unnoticed() -> None:
    async with plant(reset(), answer(503), answer(200, page(run(1)))) as (_, to):
        assert len(await to.rows("reports", serialNumber=("1234",))) == 1


async def test_a_page_of_64533_rows_is_handed_on_in_portions() -> None:
    runs = [run(number, steps=[]) for number in range(64_533)]
    async with plant(answer(200, page(*runs, total=64_533))) as (_, to):
        pages = await to.pages("reports", serialNumber=("1234",), all=True)
    assert sum(len(each.records) for each in pages) == 64_533
    assert max(len(each.records) for each in pages) == 500


@pytest.mark.parametrize("number", [0, -1])
async def test_a_first_page_that_is_none_is_refused_before_anything_is_asked(number: int) -> None:
    async with plant(answer(200, {})) as (server, to):
        with pytest.raises(UsageError, match=rf"--page cannot be {number}\. Give 1 or more\."):
            await until_failure(told(to, page=number))
    assert not server.seen
