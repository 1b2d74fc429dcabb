"""`frontdesk do` against a Virbela that is not the sandbox: exactly the documented requests, and nothing unasked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Run
from tests.acceptance.test_virbela_reads import SECRET, envelope, write_config
from tests.acceptance.vendor_server import Asked, Told, VendorServer, serving

ID = "zCzMQrfRK9FR"
EMAIL = "Kareem.Blevins@test.com"
PROFILE = {
    "email": EMAIL,
    "firstname": "Kareem",
    "lastname": "Blevins",
    "Department": "Product",
    "Region": "Canada",
    "eNPS": 9,
    "updatedAt": "2023-07-13T22:24:08.641Z",
}


def campus(asked: Asked) -> Told:
    """Say yes to everything, as the page shows it."""
    done = {"responseCode": "success", "title": "ok", "detail": "Done.", "requestId": "635c2c81d08485fe95c0f583"}
    if asked.path == "/product/api/purchase":
        return Told({"id": 32, "purchaseType": 0, "status": 0, "price": {"amount": "$0.00"}, "payments": []})
    if asked.method == "PUT":
        return Told({**done, "data": {"updatedMemberProfile": {**PROFILE, "Department": "Product Management"}}})
    if asked.path.startswith("/MemberProfile/"):
        return Told({**done, "data": {"memberProfile": PROFILE}})
    if asked.path.startswith("/User/") and asked.method == "GET":
        return Told(envelope([{"objectId": ID, "email": EMAIL, "teamId": "A", "role": "member"}]))
    if asked.method == "GET":
        return Told({**done, "responseCode": "error", "detail": "You may not list."}, 403)
    return Told(done)


def writes(server: VendorServer) -> list[Asked]:
    return [asked for asked in server.asked if asked.method != "GET"]


@pytest.fixture
def do(home: Path, frontdesk: Run) -> Callable[..., tuple[Any, VendorServer]]:
    """Return a function that does an action at a server of its own."""

    def run(*words: str, answer: Callable[[Asked], Told] = campus) -> tuple[Any, VendorServer]:
        with serving(answer) as server:
            write_config(home, server.url)
            return frontdesk("do", "campus", *words, ACME_SECRET=SECRET), server

    return run


def test_an_invitation_sends_what_was_given_and_no_more(do: Callable[..., tuple[Any, VendorServer]]) -> None:
    done, server = do("invite", "--email", "lee@example.org", "--team-id", "AB", "--permission", "moderator", "--yes")

    (sent,) = writes(server)
    assert done.returncode == 0, done.stderr
    assert (sent.method, sent.path) == ("POST", "/User/Invitation")
    assert sent.json == {"email": "lee@example.org", "teamId": "AB", "permission": "moderator"}
    assert (sent.headers["v-client-id"], sent.headers["v-client-secret"]) == ("the-id", SECRET)


@pytest.mark.parametrize(
    ("flag", "value"), [("--team-id", "CA"), ("--team-id", "a"), ("--permission", "boss"), ("--email", "nobody")]
)
def test_a_value_that_the_page_forbids_is_never_sent(
    do: Callable[..., tuple[Any, VendorServer]], flag: str, value: str
) -> None:
    given = {"--email": "lee@example.org", flag: value}
    done, server = do("invite", *(word for pair in given.items() for word in pair), "--yes")

    assert done.returncode == 2
    assert flag in done.stderr
    assert writes(server) == []


def test_a_suspension_by_e_mail(do: Callable[..., tuple[Any, VendorServer]]) -> None:
    done, server = do("suspend", "--email", EMAIL, "--yes")

    (sent,) = writes(server)
    assert done.returncode == 0, done.stderr
    assert (sent.path, sent.json) == ("/User/Membership/suspend", {"email": EMAIL})


def test_a_deletion_wants_the_e_mail_once_more(do: Callable[..., tuple[Any, VendorServer]]) -> None:
    words = ("delete", "--user-id", ID, "--email", EMAIL, "--yes")

    refused, untouched = do(*words)
    wrong, also_untouched = do(*words, "--confirm", "somebody@else.org")
    done, server = do(*words, "--confirm", EMAIL)

    assert (refused.returncode, untouched.asked) == (4, [])
    assert (wrong.returncode, writes(also_untouched)) == (4, [])
    (sent,) = writes(server)
    assert done.returncode == 0, done.stderr
    assert (sent.path, sent.json) == ("/User/Membership/deleteMember", {"userId": ID, "email": EMAIL})


def test_without_a_yes_nothing_is_sent(do: Callable[..., tuple[Any, VendorServer]]) -> None:
    done, server = do("suspend", "--email", EMAIL)

    assert done.returncode == 4
    assert server.asked == []


def test_a_profile_keeps_its_types(do: Callable[..., tuple[Any, VendorServer]]) -> None:
    done, server = do(
        *("update-profile", "--user-id", ID, "--set", "Department=Product Management", "--set", "eNPS=10"),
        *("--unset", "Region", "--yes"),
    )

    (sent,) = writes(server)
    assert done.returncode == 0, done.stderr
    assert (sent.method, sent.path) == ("PUT", f"/MemberProfile/{ID}")
    assert sent.json == {"update": {"Department": "Product Management", "eNPS": 10}, "unset": ["Region"]}


def test_a_private_space_goes_to_the_product_host(do: Callable[..., tuple[Any, VendorServer]]) -> None:
    done, server = do(
        *("create-space", "--email", "test@gmail.com", "--first-name", "John", "--last-name", "Doe"),
        *("--pricing-id", "1", "--yes", "--confirm", "test@gmail.com"),
    )

    (sent,) = writes(server)
    assert done.returncode == 0, done.stderr
    assert sent.path == "/product/api/purchase"
    assert sent.json == {
        "purchaseType": 0,
        "email": "test@gmail.com",
        "firstName": "John",
        "lastName": "Doe",
        "pricingId": 1,
    }
    assert "$0.00" not in done.stdout + done.stderr


def test_a_dry_run_prints_the_request_without_the_secret_and_sends_nothing(
    do: Callable[..., tuple[Any, VendorServer]],
) -> None:
    done, server = do("invite", "--email", "lee@example.org", "--dry-run")

    assert done.returncode == 0, done.stderr
    assert "POST" in done.stdout
    assert '"email": "lee@example.org"' in done.stdout
    assert SECRET not in done.stdout + done.stderr
    assert writes(server) == []


def test_the_vendors_refusal_is_said_in_its_own_words(do: Callable[..., tuple[Any, VendorServer]]) -> None:
    problem = {"responseCode": "error", "title": "No", "detail": "User is not a member.", "requestId": "a" * 24}

    done, _ = do("suspend", "--email", EMAIL, "--yes", answer=lambda asked: Told(problem, 400))

    assert done.returncode == 1
    assert "User is not a member." in done.stderr
    assert "a" * 24 in done.stderr


def test_a_post_that_may_have_arrived_is_not_sent_twice(do: Callable[..., tuple[Any, VendorServer]]) -> None:
    def lose(asked: Asked) -> Told:
        return Told(b"bad gateway", 502) if asked.method == "POST" else campus(asked)

    done, server = do("suspend", "--email", EMAIL, "--yes", answer=lose)

    assert done.returncode == 1
    assert len(writes(server)) == 1
    assert "may or may not" in done.stderr


def test_a_bulk_accounts_for_every_row(do: Callable[..., tuple[Any, VendorServer]], home: Path, frontdesk: Run) -> None:
    rows = home / "people.csv"
    rows.write_text("email;permission\n" + "".join(f"p{n}@example.org;member\n" for n in range(20)), "latin-1")

    def some(asked: Asked) -> Told:
        if asked.method == "POST" and asked.json["email"] == "p7@example.org":
            return Told({"responseCode": "error", "detail": "teamId out of range", "requestId": "b" * 24}, 400)
        return campus(asked)

    done, server = do("invite", "--from", str(rows), "--yes", "--confirm", "20", answer=some)
    journal = frontdesk("journal", "--format", "json")

    assert done.returncode == 3, done.stderr
    assert sorted(sent.json["email"] for sent in writes(server)) == sorted(f"p{n}@example.org" for n in range(20))
    states = [entry["state"] for entry in json.loads(journal.stdout)]
    assert (states.count("done"), states.count("refused")) == (19, 1)


def test_a_read_only_connection_has_no_actions(home: Path, frontdesk: Run) -> None:
    with serving(campus) as server:
        write_config(home, server.url)
        config = home / "config.toml"
        config.write_text(config.read_text("utf-8") + "read_only = true\n", "utf-8")
        done = frontdesk("do", "campus", "suspend", "--email", EMAIL, "--yes", ACME_SECRET=SECRET)

    assert done.returncode == 4
    assert server.asked == []
