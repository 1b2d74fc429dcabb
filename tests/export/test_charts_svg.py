"""Charts as SVG: of the drawing that the screens show, well-formed, the same every time, nothing taken for markup."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, fromstring

import pytest
from msgspec.structs import replace

from tui.core.reports.drawing import Drawing, DrawnBar, DrawnBars, DrawnCurve, DrawnLine, DrawnMap, Mark
from tui.core.time.time_range import TimeRange
from tui.export.charts_svg import chart_svg

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
SPAN = TimeRange(NOW - timedelta(hours=12), NOW + timedelta(hours=12))


def bars(*values: float, top: float = 0, marks: tuple[tuple[float, Mark], ...] = ()) -> DrawnBars:
    return DrawnBars(
        tuple(DrawnBar(f"{n}", f"<b>Step</b> {n}", value, f"{value} %", "7", marks) for n, value in enumerate(values)),
        top=top,
        headings=("Step", "Share", "Runs"),
        mark="p90" if any(mark is Mark.OTHER for _, mark in marks) else "",
        is_cumulated=any(mark is Mark.CUMULATED for _, mark in marks),
        is_compared=any(mark is Mark.BEFORE for _, mark in marks),
    )


MAP = DrawnMap(
    ("9", "10"),
    (DrawnLine("Wed", "Wed", (0, 4), (2, 8)), DrawnLine("Thu & Fri", "Thu & Fri", (3, 1), (0, 0))),
    unit="people",
    is_bars=False,
)
CURVE = DrawnCurve(((SPAN.start, 2), (NOW - timedelta(hours=6), 9)), ((SPAN.start, 12),), ("person", "people"))
DRAWINGS: dict[str, Drawing] = {
    "bars": bars(40, 0, 60, marks=((50, Mark.BEFORE), (70, Mark.OTHER))),
    "Pareto": bars(60, 40, top=100, marks=((80, Mark.CUMULATED),)),
    "heat": MAP,
    "multiples": DrawnMap(MAP.cells, MAP.lines, unit="", is_bars=True),
    "curve": CURVE,
}


def drawn(drawing: Drawing) -> Element:
    svg = chart_svg(drawing, title='Steps & "more"', span=SPAN, zone=UTC, now=NOW)
    assert "\n\n" not in svg, "an empty line would end the block in Markdown"
    return fromstring(svg)


def of(chart: Element, tag: str, kind: str = "") -> list[Element]:
    found = chart.iter(f"{{http://www.w3.org/2000/svg}}{tag}")
    return [each for each in found if not kind or each.get("class") == kind]


def texts(chart: Element) -> set[str]:
    return {each.text or "" for each in of(chart, "text")}


@pytest.mark.parametrize("name", list(DRAWINGS))
def test_every_chart_is_well_formed_and_within_its_box(name: str) -> None:
    chart = drawn(DRAWINGS[name])
    _, _, width, height = map(float, (chart.get("viewBox") or "").split())
    for rect in of(chart, "rect"):
        x, y, wide, high = (float(rect.get(each) or "") for each in ("x", "y", "width", "height"))
        assert 0 <= x <= x + wide <= width + 0.2
        assert 0 <= y <= y + high <= height + 0.2
    for text in of(chart, "text"):
        assert 0 <= float(text.get("x") or "") <= width
        assert 0 <= float(text.get("y") or "") <= height


def test_a_bar_is_as_long_as_its_value_and_its_marks_are_named() -> None:
    chart = drawn(DRAWINGS["bars"])
    long = [float(rect.get("width") or "") for rect in of(chart, "rect", "bar")]
    assert long[0] == pytest.approx(long[2] * 40 / 60, abs=0.2)
    assert long[1] == 0
    assert len(of(chart, "path", "before")) == len(of(chart, "path", "mark")) == 3
    assert {"<b>Step</b> 0", "40 %", "line: p90, dashed: the range before"} <= texts(chart)


def test_a_pareto_chart_has_its_line() -> None:
    chart = drawn(DRAWINGS["Pareto"])
    assert len(of(chart, "polyline", "sum")) == 1
    assert len(of(chart, "circle")) == 2


def test_a_map_says_its_figures_and_what_they_were_before() -> None:
    chart = drawn(MAP)
    assert {"Wed", "  before", "Thu & Fri", "4", "8", "people"} - texts(chart) <= {"  before"}
    shades = [float(rect.get("fill-opacity") or "") for rect in of(chart, "rect", "cell")]
    assert max(shades) == shades[3], "the highest of all is the densest: what it was on Wednesday at 10"


def test_a_map_of_lengths_of_time_says_them_with_their_unit() -> None:
    lengths = DrawnMap(MAP.cells, (DrawnLine("Ann", "Ann", (0, 150), ()),), unit="", is_bars=True, is_time=True)
    assert "up to 2 h 30" in texts(drawn(lengths))
    assert "2 h 30" in texts(drawn(replace(lengths, is_bars=False)))


def test_small_multiples_have_what_was_before_behind() -> None:
    chart = drawn(DRAWINGS["multiples"])
    assert len(of(chart, "rect", "was")) == len(of(chart, "rect", "bar")) == 4


def test_a_curve_ends_now_and_the_range_before_goes_on() -> None:
    chart = drawn(CURVE)
    (area,), (before,) = of(chart, "path", "area"), of(chart, "path", "before")
    middle = 0.5 * (760 - 25.4) + 25.4
    assert float((area.get("d") or "").rpartition("H")[2].partition("V")[0]) == pytest.approx(middle, abs=5)
    assert "H760V" in (before.get("d") or "")
    assert {"12", "people", "2026-03-02 18:00"} <= texts(chart)


def test_of_many_bars_the_first_are_drawn_and_the_rest_is_said() -> None:
    chart = drawn(bars(*range(1, 101)))
    assert len(of(chart, "rect", "bar")) == 40
    assert "60 more in the table" in texts(chart)


def test_nothing_draws_nothing() -> None:
    assert chart_svg(bars(), title="", span=SPAN, zone=UTC, now=NOW) == ""
    assert chart_svg(CURVE, title="", span=None, zone=UTC, now=NOW) == ""
