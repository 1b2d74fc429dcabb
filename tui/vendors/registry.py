"""Find vendors without knowing any: built in, from other packages, or from a folder of the user's.

Where a name is looked for, the first wins::

    1. a folder beside this module
    2. an entry point of group `frontdesk.vendors`, which leads to a descriptor or to a module holding `VENDOR`
    3. a folder inside one of those that the environment variable FRONTDESK_VENDORS lists

A folder from the third place is imported as `tui.vendors.<name>`, as if it lay here, so that it can move in unchanged.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING, Final

from tui import vendors
from tui.core.errors import UsageError
from tui.core.vendor import Vendor

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["ENTRY_POINTS", "VARIABLE", "load", "load_all", "names"]

ENTRY_POINTS: Final = "frontdesk.vendors"
"""The entry point group under which another package offers a vendor."""

VARIABLE: Final = "FRONTDESK_VENDORS"
"""The environment variable that lists folders of vendor folders, separated as in PATH."""


def names(*, environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """List the vendors there are, in alphabetical order; imports none of them.

    Args:
        environ: the environment to read; None is the process's own, read now.
    """
    found = {*_built_in(), *_offered(), *_in_folders(environ)}
    return tuple(sorted(found))


def load(name: str, *, environ: Mapping[str, str] | None = None) -> Vendor:
    """Import one vendor's descriptor, and nothing else of it.

    Args:
        name: what `names` calls it.
        environ: the environment to read; None is the process's own, read now.

    Raises:
        UsageError: when there is no such vendor, or what is there is none.
    """
    found: object
    if name in _built_in():
        found = import_module(f"{vendors.__name__}.{name}")
    elif offer := _offered().get(name):
        found = offer.load()
    elif folder := _in_folders(environ).get(name):
        found = _import_folder(name, folder)
    else:
        known = ", ".join(names(environ=environ))
        raise UsageError(f"There is no vendor “{name}”.", way_out=f"There are: {known}.")
    vendor = getattr(found, "VENDOR", found)
    if not isinstance(vendor, Vendor):
        raise UsageError(f"“{name}” is no vendor: it has no descriptor called VENDOR.")
    return vendor


def load_all(*, environ: Mapping[str, str] | None = None) -> tuple[Vendor, ...]:
    """Import every vendor's descriptor, in alphabetical order.

    Raises:
        UsageError: when one of them is no vendor.
    """
    return tuple(load(name, environ=environ) for name in names(environ=environ))


@cache  # a start asks for each vendor's descriptor, and again for each connection
def _built_in() -> frozenset[str]:
    return frozenset(_packages(vendors.__path__))


def _offered() -> Mapping[str, EntryPoint]:
    return _offered_on(tuple(sys.path))


@lru_cache(maxsize=1)
def _offered_on(path: tuple[str, ...]) -> Mapping[str, EntryPoint]:
    """Read the entry points of every package on the path: once, for that opens each package's files."""
    if not _may_offer(path):
        return {}
    from importlib.metadata import entry_points  # 30 ms, for which a start on built-in vendors does not wait

    return {point.name: point for point in entry_points(group=ENTRY_POINTS)}


def _may_offer(path: Iterable[str]) -> bool:
    """Tell whether a package may offer a vendor: cheaply, and rather once too often, for most offer none.

    What is no folder on the path, such as an archive, and what other importers know, is not looked into here.
    """
    if any(hasattr(finder, "find_distributions") for finder in sys.meta_path if finder is not PathFinder):
        return True
    for folder in path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - names alone, a thousand of them
        except NotADirectoryError:
            return True
        except OSError:
            continue
        if any(name.endswith((".dist-info", ".egg-info", ".egg")) and _names_group(folder, name) for name in names):
            return True
    return False


def _names_group(folder: str, name: str) -> bool:
    if name.endswith(".egg"):
        return True
    try:
        return ENTRY_POINTS.encode() in Path(folder, name, "entry_points.txt").read_bytes()
    except OSError:
        return False


def _in_folders(environ: Mapping[str, str] | None) -> dict[str, Path]:
    listed = (os.environ if environ is None else environ).get(VARIABLE, "")
    folders = [Path(folder).expanduser() for folder in listed.split(os.pathsep) if folder]
    return {name: folder / name for folder in reversed(folders) for name in _packages([str(folder)])}


def _packages(path: Iterable[str]) -> Iterator[str]:
    return (module.name for module in iter_modules(path) if module.ispkg and not module.name.startswith("_"))


def _import_folder(name: str, folder: Path) -> ModuleType:
    """Import a folder from elsewhere as `tui.vendors.<name>`; a second call returns the first one's module."""
    full = f"{vendors.__name__}.{name}"
    known = sys.modules.get(full)
    if known is not None and known.__file__ == str(folder / "__init__.py"):
        return known
    spec = spec_from_file_location(full, folder / "__init__.py", submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None:
        raise UsageError(f"The folder {folder} cannot be imported as a vendor.", way_out=f"Check {VARIABLE}.")
    module = module_from_spec(spec)
    # An import inside the folder looks its own package up here, so it must be known before it runs.
    sys.modules[full] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[full]
        raise
    return module
