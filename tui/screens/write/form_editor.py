"""Turning pairs into an editor: a line for each field that is there; what is changed is what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from tui.core.action import Action, Field, FieldKind
from tui.writing.fields import Given, read_typed, written_pair
from tui.writing.run import VERSION

__all__ = ["Editor", "editor_for"]

HELP = 'An emptied line takes the field away; "" sets it to an empty text. 9 is a number, "9" is a text.'


class Editor(Struct, frozen=True):
    """Which fields of an action set and unset others, and the lines that stand for those others."""

    sets: str
    """The field with the pairs."""
    unsets: str
    """The field that lists what is taken away."""
    before: Mapping[str, Any]
    """What was there when the lines were made."""
    texts: Mapping[str, str]
    """What each line said at first, by its own name."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The lines."""
        return tuple(Field(name, name.removeprefix(f"{self.sets}."), help=HELP) for name in self.texts)

    def given(self, texts: Mapping[str, str]) -> dict[str, Given]:
        """Return what was changed, together with what was written in the pairs and the list themselves."""
        rest: dict[str, Given] = {name: text for name, text in texts.items() if name not in self.texts}
        pairs: list[str] = []
        gone: list[str] = []
        for name, before in self.texts.items():
            key, now = name.removeprefix(f"{self.sets}."), texts.get(name, "")
            if now == before:
                continue
            if now.strip():
                pairs.append(written_pair(key, read_typed(now)))
            else:
                gone.append(key)
        if pairs:
            rest[self.sets] = "\n".join([*pairs, *([str(rest[self.sets])] if self.sets in rest else [])])
        if gone:
            rest[self.unsets] = "\n".join([*gone, *([str(rest[self.unsets])] if self.unsets in rest else [])])
        return rest


def editor_for(action: Action, before: Mapping[str, Any]) -> Editor | None:
    """Make an editor of an action that has pairs, a list of what to take away beside them, and reads what is there."""
    pairs = [field.name for field in action.fields if field.kind is FieldKind.PAIRS]
    lists = [field.name for field in action.fields if field.kind is FieldKind.LIST]
    if len(pairs) != 1 or len(lists) != 1:
        return None
    fixed = {VERSION, *(field.name for field in action.fields)}
    texts = {
        f"{pairs[0]}.{key}": written_pair("", value).removeprefix("=") or '""'
        for key, value in before.items()
        if key not in fixed
    }
    return Editor(pairs[0], lists[0], before, texts)
