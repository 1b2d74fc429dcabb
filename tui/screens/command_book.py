"""Where commands are declared: the shell, every screen and widget of ours, every vendor's own screens.

Reading them all imports every screen there is, so it is done in steps, and only as far as somebody asks::

    shell      what is imported anyway before the first paint
    ours       every module of `tui.screens` and `tui.widgets`
    vendors    every module of each vendor's `screens`
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from threading import Lock
from types import ModuleType

from textual.dom import DOMNode

from tui.core.vendor import Vendor
from tui.terminal.keymap import Command, commands_of

__all__ = ["CommandBook", "our_places", "vendor_places"]

Places = Iterable[type[DOMNode]]


class CommandBook:
    """The commands there are, by id, read step by step."""

    def __init__(self, *steps: Callable[[], Places]) -> None:
        """Take what to read, the cheapest first; the first step is read at once."""
        self._reading = Lock()
        first, *self._steps = steps
        self._places = list(first())
        self._known = commands_of(*self._places)

    @property
    def known(self) -> Mapping[str, Command]:
        """What has been read so far."""
        return self._known

    def find(self, command_id: str) -> Command | None:
        """Return a command; reads on until it is found, or there is nothing left to read."""
        self._read_until(lambda: command_id in self._known)
        return self._known.get(command_id)

    def read_all(self) -> Mapping[str, Command]:
        """Read everything: only then is it known whether a key is free in every place that inherits a command."""
        self._read_until(lambda: False)
        return self._known

    def _read_until(self, enough: Callable[[], bool]) -> None:
        with self._reading:  # a thread reads everything, and the screen may ask for a command meanwhile
            while self._steps and not enough():
                self._places += self._steps.pop(0)()
                self._known = commands_of(*self._places)


def our_places() -> tuple[type[DOMNode], ...]:
    """Return every screen and widget of ours that declares commands."""
    from tui import screens, widgets

    return tuple(dict.fromkeys([*_declared_in(screens), *_declared_in(widgets)]))


def vendor_places(vendor: Vendor) -> tuple[type[DOMNode], ...]:
    """Return a vendor's screens and widgets that declare commands; none when it brings no screens.

    A vendor may list them itself, as `COMMAND_PLACES` in its `screens`; else its modules there are looked through, and
    where `screens` is one module, the classes in its `SCREENS` count as well.
    """
    module = vendor.module("screens")
    if module is None:
        return ()
    listed: Places | None = getattr(module, "COMMAND_PLACES", None)
    if listed is not None:
        return tuple(listed)
    shown = [each for each in getattr(module, "SCREENS", {}).values() if isinstance(each, type)]
    return tuple(dict.fromkeys([*(each for each in shown if issubclass(each, DOMNode)), *_declared_in(module)]))


def _declared_in(package: ModuleType) -> Iterator[type[DOMNode]]:
    """Find the classes of a package that declare bindings, module by module in alphabetical order."""
    inside = pkgutil.walk_packages(getattr(package, "__path__", ()), prefix=f"{package.__name__}.")
    for module in (package, *(import_module(each.name) for each in inside)):
        for found in vars(module).values():
            own = isinstance(found, type) and issubclass(found, DOMNode) and found.__module__ == module.__name__
            if own and "BINDINGS" in vars(found):
                yield found
