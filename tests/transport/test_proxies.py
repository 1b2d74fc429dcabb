"""The environment's proxies stop nobody who does not need them, and who needs one hears what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers import Exchange, ScriptedServer, answer
from tests.transport.support import READ, Waits, opened
from tui.core.errors import Arrival, Unreachable, UsageError, VendorFailed
from tui.core.wire.http import Effect, Request
from tui.transport import Network
from tui.transport.proxies import EnvironmentProxies

PROXY = "http://proxy:3128"
ONCE = Request("POST", "/x", body={}, effect=Effect.ONCE)


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_PROXY".upper(), raising=False)


def proxy_of(url: str, no_proxy: str, **proxies: str) -> str | None:
    found: Mapping[str, str] = proxies or {"http": PROXY, "https": PROXY}
    return EnvironmentProxies(found, tuple(no_proxy.replace(",", " ").split())).of("campus", url)


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("*", "https://vendor.example"),
        ("vendor.example", "https://vendor.example/x"),
        ("example", "https://api.vendor.example"),
        (".vendor.example", "https://api.vendor.example"),
        (".vendor.example", "https://vendor.example"),
        ("*.vendor.example", "https://api.vendor.example"),
        ("VENDOR.Example.", "https://vendor.example"),
        ("vendor.example:*", "https://vendor.example"),
        ("vendor.example:443", "https://vendor.example"),
        ("vendor.example:8443", "https://vendor.example:8443"),
        ("https://vendor.example", "https://vendor.example"),
        ("10.1.2.3", "http://10.1.2.3"),
        ("10.0.0.0/8", "http://10.1.2.3:8080"),
        ("10.1.2.3/8", "http://10.9.9.9"),
        ("127.0.0.0/8", "http://127.0.0.1:1"),
        ("::1", "http://[::1]:8080"),
        ("[::1]", "http://[::1]:8080"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("::1/128", "http://[::1]"),
        ("fe80::/10", "http://[fe80::1%25eth0]"),
        ("[fe80::]/10", "http://[fe80::1]"),
        ("10.0.0.0/8", "http://[::ffff:10.1.2.3]"),
        ("%%%,[::,::1/999,a:b:c,http://,:*,10.0.0.0/99, vendor.example", "https://vendor.example"),
    ],
)
def test_an_entry_of_no_proxy_lets_its_host_go_straight(entry: str, url: str) -> None:
    assert proxy_of(url, entry) is None


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("vendor.example", "https://othervendor.example"),
        ("api.vendor.example", "https://vendor.example"),
        ("vendor.example:8443", "https://vendor.example"),
        ("http://vendor.example", "https://vendor.example"),
        ("10.0.0.0/8", "http://11.0.0.1"),
        ("10.0.0.0/8", "http://10.example"),
        ("::1", "http://127.0.0.1"),
        ("fe80::/10,[::1]", "http://[2001:db8::1]"),
        ("", "https://vendor.example"),
        ("%%%,[::,::1/999,a:b:c,http://,:*,10.0.0.0/99,.", "https://vendor.example"),
    ],
)
def test_an_entry_of_no_proxy_lets_nobody_else_go_straight(entry: str, url: str) -> None:
    assert proxy_of(url, entry) == PROXY


@given(st.text(max_size=30))
def test_no_entry_of_no_proxy_breaks_us(entry: str) -> None:
    for url in ("https://vendor.example", "http://[::1]:8080", "http://10.0.0.1"):
        proxy_of(url, entry)


def test_the_schemes_own_proxy_comes_before_the_one_for_all() -> None:
    assert proxy_of("https://v.example", "", https=PROXY, all="socks5://s:1") == PROXY
    assert proxy_of("http://v.example", "", https=PROXY) is None
    assert proxy_of("http://v.example", "", all="proxy:3128") == PROXY
    with pytest.raises(UsageError, match="environment's proxy cannot be used for campus"):
        proxy_of("http://v.example", "", https=PROXY, all="socks5://s:1")


@pytest.mark.parametrize(
    "environment",
    [
        {"NO_PROXY": "::1/128,[::1],fe80::/10,localhost:*"},
        {"ALL_PROXY": "socks5://127.0.0.1:9", "NO_PROXY": "127.0.0.0/8"},
        {"HTTPS_PROXY": "http://127.0.0.1:9"},
    ],
)
async def test_what_needs_no_proxy_is_stopped_by_none(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    async with ScriptedServer(answer(200, {})) as server, opened(server.url, network=Network()) as transport:
        assert (await transport.send(READ)).status == 200


@pytest.mark.parametrize("request_", [READ, ONCE])
@pytest.mark.parametrize("url", ["https://vendor.invalid", "http://vendor.invalid"])
async def test_a_proxy_that_wants_a_login_is_asked_once_and_named(url: str, request_: Request) -> None:
    waits = Waits()
    async with (
        ScriptedServer(answer(407, {"message": "Who are you?"})) as proxy,
        opened(url, network=Network(proxy=proxy.url), waits=waits) as transport,
    ):
        with pytest.raises(Unreachable, match=r"did not let campus through: it asks for .*password \(407\)") as caught:
            await transport.send(request_)
        assert len(proxy.seen) == 1
    assert caught.value.arrival is Arrival.NO
    assert "proxy under [network]" in caught.value.way_out
    assert waits.slept == []


async def test_the_proxys_password_is_shown_by_nobody() -> None:
    async def echo(exchange: Exchange) -> None:
        await answer(502, f"You came with {exchange.request.headers['proxy-authorization']}")(exchange)

    async with ScriptedServer(echo) as proxy:
        network = Network(proxy=proxy.url.replace("//", "//user:hush%2Bhush@"))
        async with opened("http://vendor.invalid", network=network) as transport:
            with pytest.raises(VendorFailed, match="You came with") as caught:
                await transport.send(READ)
    assert "dXNlcjpodXNoK2h1c2g" not in str(caught.value)
