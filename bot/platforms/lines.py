"""A source that is a growing file of mentions, one JSON object a line: another tool writes, we read from where we were."""

from datetime import timedelta
from pathlib import Path

from bot.platforms.jsonl import LINE_LIMIT, Refusal, read_lines
from bot.ports import Batch, SourceError
from rules.i18n import Lang

AT_ONCE = 500
"""Lines of one batch: memory stays bounded, and each batch is one commit."""


class LinesWatcher:
    """The ``Watcher`` of a file. The cursor is the byte after the last whole line that was read."""

    platform = "file"

    def __init__(self, path: Path, *, lenient: bool = False, every: timedelta = timedelta(seconds=1)) -> None:
        self.path = path
        self.name = f"file:{path}"
        self.lenient = lenient
        self.every = every

    async def fetch(self, cursor: str) -> Batch:
        """The next lines, at most ``AT_ONCE``. A last line without its end is still being written and waits.

        Raises ``SourceError`` when the file cannot be read.
        """
        start = int(cursor or 0)
        try:
            with self.path.open("rb") as file:
                if self.path.stat().st_size < start:
                    start = 0  # the file was begun anew
                file.seek(start)
                lines = [line for _ in range(AT_ONCE) if (line := file.readline(LINE_LIMIT + 3)).endswith(b"\n")]
        except OSError as error:
            raise SourceError(f"{self.path}: {error.strerror}", blind=True) from None
        read = [found for _, found in read_lines(lines, lenient=self.lenient)]
        refused = [(f"{start}:{found.line}", found.say(Lang.NL)) for found in read if isinstance(found, Refusal)]
        mentions = [found for found in read if not isinstance(found, Refusal)]
        return Batch(mentions, str(start + sum(len(line) for line in lines)), refused)

    async def close(self) -> None:
        """Nothing is kept open."""
