"""Our own server that speaks every vendor's API with made-up data: tests, demo and screenshots run on it."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from tui.sandbox.app import Sandbox
from tui.sandbox.faults import Faults
from tui.sandbox.http import AsgiApp
from tui.sandbox.world import World
from tui.vendors import registry

__all__ = ["build", "demo_config"]


def build(world: World, *, faults: Faults | None = None) -> AsgiApp:
    """Make the app that serves every vendor with a sandbox, each at `/{vendor}`."""
    return Sandbox(world, names=registry.names(), module=_module, faults=faults or Faults())


def demo_config(base: str) -> dict[str, Any]:
    """Return a config, as data, with a connection to every vendor's sandbox below `base` (`http://127.0.0.1:8080`)."""
    modules = {vendor: module for vendor in registry.names() if (module := _module(vendor)) is not None}
    demos = [(demo, vendor) for vendor, module in modules.items() for demo in module.DEMO]
    connections: dict[str, Any] = {}
    for demo, vendor in sorted(demos, key=lambda pair: pair[0].place):
        addresses = {key: f"{base.rstrip('/')}/{vendor}{path}" for key, path in demo.addresses.items()}
        connections[demo.name] = {"vendor": vendor, "class": demo.environment.value, **addresses, **demo.settings}
    return {"connections": connections}


def _module(vendor: str) -> ModuleType | None:
    return registry.load(vendor).module("sandbox")
