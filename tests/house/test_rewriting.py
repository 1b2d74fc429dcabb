"""The sharing of rewritten test modules spares time, and is never in the way."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from _pytest.assertion import rewrite

from tests.rewriting import rewritten_together

IN_PYTEST = "_rewrite_test"
"""What it goes by, and pytest does not promise."""


def process(folder: Path, monkeypatch: pytest.MonkeyPatch, *, basetemp: Path | None) -> pytest.Config:
    """Return what the only process of several is asked to run: all that is in a folder."""
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "1")
    params = SimpleNamespace(dir=folder)
    given = SimpleNamespace(option=Namespace(basetemp=basetemp), invocation_params=params, args=[str(folder)])
    return cast("pytest.Config", given)


def kept_in(basetemp: Path) -> list[Path]:
    """Return what is kept for the other processes."""
    return [*(basetemp.parent / "rewritten").iterdir()]


def test_what_pytest_has_no_more_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(rewrite, IN_PYTEST)
    rewritten_together(process(tmp_path, monkeypatch, basetemp=tmp_path / "gw0"))
    assert not hasattr(rewrite, IN_PYTEST)
    assert not [*tmp_path.iterdir()]


def test_a_process_without_a_folder_beside_the_others_rewrites_for_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = getattr(rewrite, IN_PYTEST)
    rewritten_together(process(tmp_path, monkeypatch, basetemp=None))
    assert getattr(rewrite, IN_PYTEST) is before


def test_a_module_that_is_no_python_ends_no_process(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewrite, IN_PYTEST, lambda fn, config: (fn.stat(), compile(fn.read_bytes(), fn, "exec")))
    tests = tmp_path / "outside"
    tests.mkdir()
    (tests / "test_broken.py").write_text("def (", encoding="utf-8")
    (tests / "test_sound.py").write_text("FOUND = 1", encoding="utf-8")

    rewritten_together(process(tests, monkeypatch, basetemp=tmp_path / "gw0"))
    assert len(kept_in(tmp_path / "gw0")) == 1

    found: dict[str, int] = {}
    exec(getattr(rewrite, IN_PYTEST)(tests / "test_sound.py", request.config)[1], found)
    assert found["FOUND"] == 1


def test_nothing_is_written_beside_the_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewrite, IN_PYTEST, lambda fn, config: (fn.stat(), compile(fn.read_bytes(), fn, "exec")))
    tests = tmp_path / "modules"
    tests.mkdir()
    (tests / "test_sound.py").write_text("FOUND = 1", encoding="utf-8")

    rewritten_together(process(tests, monkeypatch, basetemp=tmp_path / "gw0"))
    assert [path.name for path in tests.iterdir()] == ["test_sound.py"]
    assert len(kept_in(tmp_path / "gw0")) == 1
