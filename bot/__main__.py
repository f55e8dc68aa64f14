"""``python -m bot`` is ``seintje``."""

import sys

INTERRUPTED = 130
"""As ``Exit.INTERRUPTED``, which cannot be imported before the guard stands."""

try:
    from bot.cli import main

    main()
except KeyboardInterrupt:  # before the frame, which has its own guard, was there
    sys.exit(INTERRUPTED)
