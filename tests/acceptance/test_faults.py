"""What goes wrong on the way to a vendor, at all five: what is said, what is printed, what is never shown."""

from __future__ import annotations

import base64
import csv
import io
import json
import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.acceptance.conftest import Run
from tests.acceptance.five_vendors import SECRET, TOKEN, VENDORS, Answer, each_vendor, logged_in, read_each, rows_of
from tests.acceptance.vendor_server import Asked, Told, VendorServer, serving
from tui.core.secret import MASK

Ended = Mapping[str, Any]

ALL = tuple(VENDORS)
SOME = ("vuforia", "biot")
"""One that asks by POST, and one that logs in first: enough for what the network does, which costs four tries each."""


def good(name: str) -> Told:
    return Told(VENDORS[name].envelope(rows_of(name, "one", "two")))


def after(*first: Told) -> Callable[[str], Answer]:
    """Answer with these one after the other, then well; each vendor on its own."""

    def of(name: str) -> Answer:
        waiting = list(first)
        return logged_in(lambda asked: waiting.pop(0) if waiting else good(name))

    return of


def always(told: Told) -> Callable[[str], Answer]:
    return lambda name: logged_in(lambda asked: told)


@pytest.fixture
def read_all(home: Path, frontdesk: Run) -> Callable[..., tuple[Ended, Mapping[str, VendorServer]]]:
    """Return a function that reads all five vendors, each at a server that answers as given."""

    def run(
        answer: Callable[[str], Answer], *words: str, config: str = "", names: Sequence[str] = ALL, **more: Any
    ) -> tuple[Ended, Mapping[str, VendorServer]]:
        with each_vendor(home, {name: answer(name) for name in names}, more=config, **more) as servers:
            return read_each(frontdesk, *(words or ("--format", "json")), names=names), servers

    return run


ReadAll = Callable[..., tuple[Ended, Mapping[str, VendorServer]]]


def said_in_all(ended: Ended, *, code: int, words: tuple[str, ...] = ()) -> None:
    """Make sure that each ended with a sentence that names its connection and nothing of Python's."""
    for name, done in ended.items():
        assert done.returncode == code, (name, done.stdout, done.stderr)
        assert name in done.stderr, (name, done.stderr)
        assert "Traceback" not in done.stderr, (name, done.stderr)
        assert any(word in done.stderr for word in words), (name, done.stderr)
        assert json.loads(done.stdout) == [], (name, done.stdout)


# --- what passes unnoticed -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "faults",
    [
        (Told({"message": "slow down"}, 429, {"Retry-After": "0"}), Told(None, 429, {"Retry-After": "0.05"})),
        (Told({"message": "away"}, 503), Told(b"<html>Bad gateway</html>", 502, {"Content-Type": "text/html"})),
        (Told(fault="reset"), Told({"oh": "no" * 400}, fault="cut")),
        (Told({"message": "oops"}, 500), Told(b'{"data": [', 200)),
    ],
    ids=["429", "5xx", "reset and cut", "500 and garbled"],
)
def test_two_faults_in_a_row_pass_unnoticed(read_all: ReadAll, faults: tuple[Told, ...]) -> None:
    ended, _ = read_all(after(*faults))

    for name, done in ended.items():
        assert (done.returncode, done.stderr) == (0, ""), name
        assert len(json.loads(done.stdout)) == 2, name


