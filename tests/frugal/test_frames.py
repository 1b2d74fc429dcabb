"""What goes out, in which order, and what is left out."""

from __future__ import annotations

import pytest

from tests.frugal.glass import Glass
from tui.terminal.frugal.frames import Frames
from tui.terminal.frugal.probe import PROBE, verdict
from tui.terminal.frugal.traits import PLAIN, Traits

XTERM = Traits(repeats=True, repeats_anything=True, erases_coloured=True, erases_cells=True, scrolls=True)


def frames(width: int = 20, height: int = 5, traits: Traits = XTERM) -> Frames:
    made = Frames(traits, width=width, height=height)
    made.write("\x1b[?1049h")
    made.take()
    return made


def full(*lines: str, width: int = 20, height: int = 5) -> str:
    rows = [*lines, *[""] * (height - len(lines))]
    return "\n".join(f"\x1b[{y};1H{line.ljust(width)}" for y, line in enumerate(rows, 1)) + "\x1b[1;1H"


NAMES = ("Ada Lovelace", "Grace Hopper", "Karen Jones", "Alan Turing", "Edsger D", "Barbara Liskov", "Don K", "Tony")


def test_nothing_is_sent_when_nothing_changed() -> None:
    screen = frames()
    screen.write(full("Ada", "Grace"))
    screen.take()

    screen.write(full("Ada", "Grace"))

    assert screen.take() == ""


def test_only_what_changed_is_sent() -> None:
    screen = frames()
    screen.write(full("Ada Lovelace", "Grace"))
    screen.take()

    screen.write(full("Ada Lovelacy", "Grace"))

    assert screen.take() == "\x1b[12Gy\r"


def test_a_frame_that_was_not_sent_in_time_is_never_sent() -> None:
    screen = frames()
    for number in range(1000):
        screen.write(full(f"line {number}"))

    sent = screen.take()

    assert "999" in sent
    assert len(sent) < 60


def test_rows_that_moved_are_moved_by_the_terminal() -> None:
    screen = frames(height=8)
    screen.write(full(*NAMES, height=8))
    screen.take()

    screen.write(full(*NAMES[1:], "Leslie", height=8))

    assert screen.take() == "\x1b[S\x1b[8HLeslie\x1b[H"


def test_without_scrolling_commands_lines_are_deleted_and_inserted() -> None:
    screen = frames(height=8, traits=PLAIN)
    screen.write(full("head", *NAMES[:6], "foot", height=8))
    screen.take()

    screen.write(full("head", *NAMES[1:7], "foot", height=8))

    assert "\x1b[2;7r\x1b[2H\x1b[M\x1b[r" in screen.take()


def test_a_clipboard_is_sent_whole_and_before_the_frames_that_followed_it() -> None:
    screen = frames()
    screen.write("\x1b]52;c;Zm9v\x07")
    screen.write(full("Ada"))
    screen.write("\x07")
    screen.write(full("Grace"))

    sent = screen.take()

    assert sent.startswith("\x1b]52;c;Zm9v\x07\x07")
    assert "Grace" in sent
    assert "Ada" not in sent


def test_what_is_not_understood_is_passed_on_where_the_app_wrote_it() -> None:
    screen = frames()
    screen.write(full("Ada", "Grace"))

    screen.write("\x1b[2;3H\x1bPq#0;2;0;0;0#0~~\x1b\\")

    assert screen.take().endswith("\x1b[2;3H\x1bPq#0;2;0;0;0#0~~\x1b\\")


def test_after_something_not_understood_no_cell_counts_as_known() -> None:
    screen = frames()
    screen.write(full("Ada", "Grace"))
    screen.write("\x1b[4@")
    screen.take()
    assert not screen.complete

    screen.write(full("Ada", "Grace"))

    sent = screen.take()
    assert "Ada" in sent
    assert "Grace" in sent
    assert screen.complete


def test_a_repaint_heals_what_something_else_wrote() -> None:
    screen, glass = frames(), Glass(20, 5)
    screen.write(full("Ada", "Grace"))
    glass.feed(screen.take())
    glass.feed("\x1b[2;1HBroadcast from root")

    screen.repaint()

    glass.feed(screen.take())
    assert glass.text().split() == ["Ada", "Grace"]


