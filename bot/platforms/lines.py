"""A source that is a growing file of mentions, one JSON object a line: another tool writes, we read from where we were."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import BinaryIO

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
                found = list(islice(_whole_lines(file), AT_ONCE))
        except OSError as error:
            raise SourceError(f"{self.path}: {error.strerror}", blind=True) from None
        read = [one for _, one in read_lines((line for line, _ in found), lenient=self.lenient)]
        refused = [(f"{start}:{one.line}", one.say(Lang.NL)) for one in read if isinstance(one, Refusal)]
        mentions = [one for one in read if not isinstance(one, Refusal)]
        return Batch(mentions, str(start + sum(length for _, length in found)), refused)

    async def close(self) -> None:
        """Nothing is kept open."""


def _whole_lines(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Each whole line and how many bytes it takes; of one past the limit only its beginning, so that memory stays bounded."""
    while line := file.readline(LINE_LIMIT + 3):
        length, end = len(line), line
        while end and not end.endswith(b"\n"):
            if length <= LINE_LIMIT:
                return  # what is still being written may grow while we look
            end = file.readline(LINE_LIMIT)
            length += len(end)
        if not end:
            return
        yield line, length
