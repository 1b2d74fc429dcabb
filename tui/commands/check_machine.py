"""What `check` says of this machine: the config's file, theme and keys, who can read what, the proxy, the terminal."""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.session import Session
from tui.core.errors import ConfigProblem
from tui.core.redact import shown_url
from tui.core.words import did_you_mean
from tui.terminal.environment import colours_of, complaint

if TYPE_CHECKING:
    from textual.dom import DOMNode

__all__ = ["Finding", "State", "machine_findings", "terminal_finding"]


class State(Enum):
    """How one thing is."""

    GOOD = "ok"
    BAD = "fails"
    WARNING = "warning"
    """It works, and wants a look."""
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line."""

    about: str
    state: State
    text: str


def machine_findings(session: Session) -> Iterator[Finding]:
    """Look at everything that needs no vendor."""
    count = len(session.connections.all)
    yield Finding("config", State.GOOD, f"{session.config.path}, {count} connection{'' if count == 1 else 's'}")
    yield from _theme_findings(session)
    if session.config.keys:
        yield from _key_findings(session)
    yield from _file_findings(session)
    yield from _proxy_findings(session)


def _theme_findings(session: Session) -> Iterator[Finding]:
    from tui.themes import bundled_folder, load_themes

    wanted = session.config.ui.theme
    themes = load_themes([bundled_folder(), session.paths.themes])
    yield from (_problem("theme", each) for each in themes.problems)
    if wanted in themes.found:
        yield Finding("theme", State.GOOD, wanted)
    else:
        way_out = did_you_mean(wanted, themes.found)
        yield Finding("theme", State.BAD, f"There is no theme “{wanted}”. {way_out}")


def _key_findings(session: Session) -> Iterator[Finding]:
    from tui.app import FrontdeskApp
    from tui.screens.command_book import our_places, vendor_places
    from tui.terminal.keymap import check_keys, commands_of
    from tui.vendors import registry

    places: list[type[DOMNode]] = [FrontdeskApp, *our_places()]
    for vendor in registry.load_all():
        places += vendor_places(vendor)
    keys, problems = check_keys(session.config.keys, commands_of(*places), file=str(session.config.path))
    yield from (_problem("keys", each) for each in problems)
    if not problems:
        yield Finding("keys", State.GOOD, f"{len(keys)} of your own")


def _problem(about: str, problem: ConfigProblem) -> Finding:
    return Finding(about, State.BAD, f"{problem.key or problem.file}: {problem.wrong} {problem.right}".rstrip())


def _file_findings(session: Session) -> Iterator[Finding]:
    problems = [f"{each.wrong} {each.right}" for each in session.config.warnings]
    places = (session.paths.state, session.paths.journal, session.paths.logs, session.paths.cache)
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


def _proxy_findings(session: Session) -> Iterator[Finding]:
    from urllib.request import getproxies

    configured = {each.name: each.config.network.proxy for each in session.connections.all}
    through = {name: proxy for name, proxy in configured.items() if proxy not in (None, "none")}
    texts = [f"{name} by {shown_url(proxy or '')}" for name, proxy in through.items()]
    found = {scheme: proxy for scheme, proxy in getproxies().items() if scheme in ("http", "https", "all")}
    if found and None in configured.values():
        texts += [f"{scheme} by {shown_url(proxy)} (environment)" for scheme, proxy in found.items()]
        exempt = getproxies().get("no", "")
        texts += [f"but not {exempt}"] if exempt else []
    yield Finding("proxy", State.GOOD, ", ".join(texts) or "none: straight to the vendors")


def terminal_finding(environ: Mapping[str, str]) -> Finding:
    """Say what the terminal can do, and what of it the app would stumble over."""
    if not sys.stdout.isatty():
        return Finding("terminal", State.SKIPPED, "This is not a terminal; the app needs one.")
    term = environ.get("TERM", "")
    columns, rows = shutil.get_terminal_size()
    encoding = (sys.stdout.encoding or "").upper().replace("UTF8", "UTF-8")
    text = f"{term or 'TERM not set'}, {_colours(environ)}, {columns}×{rows}, {encoding}"
    if complaint(environ):
        return Finding("terminal", State.BAD, f"{text}: set TERM to what it is, such as xterm-256color.")
    if encoding != "UTF-8":
        return Finding("terminal", State.BAD, f"{text}: use a UTF-8 locale, such as LANG=C.UTF-8.")
    if columns < 60 or rows < 15:
        return Finding("terminal", State.BAD, f"{text}: the app needs 60×15, and likes 80×24.")
    return Finding("terminal", State.GOOD, text)


def _colours(environ: Mapping[str, str]) -> str:
    if environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    return {None: "16 million colours", 256: "256 colours", 16: "16 colours"}[colours_of(environ)]
