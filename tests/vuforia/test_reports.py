"""Vuforia's reports: they find the sandbox's story, say how they count, and are whole or say what is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest

from tests.servers import Step as Answer
from tests.vendors.opening import Opened, opened
from tests.vuforia.plant import page, plant, run
from tui.core.collection import Query
from tui.core.errors import VendorError
from tui.core.ranges import parse_range
from tui.core.record import Page, Table
from tui.vendors.vuforia.api.models import Procedure, ReportSession, Step, User
from tui.vendors.vuforia.reports.as_built import as_built
from tui.vendors.vuforia.reports.failing_steps import failing_steps
from tui.vendors.vuforia.reports.first_pass import first_pass_yield
from tui.vendors.vuforia.reports.step_times import step_times
