"""A server on which a fifth of all answers goes wrong, in every way at once: nothing is said that is not so.

What is said is counted against the server's own log. `FRONTDESK_BAD_DAY=full` takes a bulk of 1,000 and a campus of 60
rooms, which takes minutes; without it both are small.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from tests.acceptance.conftest import Run
from tests.acceptance.test_virbela_reads import SECRET, envelope, write_config
from tests.acceptance.vendor_server import Asked, Told, serving

FULL: Final = os.environ.get("FRONTDESK_BAD_DAY") == "full"
ROWS: Final = 1000 if FULL else 40
ROOMS: Final = 60 if FULL else 12
SHARE: Final = 0.2

DONE: Final = {"responseCode": "success", "title": "ok", "detail": "Done.", "requestId": "635c2c81d08485fe95c0f583"}
PAGE: Final = b"<!DOCTYPE html><html><title>Sign in</title><body>Sign in</body></html>"
KINDS: Final = ("429", "500", "503", "reset", "cut", "garble", "page", "empty", "other", "refused", "expired")


class BadDay:
    """Answers, and keeps a log of what it did and of what it sent in one piece."""

    def __init__(self, seed: int, *, kinds: tuple[str, ...], haunted: frozenset[str] = frozenset()) -> None:
        self._seed = seed
        self._kinds = kinds
        self._haunted = haunted
        self._lock = threading.Lock()
        self._asked: Counter[str] = Counter()
        self.invited: Counter[str] = Counter()
        """How often each person was invited: the deed, whatever was answered about it."""
        self.asked_of: set[tuple[str, str]] = set()
        """Room and offset of every page of attendance that was asked for."""
        self.sent: set[tuple[str, str]] = set()
        """Those that were sent whole at one of the tries."""
        self.struck: Counter[str] = Counter()

    def __call__(self, asked: Asked) -> Told:
        """Answer one request."""
        with self._lock:
            what = f"{asked.method} {asked.path} {asked.query} {asked.body!r}"
            self._asked[what] += 1
            dice = random.Random(f"{self._seed}:{what}:{self._asked[what]}")
            kind = dice.choice(self._kinds) if self._is_struck(asked, dice) else ""
            self.struck[kind] += 1
            # Half of what goes wrong on the way back went well before.
            good = self._good(
                asked, does=not kind or (kind not in ("429", "refused", "expired") and dice.random() < 0.5)
            )
            if "/Attendance/" in asked.path:
                page = asked.path.rpartition("/")[2], asked.get("offset", "0")
                self.asked_of.add(page)
                self.sent |= set() if kind else {page}
        return _broken(kind, good) if kind else Told(good)

    def _is_struck(self, asked: Asked, dice: random.Random) -> bool:
        room = asked.path.rpartition("/")[2]
        if room in self._haunted:
            return True
        # The rooms themselves and the names: without them there is nothing to say about.
        whole = asked.method == "GET" and "/Attendance/" not in asked.path
        return not whole and dice.random() < SHARE

    def _good(self, asked: Asked, *, does: bool) -> Any:
        if asked.method == "POST":
            self.invited[asked.json["email"]] += does
            return DONE
        if asked.path.startswith("/Rooms/World/"):
            return envelope([{"objectId": f"R{number:02}", "name": f"Hall {number:02}"} for number in range(ROOMS)])
        if "/Attendance/" in asked.path:
            room = asked.path.rpartition("/")[2]
            return envelope(sessions_of(room) if asked.get("offset", "0") == "0" else [])
        return envelope([])


def sessions_of(room: str) -> list[dict[str, Any]]:
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    return [
        {
            "userId": f"{room}-u{number}",
            "joinTime": (start + timedelta(hours=number)).isoformat(timespec="milliseconds"),
            "leaveTime": (start + timedelta(hours=number, minutes=30)).isoformat(timespec="milliseconds"),
            "talkMinutes": "0.00",
        }
        for number in range(3)
    ]


def _broken(kind: str, good: Any) -> Told:
    body = json.dumps(good).encode()
    match kind:
        case "429":
            return Told({"title": "Slow down"}, 429, {"Retry-After": "0"})
        case "500" | "503":
            return Told(PAGE, int(kind), {"Content-Type": "text/html"})
        case "reset":
            return Told(fault="reset")
        case "cut":
            return Told(body, fault="cut")
        case "garble":
            return Told(body[: len(body) // 2] + b"\x00<!-- upstream closed -->")
        case "page":
            return Told(PAGE, 200, {"Content-Type": "text/html"})
        case "empty":
            return Told(None)
        case "other":
            return Told({"status": "UP"})
        case "refused":
            return Told({**DONE, "responseCode": "error", "title": "Not allowed", "detail": "Not this one."}, 400)
        case _:
            return Told({**DONE, "responseCode": "error", "title": "Unauthorized", "detail": "Expired."}, 401)


def entries(frontdesk: Run) -> Iterator[tuple[str, str]]:
    """Yield target and state of everything in the journal."""
    listed = frontdesk("journal", "--limit", "100000", "--format", "jsonl")
    for line in listed.stdout.splitlines():
        entry = json.loads(line)
        yield entry["target"], entry["state"]


@pytest.mark.parametrize("seed", [1])
def test_each_row_of_a_bulk_ended_as_is_said_of_it(frontdesk: Run, home: Path, seed: int) -> None:
    people = [f"person{number}@example.org" for number in range(ROWS)]
    (home / "people.csv").write_text("email,teamId\n" + "".join(f"{person},AB\n" for person in people))
    server = BadDay(seed, kinds=KINDS)
    runs = 0
    with serving(server) as at:
        write_config(home, at.url)
        words = ["--from", "people.csv"]
        while words and runs < ROWS:
            done = frontdesk("do", "campus", "invite", *words, "--yes", "--format", "jsonl", ACME_SECRET=SECRET)
            runs += 1
            again = re.search(r"--resume (\d+)", done.stderr)
            words = ["--resume", again[1]] if again and done.returncode else []

    said: dict[str, set[str]] = {}
    for target, state in entries(frontdesk):
        said.setdefault(target, set()).add(state)
    wrong = []
    for person in people:
        states, times = said.get(person, set()), server.invited[person]
        fits = times <= 1 if "unknown" in states else times == 1 if "done" in states else times == 0
        if not fits:
            wrong.append((person, states, times))
    tally = Counter("+".join(sorted(states)) for states in said.values())
    sys.stdout.write(f"bulk of {ROWS}, {runs} runs: {dict(tally)}, {dict(server.struck)}\n")
    assert wrong == []
    assert len(said) == ROWS
    assert max(server.invited.values()) == 1


@pytest.mark.parametrize("seed", [1, 2, 3] if FULL else [1])
def test_the_rooms_that_are_said_to_be_missing_are_those_that_failed(frontdesk: Run, home: Path, seed: int) -> None:
    dice = random.Random(seed)
    haunted = frozenset(f"R{number:02}" for number in dice.sample(range(ROOMS), ROOMS // 5))
    # An expired token ends a read as a whole: no room is to blame for it.
    server = BadDay(seed, kinds=tuple(kind for kind in KINDS if kind != "expired"), haunted=haunted)
    with serving(server) as at:
        write_config(home, at.url)
        words = ("--from", "2026-01-01", "--to", "2026-01-31", "--format", "jsonl")
        done = frontdesk("get", "campus", "campus-attendance", *words, ACME_SECRET=SECRET)

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    came = Counter(row["room_id"] for row in rows)
    named = {f"R{number}" for number in re.findall(r"Hall (\d+) could not be read", done.stderr)}
    rooms = {f"R{number:02}" for number in range(ROOMS)}
    sys.stdout.write(f"campus of {ROOMS}: {len(named)} missing, {dict(server.struck)}\n{done.stderr[-600:]}\n")
    assert done.returncode == (3 if named else 0)
    assert f"{len(named)} of {ROOMS} rooms could not be read." in done.stderr
    assert {room: count for room, count in came.items() if room not in named} == dict.fromkeys(rooms - named, 3)
    assert named == {room for room, _ in server.asked_of - server.sent}
    assert rooms == {room for room, _ in server.asked_of}
