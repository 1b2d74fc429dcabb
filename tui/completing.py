"""What can come next on a command line: `frontdesk __complete SHELL WORD…`, called by the shells' scripts at every Tab.

The last word is the one that is being typed. The answer is a line for each word that it can be, for some shells with a
tab and what it means behind it; or the line `:files`, when only the shell can tell. Nothing is asked of anybody.

It answers while a finger is on the key, so it imports nothing of ours as long as it need not: what commands and vendors
have lies in the cache folder as JSON (`tui.describing.completions`), and is made anew when another version or another
vendor is installed. Which connections there are is read from the config each time.
"""

import os
import sys
from collections.abc import Iterator
from typing import Any, Final

__all__ = ["FILES", "FORMAT", "WORD", "candidates", "connections_of", "main", "views_of"]

WORD: Final = "__complete"
"""The command that nobody types."""

FILES: Final = ":files"
"""What is answered when the value is a file's path."""

FORMAT: Final = 2
"""The form of what is kept; another number, and it is made anew."""

_Table = dict[str, Any]
_Candidate = tuple[str, str]


def main(words: list[str]) -> int:
    """Answer for a shell, and return the exit code."""
    shell, *typed = words or ["", ""]
    lines = _lines(shell, typed or [""])
    try:
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
    except OSError:  # the shell has gone; Python would try once more at its end, and complain
        sys.stdout = None
    return 0


def _lines(shell: str, typed: list[str]) -> list[str]:
    line = _Line(_table(), _rejoined(typed))
    found = list(dict(line.candidates()).items())
    if (FILES, "") in found:
        return [FILES]
    current = line.current
    if shell == "bash":  # it parts words at “=”, and goes by what begins as the word does
        behind = current.partition("=")[2] if current.startswith("--") and "=" in current else current
        begin = len(current) - len(behind)
        return [_quoted(word[begin:]) for word, _ in found if word.startswith(current)]
    return [f"{word}\t{meaning}" if meaning else word for word, meaning in found]


def _rejoined(typed: list[str]) -> list[str]:
    """Put back together what bash parts: `--format`, `=`, `json`."""
    words: list[str] = []
    for word in typed:
        if word == "=" and words and words[-1].startswith("--"):
            words[-1] += "="
        elif words and words[-1].startswith("--") and words[-1].endswith("="):
            words[-1] += word
        else:
            words.append(word)
    return words


def _quoted(word: str) -> str:
    return "".join(f"\\{char}" if char in " \t\\'\"$&|;<>()*?[]!`{}#~" else char for char in word)


def candidates(table: _Table, typed: list[str]) -> list[_Candidate]:
    """Return what the last of some words can be, each with what it means, in order."""
    return list(_Line(table, typed).candidates())


