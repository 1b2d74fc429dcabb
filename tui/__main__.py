"""`python -m tui` and the command `frontdesk`: where the process begins and ends.

While Python imports, and while it ends, nothing of ours is under way. A Ctrl+C then ends the process as it ends any
other, rather than with the way through the imports on the screen.
"""

import signal
import sys

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else somebody has asked that it be ignored
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from tui import completing

__all__ = ["run"]


def run() -> None:
    """Run the command line on the process's own words, and end the process.

    Raises:
        SystemExit: always, with the exit code.
    """
    if sys.argv[1:2] == [completing.WORD]:  # at every Tab: it waits for no imports
        sys.exit(completing.main(sys.argv[2:]))

    from tui.core.garbage import spare_what_lives

    spare_what_lives()  # Before the imports: what they bring lives as long as the process.

    from tui.cli import main

    with_code = main()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(with_code)


if __name__ == "__main__":
    run()
