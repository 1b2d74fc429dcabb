"""A process that has imported everything already, and forks for each command: a run costs 50 ms instead of 500.

Each command is a process of its own all the same, with its own environment, files, terminal and exit code; several may
run at once. An order is a line of JSON; the process's number and, at its end, its exit code go into the pipe it names::

    {"call": "module:function", "words": […], "environment": {…}, "folder": "…", "told": "…/pipe",
     "streams": [stdin, stdout, stderr] or "terminal": "/dev/pts/…"}
"""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import sys
import time
import traceback
from contextlib import suppress
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import tui

PATIENCE = 180
"""Seconds after which a command is killed, however busy the machine."""


def main() -> None:
    """Import, then serve until stdin ends."""
    from tui.vendors import registry

    for module in walk_packages(tui.__path__, f"{tui.__name__}."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for vendor in registry.load_all():
        vendor.catalog()
    gc.collect()
    gc.freeze()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    signal.signal(signal.SIGCHLD, _let_go)
    for line in sys.stdin:
        if os.fork() == 0:
            os._exit(wait_for(json.loads(line)))


def _let_go(number: int, frame: object) -> None:
    """Let go of those who have waited. To ignore them would do, but their time would be nobody's."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def wait_for(order: dict[str, Any]) -> int:
    """Run an order in a process of its own and pass its exit code on."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    told = os.open(order["told"], os.O_WRONLY)
    child = os.fork()
    if child == 0:
        os._exit(run(order, told))
    _, status = os.waitpid(child, 0)
    os.write(told, b"%d\n" % os.waitstatus_to_exitcode(status))
    return 0


def run(order: dict[str, Any], told: int) -> int:
    """Be what the order wants, and return the exit code."""
    module, _, name = order["call"].partition(":")
    called = getattr(import_module(module), name)
    signal.alarm(PATIENCE)
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    random.seed()
    os.chdir(order["folder"])
    _open_streams(order)
    os.write(told, b"%d\n" % os.getpid())
    os.close(told)
    try:
        code = called(order["words"])
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code or 0


def _open_streams(order: dict[str, Any]) -> None:
    """Put the order's files, or its terminal, where a process has its standard streams."""
    if "terminal" in order:
        os.setsid()  # the next terminal that is opened is this session's own
        paths = [order["terminal"]] * 3
    else:
        paths = order["streams"]
    for number, path in enumerate(paths):
        created = os.O_RDWR if "terminal" in order else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        opened = os.open(path, os.O_RDONLY if number == 0 and "streams" in order else created, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        buffering = 1 if mode == "w" and os.isatty(number) else -1
        stream = open(number, mode, buffering, encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


if __name__ == "__main__":
    main()
