"""A connection is set up: the vendor is chosen, its form filled in, the connection tried, and the config added to.

::

    choose_vendor ──▶ SetupScreen: the form ──F2──▶ wrong? said at the field
                            ▲                        └ a secret's file is not there? asked for, unseen
                            │ change                   └ tried: how it answers ──▶ added, and Frontdesk begins anew
                            └────────────────────────────┘
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar, Final

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.config.adding import (
    NewConnection,
    add_connection,
    from_answers,
    missing_file,
    problems_by_key,
    to_try,
    wrong_answers,
)
from tui.config.questions import NAME, REFERENCES, explained, questions_for, variable_for
from tui.connections import Connections
from tui.core.action import Field, FieldKind, FieldProblem
from tui.core.errors import ConfigError, FrontdeskError
from tui.core.next_start import Then
from tui.core.text import clean
from tui.core.time.clock import Clock
from tui.core.vendor import Setting, SettingKind, Vendor
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import one_line
from tui.screens.dialogs.listing import ListScreen, choice
from tui.screens.dialogs.unsent import LEAVE, leave_question
from tui.screens.setup.unseen import UnseenScreen
from tui.vendors import registry
from tui.widgets.form import Form

__all__ = ["SetupScreen", "choose_vendor"]

_KINDS: Final = {
    SettingKind.TEXT: FieldKind.TEXT,
    SettingKind.URL: FieldKind.TEXT,
    SettingKind.SECRET: FieldKind.TEXT,
    SettingKind.CHOICE: FieldKind.CHOICE,
    SettingKind.FLAG: FieldKind.FLAG,
}


def choose_vendor(screen: FrontdeskScreen[Any]) -> None:
    """Ask which system it is, then show its form."""
    vendors = {vendor.name: vendor for vendor in registry.load_all()}
    entries = [choice(vendor.name, vendor.title, vendor.what.partition(":")[0]) for vendor in vendors.values()]

    def go(name: str | None) -> None:
        if name is not None:
            screen.app.push_screen(SetupScreen(vendors[name]))

    screen.app.push_screen(ListScreen("Which system?", entries), go)


class SetupScreen(FrontdeskScreen):
    """The form of a new connection."""

    KEYS_OF = "Setting up a connection"

    CSS_PATH = "setup.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "submit", "try it", id="setup.submit", tooltip="Ask the vendor; nothing is written yet"),
    ]

    def __init__(self, vendor: Vendor) -> None:
        super().__init__(crumbs=("Set up", vendor.title))
        self.vendor = vendor
        self._secrets: dict[str, str] = {}
        self._first = _first_texts(vendor)

    def compose_body(self) -> ComposeResult:
        """Yield the form."""
        fields = [_field(question) for question in questions_for(self.vendor)]
        yield Form(fields, self._first, enter="next", id="form")

    def on_mount(self) -> None:
        """Begin with the name."""
        self.show_facts("nothing is written yet")
        self.form.focus_field(NAME)

    @property
    def form(self) -> Form:
        """The fields."""
        return self.query_one("#form", Form)

    @property
    def unsent(self) -> str:
        """What was filled in."""
        typed = self.is_mounted and self.form.texts != self._first
        return f"{self.vendor.title}: what was filled in was not written." if typed else ""

    async def action_back(self) -> None:
        """Go back; what was filled in is asked about first."""
        if not (lost := self.unsent):
            await super().action_back()
            return

        async def answer(chosen: str | None) -> None:
            if chosen == LEAVE:
                await super(SetupScreen, self).action_back()

        self.app.push_screen(leave_question([lost]), answer)

    def on_key(self, event: events.Key) -> None:
        """Keep the keys that work everywhere else from those who type here."""
        active = self.active_bindings.get(event.key)
        if event.is_printable and (active is None or active.node is self.app):
            event.stop()

    def action_submit(self) -> None:
        """Go on with what is written."""
        self.form.submit()

    def on_form_at_end(self, message: Form.AtEnd) -> None:
        """Say how to go on."""
        key = self.shell.key_for("setup.submit") or "F2"
        self.form.say(f"{key} asks {self.vendor.title} whether it answers. Nothing is written before you say so.")

    def on_form_submitted(self, message: Form.Submitted) -> None:
        """Say what is wrong; else ask for the secrets that have no file yet, and try it."""
        taken = self.app_state.config.connections
        wrong = wrong_answers(self.vendor, message.texts, taken=taken)
        self._show_problems(wrong)
        if not wrong:
            self.run_guarded(self._go_on(message.texts), group="setup", exclusive=True)

    async def _go_on(self, texts: dict[str, str]) -> None:
        folder = self.app_state.config.path.parent
        for question in questions_for(self.vendor):
            file = missing_file(question, texts.get(question.name, ""), folder)
            if file is None:
                self._secrets.pop(question.name, None)
            elif question.name not in self._secrets:
                answer = await self.app.push_screen_wait(UnseenScreen(question.name, file))
                if answer is None:
                    return
                self._secrets[question.name] = answer
        new = from_answers(self.vendor, texts, self._secrets)
        self.call_later(self._try, new)

    def _try(self, new: NewConnection) -> None:
        self.say(f"Asking {new.name} whether it answers …")
        work = _tried(new, self)
        self.run_guarded(
            work, then=partial(self._ask, new), failed=partial(self._show_failure, new), group="try", exclusive=True
        )

    def _show_failure(self, new: NewConnection, failed: FrontdeskError) -> None:
        if isinstance(failed, ConfigError):
            problems = problems_by_key(failed, new.name)
            secrets = {each.name for each in self.vendor.settings if each.kind is SettingKind.SECRET}
            if not problems.keys() <= secrets:
                self._show_problems(problems)
                return
            said = " ".join(f"{key}: {text}" for key, text in problems.items())
            self._ask(new, f"{new.name} cannot be asked from here. {said}", answers=False)
        else:
            self._ask(new, one_line(failed), answers=False)

    def _ask(self, new: NewConnection, said: str, *, answers: bool = True) -> None:
        """Show how it answers, and ask whether it is written; what does not answer is more likely changed."""
        path = self.app_state.config.path
        add = choice("add", f"Add it to {path}" if answers else f"Add it all the same, to {path}")
        change = choice("change", "Change something")
        entries: Sequence[Any] = (add, change) if answers else (change, add)

        def go(chosen: str | None) -> None:
            if chosen == "add":
                work = asyncio.to_thread(add_connection, path, new, environ=os.environ)
                self.run_guarded(work, then=lambda _: self._begin_anew(), failed=self._say_unwritten, group="add")

        self.app.push_screen(ListScreen(clean(said), entries), go)

    def _say_unwritten(self, failed: FrontdeskError) -> None:
        self.form.show_problems([FieldProblem("", f"Nothing was written. {one_line(failed)}")])

    def _begin_anew(self) -> None:
        """Leave, to come back with the new connection."""
        self.app_state.then = Then.ANEW
        self.app.exit(0)

    def _show_problems(self, wrong: dict[str, str]) -> None:
        self.form.show_problems([FieldProblem(key, text) for key, text in wrong.items()])


async def _tried(new: NewConnection, screen: SetupScreen) -> str:
    path, clock = screen.app_state.config.path, screen.app_state.clock
    config, connection = await asyncio.to_thread(to_try, new, path, environ=os.environ)
    async with _only(config, connection.name, clock) as connections:
        opened = connections.named(connection.name)
        client = await opened.client()
        began = time.monotonic()
        probe = await opened.catalog.probe(client)
        return f"{new.name} answers: {probe.holds}, {(time.monotonic() - began) * 1000:.0f} ms."


def _only(config: Any, name: str, clock: Clock) -> Connections:
    return Connections(replace(config, connections={name: config.connections[name]}), clock=clock)


def _field(question: Setting) -> Field:
    forms = ", ".join(form for form, _ in REFERENCES.values())
    where = f" One of: {forms}; a file is made if it is not there." if question.kind is SettingKind.SECRET else ""
    left_out = "" if question.required or question.default is not None else " It can be left empty."
    return Field(
        question.name,
        question.name,
        _KINDS[question.kind],
        required=question.required,
        choices=question.choices if question.kind is SettingKind.CHOICE else (),
        help=f"{explained(question)}{where}{left_out}",
    )


def _first_texts(vendor: Vendor) -> dict[str, str]:
    """Return what the form says at first: defaults, and a proposal where each needed secret may be."""
    texts: dict[str, str] = {}
    for question in questions_for(vendor):
        if question.name == NAME:
            texts[NAME] = vendor.name
        elif question.kind is SettingKind.FLAG:
            texts[question.name] = "yes" if question.default else "no"
        elif question.choices and question.default is not None:
            texts[question.name] = str(question.default)
        elif question.kind is SettingKind.SECRET and question.required:
            texts[question.name] = f"env {variable_for(vendor.name, question)}"
    return texts
