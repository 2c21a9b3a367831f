"""The command `marketgate`."""

import signal
import sys

from marketgate._native import run_command_line


def main() -> int:
    """Carries out the command line of this process; returns its exit code."""
    # The command heeds Ctrl-C itself; Python would raise KeyboardInterrupt once it has ended.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return run_command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