class _Line:
    """A command line up to the word that is being typed, read word by word."""

    def __init__(self, table: _Table, typed: list[str]) -> None:
        *before, self.current = typed
        self._table = table
        self._place: _Table = {"words": [{"what": "command"}], "flags": table["flags"]}
        self._at = 0
        """How many words of the place were given."""
        self._given: set[str] = set()
        self._waiting: _Table | None = None
        """The flag whose value comes next."""
        self._config = ""
        self._known: dict[str, tuple[str, str]] | None = None
        """The connections, once they were read."""
        self._command = ""
        self._connection = ""
        for word in before:
            self._take(word)

    def _take(self, word: str) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not self._flag(word):
            if waiting["takes"] == "several":
                self._waiting = waiting
            self._note(waiting, word)
        elif word.startswith("-") and word != "-":
            name, equals, value = word.partition("=")
            flag = self._flag(name)
            self._given.add(name)
            if flag is not None and equals:
                self._note(flag, value)
            elif flag is not None and flag["takes"] != "nothing":
                self._waiting = flag
        else:
            self._go(word)

    def _note(self, flag: _Table, value: str) -> None:
        if flag["name"] == "--config":
            self._config, self._known = value, None

    def _flag(self, word: str) -> _Table | None:
        flag = self._place["flags"].get(word.partition("=")[0]) or self._table["everywhere"].get(word.partition("=")[0])
        return flag if isinstance(flag, dict) else None

    def _go(self, word: str) -> None:
        slot = self._slot()
        what = slot["what"] if slot else ""
        if what == "command":
            self._command = word
            self._enter(self._table["commands"].get(word))
            return
        if what == "connection":
            self._connection = self._connection or word
        elif what in ("collection", "action"):
            self._enter(self._things(what).get(word))
            return
        self._at += 1

    def _enter(self, place: _Table | None) -> None:
        self._place = place or {"words": [], "flags": {}}
        self._at = 0

    def _slot(self) -> _Table | None:
        slots = self._place["words"]
        slot: _Table | None = slots[self._at] if self._at < len(slots) else None
        if slot is None and slots and slots[-1].get("several"):
            slot = slots[-1]
        return slot

    def _things(self, what: str) -> _Table:
        vendor = self._connections().get(self._connection, ("", ""))[0]
        things: _Table = self._table["vendors"].get(vendor, {}).get(what, {})
        return things

    def _connections(self) -> dict[str, tuple[str, str]]:
        if self._known is None:
            self._known = connections_of(config_path(self._config))
        return self._known

    # --- what can come ------------------------------------------------------------------------------------------

    def candidates(self) -> Iterator[_Candidate]:
        """Yield what the word that is being typed can be."""
        current = self.current
        name, equals, value = current.partition("=")
        if self._waiting is not None and not current.startswith("--"):
            yield from self._values(self._waiting, current)
            if self._waiting["takes"] == "one":
                return
        if current.startswith("--") and equals:
            flag = self._flag(name)
            for each, meaning in self._values(flag, value) if flag is not None else ():
                yield (each if each == FILES else f"{name}={each}"), meaning
            return
        if not current.startswith("-"):
            words = list(self._next_words())
            yield from words
            if words or current or self._waiting is not None or self._is_named():
                return
        yield from self._flags()

    def _is_named(self) -> bool:
        """Tell whether the word that comes next is the name of something: then a flag is not what is wanted."""
        return bool((self._slot() or {}).get("what"))

    def _next_words(self) -> Iterator[_Candidate]:
        slot = self._slot()
        what = slot["what"] if slot else ""
        if slot is None:
            return
        if what == "command":
            yield from ((name, command["help"]) for name, command in self._table["commands"].items())
        elif what in ("collection", "action"):
            yield from ((name, thing["help"]) for name, thing in self._things(what).items())
        else:
            yield from self._values(slot, self.current)

    def _flags(self) -> Iterator[_Candidate]:
        flags = {**self._place["flags"], **self._table["everywhere"]}
        for name, flag in flags.items():
            if flag["repeats"] or not self._given.intersection(flag["names"]):
                yield name, flag["help"]

    def _values(self, taken: _Table, value: str) -> Iterator[_Candidate]:
        match taken["what"]:
            case "file":
                yield FILES, ""
            case "connection":
                for name, (vendor, traits) in self._connections().items():
                    if self._command != "do" or "read-only" not in traits:  # all that it could do is be refused
                        yield name, self._table["vendors"].get(vendor, {}).get("title", vendor) + traits
                if self._command == "get":
                    yield from self._views()
            case "view":
                yield from self._views()
            case _:
                yield from self._offers(taken, value)

    def _views(self) -> Iterator[_Candidate]:
        config = config_path(self._config)
        if os.path.isfile(config):
            yield from views_of(os.path.join(os.path.dirname(config), "views.toml"))

    def _offers(self, taken: _Table, value: str) -> Iterator[_Candidate]:
        offers = taken["offers"]
        if taken["downwards"] and value.startswith("-"):
            offers = [f"-{each}" for each in offers]
        begun = ""
        if taken["by_commas"]:
            begun = value[: value.rfind(",") + 1]
            offers = [each for each in offers if each not in begun.split(",")]
        yield from ((f"{begun}{each}", "") for each in offers)


# --- where things are ---------------------------------------------------------------------------------------------