# --- what is said ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, ("Signed out", "refused", "rotated")),
        (403, ("allow", "does not let", "rotated", "administrator")),
        (404, ("no such", "knows no", "gone")),
        (418, ("418", "gone")),
    ],
)
def test_a_refusal_is_asked_once_and_said(read_all: ReadAll, status: int, words: tuple[str, ...]) -> None:
    ended, servers = read_all(always(Told({"message": "gone"}, status)))

    said_in_all(ended, code=1, words=words)
    logins = {"biot": 4 if status == 401 else 2}
    for name, server in servers.items():
        assert len(server.asked) <= logins.get(name, 1), name


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Told({"message": "maintenance until noon"}, 503), ("maintenance until noon", "503")),
        (Told({"message": "wait"}, 429, {"Retry-After": "0"}), ("too many requests", "wait")),
        (Told(fault="reset"), ("broke the connection",)),
        (Told({"data": "x" * 999}, fault="cut"), ("in the middle of its answer",)),
        (Told(b"\xff\xfe{]", 200), ("garbled",)),
    ],
    ids=["503", "429", "reset", "cut", "garbled"],
)
def test_a_fault_that_stays_is_tried_four_times_and_said(read_all: ReadAll, told: Told, words: tuple[str, ...]) -> None:
    ended, servers = read_all(always(told), names=SOME)

    said_in_all(ended, code=1, words=words)
    assert [len(server.asked) for server in servers.values()] == [4, 5]  # a login first


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Told(b"<html><body>Log in to the hotel</body></html>", 200, {"Content-Type": "text/html"}), ("web page",)),
        (Told(b"", 200), ("empty",)),
        (Told({"items": 3, "data": "x", "recordings": {}, "responseCode": "success"}), ("cannot be read",)),
    ],
    ids=["page", "empty", "another shape"],
)
def test_an_answer_that_is_something_else_is_said(read_all: ReadAll, told: Told, words: tuple[str, ...]) -> None:
    ended, _ = read_all(always(told))

    said_in_all(ended, code=1, words=words)


def test_a_refused_connection_and_one_that_says_nothing(read_all: ReadAll) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{probe.getsockname()[1]}"
        refused, _ = read_all(always(Told()), urls=dict.fromkeys(VENDORS, nobody), names=SOME)
    short = "[network]\ntimeout = 0.2\nmax_answer_seconds = 50"
    silent, _ = read_all(always(Told(fault="silence")), config=short, names=SOME)

    said_in_all(refused, code=1, words=("connection refused",))
    said_in_all(silent, code=1, words=("longer than 0.2 s",))


def test_an_answer_larger_than_the_config_allows_names_the_limit_and_its_key(read_all: ReadAll) -> None:
    long = always(Told(b'"' + b"x" * 1_000_000 + b'"'))
    ended, servers = read_all(long, config="[network]\nmax_answer_mb = 1\nmax_answer_seconds = 50", names=("vuforia",))

    said_in_all(ended, code=1, words=("larger than 1 MB", "max_answer_mb"))
    assert len(servers["vuforia"].asked) == 1


# --- one bad row -----------------------------------------------------------------------------------------------


def with_bad_rows(name: str) -> Answer:
    first, last = rows_of(name, "one", "two")
    return logged_in(lambda asked: Told(VENDORS[name].envelope([first, VENDORS[name].bad, 17, last])))


@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_bad_rows_are_said_and_lose_no_other(read_all: ReadAll, form: str) -> None:
    ended, _ = read_all(with_bad_rows, "--format", form)

    for name, done in ended.items():
        assert done.returncode == 0, (name, done.stderr)
        assert "2 rows do not read as they should" in done.stderr, (name, done.stderr)
        if form == "json":
            ids = [set(map(str, row.values())) & {"id0", "id1"} for row in json.loads(done.stdout)]
            assert [each for each in ids if each] == [{"id0"}, {"id1"}], (name, done.stdout)


# --- hostile text ----------------------------------------------------------------------------------------------

HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\x9b31mred",
    '=HYPERLINK("http://evil")',
    "\t=1+1",
    "@SUM(A1)",
    "a\tb\nc\rd",
    "\u202egnp.exe\u2066",
    "[/foo] [bold]x[/bold]",
    "-2+3+cmd|' /C calc'!A0",
)


def hostile(name: str) -> Answer:
    rows = rows_of(name, *HOSTILE)
    rows[0]["\x1b[31munknown"] = "\x1b[31m"
    return logged_in(lambda asked: Told(VENDORS[name].envelope(rows)))


def test_hostile_text_is_harmless_in_a_table(read_all: ReadAll) -> None:
    ended, _ = read_all(hostile, "--format", "table")

    for name, done in ended.items():
        assert done.returncode == 0, (name, done.stderr)
        assert all(char.isprintable() for char in (done.stdout + done.stderr).replace("\n", "")), name
        assert len(done.stdout.splitlines()) == 1 + len(HOSTILE), (name, done.stdout)


