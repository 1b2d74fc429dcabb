"""No circle of imports: what stands on something is not what that stands on, not even within a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]


def module_name(file: Path) -> str:
    """Return what a file is imported as."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(tree: ast.Module, known: Mapping[str, Path]) -> Iterator[str]:
    """Name the modules of ours that one imports, those for type checking and those within functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.module in known:
            inner = (f"{node.module}.{alias.name}" for alias in node.names)
            package = node.module
            yield from (name if name in known else package for name in inner)


def circles(imports: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the modules that lead back to themselves, each circle together (Tarjan's algorithm)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        number[module] = lowest[module] = len(number)
        path.append(module)
        for other in imports[module]:
            if other not in number:
                visit(other)
            if other in path:
                lowest[module] = min(lowest[module], lowest[other])
        if lowest[module] == number[module]:
            together = path[path.index(module) :]
            del path[path.index(module) :]
            found.extend([sorted(together)] if len(together) > 1 else [])

    for module in imports:
        if module not in number:
            visit(module)
    return found


def test_no_module_leads_back_to_itself() -> None:
    known = {module_name(file): file for file in (ROOT / "tui").rglob("*.py")}
    trees = {name: ast.parse(file.read_text("utf-8")) for name, file in known.items()}
    assert circles({name: set(imports_of(tree, known)) - {name} for name, tree in trees.items()}) == []


def test_a_circle_is_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a", "c"}}) == [["b", "c"]]
