"""Finds the route of a call."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from tui.sandbox.http import Refusal, Route

__all__ = ["Router"]


class Router:
    """One vendor's routes. The first that fits wins, so a fixed path goes before a pattern of the same length."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = [(_compile(route.pattern), route) for route in routes]

    def find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]]:
        """Return the route for a path as it was sent, with the named parts decoded.

        Raises:
            Refusal: 404 when no pattern fits, 405 when one does, but not with this method.
        """
        allowed: list[str] = []
        for pattern, route in self._routes:
            fits = pattern.fullmatch(path)
            if fits is None:
                continue
            if route.method == method:
                return route, {name: unquote(value) for name, value in fits.groupdict().items()}
            allowed.append(route.method)
        if allowed:
            raise Refusal(405, f"{method} is not allowed here, but {', '.join(sorted(set(allowed)))}.")
        raise Refusal(404, f"There is nothing at {unquote(path)}.")


def _compile(pattern: str) -> re.Pattern[str]:
    """Turn `/User/{userId}` into a regular expression over the encoded path; a trailing slash does no harm."""
    parts = re.split(r"\{(\w+)\}", pattern)
    written = "".join(f"(?P<{part}>[^/]+)" if turn % 2 else re.escape(part) for turn, part in enumerate(parts))
    return re.compile(written + "/?")
