"""Where the single file unpacks itself to, and whether what lies there is ours and whole.

A jump host is shared, and what is unpacked is run. So it lies in a folder that only its owner may enter (0700), in
folders that nobody else may rename; its name holds the digest of what this file carries; machine code is read and
compared before it is loaded. While Frontdesk runs it holds a lock on the folder, and no other version clears it away::

    <cache folder>/frontdesk-app/         0700
        <digest>-<python>-<machine>/      0700, locked while it is in use
            tui/ textual/ msgspec/ …

Everything here is run by every start: nothing is imported that Python has not imported for itself, but for the digest.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.machinery import EXTENSION_SUFFIXES
from typing import Final

__all__ = ["VARIABLE", "Carried", "NotOurs", "Place", "ancestors_are_safe", "check_private", "opened", "places"]

VARIABLE: Final = "FRONTDESK_UNPACK"
"""The environment variable that names the folder to unpack into, and then no other is tried."""

_FOLDER: Final = "frontdesk-app"
_TAG: Final = f"{sys.implementation.cache_tag}-{os.uname().machine}"


class NotOurs(Exception):
    """A folder that what is run must not lie in; the message says why, for the user."""


@dataclass(frozen=True)
class Carried:
    """What this file carries; written into it when it is made."""

    archive: str
    """The file itself."""
    payload: str
    """The name inside it of the ZIP that is unpacked."""
    digest: str
    """SHA-256 of the payload, in hexadecimal."""
    native: Mapping[str, Mapping[str, str]]
    """For each extension suffix, the machine code that is loaded: SHA-256 by path in the payload."""

    @property
    def mark(self) -> str:
        """What the names of all folders begin with that this payload is unpacked into, whatever the Python."""
        return self.digest[:16]

    @property
    def folder_name(self) -> str:
        """The folder for this Python on this kind of machine: a home may be shared by several."""
        return f"{self.mark}-{_TAG}"

    @property
    def suffix(self) -> str:
        """The extension suffix of this Python; none of `native` when it is one that the file does not run on."""
        return EXTENSION_SUFFIXES[0]


@dataclass(frozen=True)
class Place:
    """A folder in which the unpacked folders may lie."""

    path: str

    def __truediv__(self, name: str) -> str:
        return f"{self.path}/{name}"


def places(environ: Mapping[str, str], *, home: str, user: int) -> Iterator[Place]:
    """Yield where to unpack to, the best first: the cache folder, and where that will not do, what survives a reboot.

    Args:
        environ: The environment variables.
        home: The user's home folder; `~` for a user who has none.
        user: The user's number; folders for temporary files are shared.
    """
    if named := environ.get(VARIABLE):
        yield Place(os.path.abspath(named))
        return
    own = (environ.get("XDG_CACHE_HOME", ""), f"{home}/.cache")
    for cache in [each for each in own if os.path.isabs(each)][:1]:
        yield Place(f"{cache}/{_FOLDER}")
    shared = (environ.get("TMPDIR", ""), "/var/tmp", "/tmp")  # noqa: S108 - looked at like any other
    for each in dict.fromkeys(filter(os.path.isabs, shared)):
        yield Place(f"{each}/{_FOLDER}-{user}")


def check_private(path: str, *, user: int) -> None:
    """See that a folder is the user's own and nobody else may enter it.

    Raises:
        NotOurs: when it is not.
        OSError: when it is not there, or cannot be looked at.
    """
    seen = os.lstat(path)
    if not stat.S_ISDIR(seen.st_mode):
        raise NotOurs(f"{path} is not a folder")
    if seen.st_uid != user:
        raise NotOurs(f"{path} belongs to another user")
    if seen.st_mode & 0o077:
        raise NotOurs(f"{path} is open to others: chmod 700, or remove it")


def ancestors_are_safe(path: str, *, user: int) -> None:
    """See that nobody else can put another folder in a folder's place.

    Args:
        path: The folder; what leads to it need not all be there yet.
        user: The user's number.

    Raises:
        NotOurs: when somebody may rename one of the folders that lead to it, links followed or not.
    """
    above = os.path.dirname(path)
    for leads in {*_above(above), *_above(os.path.realpath(above))}:
        try:
            seen = os.stat(leads)
        except FileNotFoundError:
            continue
        if seen.st_uid not in (0, user):
            raise NotOurs(f"{leads} belongs to another user")
        others = seen.st_mode & (0o002 if _is_own_group(seen.st_gid, user) else 0o022)
        if others and not seen.st_mode & stat.S_ISVTX:
            raise NotOurs(f"{leads} can be changed by others")


def _above(path: str) -> Iterator[str]:
    yield path
    while (path := os.path.dirname(path)) not in ("", "/"):
        yield path
    yield "/"


def _is_own_group(group: int, user: int) -> bool:
    """Tell whether a group is one of root's, or one that has nobody in it but the user, as many systems make them."""
    if group == 0:
        return True
    if group != user:
        return False
    import grp
    import pwd

    try:
        name = pwd.getpwuid(user).pw_name
        return grp.getgrgid(group).gr_name == name and set(grp.getgrgid(group).gr_mem) <= {name}
    except KeyError:
        return False


def opened(folder: str, carried: Carried, *, user: int) -> int | None:
    """Lock an unpacked folder, and see that it is the user's and that its machine code is what this file carries.

    Returns:
        The descriptor that holds the lock until the process ends; None when there is no such folder, or not all of it.

    Raises:
        NotOurs: when somebody else may have had a hand in it.
    """
    import fcntl

    try:
        check_private(folder, user=user)
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:  # it is being cleared away
        os.close(held)
        return None
    except OSError:
        pass  # a file system without locks; nothing is cleared away there
    if _is_there(folder, held) and _is_whole(folder, carried):
        return held
    os.close(held)
    return None


def _is_there(folder: str, held: int) -> bool:
    """Tell whether the folder that was locked is still the one of that name."""
    try:
        return os.path.samestat(os.lstat(folder), os.fstat(held))
    except OSError:
        return False


def _is_whole(folder: str, carried: Carried) -> bool:
    for path, digest in carried.native[carried.suffix].items():
        try:
            with open(f"{folder}/{path}", "rb") as code:
                if hashlib.sha256(code.read()).hexdigest() != digest:
                    return False
        except OSError:
            return False
    return True
