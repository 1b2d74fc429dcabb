"""Reports that no portal gives: first-pass yield, failing steps, times of steps, the record of a serial number."""

from __future__ import annotations

from typing import Final

from tui.core.collection import Collection
from tui.vendors.vuforia.reports.as_built import AS_BUILT
from tui.vendors.vuforia.reports.failing_steps import FAILING_STEPS
from tui.vendors.vuforia.reports.first_pass import YIELD
from tui.vendors.vuforia.reports.step_times import STEP_TIMES

__all__ = ["REPORTS_OF_RUNS"]

REPORTS_OF_RUNS: Final[tuple[Collection, ...]] = (YIELD, FAILING_STEPS, STEP_TIMES, AS_BUILT)
