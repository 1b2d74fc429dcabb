"""A redirect is followed for reads, and credentials stay with the connection's own hosts."""

from __future__ import annotations

import pytest

from tests.servers import ScriptedServer, answer, redirect
from tests.transport.support import READ, opened
from tui.core.errors import Arrival, Rejected, VendorFailed
from tui.core.secret import Secret
from tui.core.wire.http import Effect, HeaderAuth, Request, Response, Token, TokenAuth, Transport
from tui.transport.http_call import HttpCall, Origin, parse_bases
from tui.transport.redirects import Redirects

GOOD = answer(200, {"data": []})
AUTH = HeaderAuth({"V-Client-Id": "acme", "V-Client-Secret": Secret("s3cret"), "Cookie": Secret("session=1")})
SECRET_NAMES = {"v-client-id", "v-client-secret", "cookie", "authorization", "x-own"}


async def test_a_read_follows_within_the_connections_own_hosts_with_credentials() -> None:
    async with ScriptedServer(redirect("/elsewhere?a=%2B", 307), GOOD) as server:
        async with opened(server.url, auth=AUTH) as transport:
            await transport.send(Request("POST", "/report", body={"page": 1}, headers={"X-Own": "yes"}))
        first, second = server.seen
        assert (second.method, second.target) == ("POST", "/elsewhere?a=%2B")
        assert second.body == first.body
        assert second.headers["v-client-secret"] == "s3cret"


async def test_another_of_the_connections_own_bases_gets_credentials() -> None:
    async with ScriptedServer(GOOD) as product, ScriptedServer(redirect(f"{product.url}/x")) as server:
        async with opened(bases={"api": server.url, "product": product.url}, auth=AUTH) as transport:
            await transport.send(READ)
        assert product.seen[0].headers["v-client-secret"] == "s3cret"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_stranger_gets_no_credentials_at_all(status: int) -> None:
    async with ScriptedServer(GOOD) as stranger, ScriptedServer(redirect(f"{stranger.url}/x", status)) as server:
        async with opened(server.url, auth=AUTH) as transport:
            await transport.send(Request("GET", "/rooms", headers={"X-Own": "private"}))
        assert SECRET_NAMES.isdisjoint(stranger.seen[0].headers)
        assert stranger.seen[0].headers["accept"] == "application/json"


async def test_a_token_does_not_go_to_a_stranger() -> None:
    async def fetch(transport: Transport) -> Token:
        return Token(Secret("t0ken"))

    async with ScriptedServer(GOOD) as stranger, ScriptedServer(redirect(f"{stranger.url}/x")) as server:
        async with opened(server.url, auth=TokenAuth(fetch)) as transport:
            await transport.send(READ)
        assert server.seen[0].headers["authorization"] == "Bearer t0ken"
        assert "authorization" not in stranger.seen[0].headers


async def test_coming_back_from_a_stranger_brings_no_credentials_either() -> None:
    async with ScriptedServer() as stranger, ScriptedServer(redirect(f"{stranger.url}/x"), GOOD) as server:
        stranger.script.append(redirect(f"{server.url}/back"))
        async with opened(server.url, auth=AUTH) as transport:
            await transport.send(READ)
        assert SECRET_NAMES.isdisjoint(server.seen[1].headers)


async def test_a_stranger_gets_no_body() -> None:
    async with ScriptedServer(GOOD) as stranger, ScriptedServer(redirect(f"{stranger.url}/x", 307)) as server:
        async with opened(server.url) as transport:
            login = Request("POST", "/login", body={"password": "hush"}, anonymous=True)
            with pytest.raises(Rejected, match="none of its own hosts"):
                await transport.send(login)
        assert stranger.seen == []


@pytest.mark.parametrize("effect", [Effect.ONCE, Effect.REPEATABLE])
async def test_a_write_is_not_sent_on_and_the_error_names_the_host(effect: Effect) -> None:
    async with ScriptedServer(GOOD) as other, ScriptedServer(redirect(f"{other.url}/x", 308)) as server:
        async with opened(server.url) as transport:
            with pytest.raises(Rejected, match=f"127.0.0.1:{other.port}"):
                await transport.send(Request("PUT", "/x", body={}, effect=effect))
        assert other.seen == []
        assert len(server.seen) == 1


@pytest.mark.parametrize(("status", "arrival"), [(303, Arrival.MAYBE), (302, Arrival.YES), (307, Arrival.YES)])
async def test_a_write_that_is_answered_with_see_other_may_have_been_done(status: int, arrival: Arrival) -> None:
    async with ScriptedServer(redirect("/done", status)) as server, opened(server.url) as transport:
        with pytest.raises(Rejected) as caught:
            await transport.send(Request("POST", "/x", body={}, effect=Effect.ONCE))
        assert caught.value.arrival is arrival
        assert len(server.seen) == 1


async def test_five_hops_are_followed_and_no_sixth() -> None:
    async with ScriptedServer(*[redirect("/again")] * 5, GOOD) as server, opened(server.url) as transport:
        assert (await transport.send(READ)).status == 200
    async with ScriptedServer(redirect("/again")) as server, opened(server.url) as transport:
        with pytest.raises(VendorFailed, match="for ever"):
            await transport.send(READ)
        assert len(server.seen) == 6


@pytest.mark.parametrize("location", ["ftp://host/x", "https://user:hush@host/x", "http://[", "javascript:alert(1)"])
async def test_a_redirect_to_no_proper_address_is_an_error(location: str) -> None:
    async with ScriptedServer(redirect(location)) as server, opened(server.url) as transport:
        with pytest.raises(VendorFailed) as caught:
            await transport.send(READ)
    assert "hush" not in str(caught.value)


async def test_cookies_are_not_kept() -> None:
    async with ScriptedServer(answer(200, {}, headers={"Set-Cookie": "a=b; Path=/"}), GOOD) as server:
        async with opened(server.url) as transport:
            await transport.send(READ)
            await transport.send(READ)
        assert "cookie" not in server.seen[1].headers


@pytest.mark.parametrize(
    ("base", "location", "own"),
    [
        ("http://host", "https://host/x", True),
        ("http://host:8080", "https://host:8080/x", True),
        ("http://host:8080", "https://host/x", False),
        ("https://host", "http://host/x", False),
        ("https://host", "https://host:444/x", False),
        ("https://host", "https://HOST:443/x", True),
        ("https://host", "https://host.evil.example/x", False),
        ("https://host", "//evil.example/x", False),
        ("https://host", "/x", True),
    ],
)
def test_own_means_scheme_host_and_port(base: str, location: str, own: bool) -> None:
    bases = parse_bases("campus", {"api": base})
    call = HttpCall("GET", f"{base}/rooms", {"Accept": "a", "X-Own": "b"}, None, {"X-Own": "b"})
    moved = Redirects("campus", bases.values()).next_call(
        call, Response(302, {"location": location}, b"", base), effect=Effect.READ, hops=0
    )
    assert moved is not None
    assert moved.own is own
    assert ("X-Own" in moved.call.headers) is own
    assert moved.call.url.endswith("/x")


def test_an_origin_shows_its_port_only_when_it_is_unusual() -> None:
    assert str(Origin.of("https://host/x")) == "host"
    assert str(Origin.of("http://[::1]:8080/x")) == "[::1]:8080"
