"""What Vuforia is asked, field by field, for each flag and each way to authenticate."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.acceptance.conftest import Run
from tests.acceptance.test_vuforia import ORG, REPORT, SECRET, write_config
from tests.acceptance.vendor_server import Asked, Told, VendorServer, serving

HEADERS = {"accept": "application/json", "content-type": "application/json", "x-requested-with": "fetch"}

EXAMPLE: dict[str, Any] = {
    "sessionId": "ec4dfff9-d280-42c2-bff4-03d154924de9",
    "procedure": {
        "id": "2f0560f0-d5e9-11eb-9796-856502905bf2",
        "title": "****",
        "versionName": "8.0",
        "startTime": "2024-01-12T03:35:19.425Z",
        "latestEventTimestamp": "2024-01-12T03:39:19.894Z",
        "endTime": "2024-01-12T03:39:19.894Z",
        "status": "incomplete",
        "progress": "completed",
        "feedback": "incomplete",
        "requiresSerialNumber": True,
        "steps": [
            {"lastVisitTime": "2024-01-12T03:35:19.463Z", "status": "omitted", "number": 1, "title": "****"},
            {"lastVisitTime": "2024-01-12T03:35:25.739Z", "status": "confirmed", "number": 2, "ackType": "New kind"},
            {"status": "status of tomorrow", "number": 3, "mediaFeedback": "a/b.jpg", "comment": "\u202eCC\x1b[2J"},
        ],
    },
    "user": {"id": "7d496296-6a29-4f88-b9ca-d1f07e1c7e93"},
}


class Plant:
    """Has one run of whatever serial number it is asked for; is strict about headers and the body's fields."""

    def __init__(self, **header: str) -> None:
        self.header = {name.replace("_", "-"): value for name, value in header.items()}

    def __call__(self, asked: Asked) -> Told:
        wrong = [name for name, value in {**HEADERS, **self.header}.items() if asked.headers.get(name) != value]
        if ("authorization" in asked.headers) + ("x-api-key" in asked.headers) != 1 or wrong:
            return Told({"message": f"Unauthorized: {wrong}"}, 401)
        if (asked.method, asked.path, asked.query) != ("POST", REPORT, []):
            return Told({"message": f"No {asked.method} {asked.path}"}, 404)
        serial = asked.json["serialNumber"]
        if not isinstance(serial, str):
            return Told({"message": "serialNumber must be a string"}, 400)
        run = {
            **EXAMPLE,
            "sessionId": f"run-of-{serial}",
            "procedure": {**EXAMPLE["procedure"], "serialNumber": serial},
        }
        return Told({"items": [run], "granularity": "step", "fullCount": "1"})


Ask = Callable[..., tuple[Any, VendorServer]]
TOKEN = 'access_token = { env = "LINE4_SECRET" }'


@pytest.fixture
def ask(home: Path, frontdesk: Run) -> Ask:
    """Return a function that asks a plant of its own, an access token in its hand."""

    def run(*words: str) -> tuple[Any, VendorServer]:
        with serving(Plant(authorization=f"Bearer {SECRET}")) as server:
            write_config(home, server.url, way=TOKEN.replace("{", "{{").replace("}", "}}"))
            return frontdesk("get", "line4", *words, LINE4_SECRET=SECRET), server

    return run


def test_several_serial_numbers_are_asked_for_one_by_one_as_texts(ask: Ask) -> None:
    done, server = ask("reports", "--serial-number", "0042", "1e5", "--serial-number", "A$#|&b", "--format", "json")

    assert done.returncode == 0, done.stderr
    assert [row["sessionId"] for row in json.loads(done.stdout)] == ["run-of-0042", "run-of-1e5", "run-of-A$#|&b"]
    assert sorted(asked.json["serialNumber"] for asked in server.asked) == ["0042", "1e5", "A$#|&b"]
    assert all(asked.json.keys() == {"serialNumber", "granularity"} for asked in server.asked)


@pytest.mark.parametrize("collection", ["reports", "steps"])
def test_every_filter_goes_into_the_body_under_the_vendors_name(ask: Ask, collection: str) -> None:
    done, server = ask(
        *(collection, "--serial-number", "0042", "--from", "2026-03-29", "--to", "2026-03-29"),
        *("--progress", "completed", "ongoing", "--progress", "Abandoned", "--feedback", "incomplete,na"),
        *("--failures", "only", "--procedure-id", "P1", "P2", "--format", "json"),
    )

    assert done.returncode == 0, done.stderr
    assert server.asked[0].json == {
        "serialNumber": "0042",
        "granularity": "step",
        "startTime": "2026-03-28T23:00:00.000Z",
        "endTime": "2026-03-29T21:59:59.999Z",  # the clocks went forward: a day of 23 hours
        "progress": ["completed", "ongoing", "abandoned"],
        "feedback": ["incomplete", "na"],
        "failures": "only",
        "procedureIds": ["P1", "P2"],
    }


