"""``python -m bot.web.build``: exit code 0, or 4 with one line that says what is missing."""

import os
import sys

from bot.web.build import BuildError, build
from rules.i18n import Lang


def main() -> int:
    """Build and say what was written."""
    try:
        written = build()
    except BuildError as error:
        english = os.environ.get("SEINTJE_LANG") == Lang.EN
        sys.stderr.write(error.text(Lang.EN if english else Lang.NL) + "\n")
        return 4
    sys.stdout.write("".join(f"{path.name}\n" for path in written))
    return 0


if __name__ == "__main__":
    sys.exit(main())
