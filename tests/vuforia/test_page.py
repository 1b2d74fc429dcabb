"""The report as the vendor's page describes it, against a server that is not the sandbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.servers import answer
from tests.vuforia.plant import EXAMPLE, PATH, page, plant, run, value
from tui.core.time.time_range import TimeRange
from tui.core.wire.http import Effect
from tui.vendors.vuforia.outcomes import Outcome
from tui.vendors.vuforia.runs import operator, procedure_name

ONE_DAY = TimeRange(datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 6, tzinfo=UTC))


async def test_the_pages_example_decodes() -> None:
    async with plant(answer(200, EXAMPLE)) as (_, to):
        (only,) = await to.pages("reports", serialNumber=("1234",))
    (record,) = only.records
    told = value(record)
    assert only.total == 1
    assert record.problem == ""
    assert told.id == "ec4dfff9-d280-42c2-bff4-03d154924de9"
    assert told.outcomes == "–✓✓"
    assert told.counts[Outcome.OMITTED] == 1
    assert told.latest == datetime(2024, 1, 12, 3, 39, 19, 894000, UTC)
    assert told.duration == timedelta(minutes=4, milliseconds=469)
    assert [wait and wait.total_seconds() for wait in told.waits] == [6.276, 1.743, 30.35]
    assert record.fields() == EXAMPLE["items"][0]


async def test_a_redacted_organisation_goes_by_ids() -> None:
    async with plant(answer(200, EXAMPLE)) as (_, to):
        (record,) = await to.rows("reports", serialNumber=("1234",))
    assert procedure_name(value(record).procedure) == "Procedure 2f0560f0 v8.0"
    assert operator(value(record).session.user) == "7d496296"


async def test_the_request_is_the_pages_own() -> None:
    async with plant(answer(200, EXAMPLE)) as (server, to):
        await to.rows("reports", serialNumber=("1234",))
    (seen,) = server.seen
    assert (seen.method, seen.target) == ("POST", PATH)
    assert seen.json() == {"serialNumber": "1234", "granularity": "step"}
    assert seen.headers["authorization"] == "Bearer the-token"
    assert "x-api-key" not in seen.headers
    assert seen.headers["x-requested-with"] == "fetch"
    assert seen.headers["accept"] == "application/json"
    assert seen.headers["content-type"] == "application/json"


async def test_an_api_key_goes_in_its_own_header_alone() -> None:
    async with plant(answer(200, EXAMPLE), settings={"api_key": "the-key"}) as (server, to):
        await to.rows("reports", serialNumber=("1234",))
    (seen,) = server.seen
    assert seen.headers["x-api-key"] == "the-key"
    assert "authorization" not in seen.headers


async def test_a_token_that_was_copied_with_its_word_is_sent_once_prefixed() -> None:
    async with plant(answer(200, EXAMPLE), settings={"access_token": "Bearer the-token\n"}) as (server, to):
        await to.rows("reports", serialNumber=("1234",))
    assert server.seen[0].headers["authorization"] == "Bearer the-token"


async def test_everything_the_user_gave_is_sent_and_nothing_else() -> None:
    async with plant(answer(200, page(total=0))) as (server, to):
        await to.rows(
            "reports",
            ONE_DAY,
            serialNumber=("0042",),
            progress=("completed", "ongoing"),
            feedback=("na",),
            failures="only",
            procedureIds=("p1", "p2"),
            all=True,
            page=3,
        )
    assert server.seen[0].json() == {
        "serialNumber": "0042",
        "granularity": "step",
        "startTime": "2026-01-05T00:00:00.000Z",
        "endTime": "2026-01-05T23:59:59.999Z",
        "progress": ["completed", "ongoing"],
        "feedback": ["na"],
        "failures": "only",
        "procedureIds": ["p1", "p2"],
        "page": 3,
        "all": True,
    }


async def test_runs_can_be_asked_for_without_their_steps() -> None:
    async with plant(answer(200, page(total=0))) as (server, to):
        await to.rows("reports", serialNumber=("1",), granularity="procedure")
    assert server.seen[0].json() == {"serialNumber": "1", "granularity": "procedure"}


async def test_runs_without_a_serial_number_are_asked_for_without_the_word() -> None:
    async with plant(answer(200, page(total=0))) as (server, to):
        await to.rows("runs", failures="only")
    assert server.seen[0].json() == {"granularity": "step", "failures": "only"}


async def test_an_organisations_id_cannot_leave_its_place_in_the_path() -> None:
    async with plant(answer(200, EXAMPLE), settings={"org_id": "a/b?c", "access_token": "t"}) as (server, to):
        await to.rows("reports", serialNumber=("1",))
    assert server.seen[0].target == "/customer-events/a%2Fb%3Fc/report"


async def test_a_report_is_a_read_although_it_is_a_post() -> None:
    async with plant(answer(200, EXAMPLE)) as (_, to):
        assert to.client.report_request({}).effect is Effect.READ


async def test_an_unknown_serial_number_is_an_empty_answer() -> None:
    async with plant(answer(200, page(total=0))) as (_, to):
        assert await to.rows("reports", serialNumber=("nobody",)) == []
        assert "exactly as it was entered" in to.catalog.collection("reports").empty


@pytest.mark.parametrize("body", [{}, {"items": None}, {"items": []}])
async def test_an_answer_may_leave_its_lists_out(body: dict[str, object]) -> None:
    async with plant(answer(200, body)) as (_, to):
        assert await to.rows("reports", serialNumber=("1",)) == []


async def test_one_bad_row_never_loses_a_page() -> None:
    bad = {"sessionId": "bad", "procedure": {"steps": "many"}}
    async with plant(answer(200, page(run(1), bad, run(2)))) as (_, to):
        records = await to.rows("reports", serialNumber=("1234",))
    assert [record.id for record in records] == ["session-000001", "bad", "session-000002"]
    assert "procedure.steps" in records[1].problem
    assert records[1].fields() == bad


async def test_what_nobody_knows_comes_through() -> None:
    odd = run(1, steps=[{"number": "1", "status": "sealed", "ackType": "Signature", "comment": {"text": "worn"}}])
    odd["procedure"]["versionName"] = 8
    async with plant(answer(200, page(odd))) as (_, to):
        (step,) = await to.rows("steps", serialNumber=("1234",))
    assert value(step).step.status == "sealed"
    assert step.derived["outcome"] == "other"
    assert step.fields()["comment"] == {"text": "worn"}
    assert "v8" in procedure_name(value(step).run.procedure)


async def test_steps_are_flat_and_the_last_of_a_number_wins() -> None:
    entries = [
        {"number": 1, "status": "fail", "title": "Torque", "try": 1},
        {"number": 1, "status": "pass", "title": "Torque", "try": 2},
        {"number": 2, "status": "omitted"},
    ]
    async with plant(answer(200, page(run(1, steps=entries)))) as (_, to):
        rows = await to.rows("steps", serialNumber=("1234",))
    assert [(row.id, value(row).step.status) for row in rows] == [
        ("session-000001/1", "pass"),
        ("session-000001/2", "omitted"),
    ]
    assert rows[0].fields()["try"] == 2
    assert rows[0].fields()["procedure"]["serialNumber"] == "1234"
    assert "steps" not in rows[0].fields()["procedure"]


async def test_a_run_of_400_steps_and_a_run_of_none() -> None:
    many = [{"number": number, "status": "pass"} for number in range(1, 401)]
    async with plant(answer(200, page(run(1, steps=many), run(2, steps=[])))) as (_, to):
        long, empty = await to.rows("reports", serialNumber=("1234",))
        rows = await to.rows("steps", serialNumber=("1234",))
    assert len(value(long).steps) == 400
    assert (value(empty).outcomes, empty.derived["steps_count"]) == ("", 0)
    assert len(rows) == 400
