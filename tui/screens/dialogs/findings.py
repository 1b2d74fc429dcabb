"""What wants a look, in whole sentences: what is wrong in config and themes, and what was found of the machine."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.core.text import clean
from tui.findings import Finding, State, clock_findings, file_findings, proxy_finding
from tui.screens.app_state import AppState
from tui.screens.base import FrontdeskScreen
from tui.widgets.line import Role, TextPart
from tui.widgets.menu import Menu, MenuEntry

__all__ = ["FindingsScreen", "findings_of"]


def findings_of(app_state: AppState) -> Iterator[Finding]:
    """Yield what `frontdesk check` finds without asking anybody, and the clocks of those who have answered."""
    config = app_state.config
    own = [problem for problem in app_state.problems if problem not in config.warnings]
    for problem in own:
        text = f"{problem.key or problem.file}: {problem.wrong} {problem.right}".rstrip()
        yield Finding("config", State.BAD, text)
    if app_state.paths is not None:
        yield from file_findings(config.warnings, app_state.paths)
    yield from clock_findings(app_state.connections.all)
    yield proxy_finding(app_state.connections.all)


class FindingsScreen(FrontdeskScreen):
    """Lists findings, those that want a look first; what does not fit into a line goes on in the next."""

    TITLE_CRUMB = "Findings"

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, *more: Finding) -> None:
        """Take note of what else was found, such as a journal that cannot be read."""
        super().__init__()
        self._more = more

    def compose_body(self) -> ComposeResult:
        """Yield the list."""
        yield Menu(id="findings")

    def on_mount(self) -> None:
        """Fill the list."""
        self._fill()

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines anew."""
        self._fill()

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Keep the message to ourselves: a line leads nowhere."""
        message.stop()

    def _fill(self) -> None:
        found = (*self._more, *findings_of(self.app_state))
        ordered = sorted(found, key=lambda each: each.state in (State.GOOD, State.SKIPPED))
        entries = [MenuEntry("")]
        width = max(self.app.size.width - 10, 20)  # beside the cursor, the mark and the scroll bar
        for finding in ordered:
            wants = finding.state in (State.BAD, State.WARNING)
            mark: TextPart = ("! ", "danger") if wants else ("  ", "muted")
            role: Role = "plain" if wants else "muted"
            lines = textwrap.wrap(clean(f"{finding.about}: {finding.text}"), width, break_on_hyphens=False) or [""]
            for at, line in enumerate(lines):
                # Every line can be gone to, so that none is out of reach.
                before: TextPart = mark if at == 0 else ("  ", "plain")
                entries.append(MenuEntry(f"{len(entries)}", (("  ", "plain"), before, (line, role))))
        self.query_one("#findings", Menu).set_entries(entries)
