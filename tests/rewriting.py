"""Test modules, rewritten once a run: pytest has every one of its processes rewrite the assertions of all of them.

That is two thirds of what it takes a process to begin. Here each of them rewrites its share for all, and takes the
rest from the others; what another has not done yet when it is needed it does itself.

Nothing hangs on it. What it goes by is no promise of pytest's: where that is not there, where a process has no folder
beside the others', or where a module cannot be rewritten or kept, it is left to what pytest does by itself. All that is
written lies in that folder, and none of it beside the modules.
"""

from __future__ import annotations

import marshal
import os
from contextlib import suppress
from hashlib import sha256
from inspect import signature
from pathlib import Path
from types import CodeType

import pytest
from _pytest.assertion import rewrite

__all__ = ["rewritten_together"]


def rewritten_together(config: pytest.Config) -> None:
    """Have a process of several do its share of the rewriting; does nothing in a process that is alone."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    alone = getattr(rewrite, "_rewrite_test", None)
    if not worker or not config.option.basetemp or alone is None or [*signature(alone).parameters] != ["fn", "config"]:
        return
    kept = Path(config.option.basetemp).parent / "rewritten"
    kept.mkdir(parents=True, exist_ok=True)

    def together(fn: Path, config: pytest.Config) -> tuple[os.stat_result, CodeType]:
        place = kept / sha256(os.fsencode(fn)).hexdigest()
        if place.exists():
            return fn.stat(), marshal.loads(place.read_bytes())
        stat, code = alone(fn, config)
        with suppress(OSError):
            unfinished = place.with_name(f"{place.name}.{worker}")
            unfinished.write_bytes(marshal.dumps(code))
            unfinished.replace(place)
        return stat, code

    vars(rewrite)["_rewrite_test"] = together
    for file in _share(config, int(worker.removeprefix("gw")), int(os.environ["PYTEST_XDIST_WORKER_COUNT"])):
        with suppress(Exception):  # a module that is no Python fails when it is collected, and not the whole process
            together(file, config)


def _share(config: pytest.Config, number: int, count: int) -> list[Path]:
    """Return the test modules of a run that are one process's to rewrite: of each size as many as any other's."""
    places = [config.invocation_params.dir / argument.partition("::")[0] for argument in config.args]
    files = {file for place in places for file in ([place] if place.is_file() else place.rglob("test_*.py"))}
    return sorted(files, key=lambda file: (file.stat().st_size, file))[number::count]
