"""`frontdesk get` against a Virbela that is not the sandbox, from the configuration contract alone."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.acceptance.conftest import Run
from tests.acceptance.vendor_server import Asked, Told, serving

CONFIG = """
[ui]
timezone = "Europe/Stockholm"

[connections.campus]
vendor = "virbela"
class = "staging"
region = "eu"
client_name = "acme"
client_id = "the-id"
client_secret = {{ env = "ACME_SECRET" }}
base_url = "{url}"
product_url = "{url}/product"
"""

SECRET = "s3cr3t"
ROOM_START = datetime(2026, 1, 1, tzinfo=UTC)


def write_config(home: Path, url: str) -> None:
    (home / "config.toml").write_text(CONFIG.format(url=url), encoding="utf-8")


def user(number: int) -> dict[str, Any]:
    return {
        "objectId": f"u{number:05}",
        "email": f"person{number}@example.org",
        "firstname": "Person",
        "lastname": str(number),
        "displayname": f"P{number}",
        "profileLastUpdatedAt": "2023-07-21T17:47:36.593Z",
        "hardware": {"os": "Windows 10", "ram": "16262"} if number % 3 else None,
        "teamId": "A",
        "role": "member",
        "fieldNobodyKnows": {"deep": [1, 2]},
    }


def envelope(data: Any) -> dict[str, Any]:
    return {
        "responseCode": "success",
        "title": "ok",
        "detail": "ok",
        "data": data,
        "requestId": "635c47ad9bccbe2235d48088",
    }


def campus(asked: Asked) -> Told:
    """Answer as the reference page says, to the letter and no more."""
    if asked.headers.get("v-client-id") != "the-id" or asked.headers.get("v-client-secret") != SECRET:
        return Told({"responseCode": "error", "title": "Unauthorized", "detail": "Bad credentials."}, 401)
    if asked.path == "/User":
        skip, limit = int(asked.get("skip", "0")), int(asked.get("limit", "1000"))
        return Told(envelope([user(n) for n in range(2350)][skip : skip + limit]))
    if asked.path.startswith("/User/Attendance/Room/"):
        return attendance(asked)
    return Told(
        {"responseCode": "error", "title": "Not found", "detail": f"No {asked.path}.", "requestId": "f" * 24}, 404
    )


def sessions() -> list[dict[str, Any]]:
    """Return one session every 20 hours, each 30 hours long, for 210 days: they straddle every possible cut."""
    rows = []
    for number in range(250):
        join = ROOM_START - timedelta(days=2) + timedelta(hours=20 * number)
        leave = join + timedelta(hours=30)
        rows.append(
            {
                "userId": f"u{number % 40:05}",
                "joinTime": join.isoformat(timespec="milliseconds"),
                "leaveTime": leave.isoformat(timespec="milliseconds"),
                "talkMinutes": "15.44",
                "attendanceMinutes": "1800.00",
            }
        )
    return rows


def attendance(asked: Asked) -> Told:
    start, stop = datetime.fromisoformat(asked.get("start")), datetime.fromisoformat(asked.get("stop"))
    if stop - start > timedelta(days=90):
        return Told({"responseCode": "error", "title": "Bad request", "detail": "Limited to 90 days."}, 400)
    rows = [
        row
        for row in sessions()
        if start <= datetime.fromisoformat(row["leaveTime"]) and stop >= datetime.fromisoformat(row["joinTime"])
    ]
    offset, limit = int(asked.get("offset", "0")), int(asked.get("limit", "100000"))
    return Told(envelope(rows[offset : offset + limit]))


def test_2350_users_come_over_pages_each_once(home: Path, frontdesk: Run) -> None:
    with serving(campus) as server:
        write_config(home, server.url)
        done = frontdesk("get", "campus", "users", "--format", "jsonl", ACME_SECRET=SECRET)

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert [row["objectId"] for row in rows] == [f"u{n:05}" for n in range(2350)]
    assert rows[1]["hardware"]["ram"] == 16262
    assert rows[1]["fieldNobodyKnows"] == {"deep": [1, 2]}
    assert all("skip" in dict(asked.query) for asked in server.to("/User")[1:])


def test_200_days_of_a_room_have_every_session_once(home: Path, frontdesk: Run) -> None:
    with serving(campus) as server:
        write_config(home, server.url)
        done = frontdesk(
            *("get", "campus", "attendance", "--room-id", "R1", "--from", "2026-01-01T00:00:00Z"),
            *("--to", "2026-07-20T00:00:00Z", "--format", "json"),
            ACME_SECRET=SECRET,
        )

    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    stop = datetime(2026, 7, 20, tzinfo=UTC)
    expected = [
        row
        for row in sessions()
        if datetime.fromisoformat(row["leaveTime"]) >= ROOM_START and datetime.fromisoformat(row["joinTime"]) < stop
    ]
    got = sorted((row["userId"], datetime.fromisoformat(row["joinTime"])) for row in rows)
    assert got == sorted((row["userId"], datetime.fromisoformat(row["joinTime"])) for row in expected)
    assert rows[0]["talkMinutes"] == 15.44
    assert rows[0]["user_email"].endswith("@example.org")
    windows = {(asked.get("start"), asked.get("stop")) for asked in server.to("/User/Attendance/Room/R1")}
    assert len(windows) == 3
    assert all(
        datetime.fromisoformat(stop) - datetime.fromisoformat(start) <= timedelta(days=90) for start, stop in windows
    )


def test_csv_has_a_header_of_the_vendors_own_names(home: Path, frontdesk: Run) -> None:
    with serving(campus) as server:
        write_config(home, server.url)
        done = frontdesk("get", "campus", "users", "--format", "csv", ACME_SECRET=SECRET)

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 0, done.stderr
    assert len(rows) == 2350
    assert rows[1]["objectId"] == "u00001"
    assert rows[1]["hardware.os"] == "Windows 10"


def test_wrong_credentials_end_in_one_sentence_and_code_1(home: Path, frontdesk: Run) -> None:
    with serving(campus) as server:
        write_config(home, server.url)
        done = frontdesk("get", "campus", "users", "--format", "json", ACME_SECRET="wrong-secret")

    assert done.returncode == 1
    assert json.loads(done.stdout or "[]") == []
    assert "campus" in done.stderr
    assert "Traceback" not in done.stderr
    assert "wrong-secret" not in done.stderr


def test_an_unknown_room_is_said_in_the_vendors_words(home: Path, frontdesk: Run) -> None:
    with serving(campus) as server:
        write_config(home, server.url)
        done = frontdesk("get", "campus", "user", "nobody", ACME_SECRET=SECRET)

    assert done.returncode == 1
    assert "No /User/nobody." in done.stderr
    assert "f" * 24 in done.stderr


def test_a_range_that_ends_before_it_starts_is_a_usage_error_and_asks_nobody(home: Path, frontdesk: Run) -> None:
    with serving(campus) as server:
        write_config(home, server.url)
        done = frontdesk(
            *("get", "campus", "attendance", "--room-id", "R1", "--from", "2026-03-02", "--to", "2026-03-01"),
            ACME_SECRET=SECRET,
        )

    assert done.returncode == 2
    assert server.asked == []


def test_a_limit_asks_for_one_page_of_no_more_rows_than_that(frontdesk: Run, home: Path) -> None:
    def answer(asked: Asked) -> Told:
        begin, limit = int(asked.get("skip") or asked.get("offset") or 0), int(asked.get("limit") or 1000)
        return Told(envelope([user(number) for number in range(begin, min(begin + limit, 3000))]))

    with serving(answer) as server:
        write_config(home, server.url)
        done = frontdesk("get", "campus", "users", "--limit", "5", "--format", "jsonl", ACME_SECRET=SECRET)

    assert [json.loads(line)["objectId"] for line in done.stdout.splitlines()] == [f"u{each:05}" for each in range(5)]
    assert [asked.get("limit") for asked in server.asked] == ["5"]


def test_a_limit_under_a_filter_asks_for_as_much_as_it_takes(frontdesk: Run, home: Path) -> None:
    def answer(asked: Asked) -> Told:
        begin = int(asked.get("skip") or asked.get("offset") or 0)
        return Told(envelope([user(number) for number in range(begin, min(begin + 1000, 1500))]))

    with serving(answer) as server:
        write_config(home, server.url)
        words = ("get", "campus", "users", "--limit", "1", "--where", "objectId=u01400", "--format", "jsonl")
        done = frontdesk(*words, ACME_SECRET=SECRET)

    assert [json.loads(line)["objectId"] for line in done.stdout.splitlines()] == ["u01400"]


def test_an_attendance_read_that_stalls_ends_within_twice_the_time_out(frontdesk: Run, home: Path) -> None:
    timeout = 2.0
    with serving(lambda asked: Told(fault="silence")) as server:
        write_config(home, server.url)
        with (home / "config.toml").open("a", encoding="utf-8") as config:
            config.write(f'network = {{ timeout = {timeout}, proxy = "none" }}\n')
        words = ("get", "campus", "attendance", "--room-id", "R1", "--from", "2d", "--log", str(home / "requests.log"))
        done = frontdesk(*words, ACME_SECRET=SECRET)

    assert done.returncode == 1
    # The log's times are of the requests alone: how long a busy machine takes to start a process says nothing.
    instants = [line.split()[0] for line in (home / "requests.log").read_text().splitlines()]
    ended = [datetime.fromisoformat(instant) for instant in instants]
    assert (max(ended) - min(ended)).total_seconds() <= timeout
    assert not [asked for asked in server.asked if "/Attendance/" in asked.path and asked.get("limit")]
