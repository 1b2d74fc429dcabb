"""The app around the vendors: mounts, routing, the demo's config."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.sandbox.asgi import NOW, Client, campus
from tui.core.time.clock import FrozenClock
from tui.sandbox import build, demo_config
from tui.sandbox.http import Call, Refusal, Reply, Route
from tui.sandbox.routing import Router
from tui.sandbox.world import World
from tui.vendors import registry


def echo(call: Call) -> Reply:
    return Reply(200, {"values": dict(call.values)})


ROUTES = (
    Route("GET", "/User", echo),
    Route("GET", "/User/{userId}", echo),
    Route("PUT", "/User/{userId}", echo),
    Route("GET", "/a.b/{one}/c/{two}", echo),
)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/User", {}),
        ("/User/", {}),
        ("/User/x", {"userId": "x"}),
        ("/User/a%2Fb%20c", {"userId": "a/b c"}),
        ("/a.b/1/c/2", {"one": "1", "two": "2"}),
    ],
)
def test_a_path_finds_its_route_and_its_parts_are_decoded(path: str, values: dict[str, str]) -> None:
    assert Router(ROUTES).find("GET", path)[1] == values


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/Users", 404), ("GET", "/User/x/y", 404), ("GET", "/axb/1/c/2", 404), ("POST", "/User/x", 405)],
)
def test_a_path_without_a_route_is_refused(method: str, path: str, status: int) -> None:
    with pytest.raises(Refusal) as caught:
        Router(ROUTES).find(method, path)
    assert caught.value.status == status


def test_a_call_tells_a_parameter_that_is_empty_from_one_that_is_not_there() -> None:
    call = Call("GET", "/", query=(("a", "1"), ("a", "2"), ("b", "")))
    assert (call.first("a"), call.first("b"), call.first("c")) == ("1", "", None)
    assert call.all("a") == ("1", "2")


async def test_a_body_that_is_no_json_is_refused_by_the_vendor() -> None:
    heard = await campus().send("POST", "/User/Invitation", body=b"{")
    assert heard.status == 400
    assert heard.json["responseCode"] == "error"


async def test_a_vendor_that_is_not_there_is_not_found() -> None:
    client = Client(build(World(1, FrozenClock(NOW))), prefix="/nobody")
    assert (await client.get("/User")).status == 404


async def test_two_apps_of_one_world_do_not_share_their_writes() -> None:
    world = World(7, FrozenClock(NOW))
    one, other = Client(build(world)), Client(build(world))
    user = (await one.get("/User", limit="1", skip="5")).data[0]
    await one.post("/User/Membership/suspend", {"userId": user["objectId"]})
    assert (await one.get(f"/User/{user['objectId']}")).data[0]["role"] == "suspended"
    assert (await other.get(f"/User/{user['objectId']}")).data == [user]


def test_the_demo_s_config_has_what_each_vendor_requires_and_addresses_below_its_mount() -> None:
    connections = demo_config("http://127.0.0.1:8765/")["connections"]
    assert {table["vendor"] for table in connections.values()} == set(registry.names())
    for table in connections.values():
        settings = {setting.name: setting for setting in registry.load(table["vendor"]).settings}
        given = {key for key in table if key not in ("vendor", "class")}
        assert given <= set(settings)
        assert {name for name, setting in settings.items() if setting.required} <= given
        assert table["class"] == "sandbox"
        assert urlsplit(table["base_url"]).netloc == "127.0.0.1:8765"
        assert urlsplit(table["base_url"]).path.startswith(f"/{table['vendor']}")
