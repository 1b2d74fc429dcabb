"""Stylesheets, parsed once a process: hundreds of apps are started here, each with the same."""

from __future__ import annotations

from typing import Any, Final

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

__all__ = ["parsed_once"]

_PARSED: Final[dict[tuple[Any, ...], list[RuleSet]]] = {}


def parsed_once() -> None:
    """Have every app use what the first one parsed of the same text with the same variables: rules are only read."""
    parse = Stylesheet._parse_rules

    def parse_once(stylesheet: Stylesheet, *given: Any, **more: Any) -> list[RuleSet]:
        key = (given, *more.items(), frozenset(stylesheet._variables.items()))
        if key not in _PARSED:
            _PARSED[key] = parse(stylesheet, *given, **more)
        return _PARSED[key]

    Stylesheet._parse_rules = parse_once  # type: ignore[assignment,method-assign]
