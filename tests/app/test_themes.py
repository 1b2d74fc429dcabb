"""Themes: those that come with Frontdesk, and those that users write."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from tests.app.support import make_app, settled
from tui.storage.paths import paths_under
from tui.themes import DEFAULT_THEME, ROLES, bundled_folder, load_themes, read_theme

NAMES = ("ansi16", "harbor", "harbor-light", "high-contrast")


def test_every_bundled_theme_loads() -> None:
    themes = load_themes([bundled_folder()])
    assert tuple(sorted(themes.found)) == NAMES
    assert not themes.problems


@pytest.mark.parametrize("name", ["harbor", "harbor-light", "high-contrast"])
def test_text_can_be_read_on_every_background(name: str) -> None:
    theme = load_themes([bundled_folder()]).found[name]
    least = 10.0 if name == "high-contrast" else 4.5
    for behind in (theme.background, theme.surface, theme.variables["block-cursor-background"]):
        for ink in (theme.foreground, theme.variables["text-muted"], theme.accent, theme.warning, theme.success):
            assert _contrast(ink, behind) >= least, (ink, behind)
        # Danger comes in bold, for which 3 to 1 would do.
        assert _contrast(theme.error, behind) >= 4, behind


def test_a_users_theme_replaces_one_of_the_same_name(tmp_path: Path) -> None:
    mine = (bundled_folder() / "harbor.toml").read_text("utf-8").replace("#5fafaf", "#ff00ff")
    (tmp_path / "harbor.toml").write_text(mine, "utf-8")
    assert load_themes([bundled_folder(), tmp_path]).found["harbor"].accent == "#ff00ff"


def test_all_that_is_wrong_is_reported_at_once(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('dark = "yes"\nshade = 1\n[colors]\nbackground = "nonsense"\nblue = "#00f"\n', "utf-8")
    problems = read_theme(file)
    assert not isinstance(problems, Theme)
    assert {problem.key for problem in problems} >= {"dark", "shade", "colors.background", "colors.blue"}
    assert len(problems) == 3 + len(ROLES)


def test_a_file_that_is_no_toml_is_reported_and_the_others_load(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("[colors", "utf-8")
    themes = load_themes([bundled_folder(), tmp_path])
    assert tuple(sorted(themes.found)) == NAMES
    assert len(themes.problems) == 1


def test_a_theme_that_is_not_there_gives_way_to_the_default() -> None:
    assert load_themes([bundled_folder()]).choose(None, "neon") == DEFAULT_THEME


async def test_a_theme_that_differs_in_one_colour_is_shown_at_once_on_every_screen(tmp_path: Path) -> None:
    harbor = (bundled_folder() / "harbor.toml").read_text("utf-8")
    muted = tomllib.loads(harbor)["colors"]["muted"]
    themes = paths_under(tmp_path).themes
    themes.mkdir(parents=True)
    (themes / "mine.toml").write_text(harbor.replace(muted, "#123456"), "utf-8")
    app = make_app(tmp_path, only="campus")
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("enter", "enter")
        await settled(pilot)
        app.choose_theme("mine")
        await settled(pilot)
        above = app.export_screenshot()
        await pilot.press("escape", "escape")
        await settled(pilot)
        below = app.export_screenshot()

    for shown in (above, below):
        assert "#123456" in shown
        assert muted not in shown


def _contrast(one: str | None, other: str | None) -> float:
    assert one is not None
    assert other is not None
    lighter, darker = sorted((_luminance(Color.parse(one)), _luminance(Color.parse(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


async def test_without_colours_nothing_is_painted_and_nothing_is_dimmer_than_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(tmp_path, only="office")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter", "enter")
        await settled(pilot)
        table = app.screen.query_one("#table")
        strips = [table.render_line(y) for y in range(table.size.height)]
        (filtered,) = app.get_line_filters()
        shown = [
            (segment.text.strip(), segment.style)
            for strip in strips
            for segment in filtered.apply(list(strip), Color.parse("black"))
            if segment.style is not None
        ]

        assert not [style for _, style in shown if style.color or style.bgcolor or style.dim]
        assert all(style.bold for text, style in shown if text == "overdue")
        assert "overdue" in {text for text, _ in shown}
        assert [style for _, style in shown if style.reverse], "the row under the cursor"


@pytest.mark.parametrize("no_color", [True, False])
async def test_a_dialog_has_a_frame_where_no_surface_raises_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_color: bool
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(tmp_path, only="office", ui={"theme": "harbor" if no_color else "ansi16"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for keys in (("enter", "enter", "s"), ("escape", "t")):
            await pilot.press(*keys)
            await settled(pilot)
            assert app.screen.query_one("#panel").styles.border.bottom[0] == "round"