def config_path(given: str = "") -> str:
    """Return where the config is: the same place as `tui.storage.paths` finds, without its imports."""
    named = os.path.expanduser(given) or os.environ.get("FRONTDESK_CONFIG", "")
    if named:
        return named
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Application Support/frontdesk/config.toml")
    return os.path.join(_xdg("XDG_CONFIG_HOME", "~/.config"), "frontdesk", "config.toml")


def table_path() -> str:
    """Return where what commands and vendors have is kept."""
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches/frontdesk/completions.json")
    return os.path.join(_xdg("XDG_CACHE_HOME", "~/.cache"), "frontdesk", "completions.json")


def _xdg(variable: str, usual: str) -> str:
    return os.environ.get(variable, "").strip() or os.path.expanduser(usual)


def connections_of(config: str) -> dict[str, tuple[str, str]]:
    """Return each connection's vendor, and its traits in words; none when the config cannot be read.

    A pipe is left alone: whoever reads it first has all of it.
    """
    return {name: (str(table.get("vendor", "")), _traits(table)) for name, table in _connections_in(config, ()).items()}


def _connections_in(config: str, above: tuple[str, ...]) -> dict[str, _Table]:
    """Return the tables of connections, those of included files below a file's own; `above` led here."""
    import tomllib

    found: dict[str, _Table] = {}
    try:
        if not os.path.isfile(config) or (real := os.path.realpath(config)) in above:
            return {}
        with open(config, encoding="utf-8") as file:
            tables = tomllib.loads(file.read().removeprefix("\ufeff"))
        for name in tables.get("include", []):
            beside = os.path.join(os.path.dirname(config), os.path.expanduser(name))
            for connection, table in _connections_in(beside, (*above, real)).items():
                found[connection] = {**found.get(connection, {}), **table}
        for connection, table in tables.get("connections", {}).items():
            if isinstance(table, dict):
                found[connection] = {**found.get(connection, {}), **table}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
    return found


def views_of(path: str, seen: tuple[str, ...] = ()) -> Iterator[_Candidate]:
    """Yield the saved views of a file and of those that it includes, and where each leads; none that cannot be read."""
    import tomllib

    try:
        if path in seen or not os.path.isfile(path):
            return
        with open(path, encoding="utf-8") as file:
            tables = tomllib.loads(file.read().removeprefix("\ufeff"))
    except (OSError, ValueError):
        return
    include = tables.pop("include", [])
    for name, table in tables.items():
        if isinstance(table, dict):
            yield name, f"view of {table.get('connection', '')}/{table.get('collection', '')}"
    for each in include if isinstance(include, list) else ():
        further = os.path.join(os.path.dirname(path), os.path.expanduser(str(each)))
        yield from views_of(further, (*seen, path))


def _traits(table: _Table) -> str:
    return f", {table.get('class', 'production')}{', read-only' if table.get('read_only') is True else ''}"


def _table() -> _Table:
    import json

    path, made_for = table_path(), _made_for()
    try:
        with open(path, encoding="utf-8") as file:
            kept = json.load(file)
        if kept["made_for"] == made_for:
            return dict(kept)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    from tui.commands.completion import make_table

    return make_table(path, made_for)


def _made_for() -> list[object]:
    """Return what tells whether that which is kept is of these commands and vendors."""
    from tui import __version__

    here = os.path.dirname(os.path.abspath(__file__))
    installed = [_changed(here), _changed(os.path.dirname(here))]  # a package comes or goes beside ours
    folders = os.environ.get("FRONTDESK_VENDORS", "")
    theirs = [_changes(folder) for folder in folders.split(os.pathsep) if folder]
    return [FORMAT, __version__, here, installed, folders, theirs]


def _changes(folder: str) -> list[int]:
    """Return when something in a folder of vendors was changed: whoever writes one wants to see it."""
    try:
        vendors = sorted(os.listdir(folder))
    except OSError:
        return []
    return [_changed(os.path.join(folder, vendor, name)) for vendor in vendors for name in ("", "catalog.py")]


def _changed(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0
