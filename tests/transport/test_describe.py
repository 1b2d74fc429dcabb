"""A dry run shows what would go, and no secret, and sends nothing."""

from __future__ import annotations

from tests.transport.support import opened
from tui import __version__
from tui.core.secret import MASK, Secret
from tui.core.wire.http import BasicAuth, HeaderAuth, Request, SignedAuth, Token, TokenAuth, Transport


async def test_a_described_request_is_method_address_headers_and_body() -> None:
    auth = HeaderAuth({"V-Client-Id": "acme", "V-Client-Secret": Secret("s3cret")})
    request = Request("PUT", "/MemberProfile/a%2Fb", params=[("order", "-updatedAt")], body={"update": {"Title": "Å"}})
    async with opened("https://gateway.example/v", auth=auth) as transport:
        assert transport.describe(request) == "\n".join(
            [
                "PUT https://gateway.example/v/MemberProfile/a%2Fb?order=-updatedAt",
                "Accept: application/json",
                f"User-Agent: frontdesk/{__version__}",
                "Content-Type: application/json",
                "V-Client-Id: acme",
                f"V-Client-Secret: {MASK}",
                "",
                "{",
                '  "update": {',
                '    "Title": "Å"',
                "  }",
                "}",
            ]
        )


async def test_whatever_looks_like_a_secret_is_masked() -> None:
    request = Request(
        "POST",
        "/login",
        params=[("access_token", "hush1"), ("page", "1")],
        headers={"X-Api-Key": "hush2", "x-execution-mode": "sync"},
        body={"username": "u", "password": "hush3", "deep": [{"refreshToken": "hush4", "tool_signature": "vfp"}]},
    )
    async with opened(auth=BasicAuth("u", Secret("hush5"))) as transport:
        text = transport.describe(request)
        form = transport.describe(Request("POST", "/token", form={"client_secret": "hush6", "grant_type": "x"}))
    assert "hush" not in text + form
    assert "page=1" in text
    assert "x-execution-mode: sync" in text
    assert '"tool_signature": "vfp"' in text
    assert f"Authorization: Basic {MASK}" in text
    assert form.endswith(f"client_secret={MASK}&grant_type=x")


async def test_nothing_is_fetched_or_signed_for_it() -> None:
    async def fetch(transport: Transport) -> Token:
        raise AssertionError("fetched")

    def sign() -> dict[str, str]:
        raise AssertionError("signed")

    for auth in (TokenAuth(fetch), SignedAuth(sign)):
        async with opened(auth=auth) as transport:
            assert f"Authorization: Bearer {MASK}" in transport.describe(Request("GET", "/x"))
            assert "Authorization" not in transport.describe(Request("GET", "/x", anonymous=True))


async def test_a_transport_does_not_show_secrets_in_its_repr() -> None:
    async with opened(auth=HeaderAuth({"A": Secret("hush")})) as transport:
        assert "hush" not in repr(transport)


async def test_what_a_terminal_would_obey_is_escaped_as_json_does_it() -> None:
    request = Request("POST", "/invite", body={"firstName": "A\u009b31mRED \u202etxt \u200b\x1b[2J"})
    async with opened() as transport:
        text = transport.describe(request)

    assert r'"firstName": "A\u009b31mRED \u202etxt \u200b\u001b[2J"' in text


async def test_a_signed_header_is_shown_with_the_scheme_that_is_sent() -> None:
    async with opened(auth=SignedAuth(dict, scheme="Bearer:")) as transport:
        assert f"Authorization: Bearer:{MASK}" in transport.describe(Request("GET", "/"))
