"""``python -m bot`` is ``seintje``."""

from bot.cli import main

main()
