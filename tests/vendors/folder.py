"""Takes the vendor that CONTRIBUTING shows out of the page, and lays it into a folder."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["lay_out"]

ROOT = Path(__file__).parents[2]
_FILE = re.compile(r"^`(lighthouse/[\w/]+\.py)`\n\n```python\n(.*?)^```$", re.M | re.S)


def lay_out(folder: Path) -> Path:
    """Write the page's files below a folder, and return that folder: what FRONTDESK_VENDORS lists."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    files: dict[str, str] = dict(_FILE.findall(page))
    assert set(files) == {f"lighthouse/{name}.py" for name in ("__init__", "catalog", "sandbox")}
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