def test_hostile_text_is_harmless_in_a_spreadsheet(read_all: ReadAll) -> None:
    ended, _ = read_all(hostile, "--format", "csv")

    for name, done in ended.items():
        cells = [cell for row in csv.reader(io.StringIO(done.stdout)) for cell in row]
        assert not any(cell.lstrip().startswith(("=", "@", "+", "-", "\t", "\r")) for cell in cells), (name, cells)
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066"} & set(done.stdout), name


def test_hostile_text_comes_through_json_unchanged_and_unseen(read_all: ReadAll) -> None:
    ended, _ = read_all(hostile, "--format", "jsonl")

    for name, done in ended.items():
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066"} & set(done.stdout), name
        texts = {text for line in done.stdout.splitlines() for text in _texts(json.loads(line))}
        assert set(HOSTILE) <= texts, name


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    return [value] if isinstance(value, str) else []


def test_a_hostile_error_is_harmless(read_all: ReadAll) -> None:
    ended, _ = read_all(
        always(Told({"message": "".join(HOSTILE), "code": HOSTILE[0]}, 400, {"x-request-id": "r\x9b1"}))
    )

    for name, done in ended.items():
        assert done.returncode == 1, name
        assert all(char.isprintable() for char in done.stderr.replace("\n", "")), (name, done.stderr)


# --- secrets ---------------------------------------------------------------------------------------------------


def shapes_of_secrets(servers: Mapping[str, VendorServer]) -> set[str]:
    """Return every form in which a secret went over the wire."""
    ascii_secret = SECRET.encode("ascii", "ignore").decode()
    pair = base64.b64encode(f"användare:{SECRET}".encode()).decode()
    signed = {asked.headers.get("authorization", "").partition(":")[2] for asked in servers["namecoach"].asked}
    forms = {SECRET, SECRET.encode().decode("latin-1"), quote(SECRET), quote(SECRET, safe=""), json.dumps(SECRET)[1:-1]}
    return {*forms, ascii_secret, pair, TOKEN, *signed} - {""}


def assert_nowhere(secrets: set[str], home: Path, ended: Ended) -> None:
    written = {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()}
    said = {name: (done.stdout + done.stderr).encode() for name, done in ended.items()}
    for where, content in {**written, **said}.items():
        assert not [secret for secret in secrets if secret.encode() in content], where


def echoing(name: str) -> Answer:
    """Repeat in an error what was sent, as some vendors do."""

    def echo(asked: Asked) -> Told:
        header = asked.headers.get("authorization") or asked.headers.get("v-client-secret") or ""
        return Told({"message": f"You sent {header} {header.partition(' ')[2]}", "detail": header}, 400)

    return logged_in(echo)


def mirroring(status: int) -> Callable[[str], Answer]:
    """Repeat in every header and value of an answer, a good one or a refusal, what proved the connection."""

    def of(name: str) -> Answer:
        def mirror(asked: Asked) -> Told:
            sent = asked.headers.get("authorization") or asked.headers.get("v-client-secret") or ""
            forms = (sent, sent.partition(" ")[2], quote(sent), base64.b64encode(sent.encode()).decode())
            headers = {"X-Request-Id": sent, "X-Amzn-RequestId": sent, "Server": sent}
            rows = rows_of(name, *forms)
            body = VENDORS[name].envelope(rows) if status == 200 else {"message": forms, "detail": sent, "error": sent}
            return Told(body, status, headers)

        return logged_in(mirror)

    return of


@pytest.mark.parametrize(
    "answer",
    [after(), always(Told({"message": "no"}, 401)), echoing, mirroring(200), mirroring(403)],
    ids=["good", "401", "echo", "data", "headers"],
)
def test_a_secret_is_nowhere_but_on_the_wire(
    read_all: ReadAll, home: Path, frontdesk: Run, answer: Callable[[str], Answer]
) -> None:
    ended, servers = read_all(answer, "--format", "json", "--log", str(home / "wire.log"))

    ended = {**ended, "check": frontdesk("check", SECRET=SECRET, SECRET_ASCII="x")}
    assert (home / "wire.log").read_text("utf-8").count("\n") >= len(VENDORS)
    assert (home / "wire.log").stat().st_mode & 0o777 == 0o600
    assert_nowhere(shapes_of_secrets(servers), home, ended)


