"""The sandbox's events, searched and recorded through our own client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.asgi import NOW, Client
from tests.vendors.opening import Opened, opened
from tui.core.errors import Rejected, SignedOut
from tui.core.secret import Secret
from tui.core.time.clock import FrozenClock
from tui.sandbox import build
from tui.sandbox.world import World
from tui.vendors.namecoach.api.signing import token
from tui.vendors.namecoach.sandbox import DEMO, KEY_ID, SECRET, is_genuine

SETTINGS: dict[str, Any] = {**DEMO[0].settings, "base_url": "http://sandbox.invalid/namecoach/api/v1"}
BUSY: dict[str, Any] = {
    "recording_id": ("rec-1", "rec-2"),
    "customer_id": SETTINGS["customer_id"],
    "user_id": "user-1",
    "lead_id": "lead-1",
}


def sandbox() -> Any:
    return build(World(7, FrozenClock(NOW)))


def names(app: Any = None, **more: Any) -> Any:
    return opened("namecoach", {**SETTINGS, **more}, connection="names", app=app or sandbox(), clock=FrozenClock(NOW))


async def found(desk: Opened, **more: Any) -> list[dict[str, Any]]:
    return [row.fields() for row in await desk.rows("lead-events", **{**BUSY, **more})]


async def test_several_recordings_are_searched_at_once() -> None:
    async with names() as desk:
        both = await found(desk)
        one = await found(desk, recording_id=("rec-1",))

    assert len(both) > len(one) > 0
    assert {row["recording_id"] for row in both} == {"rec-1", "rec-2"}
    assert {(row["entity_id"], row["user_id"]) for row in both} == {("lead-1", "user-1")}


async def test_both_ways_to_write_several_recordings_are_understood() -> None:
    async with names() as brackets, names(recording_id_style="repeated") as repeated:
        assert await found(brackets) == await found(repeated)


async def test_latest_is_the_newest_event() -> None:
    async with names() as desk:
        everything, latest = await found(desk), await found(desk, latest=True)

    assert latest == [max(everything, key=lambda row: str(row["created_at"]))]


@pytest.mark.parametrize(
    ("action", "own", "collection"),
    [
        ("record-lead-event", {"lead_id": "new"}, "lead-events"),
        ("record-contact-event", {"contact_id": "new"}, "contact-events"),
        ("record-event", {"entity_id": "new", "entity_type": "lead"}, "lead-events"),
    ],
)
async def test_what_is_recorded_is_found(action: str, own: dict[str, str], collection: str) -> None:
    body = {"recording_id": "rec-9", "event_id": "mine", "event_type": "view", "tool_signature": "vfp", **own}
    async with names() as desk:
        await desk.do(action, body)
        wanted = {**BUSY, "recording_id": ("rec-9",), f"{collection.partition('-')[0]}_id": "new"}
        rows = await desk.rows(collection, **wanted)

    assert [row.fields()["event_id"] for row in rows] == ["mine"]


@pytest.mark.parametrize("path", ["/browser_extension", "/lead_analytics"])
async def test_extension_events_are_taken_at_either_place(path: str) -> None:
    body = {
        "entity_type": "browser_extension_user",
        "entity_id": "u",
        "root_url": "https://example.org",
        "tool_signature": "browser_extension",
        "event_type": "view",
        "version_info": ["extension=1.10"],
    }
    async with names(extension_path=path) as desk:
        assert (await desk.do("record-extension-event", body)).text == "Recorded."


async def test_a_search_without_its_parameters_is_refused_by_name() -> None:
    async with names() as desk:
        with pytest.raises(Rejected) as caught:
            await found(desk, lead_id="", user_id="")

    assert set(caught.value.fields) == {"lead_id", "user_id"}


@pytest.mark.parametrize("change", [{"secret_access_key": "no"}, {"access_key_id": "no"}, {"auth": "none"}])
async def test_nobody_else_gets_in(change: dict[str, str]) -> None:
    async with names(**change) as desk:
        with pytest.raises(SignedOut):
            await found(desk)


@pytest.mark.parametrize(
    "header", ["", "Bearer x", "Bearer:x", "Bearer:a.b.c", "Bearer: a.b.c", "Bearer:e30.e30.e30", "Bearer:e30.e30.é"]
)
async def test_nonsense_is_no_token(header: str) -> None:
    client = Client(sandbox(), prefix="/namecoach/api/v1", headers={"Authorization": header})

    assert (await client.get("/lead_analytics/search")).status == 401


@pytest.mark.parametrize(("seconds", "genuine"), [(0, True), (40, True), (90, False), (-90, False)])
def test_a_token_is_good_for_seconds(seconds: int, genuine: bool) -> None:
    made = token(key_id=KEY_ID, secret=Secret(SECRET), clock=FrozenClock(NOW))

    assert is_genuine(made, now=NOW + timedelta(seconds=seconds)) is genuine


def test_a_token_with_an_absurd_time_is_none() -> None:
    made = token(
        key_id=KEY_ID, secret=Secret(SECRET), clock=FrozenClock(datetime.max.replace(tzinfo=UTC) - timedelta(1))
    )

    assert not is_genuine(made, now=NOW)
