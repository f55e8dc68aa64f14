"""Signed numbers of a button or a link: short, and worthless when changed or in another place."""

import base64
import hashlib
import hmac
import struct
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Seal:
    """One sort of them. ``purpose`` keeps it apart from every other sort; ``fields`` are its numbers."""

    purpose: bytes
    fields: struct.Struct
    mac_bytes: int = 12

    def sign(self, key: bytes, place: str, *values: int) -> str:
        """The data of a button in ``place`` (a chat), of ``A-Za-z0-9_-``. Raises ``ValueError`` for a number out of range."""
        try:
            fields = self.fields.pack(*values)
        except struct.error as error:
            raise ValueError(f"{', '.join(map(str, values))}: out of range for a button") from error
        return self._sealed(key, place, fields).decode()

    def read(self, key: bytes, place: str, data: str) -> tuple[Any, ...] | None:
        """The numbers; None when we did not make it, for this place. Takes the same time either way."""
        fields = self._claimed(data)
        if not hmac.compare_digest(self._sealed(key, place, fields), data.encode("utf-8", "replace")):
            return None
        return self.fields.unpack(fields)

    def _claimed(self, data: str) -> bytes:
        """The fields as claimed, zeros when there are none."""
        try:
            raw = base64.urlsafe_b64decode(data.encode("ascii") + b"=" * (-len(data) % 4))
        except ValueError:
            raw = b""
        return raw[: self.fields.size].ljust(self.fields.size, b"\0")

    def _sealed(self, key: bytes, place: str, fields: bytes) -> bytes:
        mac = hmac.digest(key, self.purpose + b"\0" + place.encode() + b"\0" + fields, hashlib.sha256)[: self.mac_bytes]
        return base64.urlsafe_b64encode(fields + mac).rstrip(b"=")
