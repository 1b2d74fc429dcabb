"""What is shown before a write goes, the same shape for every vendor: plain data, made of what was planned.

::

    what is done, where                  Suspend, to  campus  PRODUCTION
    who it is about                      Mia Novak, mia@example.org
    what it leads to                     mia@example.org can no longer enter …
    what should make the user stop       ! Somebody changed this since you saw it …
    each field, old → new                Role   member  →  suspended
    notes; the request, one key away     Sent as POST /suspend
    the word to type, the answers        [ Cancel ]   Suspend
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tui.connections import Connection
from tui.core.action import Action, Danger, FieldKind
from tui.core.present import count_text
from tui.core.text import clean
from tui.core.wire.http import Request
from tui.screens.write.write_base import goes_to
from tui.widgets.confirm import Choice
from tui.widgets.line import TextPart
from tui.writing.bulk import BulkRow
from tui.writing.diff import Change, changes
from tui.writing.run import VERSION, Plan

__all__ = ["CHANGED_MEANWHILE", "Review", "deed_of", "review_of_many", "review_of_one", "undo_note", "who_line"]

CHANGED_MEANWHILE: Final = "Somebody changed this meanwhile. The lines show what is there now; nothing was sent."
"""What is said when the question had to be asked anew."""

NAMED: Final = 5
"""So many targets are named before the rest is a number."""

Lines: TypeAlias = tuple[tuple[TextPart, ...], ...]


class Review(Struct, frozen=True):
    """What a question before a write shows, from top to bottom."""

    deed: str
    """What the answer that goes ahead is called: “Finish a session”."""
    heading: Lines
    """What is done, where it goes, who it is about."""
    consequence: str = ""
    """What will be different afterwards: always in sight."""
    notice: str = ""
    """What should make the user stop."""
    differences: tuple[tuple[str, str | None, str], ...] = ()
    """Title, before, after; before is None where nobody looked, and where it only names the thing."""
    table: Lines = ()
    """What somebody else changed meanwhile, say; empty when there is nothing of the kind."""
    notes: Lines = ()
    request: Request | None = None
    """What is sent, of many the first; shown at a key."""
    word: str = ""
    """What must be typed before it goes; empty when nothing must."""
    choices: tuple[Choice, ...] = ()
    """In place of Cancel and the deed, where there is more to decide. Whichever sends is called `go`."""
    back: str = "back"
    """What Escape does, in the key line."""


def deed_of(action: Action) -> str:
    """Return what the answer that goes ahead is called: an edit is saved, else what the menu calls the action."""
    edits = action.before is not None and any(field.kind is FieldKind.PAIRS for field in action.fields)
    return "Save" if edits else action.title


def review_of_one(
    connection: Connection,
    ready: Plan,
    *,
    zone: tzinfo,
    seen: Mapping[str, Any] | None = None,
    undo: str = "",
) -> Review:
    """Review one write.

    Args:
        connection: Where it goes.
        ready: What was read, and the request.
        zone: The user's, for times.
        seen: What the user was shown as being there, to say whether that is still so.
        undo: Which write this takes back, in words; empty when it takes none back.
    """
    action, before = ready.action, ready.before
    final = action.danger is Danger.IRREVERSIBLE
    age = _age(seen or {}, before or {})
    notes: list[tuple[TextPart, ...]] = [((f"  {undo}", "plain"),)] if undo else []
    return Review(
        deed="Undo" if undo else deed_of(action),
        heading=(_route(f"Undo by “{action.title}”" if undo else action.title, connection), who_line(ready)),
        consequence=action.consequence(ready.values),
        notice=_changed_since(seen or {}, before or {}),
        differences=_differences(changes(action, ready.values, before), action, zone),
        notes=(*notes, *age),
        request=ready.request,
        word=(action.confirm_text(ready.values) or ready.target) if final else "",
    )


def review_of_many(
    connection: Connection,
    action: Action,
    rows: Sequence[BulkRow],
    *,
    request: Request | None,
    zone: tzinfo,
    notes: Sequence[str] = (),
) -> Review:
    """Review many writes: how many, which, and what the first one sends and leads to."""
    first = rows[0]
    lines = _differences(changes(action, first.values, None), action, zone)
    said = "; ".join(f"{title}: {after}" for title, _, after in lines)
    consequence = action.consequence(first.values)
    targets: list[tuple[TextPart, ...]] = [
        ((f"  {clean(action.subject(row.values, {}) or row.target)}", "plain"),) for row in rows[:NAMED]
    ]
    if (rest := len(rows) - NAMED) > 0:
        targets.append(((f"  and {rest:,} more", "muted"),))
    return Review(
        deed=deed_of(action),
        heading=(_route(f"{action.title}, {count_text(len(rows), 'time', 'times')}", connection),),
        consequence=f"{count_text(len(rows), 'time', 'times')}, and for the first: {consequence}"
        if consequence
        else "",
        notice=" ".join(notes),
        table=tuple(targets),
        notes=(((f"  The first: {clean(said)}.", "plain"),),),
        request=request,
        word=str(len(rows)),
    )


def undo_note(action: Action) -> str:
    """Say of an action whether it can be taken back; what goes without saying is not said."""
    if action.danger is Danger.IRREVERSIBLE:
        return "cannot be undone"
    if action.danger is Danger.SAFE:
        return ""
    return "can be undone" if action.undo is not None else "no undo"


def who_line(ready: Plan) -> tuple[TextPart, ...]:
    """Say who or what it is about, by the names that people use."""
    who = ready.action.subject(ready.values, ready.before or {})
    return ((f"  {clean(who or ready.target)}", "strong"),)


# --- within -----------------------------------------------------------------------------------------------------


def _route(what: str, connection: Connection) -> tuple[TextPart, ...]:
    return ((f"  {clean(what)},", "strong"), *goes_to(connection))


def _differences(found: Sequence[Change], action: Action, zone: tzinfo) -> tuple[tuple[str, str | None, str], ...]:
    times = {field.name for field in action.fields if field.kind is FieldKind.TIME}
    shown = [_with_wall(change, zone) if change.name in times else change for change in found]
    return tuple((change.title, change.before, change.after) for change in shown)


def _with_wall(change: Change, zone: tzinfo) -> Change:
    """Say a time as it is on the user's wall, beside what is sent."""
    try:
        at = datetime.fromisoformat(change.after)
    except ValueError:
        return change
    if at.tzinfo is None:
        return change
    return replace(change, after=f"{at.astimezone(zone):%a %d %b %Y %H:%M:%S %Z}, sent as {change.after}")


def _changed_since(seen: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    shown, there = seen.get(VERSION), found.get(VERSION)
    if not shown or not there or shown == there:
        return ""
    return f"Somebody changed this since you saw it: {VERSION} was {shown} and is {there}."


def _age(seen: Mapping[str, Any], found: Mapping[str, Any]) -> Lines:
    """Say that what is there is still what the user saw, where that can be told."""
    same = bool(seen.get(VERSION)) and seen.get(VERSION) == found.get(VERSION)
    return ((("  Read just now; unchanged since you saw it.", "muted"),),) if same else ()
