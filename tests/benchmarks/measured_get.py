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
from datetime import timedelta
from pathlib import Path

from tests.benchmarks.campus_server import STOP, serving

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


def measured(words: list[str], folder: Path) -> tuple[float, float, int]:
    """Run the command line; return the seconds it took, the most memory it had in MB, and its exit code."""
    environment = {**os.environ, "HOME": str(folder), "FRONTDESK_CONFIG": str(folder / "config.toml")}
    began = time.monotonic()
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "tui", *words], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.monotonic() - began, used.ru_maxrss / 1024, process.returncode


def main(rooms: int, days: int, sessions: int) -> None:
    """Measure every way and print a table."""
    root = str(Path(__file__).parents[2])
    os.environ["PYTHONPATH"] = root
    start = (STOP - timedelta(days=days)).date().isoformat()
    with serving(rooms=rooms, days=days, sessions=sessions, latency=0) as url:
        sys.stdout.write(f"{rooms * days * sessions:,} rows\n")
        for way, words in WAYS.items():
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                (folder / "config.toml").write_text(CONFIG.format(url=url), encoding="utf-8")
                (folder / "config.toml").chmod(0o600)
                asked = ["get", "campus", "campus-attendance", "--from", start, "--to", f"{STOP:%Y-%m-%dT%H:%M}Z"]
                seconds, most, code = measured([*asked, *words], folder)
                said = (folder / "said").read_text() if code else ""
                sys.stdout.write(f"{way:<22} {most:6.0f} MB {seconds:6.0f} s  code {code} {said[:300]}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:] or ("60", "180", "93")))