def test_a_write_leaves_no_secret_in_the_journal(home: Path, frontdesk: Run) -> None:
    writes = {
        "virbela": ("invite", "--email", "lee@example.org", "--yes"),
        "namecoach": ("record-lead-event", "--lead-id", "L"),
        "biot": ("create-session", "--device-id", "D", "--template-id", "T", "--yes"),
    }
    good = {"responseCode": "success", "detail": "ok", "partitionKey": "Lead analytics event|1", "_id": "S1"}
    answers = {name: logged_in(lambda asked: Told(good, 200)) for name in VENDORS}
    with each_vendor(home, answers) as servers:
        ended = {
            name: frontdesk("do", name, *words, "--log", str(home / "wire.log"), SECRET=SECRET, SECRET_ASCII="x")
            for name, words in writes.items()
        }

    assert [done.returncode for done in ended.values()] == [0, 0, 0], ended
    journal = home / "state" / "frontdesk" / "journal.sqlite3"
    assert journal.stat().st_mode & 0o777 == 0o600
    assert b"lee@example.org" in b"".join(path.read_bytes() for path in journal.parent.iterdir())
    assert_nowhere(shapes_of_secrets(servers), home, ended)


@pytest.mark.parametrize("status", [200, 400])
def test_a_write_whose_answer_repeats_a_secret_leaves_none_anywhere(home: Path, frontdesk: Run, status: int) -> None:
    writes = {
        "virbela": ("invite", "--email", "lee@example.org", "--yes"),
        "namecoach": ("record-lead-event", "--lead-id", "L"),
        "biot": ("create-session", "--device-id", "D", "--template-id", "T", "--yes"),
    }

    def repeating(asked: Asked) -> Told:
        sent = asked.headers.get("authorization") or asked.headers.get("v-client-secret") or ""
        said = {"responseCode": "success" if status == 200 else "error", "_id": sent, "event_id": sent}
        return Told({**said, "detail": f"You sent {sent}", "requestId": sent}, status, {"X-Request-Id": sent})

    with each_vendor(home, {name: logged_in(repeating) for name in VENDORS}) as servers:
        ended = {
            name: frontdesk("do", name, *words, "--log", str(home / "wire.log"), SECRET=SECRET, SECRET_ASCII="x")
            for name, words in writes.items()
        }
        ended["journal"] = frontdesk("journal", "--format", "json")

    assert len(json.loads(ended["journal"].stdout)) == len(writes)
    assert MASK in ended["journal"].stdout
    assert_nowhere(shapes_of_secrets(servers), home, ended)


def test_credentials_do_not_follow_a_redirect_to_another_origin(read_all: ReadAll) -> None:
    with serving(lambda asked: Told([], 200)) as stranger:
        moved = always(Told(None, 302, {"Location": f"{stranger.url}/elsewhere?a=b"}))
        found, servers = read_all(moved)
        moved_with_body = always(Told(None, 307, {"Location": f"{stranger.url}/elsewhere"}))
        read_all(moved_with_body)

    secrets = shapes_of_secrets(servers)
    for asked in stranger.asked:
        sent = f"{asked.path}{asked.query}{asked.headers}".encode() + asked.body
        assert not [secret for secret in secrets if secret.encode() in sent], asked
        assert not {"authorization", "v-client-id", "v-client-secret", "x-api-key", "cookie"} & asked.headers.keys()
        assert asked.body == b""
    assert all("Traceback" not in done.stderr for done in found.values())


def test_a_login_is_not_sent_on(home: Path, frontdesk: Run) -> None:
    with serving(lambda asked: Told({}, 200)) as stranger:
        answers: dict[str, Answer] = {
            name: lambda asked: Told(None, 307, {"Location": f"{stranger.url}/login"}) for name in VENDORS
        }
        with each_vendor(home, answers):
            done = frontdesk("get", "biot", "sessions", SECRET=SECRET, SECRET_ASCII="x")

    assert done.returncode == 1
    assert "biot" in done.stderr
    assert stranger.asked == []
