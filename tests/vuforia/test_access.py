"""The three ways to authenticate, and what is said when one fails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.servers import ScriptedServer, Step, answer, by_path
from tests.transport.support import SetClock
from tests.vendors.opening import NOW
from tests.vuforia.plant import ORG, PATH, PRINCIPAL, jwt, page, plant, run
from tui.core.errors import Forbidden, Malformed, NotFound, SignedOut, VendorError
from tui.vendors.registry import load

TOKEN = "/oauth/token"
OWN = {"access_token": "the-token"}
GOOD = answer(200, page(run(1)))


def granting(*tokens: str, life: int | None = 3600) -> Step:
    """Give out tokens one after the other, the last one again and again."""
    given: list[str] = []

    async def step(exchange: Any) -> None:
        given.append(tokens[min(len(given), len(tokens) - 1)])
        body = {"access_token": given[-1], "token_type": "Bearer"} | ({} if life is None else {"expires_in": life})
        await answer(200, body)(exchange)

    return step


def accepting(*tokens: str) -> Step:
    """Let in whoever brings one of these."""

    async def step(exchange: Any) -> None:
        sent = exchange.request.headers.get("authorization", "")
        await (GOOD if sent in [f"Bearer {token}" for token in tokens] else answer(401, {"message": "Expired."}))(
            exchange
        )

    return step


def to_tokens(server: ScriptedServer) -> int:
    return len([seen for seen in server.seen if seen.path == TOKEN])


async def refused(*script: Step, settings: Mapping[str, str]) -> VendorError:
    async with plant(*script, settings=settings) as (_, to):
        with pytest.raises(VendorError) as failed:
            await to.rows("reports", serialNumber=("1234",))
    return failed.value


async def test_a_service_principal_fetches_its_token_once() -> None:
    steps = by_path({TOKEN: granting("t1"), PATH: accepting("t1")})
    async with plant(steps, settings=PRINCIPAL) as (server, to):
        await to.rows("reports", serialNumber=("A", "B", "C"))
        await to.rows("reports", serialNumber=("D",))
    assert to_tokens(server) == 1
    asked = server.seen[0]
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert {name: values[0] for name, values in parse_qs(asked.body.decode()).items()} == {
        "grant_type": "client_credentials",
        **PRINCIPAL,
    }
    assert "authorization" not in asked.headers


async def test_a_token_is_renewed_shortly_before_it_ends() -> None:
    clock = SetClock()
    steps = by_path({TOKEN: granting("t1", "t2"), PATH: accepting("t1", "t2")})
    async with plant(steps, clock=clock, settings=PRINCIPAL) as (server, to):
        await to.rows("reports", serialNumber=("A",))
        clock.advance(3600 - 59)
        await to.rows("reports", serialNumber=("A",))
    assert to_tokens(server) == 2
    assert server.seen[-1].headers["authorization"] == "Bearer t2"


async def test_a_token_without_a_lifetime_is_kept() -> None:
    clock = SetClock()
    steps = by_path({TOKEN: granting("t1", life=None), PATH: accepting("t1")})
    async with plant(steps, clock=clock, settings=PRINCIPAL) as (server, to):
        await to.rows("reports", serialNumber=("A",))
        clock.advance(10**6)
        await to.rows("reports", serialNumber=("A",))
    assert to_tokens(server) == 1


async def test_a_401_renews_the_token_once_and_the_user_notices_nothing() -> None:
    steps = by_path({TOKEN: granting("old", "new"), PATH: accepting("new")})
    async with plant(steps, settings=PRINCIPAL) as (server, to):
        assert len(await to.rows("reports", serialNumber=("A",))) == 1
    assert to_tokens(server) == 2


async def test_a_second_401_is_said_and_not_asked_a_third_time() -> None:
    steps = by_path({TOKEN: granting("a", "b", "c"), PATH: accepting()})
    async with plant(steps, settings=PRINCIPAL) as (server, to):
        with pytest.raises(SignedOut) as failed:
            await to.rows("reports", serialNumber=("A",))
    assert to_tokens(server) == 2
    assert "just been given" in failed.value.message
    assert "It says: Expired." in failed.value.message
    assert "audience" in failed.value.way_out


async def test_a_wrong_secret_is_the_token_endpoints_word() -> None:
    no = answer(401, {"error": "access_denied", "error_description": "Unauthorized"})
    failed = await refused(by_path({TOKEN: no, PATH: GOOD}), settings=PRINCIPAL)
    assert isinstance(failed, SignedOut)
    assert failed.message == "The token endpoint refused the service principal. It says: Unauthorized."
    assert "client_secret" in failed.way_out
    assert "s3cret" not in str(failed)


async def test_a_token_address_that_is_wrong_is_named() -> None:
    failed = await refused(by_path({PATH: GOOD}), settings=PRINCIPAL)
    assert isinstance(failed, NotFound)
    assert failed.message.endswith("/oauth/token.")
    assert "token_url" in failed.way_out


async def test_a_token_endpoint_that_sends_a_page_is_no_token() -> None:
    failed = await refused(
        by_path({TOKEN: answer(200, "<html>", content_type="text/html"), PATH: GOOD}), settings=PRINCIPAL
    )
    assert isinstance(failed, Malformed)


async def test_an_expired_token_says_since_when() -> None:
    ended = datetime(2026, 1, 15, 9, 2, tzinfo=UTC)
    failed = await refused(answer(401, {"message": "jwt expired"}), settings={"access_token": jwt(ended)})
    assert isinstance(failed, SignedOut)
    assert "It expired on 15 January 2026 at 09:02 UTC." in failed.message
    assert failed.way_out == "Renew it in the config; a service principal renews its own."


@pytest.mark.parametrize("token", [jwt(NOW + timedelta(hours=1)), "opaque", "a.b.c", "a.bm8.c"])
async def test_a_refused_token_that_has_not_ended_is_not_said_to_have(token: str) -> None:
    failed = await refused(answer(401, "no json"), settings={"access_token": token})
    assert isinstance(failed, SignedOut)
    assert "expired" not in failed.message
    assert token not in str(failed)


async def test_a_revoked_key_is_said_and_the_way_away_from_keys() -> None:
    failed = await refused(answer(401), settings={"api_key": "the-key"})
    assert isinstance(failed, SignedOut)
    assert "API key" in failed.message
    assert "service principal" in failed.way_out
    assert "the-key" not in str(failed)


async def test_what_is_not_allowed_is_told_apart_from_being_signed_out() -> None:
    failed = await refused(answer(403, {"error": "nope"}), settings={"api_key": "k"})
    assert isinstance(failed, Forbidden)
    assert "It says: nope." in failed.message
    assert "org_id" in failed.way_out


async def test_a_wrong_organisation_is_named() -> None:
    failed = await refused(answer(404, {"message": "Not Found"}), settings=OWN)
    assert isinstance(failed, NotFound)
    assert ORG in failed.message
    assert "org_id" in failed.way_out


async def test_words_of_the_vendor_cannot_act_on_the_terminal() -> None:
    failed = await refused(answer(401, {"message": "\x1b[2Jgone\r\n" + "x" * 500}), settings=OWN)
    assert "\x1b" not in failed.message
    assert "\n" not in failed.message
    assert len(failed.message) < 300


async def test_any_other_refusal_is_in_the_vendors_words() -> None:
    failed = await refused(answer(400, {"message": "serialNumber must be a string."}), settings=OWN)
    assert "serialNumber must be a string." in failed.message


async def test_the_probe_is_cheap_and_says_what_there_is() -> None:
    async with plant(answer(200, page(run(1), total=7))) as (server, to):
        told = await to.catalog.probe(to.client)
    assert told.holds == "7 runs in 24 h"
    assert server.seen[0].json() == {
        "granularity": "procedure",
        "startTime": "2026-01-14T10:30:00.000Z",
        "endTime": "2026-01-15T10:29:59.999Z",
    }


async def test_the_probe_says_that_an_api_key_is_deprecated() -> None:
    async with plant(answer(200, page(total=0)), settings={"api_key": "k"}) as (_, to):
        assert (await to.catalog.probe(to.client)).holds == "0 runs in 24 h; its API key is deprecated"


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({}, "access_token"),
        ({"access_token": "t", "api_key": "k"}, "access_token"),
        ({"api_key": "k", "client_id": "c"}, "api_key"),
        ({"client_id": "c", "client_secret": "s", "audience": "a"}, "token_url"),
    ],
)
def test_settings_must_name_one_way_and_the_whole_of_it(given: dict[str, str], key: str) -> None:
    problems = load("vuforia").check({"org_id": ORG, **given})
    assert key in [where for where, _ in problems]


async def test_an_address_with_a_query_keeps_it() -> None:
    async with ScriptedServer(by_path({TOKEN: granting("t"), PATH: accepting("t")})) as tokens:
        url = f"{tokens.url}{TOKEN}?tenant=a%20b"
        async with plant(GOOD, settings={**PRINCIPAL, "token_url": url}) as (_, to):
            await to.rows("reports", serialNumber=("A",))
    assert tokens.seen[0].query == [("tenant", "a b")]


async def test_a_token_goes_to_the_vendor_alone() -> None:
    async with (
        ScriptedServer(by_path({TOKEN: granting("t")})) as tokens,
        plant(GOOD, settings={**PRINCIPAL, "token_url": f"{tokens.url}{TOKEN}"}) as (server, to),
    ):
        await to.rows("reports", serialNumber=("A",))
    assert server.seen[0].headers["authorization"] == "Bearer t"
    assert b"s3cret" not in server.seen[0].body
    assert "authorization" not in tokens.seen[0].headers
