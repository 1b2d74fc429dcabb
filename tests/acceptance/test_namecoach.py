"""`frontdesk get` and `do` against a NameCoach that is not the sandbox, written from its page and its own clients."""

from __future__ import annotations

import base64
import csv
import hashlib
import hmac
import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Run
from tests.acceptance.vendor_server import Asked, Told, VendorServer, serving

SECRET = "names-s3cr3t"

CONFIG = """
[ui]
timezone = "Europe/Stockholm"

[connections.names]
vendor = "namecoach"
class = "staging"
base_url = "{url}/api/v1"
{auth}
"""

JWT = """
access_key_id = "AK1"
secret_access_key = { env = "NAMES_SECRET" }
customer_id = "acme"
user_id = "u-default"
"""

ROWS = 23


def event(number: int, *, entity: str = "lead") -> dict[str, Any]:
    """Return an event as the page shows it."""
    return {
        "customer_id": "acme",
        "entity_type": entity,
        "entity_id": "L1",
        "user_id": "u-default",
        "tool_signature": "vfp",
        "recording_id": f"rec{number % 3}",
        "event_type": "view",
        "event_id": f"view#{number}",
        "message": "message",
        "created_at": f"2018-11-{1 + number:02}T13:12:04.000Z",
        "updated_at": f"2018-11-{1 + number:02}T13:12:04.000Z",
        "fieldNobodyKnows": {"deep": [number]},
    }


def part(segment: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))


class NameCoach:
    """Answers as the page says, in pages of at most ten rows; looks at every token as the vendor's own server would."""

    def __init__(self, *, wants: str = "jwt") -> None:
        self.wants = wants
        self.tokens: set[str] = set()
        self.refusal: Told | None = None

    def __call__(self, asked: Asked) -> Told:
        if (wrong := self._wrong_token(asked)) or asked.headers.get("accept") != "application/json":
            return Told({"message": f"Not Authorized: {wrong or 'accept'}"}, 401)
        if self.refusal is not None:
            return self.refusal
        if asked.method == "POST" and asked.headers.get("content-type") != "application/json":
            return Told({"message": "JSON only"}, 415)
        match asked.method, asked.path:
            case "GET", "/api/v1/lead_analytics/search":
                return self._search(asked, "lead_id")
            case "GET", "/api/v1/contact_analytics/search":
                return self._search(asked, "contact_id")
            case "POST", "/api/v1/analytics_events" | "/api/v1/browser_extension":
                return Told(b"", 201)
            case "POST", "/api/v1/lead_analytics" | "/api/v1/contact_analytics":
                return Told({**asked.json, "entityType": "lead_analytics_event", "partitionKey": "Event|a4d4"}, 201)
        return Told({"message": f"no route {asked.method} {asked.path}"}, 404)

    def _wrong_token(self, asked: Asked) -> str:
        header = asked.headers.get("authorization")
        if self.wants == "none":
            return "a header nobody asked for" if header else ""
        scheme, _, token = (header or "").partition(":")
        if scheme != "Bearer" or token != token.strip() or token in self.tokens:
            return f"scheme {scheme!r}, or a token used before"
        self.tokens.add(token)
        head, payload, signature = token.split(".")
        signed = hmac.new(SECRET.encode(), f"{head}.{payload}".encode(), hashlib.sha256).digest()
        if base64.urlsafe_b64encode(signed).rstrip(b"=").decode() != signature:
            return "signature"
        if part(head).get("alg") != "HS256" or part(head).get("access_key_id") != "AK1":
            return "head"
        ahead = part(payload)["ts"] / 1000 - time.time()
        return "" if set(part(payload)) == {"ts"} and 10 < ahead <= 15.5 else f"ts is {ahead} s ahead"

    def _search(self, asked: Asked, entity_key: str) -> Told:
        recordings = [value for name, value in asked.query if name == "recording_id[]"]
        missing = [name for name in ("customer_id", "user_id", entity_key) if not asked.get(name)]
        if missing or not recordings:
            return Told({"message": "Validation failed", "errors": {name: ["is required"] for name in missing}}, 422)
        rows = [event(number) for number in range(ROWS) if f"rec{number % 3}" in recordings]
        rows = rows[-1:] if asked.get("latest") == "true" else rows
        number, size = int(asked.get("page", "1")), min(int(asked.get("pageSize", "10")), 10)
        page = rows[(number - 1) * size : number * size]
        return Told({"recordings": page, "meta": {"page": number, "pageSize": size, "rowCount": len(rows)}})


