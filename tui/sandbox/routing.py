"""Finds the route of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from tui.sandbox.http import Refusal, Route

__all__ = ["Router"]


class Router:
    """One vendor's routes. The first that fits wins, so a fixed path goes before a pattern of the same length."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = [(_Pattern(route.pattern), route) for route in routes]

    def find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]]:
        """Return the route for a path as it was sent, with the named parts decoded.

        Raises:
            Refusal: 404 when no pattern fits, 405 when one does, but not with this method.
        """
        allowed: list[str] = []
        for pattern, route in self._routes:
            values = pattern.values_in(path)
            if values is None:
                continue
            if route.method == method:
                return route, values
            allowed.append(route.method)
        if allowed:
            raise Refusal(405, f"{method} is not allowed here, but {', '.join(sorted(set(allowed)))}.")
        raise Refusal(404, f"There is nothing at {unquote(path)}.")


class _Pattern:
    """A path as `/User/{userId}`; a trailing slash does no harm."""

    def __init__(self, pattern: str) -> None:
        # No regular expressions: compiling forty took as long as answering all that is asked at the start.
        self._parts = pattern.split("/")

    def values_in(self, path: str) -> dict[str, str] | None:
        """Return the named parts of a path as it was sent, decoded; None when it is another path."""
        sent = path.removesuffix("/").split("/")
        if len(sent) != len(self._parts):
            return None
        values: dict[str, str] = {}
        for part, given in zip(self._parts, sent, strict=True):
            if part[:1] == "{" and part[-1:] == "}" and given:
                values[part[1:-1]] = unquote(given)
            elif part != given:
                return None
        return values
