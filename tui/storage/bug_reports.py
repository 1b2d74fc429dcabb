"""What is written down when Frontdesk itself failed: the way through the code, for whoever mends it.

No values of variables, and the exceptions' own words only as far as they can hold no secret.
"""

from __future__ import annotations

import platform
import traceback
from datetime import datetime
from pathlib import Path, PurePath
from typing import Final

from tui import __version__
from tui.core.wire.redact import redacted_text
from tui.storage.atomic import write_atomic

__all__ = ["bug_sentence", "bug_text", "place_of", "write_report"]

_OURS: Final = PurePath(__file__).parents[1]


def place_of(error: BaseException) -> str:
    """Say what happened where: `KeyError in tui/screens/base.py, line 12`. The last place of ours counts."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if PurePath(frame.filename).is_relative_to(_OURS)] or list(frames)
    name = type(error).__name__
    return f"{name} in {_short(ours[-1].filename)}, line {ours[-1].lineno}" if ours else name


def bug_sentence(error: BaseException, folder: Path | None, *, now: datetime) -> str:
    """Say that we failed, and where the details are; without a folder that lasts, say the details."""
    written = write_report(error, folder, now=now) if folder is not None else None
    where = f"Details are in {written}." if written is not None else f"Details:\n\n{bug_text(error, now)}"
    doubt = "What was being written, if anything, is in the journal."
    return f"Frontdesk itself failed: {place_of(error)}; this is a bug. {doubt} {where}"


def bug_text(error: BaseException, now: datetime) -> str:
    """Write out what whoever mends it needs to know."""
    lines = [f"Frontdesk {__version__}, Python {platform.python_version()}, {now.isoformat(timespec='seconds')}", ""]
    return "\n".join([*lines, *_told(error)]) + "\n"


def write_report(error: BaseException, folder: Path, *, now: datetime) -> Path | None:
    """Write it into a file of its own, mode 0600, and return that; None when it cannot be written."""
    path = folder / f"bug-{now:%Y%m%d-%H%M%S-%f}.txt"
    try:
        write_atomic(path, bug_text(error, now))
    except OSError:
        return None
    return path


def _told(error: BaseException, indent: str = "") -> list[str]:
    """Tell one exception, those it comes from first, those it is made of last."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [*_told(before, indent), f"{indent}which led to", ""] if before is not None else []
    for frame in traceback.extract_tb(error.__traceback__):
        lines.append(f"{indent}{_short(frame.filename)}, line {frame.lineno}, in {frame.name}")
        lines += [f"{indent}    {frame.line}"] if frame.line else []
    lines += [f"{indent}{type(error).__name__}: {redacted_text(str(error))}", ""]
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            lines += _told(inner, f"{indent}  ")
    return lines


def _short(filename: str) -> str:
    """Return a file's name from the package on: the rest says where somebody's home is."""
    path = PurePath(filename)
    if path.is_relative_to(_OURS):
        return str(PurePath("tui") / path.relative_to(_OURS))
    parts = path.parts
    return "/".join(parts[parts.index("site-packages") + 1 :]) if "site-packages" in parts else path.name
