"""What scripts rely on: exit codes, stdout alone being data, refusals, interruptions, ranges."""

from __future__ import annotations

import csv
import io
import json
import re
import signal
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.acceptance.conftest import Run
from tests.acceptance.five_vendors import VENDORS, Answer, each_vendor, logged_in, rows_of
from tests.acceptance.vendor_server import Asked, Told, VendorServer, serving

Start = Callable[..., "subprocess.Popen[str]"]

CAMPUS = """
[ui]
timezone = "{zone}"

[connections.campus]
vendor = "virbela"
client_name = "acme"
client_id = "id"
client_secret = "s3cr3t"
base_url = "{url}"
{more}
"""


def envelope(data: Any) -> dict[str, Any]:
    return {"responseCode": "success", "title": "ok", "detail": "Done.", "data": data, "requestId": "r-17"}


def write_config(home: Path, url: str, *, zone: str = "Europe/Stockholm", more: str = "") -> None:
    (home / "config.toml").write_text(CAMPUS.format(url=url, zone=zone, more=more), encoding="utf-8")


def users(number: int) -> list[dict[str, Any]]:
    return [
        {"objectId": f"u{each:05}", "email": f"p{each}@example.org", "hardware": {"ram": str(each)}}
        for each in range(number)
    ]


# --- words that are not known ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("gte",), "get"),
        (("get",), "CONNECTION"),
        (("get", "campsu", "users"), "campus"),
        (("get", "campus"), "attendance"),
        (("get", "campus", "rooom"), "rooms"),
        (("get", "campus", "users", "--fromat", "json"), "--format"),
        (("get", "campus", "users", "--format", "xml"), "jsonl"),
        (("get", "campus", "users", "--limit", "none"), "whole number"),
        (("get", "campus", "users", "--where", "nocolumn=3"), "nocolumn"),
        (("get", "campus", "users", "--output", "no/such/folder/x.csv"), "folder"),
        (("get", "campus", "attendance"), "--room-id"),
        (("get", "campus", "attendance", "--room-id", "R", "--from", "yesteryear"), "yesteryear"),
        (("get", "campus", "attendance", "--room-id", "R", "--from", "2026-02-30"), "2026-02-30"),
        (("get", "campus", "attendance", "--room-id", "R", "--to", "2026-02-01"), "--from"),
        (("do", "campus", "envite"), "invite"),
        (("do", "campus", "invite", "--yes"), "--email"),
        (("do", "campus", "invite", "--emial", "a@b.c"), "--email"),
        (("journal", "--format", "xml"), "jsonl"),
        (("journal", "undo"), "ID"),
        (("journal", "undo", "99"), "99"),
        (("check", "nobody"), "campus"),
        (("--nonsense",), "nonsense"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_not_known_is_a_usage_error_with_the_way_out(
    home: Path, frontdesk: Run, words: tuple[str, ...], said: str
) -> None:
    with serving(lambda asked: Told(envelope([]))) as server:
        write_config(home, server.url)
        done = frontdesk(*words)

    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert server.asked == []


def test_help_costs_no_config_and_names_every_flag(home: Path, frontdesk: Run) -> None:
    top = frontdesk("--help")
    write_config(home, "http://127.0.0.1:1")
    listed = frontdesk("get", "campus", "--help")
    flags = frontdesk("get", "campus", "attendance", "--help")
    fields = frontdesk("do", "campus", "update-profile", "--help")

    assert [done.returncode for done in (top, listed, flags, fields)] == [0, 0, 0, 0]
    assert "commands:" in top.stdout
    assert "waitlist-called" in listed.stdout
    assert all(flag in flags.stdout for flag in ("--room-id", "--from", "--to", "--format", "--output", "--where"))
    assert all(flag in fields.stdout for flag in ("--user-id", "--set", "--unset", "--dry-run", "--yes", "--from"))


# --- output ----------------------------------------------------------------------------------------------------


def test_an_output_file_is_whole_or_not_there(home: Path, frontdesk: Run) -> None:
    def broken(asked: Asked) -> Told:
        return Told(envelope(users(1000))) if asked.get("skip") == "0" else Told({"title": "No"}, 400)

    old = home / "old.csv"
    old.write_text("what was there", encoding="utf-8")
    with serving(broken) as server:
        write_config(home, server.url)
        failed = frontdesk("get", "campus", "users", "--format", "csv", "--output", str(old))
    with serving(lambda asked: Told(envelope(users(3) if asked.get("skip") == "0" else []))) as server:
        write_config(home, server.url)
        done = frontdesk("get", "campus", "users", "--format", "csv", "--output", str(home / "new.csv"))

    assert (failed.returncode, old.read_text("utf-8")) == (1, "what was there")
    assert (done.returncode, done.stdout) == (0, "")
    assert len(list(csv.DictReader(io.StringIO((home / "new.csv").read_text("utf-8"))))) == 3


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "table"])
def test_every_format_of_every_vendor(home: Path, frontdesk: Run, form: str) -> None:
    def of(name: str) -> Answer:
        return logged_in(lambda asked: Told(VENDORS[name].envelope(rows_of(name, "Åsa", "Öberg"))))

    with each_vendor(home, {name: of(name) for name in VENDORS}):
        for name, vendor in VENDORS.items():
            done = frontdesk("get", name, *vendor.words, "--format", form, SECRET="x", SECRET_ASCII="x")
            assert (done.returncode, done.stderr) == (0, ""), name
            assert "Åsa" in done.stdout
            assert "Öberg" in done.stdout
            lines = {"json": 1, "jsonl": 2, "csv": 3, "table": 3}[form]
            count = len(done.stdout.splitlines()) if form != "json" else len(json.loads(done.stdout)) - 1
            assert count == lines, (name, done.stdout)


