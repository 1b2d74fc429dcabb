"""What leaves the machine is exactly what was described."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.servers import ScriptedServer, answer
from tests.transport.support import READ, asked, opened
from tui import __version__
from tui.core.errors import UsageError
from tui.core.secret import Secret
from tui.core.wire.http import BasicAuth, HeaderAuth, Request, SignedAuth

OK = answer(200, {"data": []})


@pytest.mark.parametrize("identity", ["a/b", "a%2Fb", "a#b", "a?b=c", "å ä", "a+b&c=d", "...", "%", "100%25", "a;b"])
async def test_an_id_in_the_path_survives_exactly(identity: str) -> None:
    async with ScriptedServer(OK) as server:
        path = f"/User/{quote(identity, safe='')}"
        await asked(server.url, Request("GET", path))
        assert server.seen[0].target == path


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda text: text not in (".", "..")))
async def test_any_id_and_any_value_survive_exactly(text: str) -> None:
    async with ScriptedServer(OK) as server:
        await asked(server.url, Request("GET", f"/x/{quote(text, safe='')}/y", params=[(text, text)]))
        assert server.seen[0].path == f"/x/{quote(text, safe='')}/y"
        assert server.seen[0].query == [(text, text)]


async def test_a_request_looks_for_no_module(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_for: list[str] = []

    class Finder:
        @staticmethod
        def find_spec(name: str, *_: object) -> None:
            looked_for.append(name)

    async with ScriptedServer(OK) as server, opened(server.url) as transport:
        await transport.send(READ)
        monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])
        await transport.send(READ)
    assert looked_for == []


@pytest.mark.parametrize("path", ["/User/..", "/User/%2e%2E/x", "/./x"])
async def test_an_id_cannot_climb_out_of_its_place(path: str) -> None:
    async with ScriptedServer(OK) as server:
        with pytest.raises(UsageError, match="cannot be ids"):
            await asked(server.url, Request("DELETE", path))
        assert server.seen == []


async def test_what_cannot_stand_in_a_path_is_escaped() -> None:
    async with ScriptedServer(OK) as server:
        await asked(server.url, Request("GET", "/a b?c#d%zz"))
        assert server.seen[0].target == "/a%20b%3Fc%23d%25zz"


async def test_a_plus_in_an_offset_goes_as_2b_and_brackets_as_brackets() -> None:
    async with ScriptedServer(OK) as server:
        params = [("from", "2026-01-01T00:00:00+01:00"), ("recording_id[]", "a"), ("recording_id[]", "b c")]
        await asked(server.url, Request("GET", "/x", params=params))
        assert "%2B01%3A00" in server.seen[0].target
        assert server.seen[0].target.count("recording_id%5B%5D=") == 2
        assert server.seen[0].query == params


async def test_a_prefix_and_a_second_base_are_kept() -> None:
    async with ScriptedServer(OK) as server:
        bases = {"api": f"{server.url}/virbela/", "product": f"{server.url}/product"}
        async with opened(bases=bases) as transport:
            await transport.send(Request("GET", "/User"))
            await transport.send(Request("GET", "/User", base="product"))
        assert [seen.target for seen in server.seen] == ["/virbela/User", "/product/User"]


async def test_a_json_body_is_compact_utf8() -> None:
    async with ScriptedServer(OK) as server:
        await asked(server.url, Request("PUT", "/x", body={"name": "Åsa", "tags": ["a", "b"], "none": None}))
        seen = server.seen[0]
        assert seen.body == '{"name":"Åsa","tags":["a","b"],"none":null}'.encode()
        assert seen.headers["content-type"] == "application/json"
        assert seen.headers["accept"] == "application/json"
        assert seen.headers["user-agent"] == f"frontdesk/{__version__}"


async def test_a_read_without_a_body_has_no_content_type() -> None:
    async with ScriptedServer(OK) as server:
        await asked(server.url)
        assert "content-type" not in server.seen[0].headers


async def test_a_form_goes_form_encoded() -> None:
    async with ScriptedServer(OK) as server:
        form = {"grant_type": "client_credentials", "secret": "a+b &å"}
        await asked(server.url, Request("POST", "/token", form=form))
        assert server.seen[0].body == b"grant_type=client_credentials&secret=a%2Bb+%26%C3%A5"
        assert server.seen[0].headers["content-type"] == "application/x-www-form-urlencoded"


async def test_a_requests_own_headers_win_however_they_are_cased() -> None:
    async with ScriptedServer(OK) as server:
        auth = HeaderAuth({"V-Client-Name": "acme", "V-Client-Secret": Secret("s3cret")})
        async with opened(server.url, auth=auth) as transport:
            await transport.send(Request("GET", "/x", headers={"accept": "text/csv", "v-client-name": "other"}))
        headers = server.seen[0].headers
        assert (headers["accept"], headers["v-client-name"]) == ("text/csv", "other")
        assert headers["v-client-secret"] == "s3cret"


async def test_basic_credentials_go_as_utf8() -> None:
    async with ScriptedServer(OK) as server:
        async with opened(server.url, auth=BasicAuth("åsa", Secret("pä:ss"))) as transport:
            await transport.send(READ)
        assert server.seen[0].headers["authorization"] == "Basic w6VzYTpww6Q6c3M="


async def test_a_header_may_hold_western_letters() -> None:
    async with ScriptedServer(OK) as server:
        async with opened(server.url, auth=HeaderAuth({"V-Client-Secret": Secret("nyckel-åäö")})) as transport:
            await transport.send(READ)
        assert server.seen[0].headers["v-client-secret"] == "nyckel-åäö"


async def test_a_signature_is_made_anew_for_every_try() -> None:
    stamps = iter(["one", "two"])
    async with ScriptedServer(answer(503), OK) as server:
        auth = SignedAuth(lambda: {"Authorization": f"Bearer:{next(stamps)}"})
        async with opened(server.url, auth=auth) as transport:
            await transport.send(READ)
        assert [seen.headers["authorization"] for seen in server.seen] == ["Bearer:one", "Bearer:two"]


@pytest.mark.parametrize("secret", ["line\nbreak", "ends in space ", "typographic “quote”"])
async def test_a_secret_that_cannot_be_sent_is_named_and_not_shown(secret: str) -> None:
    async with opened(auth=HeaderAuth({"V-Client-Secret": Secret(secret)})) as transport:
        with pytest.raises(UsageError) as refused:
            await transport.send(READ)
    assert "V-Client-Secret" in str(refused.value)
    assert secret not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["", "host", "ftp://host", "https://", "https://u:p@host", "https://host/?a=b", "http://h:x"]
)
def test_an_address_that_is_none_is_refused_at_once(url: str) -> None:
    from tui.core.time.clock import SystemClock
    from tui.core.wire.http import NoAuth
    from tui.transport import HttpTransport, Network

    with pytest.raises(UsageError, match="campus") as refused:
        HttpTransport(
            connection="campus",
            bases={"api": url},
            auth=NoAuth(),
            network=Network(),
            read_only=False,
            clock=SystemClock(),
        )
    assert "u:p" not in str(refused.value)


async def test_an_answer_tells_where_it_came_from_without_values() -> None:
    async with ScriptedServer(answer(200, {"a": 1}, headers={"X-Thing": "Yes"})) as server:
        got = await asked(server.url, Request("GET", "/User", params=[("email", "a@example.com")]))
        assert got.url == f"{server.url}/User?email=…"
        assert got.headers["x-thing"] == "Yes"
        assert got.body == b'{"a": 1}'


async def test_a_query_of_a_time_is_sent_as_given() -> None:
    async with ScriptedServer(OK) as server:
        when = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
        await asked(server.url, Request("GET", "/x", params=[("startTime", when)]))
        assert server.seen[0].query == [("startTime", when)]
