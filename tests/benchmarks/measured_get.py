"""How much memory “frontdesk get” takes for a million rows, format by format.

`python -m tests.benchmarks.measured_get [ROOMS DAYS SESSIONS]`: a campus on loopback that answers in pages, each format
in a process of its own, its output thrown away as it comes or written to a file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.benchmarks.campus_server import STOP, serving

__all__ = ["WAYS", "Ended", "get"]

CONFIG = """
[connections.campus]
vendor = "virbela"
class = "sandbox"
client_name = "acme"
client_id = "id"
client_secret = "secret"
base_url = "{url}"
"""

WAYS: dict[str, tuple[str, ...]] = {
    "--count": ("--count",),
    "--group-by room_name": ("--group-by", "room_name"),
    "jsonl": ("--format", "jsonl"),
    "csv": ("--format", "csv"),
    "parquet, a file": ("--format", "parquet", "--output", "out.parquet"),
    "parquet, by month": ("--format", "parquet", "--partition", "month", "--output", "out"),
}


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    code: int
    seconds: float
    megabytes: float
    """At the most."""
    said: str
    """On stderr."""


def get(url: str, way: str, folder: Path, days: int) -> Ended:
    """Read the campus's attendance in one of the ways, in a process of its own; `folder` is its home."""
    config = folder / "config.toml"
    config.write_text(CONFIG.format(url=url), encoding="utf-8")
    config.chmod(0o600)
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root, "HOME": str(folder), "FRONTDESK_CONFIG": str(config)}
    span = ("--from", (STOP - timedelta(days=days)).date().isoformat(), "--to", f"{STOP:%Y-%m-%dT%H:%M}Z")
    command = [sys.executable, "-m", "tui", "get", "campus", "campus-attendance", *span, *WAYS[way]]
    began = time.monotonic()
    with (folder / "said").open("w", encoding="utf-8") as said:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    told = (folder / "said").read_text(encoding="utf-8")
    return Ended(process.returncode, time.monotonic() - began, used.ru_maxrss / 1024, told)


def main(rooms: int, days: int, sessions: int) -> None:
    """Measure every way and print a table."""
    with serving(rooms=rooms, days=days, sessions=sessions, latency=0) as url:
        sys.stdout.write(f"{rooms * days * sessions:,} rows\n")
        for way in WAYS:
            with tempfile.TemporaryDirectory() as folder:
                ended = get(url, way, Path(folder), days)
            sys.stdout.write(f"{way:<22} {ended.megabytes:6.0f} MB {ended.seconds:6.0f} s  code {ended.code}\n")
            sys.stdout.write(ended.said if ended.code else "")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:] or ("60", "180", "93")))
