"""A file that others write while we read: half lines, far too long ones, a file begun anew."""

import asyncio
import json
from pathlib import Path

from bot.platforms.jsonl import LINE_LIMIT
from bot.platforms.lines import AT_ONCE, LinesWatcher
from bot.ports import Batch


def line(name: str, text: str = "Zorg Proef neemt niet op") -> bytes:
    said = {"id": name, "platform": "forum", "kind": "post", "text": text, "author": {"handle": "anna"}}
    return json.dumps(said | {"posted_at": "2026-11-21T10:00:00+01:00"}).encode() + b"\n"


class Reading:
    """Looks, each from where the one before ended."""

    def __init__(self, path: Path) -> None:
        self.path, self.cursor = path, ""

    def __call__(self) -> Batch:
        batch = asyncio.run(LinesWatcher(self.path).fetch(self.cursor))
        self.cursor = batch.cursor
        return batch

    def told(self) -> list[str]:
        return [one.id for one in self().mentions]


def adds(path: Path, *pieces: bytes) -> None:
    with path.open("ab") as file:
        for piece in pieces:
            file.write(piece)


def test_a_line_that_is_far_too_long_is_set_apart_once_and_the_next_ones_are_read(tmp_path: Path):
    path = tmp_path / "berichten.jsonl"
    adds(path, line("1"), line("te lang", "x" * (2 * LINE_LIMIT)), line("2"))
    look = Reading(path)
    batch = look()
    assert ([one.id for one in batch.mentions], len(batch.refused)) == (["1", "2"], 1)
    assert int(batch.cursor) == path.stat().st_size
    adds(path, line("3"))
    assert look.told() == ["3"]


def test_one_that_is_still_being_written_waits_for_its_end_however_long_it_is(tmp_path: Path):
    path = tmp_path / "berichten.jsonl"
    look = Reading(path)
    for whole in (line("kort"), line("lang", "x" * (LINE_LIMIT + 50_000))):
        before = look.cursor
        for cut in (1, len(whole) // 2, len(whole) - 1):
            path.write_bytes(path.read_bytes()[: int(before or 0)] if path.exists() else b"")
            adds(path, whole[:cut])
            assert (look.told(), look.cursor) == ([], before or "0")
        path.write_bytes(path.read_bytes()[: int(before or 0)] + whole)
        batch = look()
        assert len(batch.mentions) + len(batch.refused) == 1
    assert int(look.cursor) == path.stat().st_size


def test_windows_line_ends_empty_lines_and_a_mark_at_the_beginning_are_nothing(tmp_path: Path):
    path = tmp_path / "berichten.jsonl"
    adds(path, b"\xef\xbb\xbf", line("1").replace(b"\n", b"\r\n"), b"\r\n", b"   \n", line("2"))
    batch = Reading(path)()
    assert ([one.id for one in batch.mentions], batch.refused) == (["1", "2"], [])


def test_many_lines_come_by_so_many_at_a_time_and_a_file_begun_anew_is_read_from_its_beginning(tmp_path: Path):
    path = tmp_path / "berichten.jsonl"
    adds(path, *(line(str(number)) for number in range(AT_ONCE + 3)))
    look = Reading(path)
    assert [len(look.told()) for _ in range(3)] == [AT_ONCE, 3, 0]
    path.write_bytes(line("nieuw"))
    assert look.told() == ["nieuw"]
