"""A process that has imported everything already, and forks for each command: a run costs 50 ms instead of 500.

Each command is a process of its own all the same, with its own environment, files and exit code; several may run at
once. An order is a line of JSON, and the exit code goes into the pipe that it names::

    {"words": […], "environment": {…}, "folder": "…", "streams": [stdin, stdout, stderr], "ended": "…/pipe"}
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

PRELOADED = (
    *("tui.config", "tui.writing.fields"),
    *(
        "tui.storage.journal",
        "tui.transport.httpx_client",
        "tui.export.spreadsheet",
        "tui.export.plain",
        "tui.core.filters",
    ),
    *("tui.writing.bulk", "tui.writing.csv_rows", "tomli_w", "platformdirs", "httpx", "sqlite3"),
)


PATIENCE = 60
"""Seconds after which a command is killed."""


def main() -> None:
    """Import, then serve until stdin ends."""
    from tui.commands import commands
    from tui.vendors import registry

    list(commands())
    for name in PRELOADED:
        import_module(name)
    for vendor in registry.load_all():
        vendor.catalog()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait
    for line in sys.stdin:
        if os.fork() == 0:
            os._exit(wait_for(json.loads(line)))


def wait_for(order: dict[str, Any]) -> int:
    """Run an order in a process of its own and pass its exit code on."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE)
        os._exit(run(order))
    _, status = os.waitpid(child, 0)
    Path(order["ended"]).write_text(str(os.waitstatus_to_exitcode(status)), encoding="ascii")
    return 0


def run(order: dict[str, Any]) -> int:
    """Be `frontdesk` with the order's words, and return the exit code."""
    from tui.cli import main as frontdesk

    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    for number, path in enumerate(order["streams"]):
        opened = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
    try:
        code = frontdesk(order["words"])
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    main()