def test_a_closed_stdout_ends_quietly(home: Path, frontdesk_alone: Start) -> None:
    with serving(lambda asked: Told(envelope(users(9000) if asked.get("skip") == "0" else []))) as server:
        write_config(home, server.url)
        for form in ("jsonl", "json", "csv", "table"):
            process = frontdesk_alone("get", "campus", "users", "--format", form)
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            said = process.stderr.read()
            process.stderr.close()
            assert (process.wait(30), said) == (0, ""), form


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "table"])
def test_an_interrupted_read_prints_what_came(home: Path, frontdesk_alone: Start, form: str) -> None:
    processes: list[subprocess.Popen[str]] = []

    def interrupting(asked: Asked) -> Told:
        if asked.get("skip") == "0":
            return Told(envelope(users(1000)))
        processes[0].send_signal(signal.SIGINT)
        return Told(fault="silence")

    with serving(interrupting) as server:
        write_config(home, server.url)
        processes.append(frontdesk_alone("get", "campus", "users", "--format", form))
        out, err = processes[0].communicate(timeout=30)

    assert processes[0].returncode == 130, err
    assert "Traceback" not in err
    assert "Interrupted." in err
    assert "p999@example.org" in out
    assert form != "json" or len(json.loads(out)) == 1000


# --- writes ----------------------------------------------------------------------------------------------------


def members(asked: Asked) -> Told:
    """Take every write but those to somebody whose name begins with `bad`."""
    if asked.method == "GET":
        return Told(envelope([]))
    if str(asked.json.get("email", "")).startswith("bad"):
        return Told({"responseCode": "error", "detail": "No such team.", "requestId": "r-99"}, 400)
    return Told(envelope(None))


def writes(server: VendorServer) -> list[Any]:
    return [asked.json for asked in server.asked if asked.method != "GET"]


