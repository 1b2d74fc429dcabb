"""What packages are made of: locked, and all of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from release.folder import collected
from release.locked import APP, ROOT, TOOLS, Conflict, lock_text, merged
from release.targets import PYTHONS, TARGETS
from tui import __version__


def resolved(name: str, version: str, digest: str) -> dict[str, Any]:
    found = {
        "metadata": {"name": name, "version": version},
        "download_info": {"archive_info": {"hashes": {"sha256": digest}}},
    }
    return {"install": [found]}


def locked(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_a_lock_file_holds_the_wheels_of_all_targets() -> None:
    pins = merged([resolved("Fast_Code", "1.0", "b" * 64), resolved("Fast_Code", "1.0", "a" * 64)])

    assert lock_text(pins).splitlines()[1:] == [
        "fast-code==1.0 \\",
        f"    --hash=sha256:{'a' * 64} \\",
        f"    --hash=sha256:{'b' * 64}",
    ]


def test_targets_that_would_get_two_versions_are_told_apart_loudly() -> None:
    with pytest.raises(Conflict, match=r"fast: one target would get 1\.0, another 2\.0"):
        merged([resolved("fast", "1.0", ""), resolved("fast", "2.0", "")])


def test_everything_that_frontdesk_depends_on_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[<>=!~ ]", each)[0] for each in project["dependencies"]}

    assert wanted <= locked(APP).keys()
    assert "pyinstaller" in locked(TOOLS)


def test_machine_code_is_locked_for_every_target() -> None:
    digests = re.search(r"^msgspec==.*?(?=^\S)", APP.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)

    assert digests is not None
    assert digests[0].count("--hash") == len(TARGETS)


def test_packages_are_made_for_the_pythons_that_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    named = [each.rpartition(" ")[2] for each in project["classifiers"] if re.search(r":: 3\.\d+$", each)]
    assert tuple(named) == PYTHONS


def test_the_folder_gets_all_modules_all_data_and_all_that_distributions_say_of_themselves() -> None:
    words = collected(
        ["frontdesk", "pip", "Some-Thing"], [("tui", "frontdesk"), ("thing", "Some-Thing"), ("pip", "pip")]
    )

    assert words == [
        *("--copy-metadata", "Some-Thing", "--copy-metadata", "frontdesk"),
        *("--collect-submodules", "tui", "--collect-data", "tui"),
        *("--collect-submodules", "thing", "--collect-data", "thing"),
    ]


def test_the_pages_name_the_files_of_this_version() -> None:
    pages = [(ROOT / page).read_text(encoding="utf-8") for page in ("README.md", "docs/install.md")]

    assert {version for page in pages for version in re.findall(r"frontdesk-(\d+\.\d+\.\d+)", page)} == {__version__}


def test_no_registry_is_named() -> None:
    texts = [
        path.read_text(encoding="utf-8") for path in (ROOT / "packaging").rglob("*") if path.suffix in (".py", ".txt")
    ]

    assert not [text for text in texts if "http:" in text or "https:" in text]
