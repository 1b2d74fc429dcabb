"""Faults on demand: as rates, as an exact plan, and as a flag's words."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.sandbox.asgi import Client, campus
from tui.core.errors import UsageError
from tui.sandbox.faults import KINDS, Faults, Planned


async def outcome(client: Client, skip: int) -> str:
    """Ask once and say in a word how it went."""
    try:
        heard = await client.get("/User", limit="2", skip=str(skip))
    except ConnectionResetError:
        return "reset"
    if heard.status != 200:
        return str(heard.status)
    try:
        heard.json  # noqa: B018 - decoding is the question
    except ValueError:
        return "garbled"
    return "fine"


async def test_a_planned_fault_strikes_the_third_request_and_the_one_after_it() -> None:
    client = campus(faults=Faults(plan=[Planned("503", "/virbela/User", nth=3, times=2)]))
    assert [await outcome(client, at) for at in range(6)] == ["fine", "fine", "503", "503", "fine", "fine"]
    assert (await client.get("/Rooms/World/harbor")).status == 200


async def test_a_plan_can_cover_a_vendor_for_ever() -> None:
    client = campus(faults=Faults.parse("reset@/virbela/*x*"))
    assert {await outcome(client, at) for at in range(5)} == {"reset"}


async def test_rates_strike_about_as_often_as_they_say_and_not_all_at_once() -> None:
    client = campus(faults=Faults.parse("429=0.1,5xx=0.05,reset=0.02,truncate=0.02,garble=0.02,expired=0", seed=3))
    outcomes = [await outcome(client, at) for at in range(600)]
    counted = {word: outcomes.count(word) for word in set(outcomes)}
    assert 40 <= counted["429"] <= 85
    assert 18 <= counted["503"] <= 45
    assert 12 <= counted["reset"] <= 40, "resets and answers that break off"
    assert 4 <= counted["garbled"] <= 25
    assert "401" not in counted


async def test_all_kinds_can_strike_at_once_and_are_counted() -> None:
    faults = Faults.parse("all=0.4,retry-after=0", seed=1)
    client = campus(faults=faults)
    outcomes = await asyncio.gather(*(outcome(client, at) for at in range(400)))  # the slow ones side by side

    assert set(faults.struck) == {"", *KINDS}
    assert 100 <= sum(count for kind, count in faults.struck.items() if kind) <= 220
    assert outcomes.count("fine") == faults.struck[""] + faults.struck["slow"]


async def test_a_web_page_with_a_good_status_comes_instead_of_the_vendor_who_sees_nothing() -> None:
    client = campus(faults=Faults.parse("page@/virbela/User/Membership/suspend"))
    user = (await client.get("/User", limit="1", skip="9")).data[0]
    told = await client.post("/User/Membership/suspend", {"userId": user["objectId"]})
    assert (told.status, told.headers["content-type"]) == (200, "text/html")
    assert (await client.get(f"/User/{user['objectId']}")).data == [user]


async def test_the_seed_decides_whom_a_rate_strikes_whatever_the_order() -> None:
    one, other = (campus(faults=Faults.parse("5xx=0.5", seed=5)) for _ in range(2))
    forwards = [await outcome(one, at) for at in range(40)]
    backwards = [await outcome(other, at) for at in reversed(range(40))]
    assert forwards == backwards[::-1]
    another = campus(faults=Faults.parse("5xx=0.5", seed=6))
    assert forwards != [await outcome(another, at) for at in range(40)]


async def test_the_same_question_again_may_fare_better() -> None:
    client = campus(faults=Faults.parse("5xx=0.5"))
    assert {await outcome(client, 0) for _ in range(20)} == {"fine", "503"}


async def test_a_429_says_how_long_to_wait_and_expired_credentials_are_a_401_in_the_vendor_s_words() -> None:
    limited = await campus(faults=Faults.parse("429=1,retry-after=3")).get("/User")
    assert (limited.status, limited.headers["retry-after"]) == (429, "3")
    expired = await campus(faults=Faults.parse("expired=1")).get("/User")
    assert (expired.status, expired.json["responseCode"]) == (401, "error")


async def test_a_write_under_a_status_fault_never_happens_but_one_whose_answer_breaks_off_did() -> None:
    client = campus(faults=Faults.parse("503@/virbela/User/Membership/suspend,truncate@/virbela/User/Invitation"))
    user = (await client.get("/User", limit="1", skip="9")).data[0]
    assert (await client.post("/User/Membership/suspend", {"userId": user["objectId"]})).status == 503
    assert (await client.get(f"/User/{user['objectId']}")).data == [user]
    body = {"email": user["email"], "firstName": "Changed", "overwriteData": True}
    with pytest.raises(ConnectionResetError):
        await client.post("/User/Invitation", body)
    assert (await client.get(f"/User/{user['objectId']}")).data[0]["firstname"] == "Changed"


async def test_a_garbled_body_is_whole_for_http_and_no_json() -> None:
    heard = await campus(faults=Faults.parse("garble=1")).get("/User")
    assert heard.headers["content-length"] == str(len(heard.body))
    with pytest.raises(json.JSONDecodeError):
        heard.json  # noqa: B018 - decoding is the question


async def test_a_slow_body_arrives_complete() -> None:
    client = campus(faults=Faults.parse("slow=1"))
    begun = asyncio.get_running_loop().time()
    assert len((await client.get("/User", limit="20")).data) == 20
    assert asyncio.get_running_loop().time() - begun > 0.4


async def test_latency_is_waited_for() -> None:
    client = campus(faults=Faults.parse("latency=30,jitter=10"))
    begun = asyncio.get_running_loop().time()
    await client.get("/User", limit="1")
    assert 0.03 <= asyncio.get_running_loop().time() - begun < 1


@pytest.mark.parametrize("text", ["429", "429=2", "teapot=0.1", "200=0.1", "latency=soon", "503@User", "maybe@/x"])
def test_words_that_make_no_sense_are_named(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        Faults.parse(f"reset=0.1,{text}")
    assert f"“{text}”" in caught.value.message
    assert caught.value.way_out


def test_no_words_are_no_faults() -> None:
    faults = Faults.parse("")
    assert (dict(faults.rates), list(faults.plan), faults.latency_ms) == ({}, [], 0)