def test_a_failure_filter_that_does_not_exist_is_refused_here(ask: Ask) -> None:
    done, server = ask("reports", "--serial-number", "0042", "--failures", "sometimes")

    assert done.returncode == 2
    assert "exclude, only" in done.stderr
    assert server.asked == []


def test_a_redacted_run_of_tomorrow_comes_through_as_it_is(ask: Ask) -> None:
    done, _ = ask("reports", "--serial-number", "0042", "--format", "json")

    (row,) = json.loads(done.stdout)
    assert row["procedure"]["title"] == "****"
    assert row["procedure"]["steps"][2]["status"] == "status of tomorrow"
    assert row["procedure"]["steps"][2]["comment"] == EXAMPLE["procedure"]["steps"][2]["comment"]
    assert "\x1b" not in done.stdout
    assert row["user"] == EXAMPLE["user"]


def test_steps_are_one_row_each_with_their_run(ask: Ask) -> None:
    lines, _ = ask("steps", "--serial-number", "0042", "--format", "jsonl")
    sheet, _ = ask("steps", "--serial-number", "0042", "--format", "csv")
    table, _ = ask("steps", "--serial-number", "0042")

    rows = [json.loads(line) for line in lines.stdout.splitlines()]
    assert [(row["number"], row["status"]) for row in rows] == [
        (1, "omitted"),
        (2, "confirmed"),
        (3, "status of tomorrow"),
    ]
    assert {row["sessionId"] for row in rows} == {"run-of-0042"}
    assert rows[0]["lastVisitTime"] == "2024-01-12T03:35:19.463+00:00"
    cells = list(csv.DictReader(io.StringIO(sheet.stdout)))
    assert [cell["procedure.serialNumber"] for cell in cells] == ["0042"] * 3
    assert "status of tomorrow" in table.stdout
    assert not {"\x1b", "\u202e"} & set(table.stdout + sheet.stdout)


def test_an_api_key_goes_alone(home: Path, frontdesk: Run) -> None:
    with serving(Plant(x_api_key=SECRET)) as server:
        write_config(home, server.url, way='api_key = {{ env = "LINE4_SECRET" }}')
        done = frontdesk("get", "line4", "reports", "--serial-number", "1", "--format", "json", LINE4_SECRET=SECRET)

    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == 1


def test_a_service_principal_gets_its_token_elsewhere_once(home: Path, frontdesk: Run) -> None:
    def tokens(asked: Asked) -> Told:
        given = dict(parse_qsl(asked.body.decode())) if b"=" in asked.body[:40] else asked.json
        wanted = {
            "grant_type": "client_credentials",
            "client_id": "desk",
            "client_secret": SECRET,
            "audience": "https://vuforia",
        }
        good = asked.path == "/oauth/token" and given == wanted and "authorization" not in asked.headers
        return Told(
            {"access_token": "T", "expires_in": 60, "token_type": "Bearer"} if good else {}, 200 if good else 401
        )

    principal = """
client_id = "desk"
client_secret = {{{{ env = "LINE4_SECRET" }}}}
audience = "https://vuforia"
token_url = "{tokens}/oauth/token"
"""
    with serving(tokens) as token_server, serving(Plant(authorization="Bearer T")) as server:
        write_config(home, server.url, way=principal.format(tokens=token_server.url))
        words = ("get", "line4", "reports", "--serial-number", "1", "2", "3", "--format", "json")
        done = frontdesk(*words, LINE4_SECRET=SECRET)

    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == 3
    assert len(token_server.asked) == 1
    assert not any(SECRET in str(asked.headers) or SECRET.encode() in asked.body for asked in server.asked)


def test_a_refused_principal_is_told_from_a_refused_token(home: Path, frontdesk: Run) -> None:
    def tokens(asked: Asked) -> Told:
        return Told({"error": "access_denied", "error_description": "Unknown client."}, 403)

    with serving(tokens) as token_server, serving(Plant()) as server:
        way = 'client_id = "desk"\nclient_secret = "wr0ng"\naudience = "a"\ntoken_url = "{url}/oauth/token"'
        write_config(home, server.url, way=way.format(url=token_server.url))
        done = frontdesk("get", "line4", "reports", "--serial-number", "1", "2", "3")

    assert done.returncode == 1
    assert "Unknown client." in done.stderr
    assert len(token_server.asked) == 1
    assert (server.asked, "wr0ng" in done.stderr) == ([], False)


def test_check_asks_the_cheapest_question(home: Path, frontdesk: Run) -> None:
    def plant(asked: Asked) -> Told:
        return Told({"items": [], "granularity": "procedure", "fullCount": "7"})

    with serving(plant) as server:
        write_config(home, server.url, way=TOKEN.replace("{", "{{").replace("}", "}}"))
        done = frontdesk("check", LINE4_SECRET=SECRET)

    assert done.returncode == 0, done.stdout
    assert server.asked[0].json["granularity"] == "procedure"
    assert ORG in server.asked[0].path
    assert "7 runs in 24 h" in done.stdout
