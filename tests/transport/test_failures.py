"""Every way to fail has its class, its sentence, and the truth about whether the request arrived."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

import pytest

from tests.servers import (
    Exchange,
    ScriptedServer,
    Step,
    answer,
    disconnect,
    hang,
    raw,
    reset,
    truncate,
    unused_port,
)
from tests.transport.support import READ, Waits, opened
from tui.core.errors import (
    Arrival,
    Conflict,
    Forbidden,
    Malformed,
    NotFound,
    RateLimited,
    Refused,
    Rejected,
    SignedOut,
    Unreachable,
    UsageError,
    VendorError,
    VendorFailed,
)
from tui.core.secret import Secret
from tui.core.wire.http import BasicAuth, Effect, HeaderAuth, NoAuth, Request, Response, SignedAuth, failure
from tui.transport import Network

ONCE = Request("POST", "/invite", body={"email": "a@example.com"}, effect=Effect.ONCE)
PUT = Request("PUT", "/profile", body={}, effect=Effect.REPEATABLE)
SHORT = Network(timeout=0.3, proxy="none")


async def failed(url: str, request: Request = READ, *, network: Network | None = None) -> VendorError:
    async with opened(url, network=network) as transport:
        with pytest.raises(VendorError) as caught:
            await transport.send(request)
        return caught.value


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Rejected),
        (401, SignedOut),
        (403, Forbidden),
        (404, NotFound),
        (409, Conflict),
        (422, Rejected),
        (429, RateLimited),
        (500, VendorFailed),
        (503, VendorFailed),
        (304, Rejected),
    ],
)
async def test_the_status_decides_when_the_vendor_says_nothing_more(status: int, kind: type[VendorError]) -> None:
    async with ScriptedServer(answer(status, {"message": "Nope."})) as server:
        error = await failed(server.url)
    assert type(error) is kind
    assert error.status == status
    assert "campus" in str(error)


async def test_signed_out_names_the_connection_and_the_way_out() -> None:
    async with ScriptedServer(answer(401)) as server:
        error = await failed(server.url)
    assert str(error) == ("Signed out of campus. The vendor refused the credentials; renew them in the config.")


async def test_a_refused_connection_names_the_address() -> None:
    port = unused_port()
    error = await failed(f"http://127.0.0.1:{port}", ONCE)
    assert isinstance(error, Unreachable)
    assert str(error) == (f"campus does not answer: connection refused by 127.0.0.1:{port}. Check the network.")
    assert error.arrival is Arrival.NO


async def test_a_host_without_an_address_is_named() -> None:
    error = await failed("http://nobody.invalid", ONCE)
    assert "there is no address for nobody.invalid" in str(error)
    assert error.arrival is Arrival.NO


@pytest.mark.parametrize("step", [reset(), disconnect(), hang(), truncate({"data": []}), raw(b"not http\r\n\r\n")])
@pytest.mark.parametrize("request_", [READ, ONCE])
async def test_a_broken_exchange_may_have_arrived(step: Step, request_: Request) -> None:
    async with ScriptedServer(step) as server:
        error = await failed(server.url, request_, network=SHORT)
    assert isinstance(error, Unreachable)
    assert error.arrival is Arrival.MAYBE
    assert "campus" in str(error)
    assert error.way_out


@pytest.mark.parametrize(("status", "arrival"), [(429, Arrival.NO), (500, Arrival.MAYBE), (502, Arrival.MAYBE)])
@pytest.mark.parametrize("request_", [ONCE, PUT])
async def test_a_write_that_the_vendor_failed_at_may_have_arrived(
    status: int, arrival: Arrival, request_: Request
) -> None:
    async with ScriptedServer(answer(status)) as server:
        assert (await failed(server.url, request_)).arrival is arrival


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
async def test_a_write_that_was_refused_arrived(status: int) -> None:
    async with ScriptedServer(answer(status)) as server:
        assert (await failed(server.url, ONCE)).arrival is Arrival.YES


async def test_a_web_page_instead_of_an_error_is_cut_and_cleaned() -> None:
    page = "<html><head><title>t</title><style>x{}</style></head><body><h1>Bad \x1b[31mgateway</h1>" + "word " * 200
    async with ScriptedServer(answer(400, page, content_type="text/html")) as server:
        error = await failed(server.url)
    assert error.message.startswith("campus answered 400 Bad Request: Bad [31mgateway word")
    assert "\x1b" not in error.message
    assert "<" not in error.message
    assert len(error.message) < 260


async def test_a_vendor_that_repeats_a_secret_does_not_show_it() -> None:
    async with (
        ScriptedServer(answer(400, "Bad secret s3cret!", content_type="text/plain")) as server,
        opened(server.url, auth=HeaderAuth({"X-Key": Secret("s3cret")})) as transport,
    ):
        with pytest.raises(Rejected) as caught:
            await transport.send(READ)
    assert "s3cret" not in str(caught.value)


async def test_a_secret_that_the_vendor_repeats_in_words_of_its_own_is_not_shown_either() -> None:
    def explain(got: Response) -> VendorError | None:
        said = got.body.decode()
        return Rejected(f"No: {said}", fields={"header": said})

    async def echo(exchange: Exchange) -> None:
        sent = exchange.request.headers.get("authorization", "") + exchange.request.body.decode()
        await answer(400, f"{sent} {sent.partition(' ')[2]}")(exchange)

    login = Request("POST", "/login", body={"user": "me", "password": "hunter22"}, anonymous=True)
    signed = SignedAuth(lambda: {"Authorization": "Bearer:abc.def.ghi"})
    async with ScriptedServer(echo) as server:
        for auth, request in ((BasicAuth("u", Secret("s3cret")), READ), (signed, READ), (NoAuth(), login)):
            async with opened(server.url, auth=auth, explain=explain) as transport:
                with pytest.raises(Rejected) as caught:
                    await transport.send(request)
            shown = f"{caught.value!r} {caught.value} {caught.value.fields}"
            assert not [secret for secret in ("dTpzM2NyZXQ=", "abc.def.ghi", "hunter22") if secret in shown]


async def test_an_error_tells_the_request_id_and_no_query_value() -> None:
    async with ScriptedServer(answer(404, headers={"X-Request-Id": "r-17"})) as server:
        error = await failed(server.url, Request("GET", "/User", params=[("email", "a@example.com")]))
    assert error.request_id == "r-17"
    assert error.url == f"{server.url}/User?email=…"


async def test_the_vendors_own_words_come_first_even_with_status_200() -> None:
    def explain(got: Response) -> VendorError | None:
        return failure(got, "That person is unknown.") if b"unknown" in got.body else None

    async with (
        ScriptedServer(answer(200, {"success": False, "why": "unknown"}), answer(200, {})) as server,
        opened(server.url, explain=explain) as transport,
    ):
        with pytest.raises(Rejected, match="That person is unknown"):
            await transport.send(READ)
        assert (await transport.send(READ)).status == 200


async def test_bad_gzip_is_an_answer_that_cannot_be_read() -> None:
    async with ScriptedServer(answer(200, b"not gzip", headers={"Content-Encoding": "gzip"})) as server:
        error = await failed(server.url)
    assert isinstance(error, Malformed)
    assert len(server.seen) == 4


async def test_an_empty_answer_is_a_good_one() -> None:
    async with ScriptedServer(answer(204), answer(201)) as server, opened(server.url) as transport:
        assert (await transport.send(READ)).body == b""
        assert (await transport.send(ONCE)).status == 201


async def test_read_only_refuses_every_write_and_sends_nothing() -> None:
    async with ScriptedServer(answer(200, {})) as server:
        async with opened(server.url, read_only=True) as transport:
            for request in (ONCE, PUT):
                with pytest.raises(Refused, match="campus is read-only"):
                    await transport.send(request)
            await transport.send(Request("POST", "/login", body={"password": "x"}, anonymous=True))
        assert [seen.target for seen in server.seen] == ["/login"]


async def test_a_certificate_that_is_not_trusted_names_ca_file_and_is_not_tried_again(tls_files: Path) -> None:
    waits = Waits()
    async with (
        ScriptedServer(answer(200, {}), tls=_server_context(tls_files)) as server,
        opened(server.url, waits=waits) as transport,
    ):
        with pytest.raises(Unreachable, match=r"The certificate of 127\.0\.0\.1 is not trusted") as caught:
            await transport.send(READ)
    assert "ca_file" in caught.value.way_out
    assert caught.value.arrival is Arrival.NO
    assert waits.slept == []


async def test_a_certificate_from_ca_file_is_trusted(tls_files: Path) -> None:
    network = Network(proxy="none", ca_file=tls_files / "cert.pem")
    async with (
        ScriptedServer(answer(200, {}), tls=_server_context(tls_files)) as server,
        opened(server.url, network=network) as transport,
    ):
        assert (await transport.send(READ)).status == 200


@pytest.mark.parametrize("content", [None, "no certificate"])
async def test_a_ca_file_that_is_none_is_a_clear_error(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "corp.pem"
    if content is not None:
        path.write_text(content)
    async with opened("https://127.0.0.1:1", network=Network(proxy="none", ca_file=path)) as transport:
        with pytest.raises(UsageError, match=r"corp\.pem"):
            await transport.send(READ)


async def test_tls_to_a_server_without_tls_surely_did_not_arrive() -> None:
    async with ScriptedServer(raw(b"HTTP/1.1 400 Bad\r\n\r\n")) as server:
        error = await failed(server.url.replace("http:", "https:"), ONCE, network=SHORT)
    assert error.arrival is Arrival.NO
    assert isinstance(error, Unreachable)


async def test_the_proxy_is_used_and_named_when_it_refuses() -> None:
    async with ScriptedServer(answer(407)) as proxy:
        error = await failed("https://vendor.invalid/x", ONCE, network=Network(proxy=proxy.url))
        assert {(seen.method, seen.target) for seen in proxy.seen} == {("CONNECT", "vendor.invalid:443")}
        assert f"The proxy 127.0.0.1:{proxy.port} did not let campus through" in str(error)
        assert error.arrival is Arrival.NO


async def test_a_proxy_for_plain_http_gets_the_whole_address() -> None:
    async with ScriptedServer(answer(200, {})) as proxy:
        async with opened("http://vendor.invalid/base", network=Network(proxy=proxy.url)) as transport:
            await transport.send(Request("GET", "/a%2Fb", params=[("x", "+")]))
        assert proxy.seen[0].target == "http://vendor.invalid/base/a%2Fb?x=%2B"


async def test_a_proxy_that_is_away_is_named() -> None:
    port = unused_port()
    network = Network(proxy=f"http://user:hush@127.0.0.1:{port}")
    error = await failed("https://vendor.invalid", network=network)
    assert f"connection refused by 127.0.0.1:{port}" in str(error)
    assert "Check proxy" in str(error)
    assert "hush" not in str(error)


@pytest.mark.parametrize("proxy", ["proxy:3128", "socks9://x", "http://"])
async def test_a_proxy_that_is_no_url_is_a_clear_error(proxy: str) -> None:
    async with opened(network=Network(proxy=proxy)) as transport:
        with pytest.raises(UsageError, match="proxy"):
            await transport.send(READ)


async def test_a_proxy_of_the_environment_that_we_cannot_speak_to_is_a_clear_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    async with opened(network=Network()) as transport:
        with pytest.raises(UsageError, match="environment's proxy"):
            await transport.send(READ)


@pytest.mark.parametrize(("proxy", "through"), [(None, True), ("none", False)])
async def test_the_environments_proxy_is_taken_unless_the_config_says_none(
    proxy: str | None, through: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ScriptedServer(answer(200, {})) as environment, ScriptedServer(answer(200, {})) as vendor:
        for name in ("NO_PROXY", "no_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("http_proxy", environment.url)
        async with opened(vendor.url, network=Network(proxy=proxy)) as transport:
            await transport.send(READ)
        assert (len(environment.seen), len(vendor.seen)) == ((1, 0) if through else (0, 1))


@pytest.fixture(scope="session")
def tls_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1, made by openssl."""
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=loopback"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"]
    try:
        subprocess.run([*command.split(), *names], cwd=folder, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    return folder


def _server_context(files: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files / "cert.pem", files / "key.pem")
    return context
