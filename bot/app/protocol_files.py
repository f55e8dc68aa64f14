"""The files of a protocol on disk: one file, or every .yaml and .yml in a folder."""

from pathlib import Path

SUFFIXES = (".yaml", ".yml")
LARGEST = 4_000_000
"""Bytes that are read of one file; the reader refuses less than this already."""


def protocol_texts(where: Path) -> dict[str, bytes]:
    """The contents by name as the user would write it. Raises ``OSError`` when there is nothing to read there."""
    if not where.is_dir():
        return {str(where): _read(where)}
    files = sorted(file for file in where.iterdir() if file.suffix in SUFFIXES and file.name != "config.yaml")
    return {str(file): _read(file) for file in files}


def texts_by_name(where: Path) -> dict[str, bytes]:
    """The same by bare file name: how a version is kept, so that it stays the same when the folder moves.

    Raises ``OSError`` when there is nothing to read there.
    """
    return {Path(name).name: raw for name, raw in protocol_texts(where).items()}


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LARGEST)