def test_a_bulk_with_some_refused_ends_with_3_and_accounts_for_every_row(home: Path, frontdesk: Run) -> None:
    sheet = home / "people.csv"
    sheet.write_text("email,teamId\na@example.org,A\nbad@example.org,B\nc@example.org,AA\n", encoding="utf-8")
    with serving(members) as server:
        write_config(home, server.url, more='class = "staging"')
        words = ("do", "campus", "invite", "--from", str(sheet))
        refused = frontdesk(*words)
        rehearsed = frontdesk(*words, "--dry-run")
        nothing_yet = list(server.asked)
        done = frontdesk(*words, "--yes", "--confirm", "3", "--format", "json")
        listed = frontdesk("journal", "--format", "json")

    assert (refused.returncode, refused.stdout) == (4, "")
    assert rehearsed.returncode == 0
    assert rehearsed.stdout.count("POST ") == 3
    assert nothing_yet == []
    assert done.returncode == 3, done.stderr
    outcomes = {row["target"]: row["state"] for row in json.loads(done.stdout)}
    assert outcomes == {"a@example.org": "done", "bad@example.org": "refused", "c@example.org": "done"}
    assert len(writes(server)) == 3
    assert {row["target"]: row["state"] for row in json.loads(listed.stdout)} == outcomes


def test_a_bad_cell_stops_a_bulk_before_anything_is_sent(home: Path, frontdesk: Run) -> None:
    sheet = home / "people.csv"
    sheet.write_text("email,teamId\na@example.org,A\nnobody,zz\n", encoding="utf-8")
    with serving(members) as server:
        write_config(home, server.url)
        done = frontdesk("do", "campus", "invite", "--from", str(sheet), "--yes", "--confirm", "2")

    assert done.returncode == 2
    assert "3" in done.stderr
    assert "email" in done.stderr
    assert "teamId" in done.stderr
    assert server.asked == []


@pytest.mark.parametrize("more", ["read_only = true", ""])
def test_refusals_end_with_4_and_send_nothing(home: Path, frontdesk: Run, more: str) -> None:
    yes = ["--yes"] if more else []
    with serving(members) as server:
        write_config(home, server.url, more=more)
        done = frontdesk("do", "campus", "suspend", "--email", "a@example.org", *yes)

    assert (done.returncode, done.stdout) == (4, "")
    assert "read-only" in done.stderr if more else "--yes" in done.stderr
    assert server.asked == []


def test_list_fields_and_pairs_take_several_values_after_one_flag(home: Path, frontdesk: Run) -> None:
    words = ("do", "campus", "update-profile", "--user-id", "U1", "--yes")
    with serving(lambda asked: Told(envelope({"memberProfile": {"email": "a@example.org"}}))) as server:
        write_config(home, server.url)
        several = frontdesk(*words, "--set", "A=1", "B=x y", "--unset", "C", "D")
        repeated = frontdesk(*words, "--set", "A=1", "--set", "B=x y", "--unset", "C", "--unset", "D")

    assert (several.returncode, repeated.returncode) == (0, 0), several.stderr + repeated.stderr
    assert writes(server) == [{"update": {"A": 1, "B": "x y"}, "unset": ["C", "D"]}] * 2


def test_the_journal_in_every_format(home: Path, frontdesk: Run) -> None:
    with serving(members) as server:
        write_config(home, server.url)
        empty = frontdesk("journal", "--format", "json")
        frontdesk("do", "campus", "invite", "--email", "a@example.org", "--yes")
        frontdesk("do", "campus", "invite", "--email", "bad@example.org", "--yes")
        table, lines, sheet = (frontdesk("journal", "--format", form) for form in ("table", "jsonl", "csv"))
        refused = frontdesk("journal", "--state", "refused", "--format", "json")
        long_ago = frontdesk("journal", "--until", "2020-01-01", "--format", "json")

    assert (empty.returncode, json.loads(empty.stdout)) == (0, [])
    newest, oldest = [json.loads(line) for line in lines.stdout.splitlines()]
    assert (newest["target"], newest["state"], newest["request_id"]) == ("bad@example.org", "refused", "r-99")
    assert (oldest["target"], oldest["state"]) == ("a@example.org", "done")
    assert datetime.fromisoformat(newest["time"]).tzinfo is not None
    assert [row["target"] for row in csv.DictReader(io.StringIO(sheet.stdout))] == ["bad@example.org", "a@example.org"]
    assert len(table.stdout.splitlines()) == 3
    assert [row["target"] for row in json.loads(refused.stdout)] == ["bad@example.org"]
    assert json.loads(long_ago.stdout) == []


