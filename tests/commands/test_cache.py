"""`frontdesk cache`, and what `get` makes of it: asked once, said so, passed over and forgotten on demand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.vendor_server import Asked, Told, VendorServer, serving
from tests.commands.conftest import Run

ROOM = "/User/Attendance/Room/R1"
ROWS = [
    {"userId": f"u{n}", "joinTime": f"2026-01-1{n}T10:00:00.000+00:00", "leaveTime": f"2026-01-1{n}T11:00:00.000+00:00"}
    for n in range(5)
]
WORDS = ("get", "campus", "attendance", "--room-id", "R1", "--from", "2026-01-01", "--to", "2026-01-31")


def answer(asked: Asked) -> Told:
    rows = ROWS[int(asked.get("offset")) :] if asked.path == ROOM else []
    return Told({"responseCode": "success", "title": "ok", "detail": "ok", "data": rows})


def times_asked(server: VendorServer) -> int:
    return sum(asked.get("offset") == "0" for asked in server.to(ROOM))


@pytest.fixture
def server() -> Iterator[VendorServer]:
    """Serve one room."""
    with serving(answer) as up:
        yield up


def configured(home: Path, server: VendorServer, *, data_class: str = "production", cache: str = "") -> Path:
    (home / "config.toml").write_text(
        f"""
{cache}

[ui]
timezone = "Europe/Stockholm"

[connections.campus]
vendor = "virbela"
class = "{data_class}"
client_name = "acme"
client_id = "id"
client_secret = "secret"
base_url = "{server.url}"
""",
        encoding="utf-8",
    )
    return home / ".cache" / "frontdesk" / "past.sqlite3"


def test_the_past_is_asked_for_once_and_the_note_says_where_it_comes_from(
    frontdesk: Run, home: Path, server: VendorServer
) -> None:
    file = configured(home, server)
    first = frontdesk(*WORDS, "--format", "jsonl")
    again = frontdesk(*WORDS, "--format", "jsonl")

    assert first.returncode == again.returncode == 0
    assert first.stdout == again.stdout
    assert first.stdout.count("\n") == 5
    assert times_asked(server) == 1
    assert "cache" not in first.stderr
    assert re.search(r"^5 sessions from the cache, read \d+ [A-Z][a-z]{2} \d\d:\d\d$", again.stderr, re.MULTILINE)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_fresh_asks_again(frontdesk: Run, home: Path, server: VendorServer) -> None:
    configured(home, server)
    frontdesk(*WORDS)

    fresh = frontdesk(*WORDS, "--fresh")

    assert times_asked(server) == 2
    assert "cache" not in fresh.stderr


@pytest.mark.parametrize(
    ("data_class", "cache"), [("production", "[cache]\nenabled = false"), ("sandbox", "[cache]\nenabled = true")]
)
def test_nothing_is_kept_when_switched_off_and_of_a_sandbox(
    frontdesk: Run, home: Path, server: VendorServer, data_class: str, cache: str
) -> None:
    file = configured(home, server, data_class=data_class, cache=cache)
    frontdesk(*WORDS)
    frontdesk(*WORDS)

    assert times_asked(server) == 2
    assert not file.exists()


def test_cache_says_where_how_big_and_how_many(frontdesk: Run, home: Path, server: VendorServer) -> None:
    file = configured(home, server, cache="[cache]\nmax_mb = 50")
    empty = frontdesk("cache")
    frontdesk(*WORDS)

    assert empty.stdout.splitlines() == [f"path     {file}", "size     0.0 MB of at most 50.0 MB", "entries  0"]
    assert not empty.stderr
    assert frontdesk("cache").stdout.splitlines()[2:] == ["entries  1", "         campus: 1 with 5 rows, 0.0 MB"]


def test_clear_forgets(frontdesk: Run, home: Path, server: VendorServer) -> None:
    configured(home, server)
    frontdesk(*WORDS)

    cleared = frontdesk("cache", "clear", "campus")
    frontdesk(*WORDS)

    assert (cleared.returncode, cleared.stdout, cleared.stderr) == (0, "", "Forgot 1 entry of campus.\n")
    assert times_asked(server) == 2
    assert frontdesk("cache", "clear").stderr == "Forgot 1 entry.\n"


@pytest.mark.parametrize("words", [("cache", "clear", "kampus"), ("cache", "show", "campus")])
def test_a_wrong_word_is_a_matter_of_usage(
    frontdesk: Run, home: Path, server: VendorServer, words: tuple[str, ...]
) -> None:
    configured(home, server)

    done = frontdesk(*words)

    assert done.returncode == 2
    assert "campus" in done.stderr or "all of them" in done.stderr


def test_a_cache_that_cannot_be_is_no_error(frontdesk: Run, home: Path, server: VendorServer) -> None:
    configured(home, server)
    (home / ".cache").write_text("in the way", encoding="utf-8")

    done = frontdesk(*WORDS, "--format", "jsonl")

    assert (done.returncode, done.stdout.count("\n")) == (0, 5)
    assert frontdesk("cache").returncode == 0


@pytest.mark.parametrize(("line", "wrong"), [("enabled = 1", "true or false"), ("max_mb = 0", "from 1 to 100000")])
def test_a_wrong_cache_table_is_named(frontdesk: Run, home: Path, server: VendorServer, line: str, wrong: str) -> None:
    configured(home, server, cache=f"[cache]\n{line}")

    done = frontdesk(*WORDS)

    assert done.returncode == 2
    assert "cache." in done.stderr
    assert wrong in done.stderr
