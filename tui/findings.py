"""What there is to find about this machine that is no vendor's: who can read what, the proxy, the clock.

Both faces say it: `frontdesk check` a line each, the app on its page of findings.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Final

from msgspec import Struct

from tui.connections import Connection
from tui.core.errors import ConfigProblem
from tui.core.wire.redact import shown_url
from tui.storage.paths import Paths

__all__ = ["Finding", "State", "clock_findings", "file_findings", "proxy_finding"]

_TOLERATED: Final = timedelta(seconds=30)
"""What a clock may be off. Signed tokens are refused from about a minute on, and a Date counts whole seconds."""


class State(Enum):
    """How one thing is."""

    GOOD = "ok"
    BAD = "fails"
    WARNING = "warning"
    """It works, and wants a look."""
    SKIPPED = "skipped"


class Finding(Struct, frozen=True):
    """One line."""

    about: str
    state: State
    text: str


def file_findings(warnings: Iterable[ConfigProblem], paths: Paths) -> Iterator[Finding]:
    """Say which files and folders others can read that should be private: the config's warnings, and what we keep."""
    problems = [f"{each.wrong} {each.right}" for each in warnings]
    places = (paths.state, paths.journal, paths.logs, paths.cache)
    problems += [f"Others can read {path}. Run: chmod -R go= {path}" for path in places if _is_open_to_others(path)]
    yield from (Finding("files", State.WARNING, problem) for problem in problems)
    if not problems:
        yield Finding("files", State.GOOD, "what is private, only you can read")


def _is_open_to_others(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return bool(mode & (stat.S_IRWXG | stat.S_IRWXO))


def proxy_finding(connections: Sequence[Connection]) -> Finding:
    """Say which way requests take to the vendors."""
    configured = {each.name: each.config.network.proxy for each in connections}
    through = {name: proxy for name, proxy in configured.items() if proxy not in (None, "none")}
    texts = [f"{name} by {shown_url(proxy or '')}" for name, proxy in through.items()]
    environment = _proxies()
    found = {scheme: proxy for scheme, proxy in environment.items() if scheme in ("http", "https", "all")}
    if found and None in configured.values():
        texts += [f"{scheme} by {shown_url(proxy)} (environment)" for scheme, proxy in found.items()]
        exempt = environment.get("no", "")
        texts += [f"but not {exempt}"] if exempt else []
    return Finding("proxy", State.GOOD, ", ".join(texts) or "none: straight to the vendors")


def _proxies() -> Mapping[str, str]:
    """Read the environment's proxies; on macOS and Windows the system's settings as well."""
    if sys.platform not in ("darwin", "win32") and not any(name.lower().endswith("_proxy") for name in os.environ):
        return {}
    from urllib.request import getproxies  # late: it imports half of the standard library

    return getproxies()


def clock_findings(connections: Iterable[Connection]) -> Iterator[Finding]:
    """Say how far this machine's clock is from those of the vendors that answered; nothing when none said a time."""
    ahead = {each.name: skew for each in connections if (skew := each.clock_ahead()) is not None}
    if not ahead:
        return
    wrong = {name: skew for name, skew in ahead.items() if abs(skew) > _TOLERATED}
    if not wrong:
        yield Finding("clock", State.GOOD, f"agrees with {', '.join(ahead)}")
        return
    name, skew = max(wrong.items(), key=lambda pair: abs(pair[1]))
    way = "ahead of" if skew > timedelta(0) else "behind"
    seconds = f"{abs(skew).total_seconds():,.0f} s {way} {name}'s"
    yield Finding("clock", State.WARNING, f"This machine's clock is {seconds}: set it right, or logins may be refused.")
