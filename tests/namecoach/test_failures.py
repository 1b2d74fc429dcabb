"""How NameCoach's refusals are worded, and when it is the clock that is wrong."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.namecoach.names import SEARCH, names
from tests.servers import Step, answer
from tests.transport.support import SetClock
from tests.vendors.opening import NOW
from tui.core.errors import Forbidden, Rejected, SignedOut, Unreachable, VendorError, VendorFailed
from tui.vendors.namecoach.settings import check

LEAST = {"customer_id": "c", "lead_id": "l", "user_id": "u"}


async def searching(*script: Step, **more: Any) -> VendorError:
    async with names(*script, **more) as (_, desk):
        with pytest.raises(VendorError) as caught:
            await desk.rows("lead-events", **SEARCH, lead_id="l")
    return caught.value


@pytest.mark.parametrize(
    ("errors", "fields"),
    [
        ({"lead_id": ["can't be blank", "is too short"]}, {"lead_id": "can't be blank, is too short"}),
        ({"lead_id": "can't be blank"}, {"lead_id": "can't be blank"}),
        ({"lead_id": {"message": "is wrong", "kind": "user"}}, {"lead_id": "is wrong"}),
        ([{"field": "lead_id", "message": "is wrong"}], {"lead_id": "is wrong"}),
        (["one", {"msg": "two", "param": "user_id"}], {"1": "one", "user_id": "two"}),
        ("all of it", {"errors": "all of it"}),
        (None, {}),
    ],
)
async def test_a_422_is_told_per_field_whatever_its_form(errors: Any, fields: dict[str, str]) -> None:
    async with names(answer(422, {"message": "Validation failed", "errors": errors})) as (server, desk):
        with pytest.raises(Rejected) as caught:
            await desk.do("record-lead-event", LEAST)

    assert caught.value.fields == fields
    assert caught.value.message.startswith("Validation failed")
    assert len(server.seen) == 1


async def test_words_without_a_full_stop_do_not_run_into_what_follows() -> None:
    async with names(answer(422, {"message": "Validation failed", "errors": {"lead_id": ["is wrong"]}})) as (_, desk):
        with pytest.raises(Rejected) as refused:
            await desk.do("record-lead-event", LEAST)
    signed_out = await searching(answer(401, {"message": "who are you"}))

    assert str(refused.value) == "Validation failed. lead_id: is wrong"
    assert str(signed_out).endswith("who are you. Check access_key_id and secret_access_key in the config.")


@pytest.mark.parametrize("body", [b"Unprocessable", [], {"error": "nope"}, {"message": {"text": "no"}}])
async def test_a_422_without_the_usual_words_is_still_told(body: Any) -> None:
    async with names(answer(422, body)) as (_, desk):
        with pytest.raises(Rejected, match="names answered 422"):
            await desk.do("record-lead-event", LEAST)


@pytest.mark.parametrize(("status", "error"), [(401, SignedOut), (403, Forbidden)])
async def test_a_key_that_is_refused_says_which_settings_to_look_at(status: int, error: type[Exception]) -> None:
    refused = await searching(answer(status, {"message": "Not Authorized"}))

    assert isinstance(refused, error)
    assert "names" in refused.message
    assert "Not Authorized." in refused.message
    assert refused.way_out == "Check access_key_id and secret_access_key in the config."


@pytest.mark.parametrize(
    ("off", "words"),
    [(95, "95 s ahead of"), (-3600, "3,600 s behind")],
)
async def test_a_clock_that_is_wrong_is_named(off: int, words: str) -> None:
    date = format_datetime(NOW, usegmt=True)
    clock = SetClock(NOW + timedelta(seconds=off))

    refused = await searching(answer(401, {"message": "Not Authorized"}, headers={"Date": date}), clock=clock)

    assert refused.message.startswith("Signed out of names: Not Authorized. This machine's clock is ")
    assert words in refused.message
    assert refused.way_out == "Set the clock right."


@pytest.mark.parametrize("date", [format_datetime(NOW - timedelta(seconds=3), usegmt=True), "yesterday", "-0000", ""])
async def test_a_clock_that_is_right_or_unknown_is_not_blamed(date: str) -> None:
    refused = await searching(answer(401, headers={"Date": date}))

    assert "clock" not in str(refused)


@pytest.mark.parametrize(
    ("settings", "way_out"),
    [
        ({"auth": "none"}, "This connection sends no credentials"),
        ({"auth": "header", "authorization": "Token 42"}, "Check authorization in the config"),
    ],
)
async def test_the_way_out_is_that_of_the_connections_way_to_sign_in(settings: dict[str, str], way_out: str) -> None:
    long_ago = format_datetime(NOW - timedelta(days=3), usegmt=True)

    refused = await searching(answer(401, {"message": "No"}, headers={"Date": long_ago}), **settings)

    assert refused.way_out.startswith(way_out)
    assert "clock" not in refused.message


async def test_a_write_that_may_have_arrived_is_not_sent_again() -> None:
    async with names(answer(503)) as (server, desk):
        with pytest.raises(VendorFailed):
            await desk.do("record-lead-event", LEAST)

    assert len(server.seen) == 1


async def test_a_search_is_asked_again_when_the_vendor_fails() -> None:
    async with names(answer(500), answer(502), answer(200, {"recordings": []})) as (server, desk):
        assert await desk.rows("lead-events", **SEARCH, lead_id="l") == []

    assert len(server.seen) == 3
    assert len({asked.headers["authorization"] for asked in server.seen}) == 1, "the clock stood still"


async def test_a_refusal_of_the_values_still_proves_that_the_vendor_answers() -> None:
    async with names(answer(422, {"message": "Validation failed"})) as (_, desk):
        assert (await desk.catalog.probe(desk.client)).holds.startswith("answers")


async def test_the_check_does_not_take_a_refused_key_for_an_answer() -> None:
    async with names(answer(401)) as (_, desk):
        with pytest.raises(SignedOut):
            await desk.catalog.probe(desk.client)


async def test_a_service_that_is_gone_is_unreachable() -> None:
    async with names(answer(), base_url="http://127.0.0.1:1") as (_, desk):
        with pytest.raises(Unreachable):
            await desk.rows("lead-events", **SEARCH, lead_id="l")


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({}, {"access_key_id", "secret_access_key"}),
        ({"access_key_id": "k"}, {"secret_access_key"}),
        ({"auth": "none"}, set()),
        ({"auth": "header"}, {"authorization"}),
    ],
)
def test_each_way_to_sign_in_needs_its_own_settings(settings: dict[str, str], missing: set[str]) -> None:
    assert {name for name, _ in check(settings)} == missing
