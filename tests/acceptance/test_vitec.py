"""`frontdesk get … comebacks` against a Vitec that is not the sandbox, written from its page."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.acceptance.conftest import Run
from tests.acceptance.vendor_server import Asked, Told, VendorServer, serving

STOCKHOLM = ZoneInfo("Europe/Stockholm")
PASSWORD = "nyckel:till dörren€"

CONFIG = """
[ui]
timezone = "{zone}"

[connections.office]
vendor = "vitec"
customer_id = "{customer}"
username = "återkomst"
password = {{ env = "OFFICE_PASSWORD" }}
base_url = "{url}"
"""


def comeback(at: datetime, number: int) -> dict[str, Any]:
    """Return a row as the page shows it, with one assignee or none."""
    assigned: list[dict[str, Any] | None] = [
        {"user": {"id": "u1", "name": "Åsa Öberg"}, "userGroup": None, "office": None},
        {"user": None, "userGroup": {"id": "g1", "name": "Innesälj"}, "office": None},
        {"office": {"customerId": "M30012", "name": "Östermalm"}},
        None,
    ]
    return {
        "id": f"c{number:04}",
        "contact": {"id": "k1", "name": "Käthe Ström"} if number % 2 else None,
        "bookedBy": {"id": "u1", "name": "Åsa Öberg"},
        "assignedTo": assigned[number % 4],
        "state": "New" if number % 3 else "Väntar",
        "origin": "User",
        "occursAt": f"{at:%Y-%m-%dT%H:%M:%S}.5691339{at:%z}"[:-2] + ":00",
        "bookedDate": "2024-04-28T22:58:37.5691339+02:00",
        "okäntFält": {"djup": [1]},
    }


EVERY = timedelta(hours=6)
FIRST = datetime(2026, 3, 1, tzinfo=STOCKHOLM)


class Vitec:
    """Answers as the page says; a range of more than two months is refused, as a sibling report does."""

    def __call__(self, asked: Asked) -> Told:
        scheme, _, given = asked.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic" or base64.b64decode(given).decode("utf-8") != f"återkomst:{PASSWORD}":
            return Told({"message": "Felaktigt användarnamn eller lösenord."}, 401)
        if asked.headers.get("accept") != "application/json":
            return Told(b"<ArrayOfComebackTaskReportRow/>", headers={"Content-Type": "application/xml"})
        if (asked.method, asked.path) != ("GET", "/Report/Task/M30011/Comeback"):
            return Told({"message": "Behörighet saknas till begärd data."}, 403)
        if {name for name, _ in asked.query} != {"from", "to", "date"} or asked.get("date") not in ("Occurrence", "X"):
            return Told({"Message": "Begäran är ogiltig.", "ModelState": {"query.date": ["Ogiltigt värde."]}}, 400)
        start, stop = (datetime.strptime(asked.get(name), "%Y-%m-%dT%H:%M:%S") for name in ("from", "to"))  # noqa: DTZ007 - the page's times have no offset
        if stop - start > timedelta(days=62):
            return Told({"message": "Begäran är ogiltig.", "modelState": {"to": ["Högst två månader."]}}, 400)
        moments = [FIRST + EVERY * number for number in range(800)]
        return Told(
            [
                comeback(at, number)
                for number, at in enumerate(moments)
                if start <= (at + timedelta(seconds=0.57)).replace(tzinfo=None) <= stop
            ]
        )


Ask = Callable[..., tuple[Any, VendorServer]]


@pytest.fixture
def ask(home: Path, frontdesk: Run) -> Ask:
    """Return a function that reads comebacks from a Vitec of its own."""

    def run(
        *words: str, zone: str = "Europe/Stockholm", customer: str = "M30011", password: str = PASSWORD
    ) -> tuple[Any, VendorServer]:
        with serving(Vitec()) as server:
            text = CONFIG.format(url=server.url, zone=zone, customer=customer)
            (home / "config.toml").write_text(text, encoding="utf-8")
            return frontdesk("get", "office", "comebacks", *words, OFFICE_PASSWORD=password), server

    return run


def bounds(server: VendorServer) -> list[tuple[str, str]]:
    return [(asked.get("from"), asked.get("to")) for asked in server.asked]


def test_a_day_is_asked_for_in_swedish_time_whole(ask: Ask) -> None:
    done, server = ask("--from", "2026-04-01", "--to", "2026-04-01", "--format", "json")

    rows = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert bounds(server) == [("2026-04-01T00:00:00", "2026-04-02T00:00:00")]
    assert server.asked[0].get("date") == "Occurrence"
    assert len(rows) == 4
    assert rows[0]["occursAt"] == "2026-04-01T00:00:00.5691339+02:00"
    assert rows[0]["okäntFält"] == {"djup": [1]}
    assert {"assignee", "due"} <= rows[0].keys()


def test_the_days_on_which_the_clocks_change_are_23_and_25_hours_long(ask: Ask) -> None:
    _, spring = ask("--from", "2026-03-29", "--to", "2026-03-29", "--format", "json", zone="America/New_York")
    _, autumn = ask("--from", "2026-10-25", "--to", "2026-10-25", "--format", "json")

    assert bounds(spring) == [("2026-03-29T06:00:00", "2026-03-30T06:00:00")]
    assert bounds(autumn) == [("2026-10-25T00:00:00", "2026-10-26T00:00:00")]


def test_a_refused_length_is_split_and_every_comeback_comes_once(ask: Ask) -> None:
    done, server = ask("--from", "2026-03-01", "--to", "2026-08-31", "--format", "jsonl")

    ids = [json.loads(line)["id"] for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    stop = datetime(2026, 9, 1, tzinfo=STOCKHOLM)
    assert ids == [f"c{number:04}" for number in range(800) if FIRST + EVERY * number < stop]
    assert len(server.asked) > 3


def test_criteria_are_sent_as_given_and_refused_in_the_vendors_words(ask: Ask) -> None:
    good, server = ask("--from", "2026-04-01", "--to", "2026-04-02", "--criteria", "X", "--format", "csv")
    bad, refusing = ask("--from", "2026-04-01", "--to", "2026-04-02", "--criteria", "Bokning")

    assert good.returncode == 0, good.stderr
    assert server.asked[0].get("date") == "X"
    assert bad.returncode == 1
    assert "date: Ogiltigt värde." in bad.stderr
    assert len(refusing.asked) == 1


def test_a_spreadsheet_has_columns_for_every_kind_of_assignee(ask: Ask) -> None:
    done, _ = ask("--from", "2026-04-01", "--to", "2026-04-02", "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 0, done.stderr
    assert {"contact.name", "bookedBy.name", "assignedTo.user.name", "assignedTo.office.customerId"} <= set(rows[0])
    assert {row["assignee"] for row in rows} == {"Åsa Öberg", "Innesälj", "Östermalm", ""}


def test_a_table_is_in_the_users_zone(ask: Ask) -> None:
    done, _ = ask("--from", "2026-04-01", "--to", "2026-04-01", zone="Asia/Tokyo")

    assert done.returncode == 0, done.stderr
    assert "2026-04-01 01:00" in done.stdout  # 18:00 in Stockholm, the day before
    assert "Käthe Ström" in done.stdout


def test_an_empty_report_is_no_error(ask: Ask) -> None:
    done, _ = ask("--from", "2020-01-01", "--to", "2020-01-02", "--format", "json")

    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_without_a_range_all_three_parameters_are_sent_all_the_same(ask: Ask) -> None:
    done, server = ask("--format", "json")

    assert done.returncode == 0, done.stderr
    assert {name for asked in server.asked for name, _ in asked.query} == {"from", "to", "date"}


def test_another_customers_report_is_forbidden_and_a_wrong_password_signed_out(ask: Ask) -> None:
    other, _ = ask("--format", "json", customer="S1/..?x", password=PASSWORD)
    wrong, server = ask("--format", "json", password="fel-lösen")

    assert (other.returncode, wrong.returncode) == (1, 1)
    assert "Behörighet saknas till begärd data." in other.stderr
    assert "Felaktigt användarnamn eller lösenord." in wrong.stderr
    assert "fel-lösen" not in wrong.stderr
    assert len(server.asked) == 1


def test_check_says_how_many(ask: Ask, frontdesk: Run, home: Path) -> None:
    with serving(Vitec()) as server:
        (home / "config.toml").write_text(
            CONFIG.format(url=server.url, zone="UTC", customer="M30011"), encoding="utf-8"
        )
        done = frontdesk("check", "office", OFFICE_PASSWORD=PASSWORD)

    assert done.returncode == 0, done.stdout
    assert "comebacks in 24 h" in done.stdout
