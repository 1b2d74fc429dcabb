"""What is asked before a profile is changed: the diff, how old what was read is, and whose changes win.

::

    asked ── Save ──▶ sending ──▶ done: back to the profile
      │                  │
      │                  └── somebody changed it meanwhile ──▶ both shown ── keep mine ──▶ sending
      └── somebody changed it since it was read ──────────────▶     │
                                                                    ├── take theirs ──▶ asked, or back with nothing left
                                                                    └── cancel
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from tui.connections import Connection
from tui.core.action import Values
from tui.core.text import cell_width, clean, fit
from tui.screens.write.review import Review, review_of_one
from tui.vendors.virbela.profiles.draft import Clash, Draft, changed_since_write, clashes, draft_of
from tui.vendors.virbela.screens.profiles.profile_format import age_text, clash_rows, draft_text
from tui.widgets.confirm import Choice
from tui.widgets.line import TextPart
from tui.writing.run import Plan, changed_meanwhile

if TYPE_CHECKING:
    from tui.storage.journal import JournalEntry

__all__ = ["THEIRS", "review_of_draft", "review_of_undo"]

THEIRS: Final = "theirs"
"""The answer that drops the changes to fields that somebody else changed."""


def review_of_draft(
    connection: Connection, ready: Plan, draft: Draft, *, read_at: datetime, now: datetime, zone: tzinfo, width: int
) -> Review:
    """Review the changes to a profile, over what is there now.

    Args:
        connection: Where they go.
        ready: What is there now, and the request.
        draft: What was read and changed.
        read_at: When it was read.
        now: The present instant.
        zone: The user's.
        width: Cells of the terminal.
    """
    found = dict(ready.before or {})
    moved = clashes(draft, found)
    both = any(clash.mine for clash in moved)
    plain = _about_fields(review_of_one(connection, ready, zone=zone))
    sent = f"  {_does(ready.values)}."
    read = f"  Read {age_text(read_at, now)}; {_since(draft, moved, ready)}."
    theirs = Choice(THEIRS, "Take theirs", enabled=both)
    return replace(
        plain,
        deed="Save",
        notice=_notice(moved, both=both),
        differences=() if both else plain.differences,
        table=_table(draft, moved, width),
        notes=(((sent, "plain"),), ((read, "plain"),)),
        choices=(Choice("cancel", "Cancel"), Choice("go", "Keep mine"), theirs) if moved else (),
        back="keep editing",
    )


def review_of_undo(connection: Connection, ready: Plan, entry: JournalEntry, *, zone: tzinfo) -> Review:
    """Review taking a change of a profile back: the diff shows what is there now, and so there is no clash."""
    note = f"Takes back write {entry.id} of {entry.at.astimezone(zone):%Y-%m-%d %H:%M}."
    review = _about_fields(review_of_one(connection, ready, zone=zone, undo=note))
    sent: tuple[TextPart, ...] = ((f"  {_does(ready.values)}.", "plain"),)
    return replace(review, notice=_again(entry.values, ready), notes=(sent, *review.notes))


def _about_fields(review: Review) -> Review:
    """Leave out what names the person, which is no change, and the consequence, which the lines say."""
    return replace(
        review, consequence="", differences=tuple(line for line in review.differences if line[1] is not None)
    )


def _again(values: Values, ready: Plan) -> str:
    names = changed_since_write(values, ready.before or {})
    if not names:
        return ""
    return f"{', '.join(names)} was changed again after that write; this would take that back as well."


def _since(draft: Draft, moved: Sequence[Clash], ready: Plan) -> str:
    if moved:
        return "changed since"
    dirty = changed_meanwhile(draft.base, ready.before or {})
    return "saved since, with the same values" if dirty else "unchanged since"


def _notice(moved: Sequence[Clash], *, both: bool) -> str:
    if not moved:
        return ""
    if both:
        return "Somebody else changed this profile since it was read, the same fields too. Whose changes win?"
    return "Somebody else changed other fields of this profile since it was read. Yours would leave them as they are."


def _table(draft: Draft, moved: Sequence[Clash], width: int) -> tuple[tuple[TextPart, ...], ...]:
    rows = [tuple(map(clean, row)) for row in clash_rows(draft, moved)]
    if not rows:
        return ()
    heads = ("Field", "You read", "Is there now", "Yours")
    room = max(width - 12, 40)
    name = min(max(cell_width(row[0]) for row in (heads, *rows)), 18)
    cells = (room - name) // 3
    lines: list[tuple[TextPart, ...]] = []
    for row in (heads, *rows):
        is_head = row is heads
        lines.append(
            (
                (f"  {fit(row[0], name)}  {fit(row[1], cells)}  ", "muted"),
                (f"{fit(row[2], cells)}  ", "muted" if is_head else "plain"),
                (fit(row[3], cells), "muted" if is_head else "strong"),
            )
        )
    return tuple(lines)


def _does(values: Values) -> str:
    does = draft_text(draft_of(values))
    return f"{does[:1].upper()}{does[1:]}"
