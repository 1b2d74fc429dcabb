"""What `check` says of this machine: the config's file, theme and keys, who can read what, the proxy, the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tui.commands.session import Session
from tui.core.errors import ConfigProblem
from tui.core.words import did_you_mean
from tui.findings import Finding, State, file_findings, proxy_finding
from tui.terminal.environment import colours_of, complaint

if TYPE_CHECKING:
    from textual.dom import DOMNode

__all__ = ["Finding", "State", "machine_findings", "terminal_finding"]


def machine_findings(session: Session) -> Iterator[Finding]:
    """Look at everything that needs no vendor."""
    count = len(session.connections.all)
    yield Finding("config", State.GOOD, f"{session.config.path}, {count} connection{'' if count == 1 else 's'}")
    yield from _theme_findings(session)
    if session.config.keys:
        yield from _key_findings(session)
    yield from file_findings(session.config.warnings, session.paths)
    yield proxy_finding(session.connections.all)


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
