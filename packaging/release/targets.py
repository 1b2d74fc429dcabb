"""For which Pythons and machines a package is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["MACHINES", "PYTHONS", "TARGETS", "Target"]

PYTHONS: Final = ("3.11", "3.12", "3.13")
"""The Pythons that a package is tried on before it goes out."""

MACHINES: Final = ("x86_64", "aarch64")
"""As `uname -m` says them. Linux with glibc; a machine with musl installs from its registry."""


@dataclass(frozen=True, slots=True)
class Target:
    """One Python on one kind of machine."""

    python: str
    """Major and minor: `3.12`."""
    machine: str

    @property
    def extension_suffix(self) -> str:
        """How CPython's extension modules end there, what `sysconfig` calls EXT_SUFFIX."""
        return f".cpython-{self.python.replace('.', '')}-{self.machine}-linux-gnu.so"

    @property
    def pip_words(self) -> tuple[str, ...]:
        """Tell pip to look for this target's wheels, whatever runs pip. 2014 is glibc 2.17: Debian 8, RHEL 7."""
        platforms = (f"manylinux2014_{self.machine}", f"manylinux_2_17_{self.machine}")
        spelled = [word for platform in platforms for word in ("--platform", platform)]
        return ("--only-binary", ":all:", "--implementation", "cp", "--python-version", self.python, *spelled)


TARGETS: Final = tuple(Target(python, machine) for machine in MACHINES for python in PYTHONS)
