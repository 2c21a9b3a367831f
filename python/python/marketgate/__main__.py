"""The command `marketgate`."""

import sys

from marketgate._native import run_command_line


def main() -> int:
    """Carries out the command line of this process; returns its exit code."""
    return run_command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
