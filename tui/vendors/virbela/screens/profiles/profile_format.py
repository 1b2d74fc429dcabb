"""How values, changes and the request of a profile's edit are written for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from tui.core.present import duration_text
from tui.vendors.virbela.profiles.draft import Clash, Draft, Holds, holds
from tui.writing.diff import UNSET
from tui.writing.fields import written_pair

__all__ = ["age_text", "clash_rows", "draft_text", "kind_for", "text_of", "typed_text", "value_text"]

_SHORTEST: Final = timedelta(seconds=5)


def value_text(value: object) -> str:
    """Write a value so that its kind can be told: the text “9” is in quotes, the number is not; an empty text too."""
    text = written_pair("", value).removeprefix("=")
    return text or '""'


def text_of(profile: Mapping[str, Any], name: str) -> str:
    """Write what a profile holds in a field."""
    return value_text(profile[name]) if name in profile else UNSET


def kind_for(value: object) -> Holds:
    """Return as what a value is typed: a text with line breaks goes as JSON, for one line cannot hold it."""
    if isinstance(value, str) and not value.isprintable():
        return Holds.JSON
    return holds(value)


def typed_text(kind: Holds, value: object) -> str:
    """Return the text that typing starts with."""
    match kind, value:
        case Holds.TEXT, str():
            return value
        case Holds.FLAG, bool():
            return "yes" if value else "no"
        case _:
            return json.dumps(value, ensure_ascii=False)


def draft_text(draft: Draft) -> str:
    """Say what a draft does: `updates 2 fields and unsets 1`."""
    updates, unsets = len(draft.update), len(draft.unset)
    parts = []
    if updates:
        parts.append(f"updates {updates} {'field' if updates == 1 else 'fields'}")
    if unsets:
        parts.append(f"unsets {unsets}" if updates else f"unsets {unsets} {'field' if unsets == 1 else 'fields'}")
    return " and ".join(parts)


def age_text(read: datetime, now: datetime) -> str:
    """Say how long ago something was read."""
    age = now - read
    return "just now" if age < _SHORTEST else f"{duration_text(age)} ago"


def clash_rows(draft: Draft, clashes: Sequence[Clash]) -> list[tuple[str, str, str, str]]:
    """Write what moved: the field, what was read, what is there now, and what the draft makes of it."""
    return [
        (
            clash.name,
            text_of(clash.seen, clash.name),
            text_of(clash.found, clash.name),
            _mine(draft, clash.name) if clash.mine else "",
        )
        for clash in clashes
    ]


def _mine(draft: Draft, name: str) -> str:
    return UNSET if name in draft.unset else value_text(draft.update[name])
