"""What was done, in words that begin with the verb and the name: “Suspended Kareem Blevins. …”."""

from __future__ import annotations

from typing import Final

from tui.core.action import Action
from tui.writing.run import Plan, Written

__all__ = ["done_words", "past_of"]

_DOUBLED: Final = frozenset({"stop", "drop", "ban", "log", "set up"})
_IRREGULAR: Final = {"send": "Sent", "set": "Set", "put": "Put", "take": "Took", "give": "Gave", "make": "Made"}


def past_of(action: Action) -> str:
    """Return an action's verb as what was done: the first word of its title, a verb, unless it says otherwise."""
    if action.past:
        return action.past
    verb = action.title.split()[0] if action.title.split() else action.name
    if verb.casefold() in _IRREGULAR:
        return _IRREGULAR[verb.casefold()]
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2:-1] not in tuple("aeiou"):
        return f"{verb[:-1]}ied"
    return f"{verb}{verb[-1]}ed" if verb.casefold() in _DOUBLED else f"{verb}ed"


def done_words(ready: Plan, written: Written, *, undo: bool = False, undo_key: str = "") -> str:
    """Say that a write is done: the verb, who or what by name, the key that takes it back, the vendor's words."""
    action = ready.action
    # The line is one: a name is enough of who it was, and the way back comes before what the vendor calls it.
    who = (action.subject(ready.values, ready.before or {}) or written.target).partition(", ")[0]
    if written.outcome is not None and written.outcome.unchanged:
        return f"Nothing to change for {who}. {written.sentence}"
    verb = "Undone for" if undo else past_of(action)
    back = f" {undo_key} undoes it." if undo_key else ""
    return f"{verb} {who}.{back} {written.sentence}"
