"""Archives whose bytes depend on nothing but what is in them, and the sums of what was made."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

__all__ = ["SUMS", "moment", "sha256", "tar_bytes", "write_sums", "zip_bytes"]

SUMS: Final = "SHA256SUMS"
"""What `sha256sum --check` reads."""

_EPOCH: Final = "1767225600"
"""2026-01-01, for who sets no SOURCE_DATE_EPOCH; a ZIP knows no time before 1980."""


def moment() -> int:
    """Return the time that everything bears, in seconds since 1970: SOURCE_DATE_EPOCH, else one that never changes."""
    return int(os.environ.get("SOURCE_DATE_EPOCH", _EPOCH))


def zip_bytes(files: Mapping[str, bytes], *, packed: bool = True, before: bytes = b"") -> bytes:
    """Make a ZIP: names in order, one time, one mode.

    Args:
        files: By name in the archive.
        packed: Deflated; else as they are.
        before: What the file begins with, ahead of the ZIP.
    """
    written = io.BytesIO()
    written.write(before)
    made = datetime.fromtimestamp(moment(), UTC)
    with zipfile.ZipFile(written, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (made.year, made.month, made.day, made.hour, made.minute, made.second))
            entry.create_system = 3  # Unix, wherever this runs
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            archive.writestr(entry, files[name], compresslevel=9)
    return written.getvalue()


def tar_bytes(folder: Path, *, top: str) -> bytes:
    """Make a `.tar.gz` of a folder: names in order, one time, nobody's, only the bit that lets a file run kept.

    Args:
        folder: What goes in, links as links.
        top: The one folder that everything lies in when it is unpacked.
    """
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path in [folder, *sorted(folder.rglob("*"))]:
            entry = archive.gettarinfo(path, arcname=str(Path(top) / path.relative_to(folder)))
            if entry.islnk():  # two names of one file: which is the second depends on the machine
                entry.type, entry.linkname, entry.size = tarfile.REGTYPE, "", path.stat().st_size
            entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname = moment(), 0, 0, "", ""
            entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
            with path.open("rb") if entry.isreg() else io.BytesIO() as content:
                archive.addfile(entry, content)
    return gzip.compress(plain.getvalue(), compresslevel=9, mtime=0)


def sha256(content: bytes) -> str:
    """Return the digest, in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write_sums(folder: Path, made: Iterable[Path]) -> Path:
    """Write the sums of what lies in a folder; those of other files that it still holds are kept."""
    sums = folder / SUMS
    known = {path.name: sha256(path.read_bytes()) for path in made}
    for line in sums.read_text().splitlines() if sums.exists() else ():
        digest, name = line.split("  ", 1)
        known.setdefault(name, digest)
    kept = sorted((name, digest) for name, digest in known.items() if (folder / name).is_file())
    sums.write_text("".join(f"{digest}  {name}\n" for name, digest in kept))
    return sums
