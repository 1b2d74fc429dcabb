"""What the app remembers between starts, in `state.toml`: places visited, and small choices such as columns.

Nothing in it is precious: a damaged file is set aside and forgotten. Several processes may share it: each change is
made to what the file says at that moment, under a lock, and the file is replaced as a whole.
"""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from tui.core.place import Place
from tui.storage.atomic import write_atomic
from tui.storage.lock import locked

__all__ = ["RECENT", "State", "StateFile"]

RECENT: Final = 20
"""Places that are kept."""


class State(Struct, frozen=True):
    """Everything that is remembered."""

    recent: tuple[Place, ...] = ()
    """Newest first, each place once."""
    remembered: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Small choices: topic, such as `columns`, then whose, such as `campus/rooms`."""

    def visited(self, place: Place) -> State:
        """Return the state with a place put first."""
        others = tuple(each for each in self.recent if each != place)
        return replace(self, recent=(place, *others)[:RECENT])

    def with_remembered(self, topic: str, key: str, value: Any) -> State:
        """Return the state with one choice set; None forgets it."""
        choices = {**self.remembered.get(topic, {}), key: value}
        if value is None:
            del choices[key]
        return replace(self, remembered={**self.remembered, topic: choices})


class StateFile:
    """The file that the state is kept in. Reading makes nothing; the first change makes folder and file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> State:
        """Return what is remembered; nothing when there is no file or it cannot be read."""
        return _from_toml(self._loaded() or {})

    def update(self, change: Callable[[State], State]) -> State:
        """Apply a change to what the file says now, write it, and return the result.

        Raises:
            OSError: when it cannot be written; the old file is then untouched.
        """
        with locked(self.path):
            loaded = self._loaded()
            if loaded is None:
                with suppress(OSError):
                    self.path.replace(self.path.with_suffix(".damaged"))
            before = _from_toml(loaded or {})
            after = change(before)
            # By what would be written: equal places may have been visited at different times.
            if _to_toml(after, {}) != _to_toml(before, {}) or loaded is None:
                import tomli_w

                write_atomic(self.path, tomli_w.dumps(_to_toml(after, loaded or {})))
            return after

    def _loaded(self) -> dict[str, Any] | None:
        """Return the file's tables; an empty dict when there is no file, None when it is damaged."""
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):  # a pipe would be waited for
                return None
            return tomllib.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            return None


def _from_toml(loaded: Mapping[str, Any]) -> State:
    """Take what has the right shape and leave the rest."""
    recent = loaded.get("recent")
    remembered = loaded.get("remembered")
    return State(
        recent=tuple(place for each in recent if (place := _place(each))) if isinstance(recent, list) else (),
        remembered={topic: choices for topic, choices in remembered.items() if isinstance(choices, dict)}
        if isinstance(remembered, dict)
        else {},
    )


def _place(table: object) -> Place | None:
    if not isinstance(table, dict):
        return None
    texts = {name: table.get(name, "") for name in ("connection", "collection", "range", "title")}
    values = table.get("values", {})
    if not all(isinstance(text, str) for text in texts.values()) or not isinstance(values, dict):
        return None
    if not (texts["connection"] and texts["collection"]):
        return None
    at = table.get("at")
    return Place(
        values={name: tuple(each) if isinstance(each, list) else each for name, each in values.items()},
        at=at if isinstance(at, datetime) and at.tzinfo is not None else None,
        **texts,
    )


def _to_toml(state: State, loaded: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables to write; what another version of Frontdesk keeps in the file stays."""
    places = [
        {
            "connection": place.connection,
            "collection": place.collection,
            "range": place.range,
            "title": place.title,
            **({} if place.at is None else {"at": place.at}),
            "values": {name: list(each) if isinstance(each, tuple) else each for name, each in place.values.items()},
        }
        for place in state.recent
    ]
    return {**loaded, "recent": places, "remembered": {topic: dict(each) for topic, each in state.remembered.items()}}
