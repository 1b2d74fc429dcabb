"""A campus on loopback that takes its time: 100 ms before every answer, as a process of its own.

`python -m tests.benchmarks.campus_server ROOMS DAYS SESSIONS LATENCY CAP` prints its address and serves until its
input is closed. SESSIONS is how many each room has a day: a number, or `varied`. CAP is the most rows that one answer
holds, whatever was asked for; 0 is none.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

STOP = datetime(2026, 7, 1, tzinfo=UTC)
LONGEST = timedelta(days=90)


class Room:
    """One room's sessions, in the order in which people joined; each lasts an hour at the most."""

    def __init__(self, number: int, days: int, sessions: str) -> None:
        dice = random.Random(number)
        each_day = dice.randint(0, 9) if sessions == "varied" else int(sessions)
        seconds = days * 86_400
        first = STOP - timedelta(days=days)
        starts = sorted(dice.uniform(0, seconds - 3600) for _ in range(each_day * days))
        self.joins = [first + timedelta(seconds=round(start)) for start in starts]
        self.leaves = [join + timedelta(seconds=dice.randint(60, 3600)) for join in self.joins]
        self.rows = [
            json.dumps(
                {
                    "userId": f"u{dice.randrange(1200):05}",
                    "joinTime": join.isoformat(timespec="milliseconds"),
                    "leaveTime": leave.isoformat(timespec="milliseconds"),
                    "talkMinutes": "1.50",
                    "attendanceMinutes": f"{(leave - join).total_seconds() / 60:.2f}",
                }
            )
            for join, leave in zip(self.joins, self.leaves, strict=True)
        ]

    def between(self, start: datetime, stop: datetime) -> list[str]:
        """Return the rows by the vendor's rule, both ends included."""
        low = bisect_left(self.joins, start - timedelta(hours=1))
        high = bisect_right(self.joins, stop)
        return [self.rows[at] for at in range(low, high) if self.leaves[at] >= start]


def least_requests(*, rooms: int, days: int, sessions: int | str, cap: int) -> int:
    """Count the requests for attendance that nobody can do with less of: who is sent a full answer must ask on."""
    cuts = [STOP - timedelta(days=days - start) for start in range(0, days, LONGEST.days)] + [STOP]
    if not cap:
        return rooms * (len(cuts) - 1)
    each = [Room(number, days, str(sessions)) for number in range(rooms)]
    return sum(len(room.between(start, stop)) // cap + 1 for room in each for start, stop in pairwise(cuts))


class Campus:
    """Answers requests."""

    def __init__(self, rooms: int, days: int, sessions: str, latency: float, cap: int) -> None:
        self.rooms = {f"R{number:02}": Room(number, days, sessions) for number in range(rooms)}
        self.latency = latency
        self.cap = cap or sys.maxsize

    def answer(self, target: str) -> str:
        """Return an answer's body."""
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        limit = min(int(query.get("limit", sys.maxsize)), self.cap)
        if parts.path.startswith("/Rooms/"):
            rows = [f'{{"objectId": "{name}", "name": "Room {name}"}}' for name in self.rooms]
            return f'{{"count": {len(rows)}, "data": [{", ".join(rows)}]}}'
        if parts.path == "/User":
            skip = int(query["skip"])
            people = [f'{{"objectId": "u{n:05}", "firstname": "P", "lastname": "{n}"}}' for n in range(1200)]
            rows = people[skip : skip + min(limit, 1000 if "limit" not in query else limit)]
        else:
            start, stop = (datetime.fromisoformat(query[name]) for name in ("start", "stop"))
            assert stop - start <= LONGEST
            offset = int(query.get("offset", "0"))
            rows = self.rooms[parts.path.rpartition("/")[2]].between(start, stop)[offset:][:limit]
        detail = f"{len(rows)} records were returned"
        return f'{{"responseCode": "success", "title": "ok", "detail": "{detail}", "data": [{", ".join(rows)}]}}'

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection's requests, one after the other."""
        loop = asyncio.get_running_loop()
        while head := await reader.readuntil(b"\r\n\r\n"):
            due = loop.time() + self.latency
            body = self.answer(head.split(b" ", 2)[1].decode()).encode()
            await asyncio.sleep(max(due - loop.time(), 0))
            fields = f"Content-Type: application/json\r\nContent-Length: {len(body)}"
            writer.write(f"HTTP/1.1 200 OK\r\n{fields}\r\n\r\n".encode() + body)
            await writer.drain()


@contextmanager
def serving(*, rooms: int, days: int, sessions: int | str, latency: float, cap: int = 0) -> Iterator[str]:
    """Serve in a process of its own while the block runs; give the address."""
    words = [str(word) for word in (rooms, days, sessions, latency, cap)]
    command = [sys.executable, "-m", "tests.benchmarks.campus_server", *words]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


async def _main(rooms: str, days: str, sessions: str, latency: str, cap: str) -> None:
    campus = Campus(int(rooms), int(days), sessions, float(latency), int(cap))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await campus.serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
