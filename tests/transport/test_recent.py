"""What is remembered of requests: every try, with bytes and time, and no secret anywhere."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.servers import ScriptedServer, answer, reset
from tests.transport.support import READ, opened
from tui.core.secret import MASK, Secret
from tui.core.wire.http import Auth, BasicAuth, HeaderAuth, Request, Token, TokenAuth, Transport
from tui.core.wire.recent_requests import RecentRequests, SentRequest

GOOD = answer(200, {"rooms": [1, 2, 3]}, headers={"X-Request-Id": "r-1"})
HUSH = "hush-hush-hush"


async def test_every_try_is_remembered_with_how_it_ended_and_how_much_came() -> None:
    recent = RecentRequests()
    async with ScriptedServer(reset(), answer(503), GOOD) as server, opened(server.url, recent=recent) as transport:
        await transport.send(READ)

    newest, overloaded, broken = recent.newest_first
    assert [each.ended for each in (broken, overloaded, newest)] == ["unreachable", "503", "200"]
    assert [each.tries for each in (broken, overloaded, newest)] == [1, 2, 3]
    assert [each.failed for each in (broken, overloaded, newest)] == [True, True, False]
    assert (newest.size, newest.request_id, newest.method) == (len('{"rooms": [1, 2, 3]}'), "r-1", "GET")
    assert newest.url == f"{server.url}/rooms"


async def test_no_secret_is_in_what_is_remembered_however_it_was_sent() -> None:
    recent = RecentRequests()
    ways: list[Auth] = [
        HeaderAuth({"V-Client-Id": "id", "V-Client-Secret": Secret(HUSH)}),
        BasicAuth("anna", Secret(HUSH)),
        TokenAuth(_logged_in),
    ]
    for auth in ways:
        login = [answer(200, {"token": HUSH})] if isinstance(auth, TokenAuth) else []
        async with ScriptedServer(*login, GOOD, GOOD) as server, opened(server.url, auth=auth, recent=recent) as on:
            body = {"password": "other-secret", "name": "Anna", "note": f"it is {HUSH}"}
            await on.send(Request("POST", "/x", params=[("access_token", "other-secret"), ("page", "1")], body=body))
            await on.send(Request("POST", "/y", form={"client_secret": "other-secret", "grant": "a b"}))

    shown = repr([(each, dict(each.headers)) for each in recent.newest_first])
    assert HUSH not in shown
    assert "other-secret" not in shown
    posted = next(each for each in recent.newest_first if each.url.endswith(f"/x?access_token={MASK}&page=1"))
    assert posted.body == f'{{"password":"{MASK}","name":"Anna","note":"it is {MASK}"}}'
    assert posted.headers["Authorization"] == f"Bearer {MASK}"
    assert next(each for each in recent.newest_first if each.url.endswith("/y")).body == (
        f"client_secret={MASK}&grant=a+b"
    )
    first = recent.newest_first[-1]
    assert (first.headers["V-Client-Id"], first.headers["V-Client-Secret"]) == ("id", MASK)


async def _logged_in(transport: Transport) -> Token:
    await transport.send(Request("POST", "/login", body={"username": "anna", "password": HUSH}))
    return Token(Secret(HUSH))


def test_only_the_newest_are_kept_and_whoever_watches_is_told() -> None:
    recent, told = RecentRequests(keep=2), []
    recent.watch = lambda: told.append(recent.total)

    for number in range(3):
        at = datetime(2026, 1, 5, 12, number, tzinfo=UTC)
        recent.note(SentRequest(recent.next_number(), at, "campus", "GET", f"http://x/{number}", "200", 0.1, 1))

    assert [each.url for each in recent.newest_first] == ["http://x/2", "http://x/1"]
    assert (recent.total, told) == (3, [1, 2, 3])
