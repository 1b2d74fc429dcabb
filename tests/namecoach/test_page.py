"""The page's two searches and four ways to record, against a server that has nothing of ours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.namecoach.names import EVENT_BODY, FOUND, SEARCH, names, read_token
from tests.servers import answer
from tests.transport.support import SetClock
from tests.vendors.opening import NOW
from tui.core.action import Danger, Verdict

META = {"page": 1, "pageSize": 10, "rowCount": 2}
CREATED: dict[str, Any] = {
    "customer_id": "customer_id",
    "lead_id": "ID",
    "user_id": "current user ID",
    "tool_signature": "tool signature",
    "recording_id": "gpdb recording ID",
    "event_type": "view",
    "event_id": "event ID",
    "message": "message",
    "entityType": "lead_analytics_event",
    "partitionKey": "Lead analytics event|a4d45290-af9b-11e8-b20e-0d4f82fa24f6",
    "sortKey": "customer_id",
    "created_at": "2018-09-03T17:06:05.719Z",
    "updated_at": "2018-09-03T17:06:05.719Z",
}


def given(body: dict[str, Any]) -> dict[str, Any]:
    """Write a body as a user would fill in the form."""
    return {**body, "version_info": ["key=value"]}


# --- searching


@pytest.mark.parametrize("entity", ["lead", "contact"])
async def test_a_search_is_the_pages(entity: str) -> None:
    async with names(answer(200, {"recordings": [], "meta": META})) as (server, desk):
        await desk.rows(f"{entity}-events", **{**SEARCH, f"{entity}_id": "å 1"})

    (asked,) = server.seen
    assert (asked.method, asked.path, asked.body) == ("GET", f"/api/v1/{entity}_analytics/search", b"")
    assert asked.query == [
        ("recording_id[]", "rec#1"),
        ("recording_id[]", "rec 2"),
        ("customer_id", "c"),
        ("user_id", "u"),
        (f"{entity}_id", "å 1"),
        ("page", "1"),
        ("pageSize", "100"),
    ]
    assert asked.headers["accept"] == "application/json"


@pytest.mark.parametrize(("latest", "sent"), [(True, "true"), (False, "false")])
async def test_latest_is_sent_when_it_was_given(latest: bool, sent: str) -> None:
    async with names(answer(200, {"recordings": [], "meta": META})) as (server, desk):
        await desk.rows("lead-events", **SEARCH, lead_id="l", latest=latest)

    assert ("latest", sent) in server.seen[0].query


async def test_recordings_can_be_repeated_without_brackets() -> None:
    script = answer(200, {"recordings": [], "meta": META})
    async with names(script, recording_id_style="repeated") as (server, desk):
        await desk.rows("lead-events", **SEARCH, lead_id="l")

    assert server.seen[0].query[:2] == [("recording_id", "rec#1"), ("recording_id", "rec 2")]


@pytest.mark.parametrize("entity", ["lead", "contact"])
async def test_the_pages_answer_decodes_and_its_row_count_of_two_ends_the_search(entity: str) -> None:
    script = (answer(200, {"recordings": [FOUND], "meta": META}), answer(200, {"recordings": [], "meta": META}))
    async with names(*script) as (server, desk):
        rows = await desk.rows(f"{entity}-events", **{**SEARCH, f"{entity}_id": "contact#1"})
        columns = desk.catalog.collection(f"{entity}-events").columns

    assert [row.fields() for row in rows] == [FOUND]
    assert len(server.seen) == 2
    read = {column.key: column.read(rows[0].value) for column in columns}
    assert {key: value for key, value in read.items() if isinstance(value, str)} == {
        key: value for key, value in FOUND.items() if not key.endswith("_at")
    }


async def test_what_a_search_needs_and_nobody_gave_comes_from_the_settings() -> None:
    async with names(answer(), customer_id="harbor", user_id="desk") as (_, desk):
        collection = desk.catalog.collection("lead-events")

    assert {param.name: param.setting for param in collection.params if param.setting} == {
        "customer_id": "customer_id",
        "user_id": "user_id",
    }
    assert [param.name for param in collection.missing({})] == ["recording_id", "customer_id", "user_id", "lead_id"]


# --- recording

RECORDED = [
    ("record-event", "/api/v1/analytics_events", {"entity_id": "ID", "entity_type": "lead or contact"}),
    ("record-lead-event", "/api/v1/lead_analytics", {"lead_id": "ID"}),
    ("record-contact-event", "/api/v1/contact_analytics", {"contact_id": "ID"}),
    (
        "record-extension-event",
        "/api/v1/browser_extension",
        {"entity_id": "ID", "entity_type": "browser_extension_user", "root_url": "https://example.org"},
    ),
]


@pytest.mark.parametrize(("action", "path", "own"), RECORDED)
async def test_each_kind_of_event_goes_to_its_path_with_the_pages_body(
    action: str, path: str, own: dict[str, str]
) -> None:
    body = {**EVENT_BODY, **own}
    async with names(answer(201, CREATED)) as (server, desk):
        await desk.do(action, given(body))

    (asked,) = server.seen
    assert (asked.method, asked.path, asked.query) == ("POST", path, [])
    assert asked.json() == body
    assert asked.headers["content-type"] == "application/json"


@pytest.mark.parametrize(("action", "path", "own"), RECORDED)
async def test_an_empty_201_is_a_success(action: str, path: str, own: dict[str, str]) -> None:
    async with names(answer(201)) as (_, desk):
        outcome = await desk.do(action, given({**EVENT_BODY, **own}))

    assert outcome.text == "Recorded."


async def test_what_the_vendor_made_of_it_is_told() -> None:
    async with names(answer(201, CREATED)) as (_, desk):
        outcome = await desk.do("record-lead-event", given({**EVENT_BODY, "lead_id": "ID"}))

    assert outcome.text == "Recorded as Lead analytics event|a4d45290-af9b-11e8-b20e-0d4f82fa24f6."
    assert outcome.fields == CREATED


async def test_extension_events_go_where_the_page_says_when_that_is_configured() -> None:
    async with names(answer(201), extension_path="/lead_analytics") as (server, desk):
        await desk.do("record-extension-event", given({**EVENT_BODY, **RECORDED[3][2]}))

    assert server.seen[0].path == "/api/v1/lead_analytics"


@pytest.mark.parametrize(
    ("action", "required"),
    [
        ("record-event", {"customer_id", "entity_id", "entity_type", "user_id"}),
        ("record-lead-event", {"customer_id", "lead_id", "user_id"}),
        ("record-contact-event", {"customer_id", "contact_id", "user_id"}),
        (
            "record-extension-event",
            {"customer_id", "user_id", "event_type"},  # three others are constants of its own client, and the
            # root URL, which that client requires, is not on the page: without it the page's own body is sent
        ),
    ],
)
async def test_required_is_what_the_vendors_own_types_require(action: str, required: set[str]) -> None:
    async with names(answer()) as (server, desk):
        assert set(desk.problems(action, {})) == required

    assert server.seen == []


async def test_the_browser_extensions_body_can_be_sent_exactly_as_the_page_prints_it() -> None:
    body = {**EVENT_BODY, "entity_id": "ID", "tool_signature": "browser_extension"}
    async with names(answer(201), extension_path="/lead_analytics") as (server, desk):
        await desk.do("record-extension-event", given(body))

    assert server.seen[0].path == "/api/v1/lead_analytics"
    assert server.seen[0].json() == body


async def test_only_what_was_given_is_sent_and_versions_stay_text() -> None:
    least = {"customer_id": "c", "lead_id": "l", "user_id": "u", "version_info": ["app=1.10", "beta=true"]}
    async with names(answer(201)) as (server, desk):
        await desk.do("record-lead-event", least)

    assert server.seen[0].json() == {**least, "version_info": {"app": "1.10", "beta": "true"}}


async def test_a_row_fills_in_an_event_about_the_same_lead() -> None:
    async with names(answer(200, {"recordings": [FOUND], "meta": {"rowCount": 1}})) as (_, desk):
        (row,) = await desk.rows("lead-events", **SEARCH, lead_id="contact#1")
        (action,) = (each for each in desk.catalog.actions if "lead-events" in each.applies_to)

    assert (action.name, action.danger) == ("record-lead-event", Danger.SAFE)
    assert action.fill(row) == {
        "customer_id": "customer#2",
        "lead_id": "contact#1",
        "user_id": "user#2",
        "tool_signature": "vfp",
        "recording_id": "recording#2",
        "event_type": "view",
    }


@pytest.mark.parametrize(
    ("rows", "more", "verdict"),
    [
        ([FOUND], {"event_id": "view#1"}, Verdict.ARRIVED),
        ([FOUND], {"event_id": "view#2"}, Verdict.NOT_ARRIVED),
        ([FOUND], {}, Verdict.CANNOT_TELL),
    ],
)
async def test_an_event_with_an_id_can_be_looked_for(
    rows: list[dict[str, Any]], more: dict[str, str], verdict: Verdict
) -> None:
    values = {"customer_id": "c", "lead_id": "l", "user_id": "u", "recording_id": "r", **more}
    async with names(answer(200, {"recordings": rows, "meta": {"rowCount": 1}})) as (_, desk):
        verify = desk.catalog.action("record-lead-event").verify
        assert verify is not None
        assert await verify(desk.client, values) is verdict


# --- who we are


async def test_every_request_is_signed_anew_in_the_vendors_way() -> None:
    clock = SetClock(NOW)
    async with names(answer(201), clock=clock) as (server, desk):
        await desk.do("record-event", given({**EVENT_BODY, **RECORDED[0][2]}))
        clock.advance(40)
        await desk.do("record-event", given({**EVENT_BODY, **RECORDED[0][2]}))

    tokens = [read_token(asked.headers["authorization"]) for asked in server.seen]
    milliseconds = int(NOW.timestamp() * 1000)
    assert [head for head, _ in tokens] == [{"alg": "HS256", "access_key_id": "key-1"}] * 2
    assert [payload for _, payload in tokens] == [{"ts": milliseconds + 15_000}, {"ts": milliseconds + 55_000}]


async def test_a_secret_in_any_script_signs_as_utf_8() -> None:
    async with names(answer(201), secret_access_key="hemlig-åäö") as (server, desk):
        await desk.do("record-event", given({**EVENT_BODY, **RECORDED[0][2]}))

    read_token(server.seen[0].headers["authorization"], secret="hemlig-åäö")


async def test_a_connection_may_send_no_credentials_at_all() -> None:
    async with names(answer(201), auth="none") as (server, desk):
        await desk.do("record-event", given({**EVENT_BODY, **RECORDED[0][2]}))

    assert "authorization" not in server.seen[0].headers


async def test_a_connection_may_send_a_header_of_its_own() -> None:
    async with names(answer(201), auth="header", authorization="Token 42") as (server, desk):
        await desk.do("record-event", given({**EVENT_BODY, **RECORDED[0][2]}))

    assert server.seen[0].headers["authorization"] == "Token 42"
