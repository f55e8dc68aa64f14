"""``python -m bot.web.build``: exit code 0, or 4 with one line that says what is missing."""

import sys

from bot.web.build import BuildError, build


def main() -> int:
    """Build and say what was written."""
    try:
        written = build()
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 4
    sys.stdout.write("".join(f"{path.name}\n" for path in written))
    return 0


if __name__ == "__main__":
    sys.exit(main())