Ask = Callable[..., tuple[Any, VendorServer]]


@pytest.fixture
def ask(home: Path, frontdesk: Run) -> Ask:
    """Return a function that runs a command against a NameCoach of its own."""

    def run(*words: str, auth: str = JWT, vendor: NameCoach | None = None) -> tuple[Any, VendorServer]:
        with serving(vendor or NameCoach()) as server:
            (home / "config.toml").write_text(CONFIG.format(url=server.url, auth=auth), encoding="utf-8")
            return frontdesk(*words, NAMES_SECRET=SECRET), server

    return run


LEAD = ("get", "names", "lead-events", "--lead-id", "L1")


def test_lead_events_of_several_recordings_come_over_pages_each_once(ask: Ask) -> None:
    done, server = ask(*LEAD, "--recording-id", "rec0", "rec1", "--recording-id", "rec2", "--format", "jsonl")

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert sorted(row["event_id"] for row in rows) == sorted(f"view#{number}" for number in range(ROWS))
    assert [asked.get("page") for asked in server.asked] == ["1", "2", "3"]
    assert {name for asked in server.asked for name, _ in asked.query} == (
        {"recording_id[]", "customer_id", "user_id", "lead_id", "page", "pageSize"}
    )
    assert [value for name, value in server.asked[0].query if name == "recording_id[]"] == ["rec0", "rec1", "rec2"]
    assert (server.asked[0].get("customer_id"), server.asked[0].get("user_id")) == ("acme", "u-default")
    assert rows[0]["created_at"].endswith("+00:00")
    assert rows[0]["fieldNobodyKnows"]["deep"]


def test_contact_events_with_everything_given_and_the_latest_only(ask: Ask) -> None:
    done, server = ask(
        *("get", "names", "contact-events", "--recording-id", "rec1", "--customer-id", "customer#2"),
        *("--user-id", "user#2", "--contact-id", "contact#1", "--latest", "--format", "json"),
    )

    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == 1
    assert {name: value for name, value in server.asked[0].query if not name.startswith("page")} == {
        "recording_id[]": "rec1",
        "customer_id": "customer#2",
        "user_id": "user#2",
        "contact_id": "contact#1",
        "latest": "true",
    }


def test_a_table_and_a_spreadsheet_of_events(ask: Ask) -> None:
    table, _ = ask(*LEAD, "--recording-id", "rec0")
    sheet, _ = ask(*LEAD, "--recording-id", "rec0", "--format", "csv")

    assert (table.returncode, sheet.returncode) == (0, 0)
    assert "2018-11-22 14:12" in table.stdout  # 13:12 UTC on a winter day in Stockholm
    rows = list(csv.DictReader(io.StringIO(sheet.stdout)))
    assert len(rows) == 8
    assert rows[0]["created_at"] == "2018-11-01T13:12:04.000+00:00"
    assert rows[0]["fieldNobodyKnows.deep"] == "0"


def test_what_a_search_needs_is_named_before_anybody_is_asked(ask: Ask) -> None:
    done, server = ask("get", "names", "lead-events", auth='auth = "none"')

    assert done.returncode == 2
    assert all(flag in done.stderr for flag in ("--recording-id", "--customer-id", "--user-id", "--lead-id"))
    assert server.asked == []


def test_without_authentication_no_header_is_sent(ask: Ask) -> None:
    auth = 'auth = "none"\ncustomer_id = "acme"\nuser_id = "u"\nrecording_id_style = "repeated"'

    done, server = ask(*LEAD, "--recording-id", "rec0", auth=auth, vendor=NameCoach(wants="none"))

    assert done.returncode == 1, "the strict server wants brackets"
    assert all("authorization" not in asked.headers for asked in server.asked)
    assert [name for name, _ in server.asked[0].query if name.startswith("recording")] == ["recording_id"]


EVENT = {
    "user_id": "U9",
    "tool_signature": "gpdb_widget",
    "recording_id": "rec1",
    "event_type": "view",
    "event_id": "e1",
    "message": '=hej; "å"',
    "javascript_local_time": "Mon 10:00",
    "apex_local_time": "10:00",
    "event_environment_path": "/a/b",
    "name_parser_event_id": "n1",
    "recommendation_model_event_id": "r1",
    "version_info": {"widget": "1.10", "build": "7"},
}


def flags(values: dict[str, Any]) -> list[str]:
    words = []
    for name, value in values.items():
        words.append(f"--{name.replace('_', '-')}")
        words += [f"{key}={each}" for key, each in value.items()] if isinstance(value, dict) else [value]
    return words


