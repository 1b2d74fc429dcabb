"""Unpack what the single file carries: once, whole or not at all, and clear away what earlier versions left.

It is written into a folder with another name and gets its own name when it is complete, so a start that is broken off
leaves nothing that a later one would run. Two that start at once both unpack, and the second finds the first's.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import secrets
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NoReturn

from frontdesk_places import VARIABLE, Carried, NotOurs, Place, ancestors_are_safe, check_private, opened

__all__ = ["clear_others", "unpack", "unpack_into"]

_NEW: Final = ".new-"
_OLD: Final = ".old-"


def unpack(carried: Carried, tried: Sequence[Place], *, user: int) -> tuple[str, int]:
    """Unpack into the first place that will do.

    Returns:
        The folder, and the descriptor that holds its lock.

    Raises:
        SystemExit: 2 when no place will do, 130 at a Ctrl+C.
    """
    refused: list[str] = []
    for place in tried:
        try:
            held = unpack_into(place, carried, user=user)
        except NotOurs as why:
            refused.append(f"{why}.")
        except OSError as why:
            refused.append(f"{why.filename or place.path}: {why.strerror}.")
        except KeyboardInterrupt:
            raise SystemExit(130) from None
        else:
            if refused:
                _say(f"Frontdesk has unpacked itself into {place.path}, for elsewhere it could not:", *refused)
            return place / carried.folder_name, held
    return _give_up(
        "Frontdesk unpacks itself once, into a folder of your own, and found none that will do:",
        *refused,
        f"Set {VARIABLE} to a folder that you may write to and others may not, with 20 MB free.",
    )


def unpack_into(place: Place, carried: Carried, *, user: int) -> int:
    """Unpack into one place, and clear away what earlier versions left there.

    Returns:
        The descriptor that holds the folder's lock.

    Raises:
        NotOurs: when others may have a hand in it.
        OSError: when it cannot be written.
        SystemExit: 2 when the file is not as it was made.
    """
    payload = _payload(carried)
    ancestors_are_safe(place.path, user=user)
    os.makedirs(place.path, mode=0o700, exist_ok=True)
    check_private(place.path, user=user)
    ancestors_are_safe(place.path, user=user)
    if os.statvfs(place.path).f_flag & os.ST_NOEXEC:
        raise NotOurs(f"{place.path} is mounted noexec")
    made = tempfile.mkdtemp(prefix=_NEW, dir=place.path)
    lock = _locked(made)
    try:
        _write(payload, Path(made), carried)
        _put_in_place(made, place / carried.folder_name, carried, user=user)
    finally:
        shutil.rmtree(made, ignore_errors=True)  # not there any more when all went well
    held = opened(place / carried.folder_name, carried, user=user)
    os.close(lock)
    if held is None:
        raise NotOurs(f"what was unpacked into {place.path} is not there any more")
    clear_others(place, keep=carried.mark)
    return held


def clear_others(place: Place, *, keep: str) -> None:
    """Remove what is neither this version's nor in use: earlier versions, and what was broken off.

    Args:
        place: Where to look.
        keep: What the names of this version's folders begin with.
    """
    for name in os.listdir(place.path):
        if name.startswith(keep):
            continue
        try:
            seen = os.open(place / name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue
        try:
            fcntl.flock(seen, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(place / name, ignore_errors=True)
        except OSError:
            pass  # in use, or nobody can tell: it stays
        finally:
            os.close(seen)


def _payload(carried: Carried) -> bytes:
    with zipfile.ZipFile(carried.archive) as outer:
        payload = outer.read(carried.payload)
    if hashlib.sha256(payload).hexdigest() != carried.digest:
        _give_up(f"{carried.archive} is not as it was made: fetch it again, and compare its sum with SHA256SUMS.")
    return payload


def _write(payload: bytes, into: Path, carried: Carried) -> None:
    """Write what this Python needs of the payload: of machine code only its own."""
    made: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        for name in archive.namelist():
            if name.endswith(".so") and name not in carried.native[carried.suffix]:
                continue
            folder = name.rpartition("/")[0]
            if folder not in made:
                os.makedirs(into / folder, mode=0o700, exist_ok=True)
                made.add(folder)
            handle = os.open(into / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(handle, "wb") as written:
                written.write(archive.read(name))


def _put_in_place(made: str, folder: str, carried: Carried, *, user: int) -> None:
    """Give what was made its name, unless somebody was faster; what has the name and is not whole makes way."""
    try:
        os.rename(made, folder)
    except OSError:
        if (held := opened(folder, carried, user=user)) is not None:
            os.close(held)
            return
        away = f"{os.path.dirname(folder)}/{_OLD}{secrets.token_hex(8)}"
        os.rename(folder, away)
        os.rename(made, folder)
        shutil.rmtree(away, ignore_errors=True)


def _locked(folder: str) -> int:
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    with suppress(OSError):  # a file system without locks
        fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return held


def _say(*lines: str) -> None:
    sys.stderr.write("\n  ".join(lines) + "\n")


def _give_up(*lines: str) -> NoReturn:
    _say(*lines)
    raise SystemExit(2)
