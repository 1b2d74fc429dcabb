"""What the vendors say can be found: every name in it is one of their own."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from tui.core.collection import RangeUse
from tui.core.findable import LookIn
from tui.core.time.ranges import parse_range
from tui.core.vendor import Vendor
from tui.vendors import registry

NOW = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)
VENDORS = registry.load_all(environ={})


def looks(vendor: Vendor) -> list[LookIn]:
    catalog = vendor.catalog()
    return [*(each.look for each in catalog.finding().findables), *(each.look for each in catalog.finding().traces)]


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
def test_each_question_names_parameters_and_settings_that_there_are(vendor: Vendor) -> None:
    catalog = vendor.catalog()
    settings = {setting.name for setting in vendor.settings}
    for look in looks(vendor):
        collection = catalog.collection(look.collection)
        params = {param.name for param in collection.params}
        assert {*look.asking, *look.settings, *filter(None, [look.text_param])} <= params
        assert set(look.settings.values()) <= settings
        re.compile(look.takes)
        assert look.limit > 0
        assert {trace.id_param for trace in catalog.finding().traces if trace.look is look and trace.id_param} <= params


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
def test_each_question_about_the_past_is_bounded_and_says_how_far_it_reaches(vendor: Vendor) -> None:
    for look in looks(vendor):
        collection = vendor.catalog().collection(look.collection)
        if look.range:
            assert collection.range_use is not RangeUse.NONE
            parse_range(look.range, now=NOW, zone=UTC)
            assert look.reach
        else:
            assert collection.range_use is not RangeUse.REQUIRED
            assert collection.range_use is RangeUse.NONE or look.text_param, "a bounded range, or one thing's rows"


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
def test_whom_rows_name_is_said_of_collections_that_there_are(vendor: Vendor) -> None:
    catalog = vendor.catalog()
    assert set(catalog.finding().whom) <= {collection.name for collection in catalog.collections}
