"""What can be copied of a write in the journal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tui.screens.base import FrontdeskScreen
from tui.screens.dialogs.listing import ListScreen, choice

if TYPE_CHECKING:
    from tui.storage.journal import JournalEntry

__all__ = ["ask_copy"]


def ask_copy(screen: FrontdeskScreen[Any], entry: JournalEntry) -> None:
    """Ask what of a write to copy."""
    parts = {title: text for title, text in _parts(entry).items() if text}
    entries = [choice(title, title, text.splitlines()[0][:28]) for title, text in parts.items()]

    def take(title: str | None) -> None:
        if title is not None:
            screen.say(screen.shell.copy_text(parts[title], title))

    screen.app.push_screen(ListScreen(f"Copy from write {entry.id}", entries), take)


def _parts(entry: JournalEntry) -> dict[str, str]:
    everything = {
        "id": entry.id,
        "time": entry.at.isoformat(),
        "state": entry.state.value,
        "connection": entry.connection,
        "action": entry.action,
        "target": entry.target,
        "text": entry.text,
        "request_id": entry.request_id,
        "request": {"method": entry.request.method, "path": entry.request.path, "body": entry.request.body},
        "before": entry.before,
    }
    return {
        "What was sent": "" if entry.request.body is None else _json(entry.request.body),
        "How it ended": entry.text,
        "The request id": entry.request_id,
        "To what": entry.target,
        "What was there before": "" if entry.before is None else _json(entry.before),
        "Everything, as JSON": _json(everything),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)
