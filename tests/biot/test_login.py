"""Signing in to BioT as a user or as a service, and what its refusals mean there and elsewhere."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.biot.clinic import DEVICE, LOGIN, SESSION, UUID, clinic, fits, found, logging_in, problem
from tests.servers import Exchange, Step, answer, reset
from tests.transport.support import SetClock
from tests.vendors.opening import NOW
from tui.core.errors import Conflict, Forbidden, Malformed, NotFound, Rejected, SignedOut, VendorError, VendorFailed
from tui.vendors.biot.settings import check

EMPTY = answer(200, found([]))
SERVICE = {"service_id": UUID, "service_secret": "nyckel"}


async def failing(*script: Step, **more: Any) -> tuple[VendorError, int]:
    """Ask for devices, and return how that failed and after how many requests."""
    async with clinic(*script, **more) as (server, desk):
        with pytest.raises(VendorError) as caught:
            await desk.rows("devices")
    return caught.value, len(server.seen)


async def test_a_user_signs_in_with_name_and_password() -> None:
    async with clinic(logging_in(EMPTY), password="lösen\u2013ord") as (server, desk):
        await desk.rows("devices")

    login = server.seen[0]
    assert (login.method, login.path) == ("POST", "/ums/v2/users/login")
    assert login.json() == {"username": "desk@example.org", "password": "lösen\u2013ord"}
    fits(login.json(), "LoginRequestV2", of="ums")
    assert "authorization" not in login.headers


async def test_a_service_signs_in_with_id_and_key_and_names_its_token_differently() -> None:
    granted = {"accessToken": "token-2", "accessTokenExpiration": "2026-01-15T11:30:00.945Z"}
    fits(granted, "ServiceUserAccessTokenResponse", of="ums")
    async with clinic(answer(200, granted), EMPTY, **SERVICE) as (server, desk):
        await desk.rows("devices")

    login, asked = server.seen
    assert (login.method, login.path) == ("POST", "/ums/v2/services/accessToken")
    assert login.json() == {"id": UUID, "secretKey": "nyckel"}
    fits(login.json(), "ServiceUserAccessTokenRequest", of="ums")
    assert asked.headers["authorization"] == "Bearer token-2"


async def test_a_token_is_kept_until_a_minute_before_it_expires() -> None:
    clock = SetClock(NOW)
    async with clinic(logging_in(EMPTY), clock=clock) as (server, desk):
        await desk.rows("devices")
        clock.advance(59 * 60)
        await desk.rows("devices")
        assert [seen.path for seen in server.seen].count("/ums/v2/users/login") == 1
        clock.advance(2)
        await desk.rows("devices")

    assert [seen.path for seen in server.seen].count("/ums/v2/users/login") == 2


async def test_a_token_that_the_vendor_no_longer_takes_is_renewed_once() -> None:
    async with clinic(logging_in(answer(401, problem("TOKEN_NOT_VALID")), EMPTY)) as (server, desk):
        assert await desk.rows("devices") == []

    paths = [seen.path for seen in server.seen]
    assert paths == ["/ums/v2/users/login", "/device/v2/devices"] * 2


async def test_a_token_that_is_refused_twice_is_told() -> None:
    error, requests = await failing(logging_in(answer(401, problem("TOKEN_NOT_VALID", "Token is not valid"))))

    assert isinstance(error, SignedOut)
    assert error.message == "Signed out of clinic: Token is not valid (TOKEN_NOT_VALID)"
    assert error.request_id == "a07a7e532f3541d8"
    assert requests == 4


@pytest.mark.parametrize("settings", [{}, SERVICE])
async def test_a_wrong_password_is_a_403_there_and_is_sent_once(settings: dict[str, str]) -> None:
    error, requests = await failing(answer(403, problem("LOGIN_FAILED", "Login failed")), **settings)

    assert isinstance(error, SignedOut)
    assert error.message == "Signed out of clinic: the vendor refused the credentials (LOGIN_FAILED)."
    assert "service_secret" in error.way_out
    assert requests == 1


@pytest.mark.parametrize(
    ("code", "details", "words"),
    [
        ("USER_LOCKED", {}, "the vendor has locked the account (USER_LOCKED)."),
        (
            "USER_LOCKED_WITH_TIME",
            {"timeLeftInMinutes": 12},
            "the vendor has locked the account for another 12 min (USER_LOCKED_WITH_TIME).",
        ),
        ("SERVICE_LOCKED", {}, "the vendor has locked the account (SERVICE_LOCKED)."),
    ],
)
async def test_a_locked_account_is_a_401_there(code: str, details: dict[str, Any], words: str) -> None:
    error, requests = await failing(answer(401, problem(code, **details)))

    assert isinstance(error, SignedOut)
    assert error.message == f"Signed out of clinic: {words}"
    assert error.way_out == "Wait, or ask an administrator."
    assert requests == 1, "trying again would only lock it longer"


@pytest.mark.parametrize("status", [401, 403])
async def test_a_login_refused_without_a_word_is_a_login_refused(status: int) -> None:
    error, _ = await failing(answer(status, b"<html>no</html>"))

    assert isinstance(error, SignedOut)
    assert error.message == "Signed out of clinic: the vendor refused the credentials."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mfaRequired": True}, "a second factor"),
        ({"accessJwt": None, "passwordResetRequired": True}, "a new password"),
        ({"accessJwt": None}, "more than a password"),
    ],
)
async def test_a_login_that_wants_more_says_so(change: dict[str, Any], words: str) -> None:
    error, _ = await failing(answer(200, {**LOGIN, **change}))

    assert isinstance(error, SignedOut)
    assert words in error.message
    assert "service user" in error.way_out


async def test_a_login_that_cannot_be_read_is_told_as_such() -> None:
    error, _ = await failing(answer(200, {"accessJwt": {"jeton": "x"}}))

    assert isinstance(error, Malformed)


async def test_several_questions_at_once_sign_in_once() -> None:
    async with clinic(logging_in(EMPTY)) as (server, desk):
        await asyncio.gather(*(desk.rows(name) for name in ("devices", "templates", "sessions")))

    assert [seen.path for seen in server.seen].count("/ums/v2/users/login") == 1


# --- elsewhere


async def test_a_403_elsewhere_is_a_right_that_is_missing() -> None:
    error, _ = await failing(logging_in(answer(403, problem("ACCESS_DENIED", "Access denied"))))

    assert isinstance(error, Forbidden)
    assert error.message == "Access denied (ACCESS_DENIED)"


@pytest.mark.parametrize(
    ("status", "body", "kind", "message"),
    [
        (
            400,
            problem("ATTRIBUTE_VALUE_TYPE_MISMATCH", "Wrong type", attributeName="rate", value="x", type="DECIMAL"),
            Rejected,
            "Wrong type (ATTRIBUTE_VALUE_TYPE_MISMATCH, attributeName: rate, value: x, type: DECIMAL)",
        ),
        (404, problem("DEVICE_NOT_FOUND", "No [X1]", id="X1"), NotFound, "No [X1] (DEVICE_NOT_FOUND)"),
        (
            409,
            problem("SESSION_STATE_CHANGE_INVALID", "", currentState="DONE", targetState="ACTIVE"),
            Conflict,
            "SESSION_STATE_CHANGE_INVALID, currentState: DONE, targetState: ACTIVE",
        ),
        (504, problem("GATEWAY_TIMEOUT", "Too slow"), VendorFailed, "Too slow (GATEWAY_TIMEOUT)"),
        (500, b"boom", VendorFailed, "clinic failed with 500 Internal Server Error: boom."),
        (
            400,
            {"code": None, "message": None},
            Rejected,
            'clinic answered 400 Bad Request: {"code": null, "message": null}',
        ),
    ],
)
async def test_code_message_and_trace_are_told(status: int, body: Any, kind: type[Exception], message: str) -> None:
    async with clinic(logging_in(answer(status, body))) as (_, desk):
        with pytest.raises(VendorError) as caught:
            await desk.do("create-session", {"deviceId": DEVICE, "_templateId": UUID})

    assert isinstance(caught.value, kind)
    assert caught.value.message == message
    traced = isinstance(body, dict) and body.get("traceId")
    assert caught.value.request_id == (traced or "")


async def test_an_attribute_that_is_refused_is_named_as_a_field() -> None:
    refused = problem("ATTRIBUTE_IS_MANDATORY", "It is mandatory", attributeName="posture")
    async with clinic(logging_in(answer(400, refused))) as (_, desk):
        with pytest.raises(Rejected) as caught:
            await desk.do("create-session", {"deviceId": DEVICE, "_templateId": UUID})

    assert caught.value.fields == {"posture": "It is mandatory"}


async def test_a_creation_that_may_have_arrived_is_not_sent_twice_and_can_be_looked_for() -> None:
    values = {"deviceId": DEVICE, "_templateId": UUID, "_startTime": SESSION["_startTime"]}
    async with clinic(logging_in(reset(), answer(200, found([SESSION])))) as (server, desk):
        with pytest.raises(VendorError):
            await desk.do("create-session", values)
        verify = desk.catalog.action("create-session").verify
        assert verify is not None
        verdict = await verify(desk.client, values)

    assert [seen.method for seen in server.seen] == ["POST", "POST", "GET"]
    assert verdict.value == "arrived"


async def test_an_expired_token_does_not_make_a_write_go_twice() -> None:
    written = []

    async def create(exchange: Exchange) -> None:
        written.append(exchange.request.headers["authorization"])
        refused = len(written) == 1
        await answer(*((401, problem("TOKEN_NOT_VALID")) if refused else (201, SESSION)))(exchange)

    async with clinic(logging_in(create)) as (_, desk):
        await desk.do("create-session", {"deviceId": DEVICE, "_templateId": UUID})

    assert len(written) == 2, "turned away at the door, then let in"


async def test_a_clock_that_is_hours_ahead_does_not_sign_in_for_every_request() -> None:
    async with clinic(logging_in(EMPTY), clock=SetClock(NOW + timedelta(hours=5))) as (server, desk):
        await desk.rows("devices")
        await desk.rows("devices")

    assert [seen.path for seen in server.seen].count("/ums/v2/users/login") == 1


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"username": "u", "password": "p"}, []),
        ({"service_id": "i", "service_secret": "s"}, []),
        ({}, ["username"]),
        ({"username": "u"}, ["password"]),
        ({"service_secret": "s"}, ["service_id"]),
        ({"username": "u", "password": "p", "service_id": "i"}, ["service_id"]),
    ],
)
def test_one_way_to_sign_in_and_the_whole_of_it(settings: dict[str, str], names: list[str]) -> None:
    assert [name for name, _ in check(settings)] == names
