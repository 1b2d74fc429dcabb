"""The question before a profile is changed: the diff, where it goes, how old it is, and whose changes win.

::

    asked ── Save ──▶ sending ──▶ done: back to the profile
      │                  │
      │                  └── somebody changed it meanwhile ──▶ both shown ── keep mine ──▶ sending
      └── somebody changed it since it was read ──────────────▶     │
                                                                    ├── take theirs ──▶ asked, or back with nothing left
                                                                    └── cancel
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from tui.connections import Connection
from tui.core.action import Values, WriteState
from tui.core.text import cell_width, clean, fit
from tui.screens.write.confirm_frame import SendingFrame
from tui.vendors.virbela.profiles.draft import Clash, Draft, changed_since_write, clashes, draft_of
from tui.vendors.virbela.screens.profiles.profile_format import age_text, clash_rows, request_lines, sent_text
from tui.widgets.confirm import Choice, Choices, Differences, QuestionLines
from tui.widgets.key_line import Hint, relabelled
from tui.widgets.line import TextPart
from tui.writing.diff import changes
from tui.writing.run import ChangedMeanwhile, Plan, Written
from tui.writing.run import changed_meanwhile as writes_moved

if TYPE_CHECKING:
    from tui.storage.journal import JournalEntry

__all__ = ["ProfileConfirmScreen"]


class ProfileConfirmScreen(SendingFrame):
    """Asks before a profile is changed, or a change is taken back."""

    BINDINGS: ClassVar[list[BindingType]] = []

    DEFAULT_CSS = """
    ProfileConfirmScreen {
        #profile-notice { color: $warning; height: auto; padding: 0 1 1 2; display: none; }
    }
    """

    def __init__(
        self,
        connection: Connection,
        ready: Plan,
        values: Values,
        *,
        draft: Draft,
        read_at: datetime,
        crumbs: tuple[str, ...],
        undoes: JournalEntry | None = None,
    ) -> None:
        """Take what was planned.

        Args:
            connection: Where it goes.
            ready: What is there now, and the request.
            values: What was given.
            draft: What was read and changed; for an undo, only what was read.
            read_at: When that was.
            crumbs: The way here.
            undoes: The entry that this takes back.
        """
        verb = "Undo" if undoes is not None else "Save"
        super().__init__(connection, crumbs=crumbs, verb=verb, word="", ready=ready, values=values, undoes=undoes)
        self.draft = draft
        self.read_at = read_at
        self.changed_meanwhile: tuple[Clash, ...] = ()
        """What somebody else changed; not empty while it is asked whose changes win."""

    def compose_subject(self) -> ComposeResult:
        """Yield the diff, and room for what somebody else changed."""
        yield Static("", id="profile-notice", markup=False)
        yield Differences(id="confirm-changes")
        yield QuestionLines(id="confirm-moved")
        yield QuestionLines(id="confirm-request")

    def on_mount(self) -> None:
        """Look whether it is still as it was read, and ask."""
        self._weigh(dict(self.ready.before or {}))

    def question(self) -> list[Choice]:
        """Return the answers that can be given now."""
        if self.changed_meanwhile:
            theirs = Choice("theirs", "Take theirs", enabled=any(clash.mine for clash in self.changed_meanwhile))
            return [Choice("cancel", "Cancel"), Choice("mine", "Keep mine"), theirs]
        return [Choice("cancel", "Cancel"), Choice("go", self.verb)]

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Say what Escape does here: what was typed is still there."""
        back = "back" if self.undoes is not None else "keep editing"
        return relabelled(super().arrange_hints(hints), {"app.back"}, back)

    def show_notice(self, text: str) -> None:
        """Show what should make the user stop, before the lines that it is about."""
        notice = self.query_one("#profile-notice", Static)
        notice.update(clean(f"! {text}") if text else "")
        notice.display = bool(text)

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        """Do what was answered."""
        match message.id:
            case "go" | "mine":
                self.go()
            case "theirs":
                self._take_theirs()
            case "check":
                self.check()
            case _:
                self.call_next(self.action_back)

    def ended(self, written: Written) -> None:
        """Leave when it is done; else say what can be done about it."""
        from tui.vendors.virbela.screens.profiles.profile_editor import ProfileScreen

        if written.state is WriteState.DONE:
            self.app.pop_screen()
            below = self.app.screen
            if isinstance(below, ProfileScreen):
                below.saved(written)
            return
        can_check = written.state is WriteState.UNKNOWN and self.ready.action.verify is not None
        more = Choice("check", "Check whether it arrived") if can_check else Choice("go", "Try again")
        self.answer_anew([Choice("cancel", "Back"), more])

    def moved_meanwhile(self, error: ChangedMeanwhile) -> bool:
        """Ask whose changes win."""
        if not error.found:
            return False
        self.show_ended("Nothing was sent.", bad=False)
        self._weigh(dict(error.found))
        return True

    # What is shown.

    def _weigh(self, found: dict[str, Any]) -> None:
        """Show the draft over what is there now, and ask whose changes win when both are to the same profile."""
        self.ready = replace(self.ready, before=found)
        # An undo asks about nothing but itself: the diff shows what is there now.
        self.changed_meanwhile = clashes(self.draft, found) if self.undoes is None else ()
        lines = changes(self.ready.action, self.values, found)
        # What names the person is no change.
        shown = [(each.title, each.before, each.after) for each in lines if each.before is not None]
        self.query_one("#confirm-changes", Differences).show(shown)
        self.query_one("#confirm-changes").display = not any(clash.mine for clash in self.changed_meanwhile)
        self.query_one("#confirm-moved", QuestionLines).set_lines(self._moved_lines())
        self.query_one("#confirm-route", QuestionLines).set_lines(self._route())
        folded = request_lines(self.ready.request, self.app.size.width - 8)
        request: list[list[TextPart]] = [[(f"  {line}", "muted")] for line in folded]
        self.query_one("#confirm-request", QuestionLines).set_lines([[], *request])
        self.show_notice(self._notice())
        self.answer_anew(self.question())

    def _moved_lines(self) -> list[list[TextPart]]:
        rows = [tuple(map(clean, row)) for row in clash_rows(self.draft, self.changed_meanwhile)]
        if not rows:
            return []
        heads = ("Field", "You read", "Is there now", "Yours")
        room = max(self.app.size.width - 12, 40)
        name = min(max(cell_width(row[0]) for row in (heads, *rows)), 18)
        cells = (room - name) // 3
        lines: list[list[TextPart]] = []
        for row in (heads, *rows):
            is_head = row is heads
            parts: list[TextPart] = [(f"  {fit(row[0], name)}  {fit(row[1], cells)}  ", "muted")]
            parts.append((f"{fit(row[2], cells)}  ", "muted" if is_head else "plain"))
            parts.append((fit(row[3], cells), "muted" if is_head else "strong"))
            lines.append(parts)
        return lines

    def _route(self) -> list[list[TextPart]]:
        """Say what goes where, and how old what was read is."""
        sent = sent_text(draft_of(self.values))
        to: list[TextPart] = [(f"  Sent as {sent}, to ", "plain"), (self.here.name, "strong"), (" (", "plain")]
        to.append(("PRODUCTION", "danger") if self.is_production else (self.here.environment.value, "plain"))
        to.append((").", "plain"))
        lines: list[list[TextPart]] = [to]
        if self.undoes is None:
            lines.append([(f"  Read {age_text(self.read_at, self.now())}; {self._since()}.", "plain")])
        else:
            when = self.undoes.at.astimezone(self.zone)
            lines.append([(f"  Takes back write {self.undoes.id} of {when:%Y-%m-%d %H:%M}.", "plain")])
        return lines

    def _since(self) -> str:
        if self.changed_meanwhile:
            return "changed since"
        dirty = writes_moved(self.draft.base, self.ready.before or {})
        return "saved since, with the same values" if dirty else "unchanged since"

    def _notice(self) -> str:
        if self.undoes is not None and (names := changed_since_write(self.undoes.values, self.ready.before or {})):
            return f"{', '.join(names)} was changed again after that write; this would take that back as well."
        if not self.changed_meanwhile:
            return ""
        if any(clash.mine for clash in self.changed_meanwhile):
            return "Somebody else changed this profile since it was read, the same fields too. Whose changes win?"
        return (
            "Somebody else changed other fields of this profile since it was read. Yours would leave them as they are."
        )

    # Doing.

    def _take_theirs(self) -> None:
        """Drop the changes to fields that somebody else changed; ask about the rest, or go back with nothing left."""
        from tui.vendors.virbela.screens.profiles.profile_editor import ProfileScreen

        found = dict(self.ready.before or {})
        kept = self.draft
        for clash in self.changed_meanwhile:
            kept = kept.leave(clash.name)
        kept = kept.onto(found)
        self.app.pop_screen()
        below = self.app.screen
        if isinstance(below, ProfileScreen):
            below.take(kept, self.now())
            if len(kept):
                below.go_on()
            else:
                below.say("Theirs are kept. None of your changes is left, and nothing was sent.")
