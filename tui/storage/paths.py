"""Where things are on this machine. Looking a place up makes nothing; the first write makes the folder.

The config file, the first that is given::

    1. --config FILE
    2. $FRONTDESK_CONFIG
    3. <the user's config folder>/config.toml
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["VARIABLE", "Paths", "find_config", "find_paths", "paths_under"]

VARIABLE: Final = "FRONTDESK_CONFIG"
"""The environment variable that names the config file."""

_NAME: Final = "frontdesk"


@dataclass(frozen=True, slots=True)
class Paths:
    """Every place that Frontdesk reads or writes."""

    config: Path
    """The config file; a person's, never written over."""
    state: Path
    """What the app remembers."""
    journal: Path
    """The log of every write, a SQLite file."""
    cache: Path
    """A folder that may be deleted at any time."""
    logs: Path
    """A folder for what `--log` writes when it names no folder."""

    @property
    def exports(self) -> Path:
        """How far exports have come that are continued: in the state folder, for it is precious."""
        return self.state.parent / "exports"

    @property
    def themes(self) -> Path:
        """The user's own themes, beside the config file."""
        return self.config.parent / "themes"

    @property
    def views(self) -> Path:
        """The saved views, beside the config file."""
        return self.config.parent / "views.toml"


def find_config(given: Path | None, *, environ: Mapping[str, str]) -> Path:
    """Return where the config file is or would be."""
    if given is not None:
        return given
    if named := environ.get(VARIABLE):
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_config_dir(_NAME, appauthor=False)) / "config.toml"


def find_paths(config: Path | None, *, environ: Mapping[str, str]) -> Paths:
    """Return all places; `config` is what `--config` gave."""
    import platformdirs

    state = Path(platformdirs.user_state_dir(_NAME, appauthor=False))
    return Paths(
        config=find_config(config, environ=environ),
        state=state / "state.toml",
        journal=state / "journal.sqlite3",
        cache=Path(platformdirs.user_cache_dir(_NAME, appauthor=False)),
        logs=Path(platformdirs.user_log_dir(_NAME, appauthor=False)),
    )


def paths_under(folder: Path) -> Paths:
    """Return places that all lie in one folder: the demo's, a test's."""
    return Paths(
        config=folder / "config.toml",
        state=folder / "state.toml",
        journal=folder / "journal.sqlite3",
        cache=folder / "cache",
        logs=folder / "logs",
    )