@pytest.mark.parametrize(
    ("action", "path", "more"),
    [
        ("record-event", "/api/v1/analytics_events", {"entity_id": "L1", "entity_type": "lead"}),
        ("record-lead-event", "/api/v1/lead_analytics", {"lead_id": "L1"}),
        ("record-contact-event", "/api/v1/contact_analytics", {"contact_id": "C1"}),
        (
            "record-extension-event",
            "/api/v1/browser_extension",
            {"entity_type": "browser_extension_user", "root_url": "https://crm.example.org/x", "entity_id": "L1"},
        ),
    ],
)
def test_each_kind_of_event_is_posted_with_every_field_of_the_page(
    ask: Ask, action: str, path: str, more: dict[str, str]
) -> None:
    done, server = ask("do", "names", action, *flags({**more, **EVENT}))

    (sent,) = server.asked
    assert done.returncode == 0, done.stderr
    assert (sent.method, sent.path) == ("POST", path)
    assert sent.json == {"customer_id": "acme", **more, **EVENT}


def test_only_what_was_given_and_what_is_required_is_sent(ask: Ask) -> None:
    done, server = ask("do", "names", "record-lead-event", "--lead-id", "L1")

    assert done.returncode == 0, done.stderr
    assert server.asked[0].json == {"customer_id": "acme", "user_id": "u-default", "lead_id": "L1"}


def test_what_every_extension_event_says_need_not_be_given(ask: Ask) -> None:
    done, server = ask(
        *("do", "names", "record-extension-event", "--root-url", "https://x.example.org"),
        *("--event-type", "play_button_click"),
    )

    assert done.returncode == 0, done.stderr
    assert server.asked[0].json == {
        "customer_id": "acme",
        "user_id": "u-default",
        "root_url": "https://x.example.org",
        "event_type": "play_button_click",
        "entity_type": "browser_extension_user",
        "tool_signature": "browser_extension",
        "version_info": {},
    }


def test_the_pages_own_path_for_browser_extensions_is_a_setting(ask: Ask) -> None:
    values = {"root_url": "https://x", "entity_type": "browser_extension_user", "tool_signature": "browser_extension"}
    done, server = ask(
        *("do", "names", "record-extension-event", *flags(values), "--event-type", "view", "--version-info", "v=1"),
        auth=JWT + 'extension_path = "/lead_analytics"',
    )

    assert done.returncode == 0, done.stderr
    assert server.asked[0].path == "/api/v1/lead_analytics"


def test_a_422_is_shown_field_by_field(ask: Ask) -> None:
    vendor = NameCoach()
    vendor.refusal = Told({"message": "Invalid event", "errors": {"recording_id": ["is unknown", "is short"]}}, 422)

    done, server = ask("do", "names", "record-lead-event", "--lead-id", "L1", vendor=vendor)

    assert done.returncode == 1
    assert len(server.asked) == 1
    assert "Invalid event" in done.stdout + done.stderr
    assert "recording_id: is unknown, is short" in done.stdout + done.stderr


def test_events_from_a_file_each_row_once(ask: Ask, home: Path) -> None:
    sheet = home / "events.csv"
    sheet.write_text("lead_id;event_type;version_info.app\nL1;view;1.0\nL2;save_button_click;\n", encoding="utf-8")

    done, server = ask("do", "names", "record-lead-event", "--from", str(sheet), "--user-id", "U7", "--format", "json")

    assert done.returncode == 0, done.stderr
    fixed = {"customer_id": "acme", "user_id": "U7"}
    assert sorted((asked.json for asked in server.asked), key=lambda body: str(body["lead_id"])) == [
        {**fixed, "lead_id": "L1", "event_type": "view", "version_info": {"app": "1.0"}},
        {**fixed, "lead_id": "L2", "event_type": "save_button_click"},
    ]


def test_a_dry_run_shows_the_request_and_no_secret(ask: Ask) -> None:
    done, server = ask("do", "names", "record-lead-event", "--lead-id", "L1", "--dry-run")

    assert done.returncode == 0, done.stderr
    assert "POST http" in done.stdout
    assert '"lead_id": "L1"' in done.stdout
    assert SECRET not in done.stdout + done.stderr
    assert server.asked == []


def test_check_signs_in_and_says_so(ask: Ask) -> None:
    good, _ = ask("check", "names")
    bad, _ = ask("check", "names", auth=JWT.replace("AK1", "AK2"))

    assert good.returncode == 0, good.stdout
    assert bad.returncode == 1
    assert "Signed out of names" in bad.stdout