def test_a_resize_to_the_same_size_repaints_and_another_waits_for_the_frame() -> None:
    screen = frames()
    screen.write(full("Ada"))
    screen.take()

    screen.resize(20, 5)
    assert "Ada" in screen.take()

    screen.resize(10, 5)
    assert not screen.pending


def test_a_frame_is_put_into_a_synchronised_update_only_where_it_pays() -> None:
    screen = frames(width=80)
    screen.synchronised = True
    screen.write("\x1b[?2026h")
    screen.write(full("Ada", width=80))
    assert "2026" not in screen.take()

    screen.write(full(*("abcdefghij klmnopqrst uvwxyz 0123456789"[n:] for n in range(5)), width=80))
    sent = screen.take()

    assert sent.startswith("\x1b[?2026h")
    assert sent.endswith("\x1b[?2026l")


def test_the_colours_are_reset_before_the_screen_is_left() -> None:
    screen = frames()
    screen.write("\x1b[1;1H\x1b[31mred\x1b[0m")
    screen.take()

    screen.write("\x1b[?1049l")

    assert screen.take() == "\x1b[m\x1b[?1049l"


def test_a_blank_takes_whatever_colour_is_at_hand() -> None:
    screen = frames(traits=PLAIN)
    screen.write("\x1b[1;1H\x1b[31mred and\x1b[0m \x1b[31mred\x1b[0m")

    assert "red and red" in screen.take()


def test_a_link_is_kept() -> None:
    screen = frames()
    screen.write("\x1b[1;1H\x1b]8;id=1;https://example.org\x1b\\here\x1b]8;;\x1b\\ not")

    assert "\x1b]8;id=1;https://example.org\x1b\\" in screen.take().partition("here")[0]


def test_half_of_a_wide_character_is_never_left_standing() -> None:
    screen, glass = frames(), Glass(20, 5)
    glass.feed("\x1b[?7l")
    screen.write(full("漢字漢字"))
    glass.feed(screen.take())

    screen.write("\x1b[1;2Hx\x1b[1;7Hy")

    glass.feed(screen.take())
    assert glass.text().splitlines()[0] == " x字漢y"


def test_a_character_of_doubtful_width_does_not_shift_what_follows() -> None:
    screen = frames()
    screen.write("\x1b[1;1Ha👩\u200d🚀b")

    assert "👩\u200d🚀\x1b[4Gb" in screen.take()


@pytest.mark.parametrize(
    ("column", "ascii_too", "anything"), [(17, True, True), (9, True, False), (3, False, False), (5, False, False)]
)
def test_the_probe_tells_what_a_terminal_repeats(column: int, ascii_too: bool, anything: bool) -> None:
    assert verdict(f"1;{column}") == (ascii_too, anything)


def test_nothing_is_repeated_before_the_probe_is_answered() -> None:
    screen = Frames(PLAIN, width=20, height=5, probing=True)
    screen.write("\x1b[?1049h")
    screen.write(full("-" * 20))
    sent = screen.take()
    assert PROBE in sent
    assert "-" * 20 in sent

    screen.repeats(verdict("1;9"))
    screen.repaint()

    assert "-\x1b[19b" in screen.take()


def test_fewer_colours_are_sent_when_so_asked() -> None:
    screen = Frames(PLAIN, width=20, height=5, depth=16)
    screen.write("\x1b[1;1H\x1b[38;2;95;175;175;48;2;28;28;28mcyan\x1b[0m")

    assert "\x1b[36;40mcyan" in screen.take()


def test_more_styles_than_there_is_room_for_begin_a_new_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.terminal.frugal.styles.ROOM", 40)
    screen, glass, stock = frames(), Glass(20, 5), Glass(20, 5)

    for number in range(200):
        text = f"\x1b[{number % 5 + 1};1H\x1b[38;2;{number};0;0mnumber {number:4}\x1b[0m"
        screen.write(text)
        stock.feed(text)
        if number % 3 == 0:
            glass.feed(screen.take())
    glass.feed(screen.take())

    assert glass.seen() == stock.seen()
