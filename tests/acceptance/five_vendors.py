"""One connection with each of the five vendors, and the least that each one's server must say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.acceptance.conftest import Run
from tests.acceptance.vendor_server import Asked, Told, VendorServer, serving

__all__ = ["SECRET", "TOKEN", "VENDORS", "Answer", "Each", "each_vendor", "logged_in", "read_each", "rows_of"]

SECRET = "s3cr3t-åäö/+=&"
TOKEN = "t0ken-of-the-clinic"

Rows = Sequence[Any]
Answer = Callable[[Asked], Told]


@dataclass(frozen=True)
class Each:
    """How to read one vendor."""

    settings: str
    """The connection's table, without `base_url`."""
    words: tuple[str, ...]
    """A read: the collection and its flags."""
    envelope: Callable[[Rows], Any]
    """Rows as the vendor wraps them."""
    row: Callable[[str, str], dict[str, Any]]
    """A row with an id and a text."""
    bad: dict[str, Any]
    """A row that does not decode."""


VENDORS: Mapping[str, Each] = {
    "virbela": Each(
        settings='client_name = "acme"\nclient_id = "id"\nclient_secret = { env = "SECRET" }',
        words=("users",),
        envelope=lambda rows: {"responseCode": "success", "data": rows, "requestId": "r1"},
        row=lambda id_, text: {"objectId": id_, "displayname": text, "firstname": text, "teamId": "A"},
        bad={"objectId": {"not": "an id"}},
    ),
    "vuforia": Each(
        settings='org_id = "org"\naccess_token = { env = "SECRET_ASCII" }',
        words=("reports", "--serial-number", "1234"),
        envelope=lambda rows: {"items": rows, "granularity": "step", "fullCount": str(len(rows))},
        row=lambda id_, text: {"sessionId": id_, "procedure": {"id": "p", "title": text}, "user": {"id": "u"}},
        bad={"sessionId": ["not an id"]},
    ),
    "vitec": Each(
        settings='customer_id = "M1"\nusername = "användare"\npassword = { env = "SECRET" }',
        words=("comebacks", "--from", "2026-01-01", "--to", "2026-01-31"),
        envelope=lambda rows: rows,
        row=lambda id_, text: {
            "id": id_,
            "contact": {"id": "k", "name": text},
            "occursAt": "2026-01-15T12:00:00.0000000+01:00",
        },
        bad={"id": {"not": "an id"}},
    ),
    "namecoach": Each(
        settings='access_key_id = "AK"\nsecret_access_key = { env = "SECRET" }\ncustomer_id = "c"\nuser_id = "u"',
        words=("lead-events", "--lead-id", "L", "--recording-id", "R"),
        envelope=lambda rows: {"recordings": rows, "meta": {"page": 1, "pageSize": 100, "rowCount": len(rows)}},
        row=lambda id_, text: {"event_id": id_, "message": text, "event_type": "view", "recording_id": "R"},
        bad={"event_id": {"not": "an id"}},
    ),
    "biot": Each(
        settings='username = "u"\npassword = { env = "SECRET" }',
        words=("sessions",),
        envelope=lambda rows: {"data": rows, "metadata": {"page": {"totalResults": len(rows)}}},
        row=lambda id_, text: {"_id": id_, "_name": text, "_startTime": "2026-01-15T12:00:00Z"},
        bad={"_id": {"not": "an id"}},
    ),
}


def rows_of(name: str, *texts: str) -> list[dict[str, Any]]:
    """Return one vendor's rows, each with one of the texts."""
    return [VENDORS[name].row(f"id{number}", text) for number, text in enumerate(texts)]


def logged_in(answer: Answer) -> Answer:
    """Answer logins, and leave the rest to `answer`."""

    def reply(asked: Asked) -> Told:
        if asked.path.startswith("/ums/"):
            return Told({"accessJwt": {"token": TOKEN, "expiration": "2999-01-01T00:00:00Z"}})
        return answer(asked)

    return reply


@contextmanager
def each_vendor(
    home: Path, answers: Mapping[str, Answer], *, more: str = "", urls: Mapping[str, str] | None = None
) -> Iterator[Mapping[str, VendorServer]]:
    """Serve all vendors and write a config with a connection of each one's name.

    Args:
        home: Where the config goes.
        answers: By vendor.
        more: More of the config.
        urls: Addresses to use instead of the servers' own.
    """
    with ExitStack() as stack:
        servers = {name: stack.enter_context(serving(answer)) for name, answer in answers.items()}
        text = f'[ui]\ntimezone = "Europe/Stockholm"\n{more}\n'
        for name, server in servers.items():
            url = (urls or {}).get(name, server.url)
            text += f'\n[connections.{name}]\nvendor = "{name}"\nclass = "staging"\nbase_url = "{url}"\n'
            text += f"{VENDORS[name].settings}\n"
        (home / "config.toml").write_text(text, encoding="utf-8")
        yield servers


def read_each(frontdesk: Run, *more: str, names: Sequence[str] = tuple(VENDORS)) -> dict[str, Any]:
    """Read several vendors, all at once, and return how each read ended."""
    ascii_secret = SECRET.encode("ascii", "ignore").decode()

    def read(name: str) -> Any:
        words = ("get", name, *VENDORS[name].words, *more)
        return frontdesk(*words, SECRET=SECRET, SECRET_ASCII=ascii_secret)

    with ThreadPoolExecutor(len(names)) as pool:
        return dict(zip(names, pool.map(read, names), strict=True))