# --- ranges ----------------------------------------------------------------------------------------------------


@pytest.fixture
def asked_range(home: Path, frontdesk: Run) -> Callable[..., tuple[datetime, datetime]]:
    """Return a function that tells what was asked of the vendor for a range."""

    def ask(*words: str, zone: str = "Europe/Stockholm") -> tuple[datetime, datetime]:
        with serving(lambda asked: Told(envelope([]))) as server:
            write_config(home, server.url, zone=zone)
            done = frontdesk("get", "campus", "attendance", "--room-id", "R1", "--format", "json", *words)
        assert done.returncode == 0, done.stderr
        asked = [each for each in server.asked if each.path.endswith("/Room/R1")]
        starts, stops = ([datetime.fromisoformat(each.get(name)) for each in asked] for name in ("start", "stop"))
        return min(starts), max(stops)

    return ask


AskedRange = Callable[..., tuple[datetime, datetime]]
TICK = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("day", "zone", "start", "stop"),
    [
        ("2026-03-29", "Europe/Stockholm", "2026-03-28T23:00Z", "2026-03-29T22:00Z"),  # 23 hours
        ("2026-10-25", "Europe/Stockholm", "2026-10-24T22:00Z", "2026-10-25T23:00Z"),  # 25 hours
        ("2026-03-08", "America/New_York", "2026-03-08T05:00Z", "2026-03-09T04:00Z"),
        ("2026-01-05", "Asia/Kolkata", "2026-01-04T18:30Z", "2026-01-05T18:30Z"),
    ],
)
def test_a_date_alone_is_the_whole_day_in_the_zone(
    asked_range: AskedRange, day: str, zone: str, start: str, stop: str
) -> None:
    first, last = asked_range("--from", day, "--to", day, zone=zone)

    assert first == datetime.fromisoformat(start)
    assert timedelta(0) <= datetime.fromisoformat(stop) - last <= TICK


def test_dates_with_times_are_taken_as_they_are(asked_range: AskedRange) -> None:
    with_offset = asked_range("--from", "2026-01-05T09:00:00-05:00", "--to", "2026-01-05T17:30:00Z")
    in_zone = asked_range("--from", "2026-07-01T09:00", "--to", "2026-07-02T10:30")

    assert with_offset[0] == datetime(2026, 1, 5, 14, tzinfo=UTC)
    assert in_zone[0] == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert timedelta(0) <= datetime(2026, 7, 2, 8, 30, tzinfo=UTC) - in_zone[1] <= TICK


def test_relative_ranges_lean_on_now(asked_range: AskedRange) -> None:
    zone, near = ZoneInfo("Europe/Stockholm"), timedelta(minutes=1)

    def midnight() -> datetime:
        return datetime.now(zone).replace(hour=0, minute=0, second=0, microsecond=0)

    today_begins = None
    while today_begins != midnight():  # again, when the day has changed meanwhile
        today_begins, before = midnight(), datetime.now(UTC) - near
        week = asked_range("--from", "7d")
        half_day = asked_range("--from", "12h")
        yesterday = asked_range("--from", "yesterday", "--to", "yesterday")
        today = asked_range("--from", "today")
        after = datetime.now(UTC) + near

    assert before <= week[0] + timedelta(days=7) <= after
    assert before <= week[1] <= after
    assert before <= half_day[0] + timedelta(hours=12) <= after
    assert timedelta(0) <= today_begins.astimezone(UTC) - yesterday[1] <= TICK
    assert today[0] == today_begins
    assert before <= today[1] <= after


def test_nothing_but_data_goes_to_stdout(home: Path, frontdesk: Run) -> None:
    with serving(lambda asked: Told(envelope([*users(2), 17] if asked.get("skip") == "0" else []))) as server:
        write_config(home, server.url)
        done = frontdesk("get", "campus", "users", "--format", "jsonl")

    assert done.returncode == 0
    assert all(json.loads(line) for line in done.stdout.splitlines())
    assert re.search(r"1 row does not read", done.stderr)
