"""A secret that comes back is masked, in whatever form and wherever it stands."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.servers import Exchange, ScriptedServer, Step, answer, redirect
from tests.transport.support import READ, opened
from tui.core.errors import Rejected, VendorError
from tui.core.secret import MASK, Secret
from tui.core.wire.http import BasicAuth, Effect, HeaderAuth, Request, Response, SignedAuth, Token, TokenAuth, Transport
from tui.transport import RequestLog

CANARY = 'c4nary/"+åäö\\ =&x'
"""Every character that is escaped somewhere."""


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


FORMS: dict[str, Callable[[str], str]] = {
    "bare": str,
    "bearer": lambda secret: f"Bearer {secret}",
    "base64": b64,
    "base64 for addresses": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode(),
    "a pair in base64": lambda secret: b64(f"åsa:{secret}"),
    "percent": lambda secret: quote(secret, safe=""),
    "percent in small letters": lambda secret: quote(secret).lower() if secret.islower() else quote(secret),
    "plus": quote_plus,
    "json": lambda secret: json.dumps(secret),
    "json in unicode": lambda secret: json.dumps(secret, ensure_ascii=False),
    "json with slashes": lambda secret: json.dumps(secret).replace("/", "\\/"),
    "the wrong encoding": lambda secret: secret.encode().decode("latin-1"),
}


def is_masked(shown: str, form: str) -> bool:
    return "c4nary" not in shown and form.strip('"').removeprefix("Bearer ").rstrip("=") not in shown and MASK in shown


@pytest.mark.parametrize("form", list(FORMS))
async def test_no_form_of_a_secret_is_seen_in_an_error_or_in_a_response(form: str) -> None:
    said = FORMS[form](CANARY)
    request_id = said.encode("utf-8").decode("latin-1") if form != "the wrong encoding" else "r1"

    def explain(got: Response) -> VendorError | None:
        return Rejected(said, way_out=said, request_id=said, fields={said: said}) if got.status == 400 else None

    async with (
        ScriptedServer(
            answer(400, {}),
            answer(200, {"name": said}, headers={"X-Request-Id": request_id.replace('"', "'")}),
        ) as server,
        opened(server.url, explain=explain, secrets=[CANARY], names=["åsa"]) as transport,
    ):
        with pytest.raises(Rejected) as caught:
            await transport.send(READ)
        response = await transport.send(READ)
    error = caught.value
    for shown in (str(error), repr(error), error.message, error.way_out, error.request_id, str(error.fields)):
        assert is_masked(shown, said), shown
    if form != "a pair in base64":  # one that was not sent does not come back in data
        assert is_masked(response.body.decode(), said)
        assert MASK in json.loads(response.body)["name"]


def echo(status: int) -> Step:
    """Repeat what proved us in a header, and in the body."""

    async def step(exchange: Exchange) -> None:
        sent = exchange.request.headers.get("authorization") or exchange.request.headers.get("x-key", "")
        await answer(status, {"message": "No.", "name": sent}, headers={"X-Request-Id": sent, "Server": sent})(exchange)

    return step


async def fetched(transport: Transport) -> Token:
    return Token(Secret("c4nary-token"))


SIGNED = SignedAuth(lambda: {"Authorization": "Bearer c4nary-signed"})
WAYS = [
    HeaderAuth({"X-Key": Secret("c4nary-header")}),
    BasicAuth("me", Secret("c4nary-basic")),
    TokenAuth(fetched),
    SIGNED,
]


@pytest.mark.parametrize("auth", WAYS, ids=lambda auth: type(auth).__name__)
@pytest.mark.parametrize("status", [200, 400, 503])
async def test_what_proves_us_is_seen_nowhere_when_a_vendor_repeats_it(
    auth: HeaderAuth, status: int, tmp_path: Path
) -> None:
    path = tmp_path / "requests.log"
    once = Request("POST", "/x", body={}, effect=Effect.ONCE)
    async with ScriptedServer(echo(status)) as server:
        async with opened(server.url, auth=auth, log=RequestLog(path)) as transport:
            try:
                response = await transport.send(once)
                shown = f"{response} {response.headers} {response.body!r}"
            except VendorError as error:
                shown = f"{error} {error.request_id} {error.url}"
        (seen,) = server.seen
    sent = seen.headers.get("authorization", "").partition(" ")[2] or seen.headers["x-key"]
    for text in (shown, path.read_text()):
        assert "c4nary" not in text
        assert sent not in text
        assert MASK in text


async def test_an_answer_to_a_login_keeps_the_token_and_its_errors_show_none() -> None:
    login = Request("POST", "/login", body={"password": "c4nary-login"}, anonymous=True)
    body = {"token": "c4nary-token", "message": "c4nary-login"}
    async with (
        ScriptedServer(answer(200, body), answer(400, body)) as server,
        opened(server.url, secrets=["c4nary-token"]) as transport,
    ):
        assert json.loads((await transport.send(login)).body) == body
        with pytest.raises(Rejected) as caught:
            await transport.send(login)
    assert "c4nary" not in str(caught.value)


async def test_a_secret_in_an_address_that_is_sent_on_to_is_not_shown() -> None:
    async with (
        ScriptedServer(redirect("/c4nary-header/x"), answer(404)) as server,
        opened(server.url, auth=HeaderAuth({"X-Key": Secret("c4nary-header")})) as transport,
    ):
        with pytest.raises(VendorError) as caught:
            await transport.send(READ)
        assert server.seen[1].path == "/c4nary-header/x"
    assert "c4nary" not in caught.value.url


async def test_a_short_secret_hurts_no_data() -> None:
    async with (
        ScriptedServer(answer(200, {"name": "a name"}), answer(400, "a name")) as server,
        opened(server.url, secrets=["name", "a"]) as transport,
    ):
        assert (await transport.send(READ)).body == b'{"name": "a name"}'
        with pytest.raises(Rejected, match=f"a {MASK}"):
            await transport.send(READ)


async def test_the_signatures_of_long_ago_are_forgotten() -> None:
    signs = iter(range(1000))
    auth = SignedAuth(lambda: {"Authorization": f"Bearer c4nary-{next(signs):05}"})
    async with ScriptedServer(answer(200, {})) as server, opened(server.url, auth=auth) as transport:
        for _ in range(40):
            await transport.send(READ)
        server.script = [answer(200, {"old": "c4nary-00000", "now": "c4nary-00040"})]
        response = await transport.send(READ)
    assert json.loads(response.body) == {"old": "c4nary-00000", "now": MASK}
