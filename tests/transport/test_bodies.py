"""One bad value never takes a list with it, whatever it is and however the answer is encoded."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from tests.servers import ScriptedServer, answer
from tests.transport.support import READ, asked, opened
from tui.core.errors import Arrival, Malformed, VendorError
from tui.core.wire.http import Effect, Request, Response
from tui.transport import decode_rows, what_came

ONCE = Request("POST", "/x", body={}, effect=Effect.ONCE)
PUT = Request("PUT", "/x", body={}, effect=Effect.REPEATABLE)


class Body(msgspec.Struct):
    data: list[msgspec.Raw]


class Row(msgspec.Struct):
    id: str
    name: str | None = None


async def rows_from(body: bytes, content_type: str = "application/json") -> list[Any]:
    async with ScriptedServer(answer(200, body, content_type=content_type)) as server:
        response = await asked(server.url)
        assert len(server.seen) == 1
    found = msgspec.json.decode(response.body, type=Body).data
    records = decode_rows(found, Row, identify=lambda row: row.id)
    assert not [record.problem for record in records if record.problem]
    return [record.fields() for record in records]


@pytest.mark.parametrize(
    ("bad", "value"),
    [
        (rb'"Ada \ud83d"', "Ada \ufffd"),
        (b"NaN", None),
        (b"-Infinity", None),
        (b'"Ada\tB"', "Ada\tB"),
        (b'"L\xf6k"', "L\ufffdk"),
        (b"[" * 9000 + b"]" * 9000, "[" * 8900),
        (b"7" * 5000, "7" * 5000),
        (b'1, "x": 2', 2),
    ],
    ids=range(8),
)
async def test_every_row_comes_after_one_request(bad: bytes, value: Any) -> None:
    first, second = await rows_from(b'{"count":2,"data":[{"id":"A","x":%b},{"id":"B","name":"fine"}]}' % bad)
    assert first["id"] == "A"
    assert second == {"id": "B", "name": "fine"}
    found = first["x"]
    while isinstance(found, list):
        (found,) = found
    assert found == value or (isinstance(found, str) and found.startswith(value))


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-8-sig", "application/json"),
        ("latin-1", "application/json; charset=ISO-8859-1"),
        ("cp1252", 'application/json; Charset="windows-1252"'),
        ("utf-16", "application/json"),
        ("utf-16-le", "application/json; charset=utf-16"),
        ("utf-16-be", "application/json"),
        ("utf-32", "application/json"),
        ("utf-8", "application/json; charset=ISO-8859-1"),
        ("utf-8", "application/json; charset=no-such-thing"),
        ("utf-8", "application/json; charset=rot13"),
    ],
)
async def test_the_encoding_is_read_off_the_answer(encoding: str, content_type: str) -> None:
    body = json.dumps({"data": [{"id": "A", "name": "Åsa Öberg"}]}, ensure_ascii=False).encode(encoding)
    assert await rows_from(body, content_type) == [{"id": "A", "name": "Åsa Öberg"}]


@pytest.mark.parametrize("body", [b'{"data": [', b'{"data": [{"id": "A"', b"[1,,2]", b"\xff\xfe{]", b"sorry"])
async def test_what_is_cut_off_stays_garbled_and_is_asked_for_again(body: bytes) -> None:
    async with ScriptedServer(answer(200, body)) as server, opened(server.url) as transport:
        with pytest.raises(Malformed, match="garbled"):
            await transport.send(READ)
        assert len(server.seen) == 4


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (
            b"<html><head><title>Sign\n in &amp; up</title></head>",
            "text/html",
            "a web page titled “Sign in & up”, not data",
        ),
        (b"  <!DOCTYPE html><p>x", "application/json", "a web page, not data"),
        (b'<?xml version="1.0"?><Error><Code>1</Code></Error>', "application/xml", "XML, not data"),
        (b'{"responseCode": ', "application/json", "garbled"),
    ],
)
@pytest.mark.parametrize(("request_", "tries"), [(READ, None), (ONCE, 1), (PUT, None)])
async def test_a_good_status_with_something_else_is_no_answer_and_a_write_stays_in_doubt(
    body: bytes, kind: str, words: str, request_: Request, tries: int | None
) -> None:
    async with ScriptedServer(answer(200, body, content_type=kind)) as server, opened(server.url) as transport:
        with pytest.raises(Malformed) as caught:
            await transport.send(request_)
        assert len(server.seen) == (tries or (4 if words == "garbled" else 1))
    assert words in caught.value.message
    assert caught.value.arrival is (Arrival.YES if request_ is READ else Arrival.MAYBE)
    assert caught.value.way_out
    assert "press" not in caught.value.way_out.lower()


@pytest.mark.parametrize("body", [b"", b"OK", b"[]", b'{"status": "UP"}'])
async def test_other_short_answers_are_the_vendors_room_to_judge(body: bytes) -> None:
    async with ScriptedServer(answer(200, body, content_type="text/plain")) as server, opened(server.url) as transport:
        assert (await transport.send(ONCE)).body == body


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"", "", "nothing"),
        (b" \n", "", "nothing"),
        (b"<p>x", "text/html", "a web page"),
        (b"<title>\x1b[2J" + b"x" * 500, "text/html", "a web page"),
        (b"<title>" + b"x" * 200 + b"</title>", "text/html", f"a web page titled “{'x' * 80}…”"),
        (b"<rss/>", "", "XML"),
        (b'{"a": 1}', "", "JSON"),
        (b"null", "", "JSON"),
        (b"[1,", "", "JSON that is broken"),
        (b"OK", "", "text that is no JSON"),
        (b"\xff", "", "text that is no JSON"),
    ],
)
def test_what_came_is_named_in_words(body: bytes, kind: str, words: str) -> None:
    assert what_came(Response(200, {"content-type": kind}, body, "u")) == words


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (503, {"message": "503 Service Unavailable"}, "campus failed with 503 Service Unavailable."),
        (503, {"message": "Service Unavailable."}, "campus failed with 503 Service Unavailable."),
        (
            502,
            "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1><hr>nginx</body></html>",
            "campus failed with 502 Bad Gateway: nginx.",
        ),
        (
            503,
            {"message": "maintenance until noon"},
            "campus failed with 503 Service Unavailable: maintenance until noon.",
        ),
        (404, {"message": "HTTP 404 Not Found: no such room"}, "campus has no such thing: no such room."),
        (500, {"message": "5000 rows failed"}, "campus failed with 500 Internal Server Error: 5000 rows failed."),
    ],
)
async def test_nothing_is_said_twice(status: int, body: Any, said: str) -> None:
    async with ScriptedServer(answer(status, body)) as server, opened(server.url) as transport:
        with pytest.raises(VendorError) as caught:
            await transport.send(READ)
    assert caught.value.message == said


async def test_an_answer_from_where_a_redirect_led_is_said_to_come_from_there() -> None:
    page = answer(200, "<html><title>Hotel login</title></html>", content_type="text/html")
    for step, words in ((page, "titled “Hotel login”"), (answer(404), "no such thing")):
        async with ScriptedServer(step) as stranger:
            async with (
                ScriptedServer(answer(302, headers={"Location": f"{stranger.url}/login"})) as server,
                opened(server.url) as transport,
            ):
                with pytest.raises(VendorError, match=words) as caught:
                    await transport.send(READ)
            assert f"The answer came from 127.0.0.1:{stranger.port}, where campus sent this on." in str(caught.value)
            assert caught.value.url == f"{stranger.url}/login"
