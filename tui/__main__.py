"""`python -m tui` and the command `frontdesk`: where the process begins and ends.

While Python imports, and while it ends, nothing of ours is under way. A Ctrl+C then ends the process as it ends any
other, rather than with the way through the imports on the screen.
"""

import atexit
import os
import signal
import sys
import threading
from typing import NoReturn

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

    from tui.core.garbage import spare_the_start

    spare_the_start()

    from tui.cli import main

    with_code = main()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if "tui.app" in sys.modules:
        _end_at_once(with_code)
    sys.exit(with_code)


def _end_at_once(code: int) -> NoReturn:
    """End without taking a thousand modules apart, for which whoever has quit would wait before the shell is back.

    Everything of ours is closed and flushed by now. What others have registered for the end is called; where one of
    their threads is still at work Python waits for it, as ever.
    """
    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        sys.exit(code)
    atexit._run_exitfuncs()
    os._exit(code)


if __name__ == "__main__":
    run()
