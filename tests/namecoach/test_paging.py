"""Pages that count from 1, with a row count that may be wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.namecoach.names import FOUND, SEARCH, names
from tests.servers import Exchange, answer


def event(number: int, **more: Any) -> dict[str, Any]:
    return {
        **FOUND,
        "event_id": f"view#{number}",
        "created_at": f"2026-01-01T00:{number // 60:02}:{number % 60:02}Z",
        **more,
    }


class Service:
    """Answers with pages of its own size; what it says about them may be wrong."""

    def __init__(
        self, rows: list[dict[str, Any]], *, size: int = 10, count: int | None = None, says: bool = True
    ) -> None:
        self.rows = rows
        self.size = size
        self.count = len(rows) if count is None else count
        self.says = says
        self.pages: list[int] = []

    async def __call__(self, exchange: Exchange) -> None:
        page = int(dict(exchange.request.query)["page"])
        assert page >= 1
        self.pages.append(page)
        rows = self.rows[(page - 1) * self.size : page * self.size]
        meta = {"page": page, "pageSize": self.size, "rowCount": self.count}
        await answer(200, json.dumps({"recordings": rows, **({"meta": meta} if self.says else {})}))(exchange)


async def found(service: Any) -> list[str]:
    async with names(service) as (_, desk):
        rows = await desk.rows("contact-events", **SEARCH, contact_id="c")
    assert len({row.id for row in rows}) == len(rows)
    return [str(row.fields()["event_id"]) for row in rows]


@pytest.mark.parametrize("rows", [0, 1, 9, 10, 11, 25, 30])
@pytest.mark.parametrize("count", [None, 0, 2, 10, 1000])
async def test_every_row_comes_once_whatever_the_row_count_says(rows: int, count: int | None) -> None:
    service = Service([event(number) for number in range(rows)], count=count)

    assert await found(service) == [f"view#{number}" for number in range(rows)]
    assert service.pages == list(range(1, len(service.pages) + 1))
    assert len(service.pages) <= rows // 10 + 2


async def test_without_a_count_an_empty_page_is_the_end() -> None:
    service = Service([event(number) for number in range(25)], says=False)

    assert len(await found(service)) == 25
    assert service.pages == [1, 2, 3, 4]


async def test_a_short_last_page_needs_no_further_question() -> None:
    service = Service([event(number) for number in range(25)])

    await found(service)

    assert service.pages == [1, 2, 3]


async def test_a_service_that_ignores_the_page_is_not_asked_for_ever() -> None:
    rows = [event(number) for number in range(10)]

    async def always(exchange: Exchange) -> None:
        meta = {"page": 1, "pageSize": 10, "rowCount": 500}
        await answer(200, json.dumps({"recordings": rows, "meta": meta}))(exchange)

    assert len(await found(always)) == 10


async def test_a_row_pushed_into_the_next_page_by_a_new_one_is_counted_once() -> None:
    rows = [event(number) for number in range(15)]

    async def growing(exchange: Exchange) -> None:
        page = int(dict(exchange.request.query)["page"])
        now = [event(99), *rows] if page > 1 else rows
        meta = {"page": page, "pageSize": 10, "rowCount": len(now)}
        await answer(200, json.dumps({"recordings": now[(page - 1) * 10 : page * 10], "meta": meta}))(exchange)

    assert await found(growing) == [f"view#{number}" for number in range(15)]


async def test_equal_events_on_one_page_are_both_kept() -> None:
    async with names(answer(200, {"recordings": [FOUND, FOUND], "meta": {"rowCount": 2}})) as (_, desk):
        rows = await desk.rows("contact-events", **SEARCH, contact_id="c")

    assert len({row.id for row in rows}) == 2


@pytest.mark.parametrize("meta", [None, {}, {"rowCount": "1", "page": "1", "pageSize": "10"}, {"rowCount": ""}])
async def test_numbers_may_come_as_text_or_not_at_all(meta: Any) -> None:
    async with names(answer(200, {"recordings": [FOUND], "meta": meta}), answer(200, {"recordings": None})) as (
        _,
        desk,
    ):
        assert len(await desk.rows("contact-events", **SEARCH, contact_id="c")) == 1


async def test_a_row_of_odd_types_is_shown_or_said_to_be_unreadable() -> None:
    odd = [{**FOUND, "user_id": 7, "message": {"a": [1]}, "new": 1}, {**FOUND, "event_type": ["view"]}, {}]
    async with names(answer(200, {"recordings": odd, "meta": {"rowCount": 3}})) as (_, desk):
        rows = await desk.rows("contact-events", **SEARCH, contact_id="c")

    assert [bool(row.problem) for row in rows] == [False, True, False]
    assert [row.fields() for row in rows] == odd
