"""The page's call and the page's answer, against a server that has nothing of ours."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.servers import answer
from tests.vitec.office import office
from tui.core.secret import MASK
from tui.core.time.time_range import TimeRange
from tui.vendors.vitec.comebacks import SWEDISH_TIME, assignee, assignee_kind

SPAN = TimeRange(datetime(2015, 1, 1, 12, tzinfo=SWEDISH_TIME), datetime(2015, 1, 8, 12, tzinfo=SWEDISH_TIME))
ROW: dict[str, Any] = {
    "id": "sample string 1",
    "contact": {"id": "sample string 1", "name": "sample string 2"},
    "bookedBy": {"id": "sample string 1", "name": "sample string 2"},
    "assignedTo": {
        "user": {"id": "sample string 1", "name": "sample string 2"},
        "userGroup": {"id": "sample string 1", "name": "sample string 2"},
        "office": {"customerId": "sample string 1", "name": "sample string 2"},
    },
    "state": "New",
    "origin": "User",
    "occursAt": "2024-04-28T22:58:37.5691339+02:00",
    "bookedDate": "2024-04-28T22:58:37.5691339+02:00",
}
PAGE = [ROW, ROW]
APRIL = TimeRange(datetime(2024, 4, 1, tzinfo=UTC), datetime(2024, 5, 1, tzinfo=UTC))


def in_pascal_case(value: Any) -> Any:
    if isinstance(value, dict):
        return {key[:1].upper() + key[1:]: in_pascal_case(inner) for key, inner in value.items()}
    return value


async def test_the_call_is_the_pages() -> None:
    async with office(answer(200, [])) as (server, desk):
        await desk.rows("comebacks", SPAN)

    (asked,) = server.seen
    assert (asked.method, asked.path) == ("GET", "/Report/Task/M30011/Comeback")
    assert asked.query == [("from", "2015-01-01T12:00:00"), ("to", "2015-01-08T12:00:00"), ("date", "Occurrence")]
    assert asked.headers["authorization"] == f"Basic {base64.b64encode(b'desk:pass').decode()}"
    assert asked.headers["accept"] == "application/json"
    assert asked.body == b""


async def test_user_name_and_password_go_as_utf_8() -> None:
    async with office(answer(200, []), username="åsa", password="pässwörd:ß€") as (server, desk):
        await desk.rows("comebacks", SPAN)

    sent = server.seen[0].headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(sent).decode("utf-8") == "åsa:pässwörd:ß€"


async def test_a_customer_id_with_a_slash_stays_one_part_of_the_path() -> None:
    async with office(answer(200, []), customer_id="G2/å") as (server, desk):
        await desk.rows("comebacks", SPAN)

    assert server.seen[0].path == "/Report/Task/G2%2F%C3%A5/Comeback"


async def test_other_criteria_go_as_the_user_wrote_them() -> None:
    async with office(answer(200, [])) as (server, desk):
        await desk.rows("comebacks", SPAN, date="BookedDate")

    assert ("date", "BookedDate") in server.seen[0].query


async def test_without_a_range_only_the_criteria_are_sent() -> None:
    async with office(answer(200, [])) as (server, desk):
        await desk.rows("comebacks")

    assert server.seen[0].query == [("date", "Occurrence")]


async def test_the_pages_answer_decodes_and_its_two_equal_rows_are_both_kept() -> None:
    async with office(answer(200, PAGE)) as (_, desk):
        rows = await desk.rows("comebacks", APRIL)

    assert [row.fields() for row in rows] == PAGE
    assert len({row.id for row in rows}) == 2
    assert [row.problem for row in rows] == ["", ""]


async def test_every_column_reads_the_pages_row() -> None:
    async with office(answer(200, PAGE)) as (_, desk):
        row = (await desk.rows("comebacks", APRIL))[0].value
        read = {column.key: column.read(row) for column in desk.catalog.collection("comebacks").columns}

    instant = datetime(2024, 4, 28, 20, 58, 37, 569133, tzinfo=UTC)
    assert read == {
        "occursAt": instant,
        "contact.name": "sample string 2",
        "assignee": "sample string 2",
        "assignee_kind": "user",
        "due": "overdue",
        "state": "New",
        "bookedBy.name": "sample string 2",
        "bookedDate": instant,
        "origin": "User",
        "assignedTo.office.name": "sample string 2",
        "id": "sample string 1",
    }


async def test_pascal_case_is_read_too_and_exported_as_it_came() -> None:
    sent = in_pascal_case(ROW)
    async with office(answer(200, [sent])) as (_, desk):
        (row,) = await desk.rows("comebacks", APRIL)

    assert row.value is not None
    assert (assignee(row.value), row.value.state) == ("sample string 2", "New")
    assert row.fields() == sent


@pytest.mark.parametrize("missing", [None, "left out"])
@pytest.mark.parametrize("given", ["user", "userGroup", "office"])
async def test_each_assignee_may_stand_alone(given: str, missing: str | None) -> None:
    others = {} if missing else dict.fromkeys(("user", "userGroup", "office"))
    row = {**ROW, "assignedTo": {**others, given: ROW["assignedTo"][given]}}
    async with office(answer(200, [row])) as (_, desk):
        (record,) = await desk.rows("comebacks", APRIL)

    kinds = {"user": "user", "userGroup": "group", "office": "office"}
    assert record.value is not None
    assert (assignee(record.value), assignee_kind(record.value)) == ("sample string 2", kinds[given])


async def test_a_row_with_nothing_but_an_id_is_a_row() -> None:
    bare = {"id": 17, "contact": None, "bookedBy": None, "assignedTo": None, "state": 3, "nytt fält": "åäö"}
    async with office(answer(200, [bare])) as (_, desk):
        (record,) = await desk.rows("comebacks", APRIL)
        columns = desk.catalog.collection("comebacks").columns

    read = {column.key: column.read(record.value) for column in columns}
    assert (read["id"], read["state"], read["contact.name"], read["occursAt"]) == ("17", "3", None, None)
    assert record.fields()["nytt fält"] == "åäö"


async def test_one_bad_row_does_not_lose_the_others() -> None:
    bad = {**ROW, "id": "bad", "contact": "Åsa"}
    async with office(answer(200, [bad, ROW])) as (_, desk):
        records = await desk.rows("comebacks", APRIL)

    assert [bool(record.problem) for record in records] == [True, False]
    assert "contact" in records[0].problem
    assert records[0].fields() == bad


@pytest.mark.parametrize("nothing", [b"[]", b"null", b"\xef\xbb\xbf[]"])
async def test_an_empty_report_is_an_answer(nothing: bytes) -> None:
    async with office(answer(200, nothing)) as (_, desk):
        assert await desk.rows("comebacks", APRIL) == []


async def test_swedish_text_comes_as_it_is() -> None:
    row = {**ROW, "contact": {"id": "1", "name": "Åsa Öberg-Björkén"}}
    async with office(answer(200, json.dumps([row], ensure_ascii=False))) as (_, desk):
        (record,) = await desk.rows("comebacks", APRIL)

    assert record.value is not None
    assert record.value.contact is not None
    assert record.value.contact.name == "Åsa Öberg-Björkén"


async def test_the_check_asks_for_one_day() -> None:
    async with office(answer(200, [])) as (server, desk):
        probe = await desk.catalog.probe(desk.client)

    assert probe.holds == "0 comebacks in 24 h"
    assert server.seen[0].query[:2] == [("from", "2026-01-15T11:30:00"), ("to", "2026-01-16T11:30:00")]


async def test_a_dry_look_at_the_call_shows_no_password() -> None:
    async with office(answer(200, [])) as (server, desk):
        shown = desk.client.transport.describe(desk.client.comeback_request(SPAN, "Occurrence"))

    assert f"Authorization: Basic {MASK}" in shown
    assert server.seen == []
