"""`frontdesk get` against a Vuforia that is not the sandbox, from the configuration contract alone."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Run
from tests.acceptance.vendor_server import Asked, Told, serving

ORG = "11111111-2222-3333-4444-555555555555"
REPORT = f"/customer-events/{ORG}/report"
SECRET = "principal-s3cret"
RUNS = 950

CONFIG = """
[ui]
timezone = "Europe/Stockholm"

[connections.line4]
vendor = "vuforia"
class = "staging"
org_id = "{org}"
base_url = "{url}"
{way}
"""

PRINCIPAL = """
client_id = "desk"
client_secret = {{ env = "LINE4_SECRET" }}
token_url = "{url}/oauth/token"
audience = "https://vuforia"
"""


def write_config(home: Path, url: str, *, way: str = PRINCIPAL, org: str = ORG) -> None:
    text = CONFIG.format(org=org, url=url, way=way.format(url=url))
    (home / "config.toml").write_text(text, encoding="utf-8")


def run(number: int) -> dict[str, Any]:
    """Return a run; its second step was done over."""
    stamp = f"2026-01-{1 + (RUNS - number) * 27 // RUNS:02}T10:{number % 60:02}"
    return {
        "sessionId": f"s{number:05}",
        "procedure": {
            "id": "valve",
            "title": "Valve assembly, =SUM(A1)",
            "versionName": "8.0",
            "startTime": f"{stamp}:00.000Z",
            "latestEventTimestamp": f"{stamp}:40.500Z",
            "progress": "completed",
            "serialNumber": "0042",
            "futureField": {"deep": [1]},
            "steps": [
                {"number": 1, "title": "=HYPERLINK(1)", "status": "confirmed", "lastVisitTime": f"{stamp}:01.000Z"},
                {"number": 2, "title": "Torque", "status": "fail", "lastVisitTime": f"{stamp}:09.000Z"},
                {"number": 2, "title": "Torque", "status": "pass", "lastVisitTime": f"{stamp}:10.000Z"},
            ],
        },
        "user": {"id": "u1", "first_name": "Åsa", "last_name": "Öberg"},
    }


class Vuforia:
    """Answers as the page says, to the letter and no more; pages of 100."""

    def __init__(self) -> None:
        self.tokens = 0
        self.failing: set[int] = set()
        self.refusing_first_token = False

    def __call__(self, asked: Asked) -> Told:
        if asked.path == "/oauth/token":
            self.tokens += 1
            return Told({"access_token": f"t{self.tokens}", "expires_in": 86400, "token_type": "Bearer"})
        if asked.path != REPORT or asked.method != "POST":
            return Told({"message": "Not found"}, 404)
        good = {f"Bearer t{self.tokens}"} - ({"Bearer t1"} if self.refusing_first_token else set())
        by_key = asked.headers.get("x-api-key") == "the-key" and "authorization" not in asked.headers
        if (asked.headers.get("authorization") not in good and not by_key) or "x-requested-with" not in asked.headers:
            return Told({"message": "Unauthorized"}, 401)
        body = asked.json
        number = body.get("page", 1)
        if number in self.failing:
            return Told({"message": "Away."}, 500)
        found = [run(each) for each in range(RUNS)] if body.get("serialNumber") == "0042" else []
        answer = {
            "items": found[(number - 1) * 100 : number * 100],
            "granularity": "step",
            "fullCount": str(len(found)),
        }
        following = {"nextPagePostBody": {**body, "page": number + 1, "vendorsOwn": "kept"}}
        return Told({**answer, **(following if number * 100 < len(found) else {})})


def get(frontdesk: Run, *words: str) -> Any:
    return frontdesk("get", "line4", *words, LINE4_SECRET=SECRET)


def test_950_runs_come_over_ten_pages_each_once(home: Path, frontdesk: Run) -> None:
    vendor = Vuforia()
    with serving(vendor) as server:
        write_config(home, server.url)
        done = get(frontdesk, "reports", "--serial-number", "0042", "--format", "jsonl")

    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["sessionId"] for row in rows] == [f"s{number:05}" for number in range(RUNS)]
    assert vendor.tokens == 1
    first, second, *_ = [asked.json for asked in server.to(REPORT)]
    assert first == {"serialNumber": "0042", "granularity": "step"}
    assert second == {**first, "page": 2, "vendorsOwn": "kept"}
    assert len(server.to(REPORT)) == 10
    procedure = rows[0]["procedure"]
    assert procedure["latestEventTimestamp"].endswith("+00:00")
    assert procedure["futureField"] == {"deep": [1]}
    assert len(procedure["steps"]) == 3
    assert (rows[0]["steps_count"], rows[0]["duration_seconds"], rows[0]["outcomes"]) == (2, 40.5, "✓✓")


@pytest.mark.parametrize("form", ["jsonl", "table"])
def test_a_limit_within_the_first_page_asks_for_that_page_alone(home: Path, frontdesk: Run, form: str) -> None:
    with serving(Vuforia()) as server:
        write_config(home, server.url)
        done = get(frontdesk, "reports", "--serial-number", "0042", "--format", form, "--limit", "5")

    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == (5 if form == "jsonl" else 6)
    assert len(server.to(REPORT)) == 1


def test_runs_can_be_had_without_their_steps(home: Path, frontdesk: Run) -> None:
    with serving(Vuforia()) as server:
        write_config(home, server.url)
        words = ("--serial-number", "0042", "--granularity", "procedure", "--limit", "1")
        done = get(frontdesk, "reports", *words)

    assert done.returncode == 0, done.stderr
    assert server.to(REPORT)[0].json == {"serialNumber": "0042", "granularity": "procedure"}


def test_steps_open_well_in_a_spreadsheet(home: Path, frontdesk: Run) -> None:
    with serving(Vuforia()) as server:
        write_config(home, server.url)
        done = get(frontdesk, "steps", "--serial-number", "0042", "--format", "csv", "--limit", "2")

    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["number"] for row in rows] == ["1", "2"]
    assert [row["status"] for row in rows] == ["confirmed", "pass"]
    assert rows[0]["title"] == "'=HYPERLINK(1)"
    assert rows[0]["procedure.title"] == "Valve assembly, =SUM(A1)"
    assert rows[0]["procedure.serialNumber"] == "0042"
    assert rows[0]["user.last_name"] == "Öberg"
    assert [row["until_next_event_seconds"] for row in rows] == ["8", "30.5"]
    assert not any(value.startswith(("[", "{")) for row in rows for name, value in row.items() if "future" not in name)


def test_a_refused_token_is_renewed_without_a_word(home: Path, frontdesk: Run) -> None:
    vendor = Vuforia()
    vendor.refusing_first_token = True
    with serving(vendor) as server:
        write_config(home, server.url)
        done = get(frontdesk, "reports", "--serial-number", "0042", "--format", "json", "--limit", "1")

    assert done.returncode == 0, done.stderr
    assert vendor.tokens == 2


def test_a_page_that_fails_keeps_what_came_says_what_is_missing_and_how_to_go_on(home: Path, frontdesk: Run) -> None:
    vendor = Vuforia()
    vendor.failing = {6}
    with serving(vendor) as server:
        write_config(home, server.url)
        broken = get(frontdesk, "reports", "--serial-number", "0042", "--format", "jsonl")
        vendor.failing = set()
        rest = get(frontdesk, "reports", "--serial-number", "0042", "--page", "6", "--format", "jsonl")

    assert broken.returncode == 3
    assert "500 of 950 runs came, then page 6 of 10 failed." in broken.stderr
    assert "--serial-number 0042 --page 6" in broken.stderr
    assert rest.returncode == 0, rest.stderr
    ids = [json.loads(line)["sessionId"] for line in (broken.stdout + rest.stdout).splitlines()]
    assert ids == [f"s{number:05}" for number in range(RUNS)]


def test_an_unknown_serial_number_is_no_error(home: Path, frontdesk: Run) -> None:
    with serving(Vuforia()) as server:
        write_config(home, server.url)
        table = get(frontdesk, "reports", "--serial-number", "nobody")
        machine = get(frontdesk, "reports", "--serial-number", "nobody", "--format", "json")

    assert (table.returncode, machine.returncode) == (0, 0)
    assert "Vuforia has no runs for this question." in table.stderr
    assert json.loads(machine.stdout) == []


def test_a_wrong_organisation_ends_in_one_sentence_and_code_1(home: Path, frontdesk: Run) -> None:
    with serving(Vuforia()) as server:
        write_config(home, server.url, org="99999999-2222-3333-4444-555555555555")
        done = get(frontdesk, "reports", "--serial-number", "0042")

    assert done.returncode == 1
    assert "Vuforia knows no organisation 99999999-2222-3333-4444-555555555555." in done.stderr
    assert SECRET not in done.stderr + done.stdout


def test_a_revoked_key_ends_in_one_sentence_and_code_1(home: Path, frontdesk: Run) -> None:
    with serving(Vuforia()) as server:
        write_config(home, server.url, way='api_key = "revoked-key"')
        done = get(frontdesk, "reports", "--serial-number", "0042")

    assert done.returncode == 1
    assert "API key" in done.stderr
    assert "revoked-key" not in done.stderr
    assert "Traceback" not in done.stderr


def test_check_says_that_an_api_key_is_deprecated(home: Path, frontdesk: Run) -> None:
    with serving(Vuforia()) as server:
        write_config(home, server.url, way='api_key = "the-key"')
        done = frontdesk("check", "line4")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "API key is deprecated" in done.stdout + done.stderr


def test_without_a_serial_number_reports_are_not_asked_for(home: Path, frontdesk: Run) -> None:
    with serving(Vuforia()) as server:
        write_config(home, server.url)
        done = get(frontdesk, "reports")

    assert done.returncode == 2
    assert "--serial-number" in done.stderr
    assert server.asked == []
