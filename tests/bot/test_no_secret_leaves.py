"""Catalogue 87 and 88: with every secret a canary and every platform a parrot, nothing that leaves or is kept sings."""

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from bot.config.shapes import PlainAddress, SecretRef
from bot.platforms.registry import KINDS
from tests.bot.protocol import CARE
from tests.kill.programs import environment

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

CANARY = "kanarieVogel"
TOKEN = f"123456789:{CANARY}0abcdefghijklmnopqrstuvwx"
REQUIRED = {"client_id": "openbaar-nummer", "user": "bezoeker", "account": "123456", "handle": "zorgproef.example"}
"""What is no secret; the rest that is required is a number."""


class Parrot(BaseHTTPRequestHandler):
    """Refuses everything in every way there is, and repeats all that it was told: address, headers and body."""

    turn = itertools.count()
    heard: ClassVar[list[str]] = []

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode("utf-8", "replace")
        said = f"{self.path}\n{self.headers}\n{body}"
        self.heard.append(said)
        number = next(self.turn)
        status = (401, 400, 500, 200, 403, 429, 200)[number % 7]
        wrapped = {"ok": False, "error_code": status, "description": said, "message": said, "error": said, "data": said}
        answer = (said if number % 3 == 0 else json.dumps(wrapped)).encode()
        self.send_response(status)
        self.send_header("content-type", "text/html" if number % 3 == 0 else "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = _answer

    def log_message(self, *_: object) -> None:
        """Says nothing by itself."""


@contextmanager
def parrot() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Parrot)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Settings:
    """Settings with every kind of source and every secret that each may have."""

    def __init__(self, url: str) -> None:
        self.url, self.secrets = url, {"TG": TOKEN}
        self.lines = [
            "allow_private: true",
            "web: {port: 0}",
            "log: {level: debug, form: json}",
            f"telegram: {{token: env:TG, base_url: '{url}'}}",
            f"heartbeat: {{url: {self.secret('HEART', url + '/')}, every: 1 minute}}",
            f"email: {{host: 127.0.0.1, port: 1, sender: s@zorg.example, user: s, password: {self.secret('SMTP')}}}",
            f"secrets: {{TG_SANNE: {self.secret('SANNE')}, MAIL_SANNE: {self.secret('MAIL', 'sanne@')}}}",
            "sources:",
        ]
        for kind in KINDS.words():
            self._source(kind)

    def secret(self, name: str, before: str = "") -> str:
        """A reference to a canary that begins with ``before``."""
        self.secrets[name] = f"{before}{CANARY}{len(self.secrets)}x"
        return f"env:{name}"

    def _source(self, kind: str) -> None:
        found = {"name": f"b_{kind}", "kind": kind}
        for field in KINDS.record(kind).fields:
            if field.key in found or field.key == "user_token":
                continue
            if isinstance(field.shape, SecretRef):
                found[field.key] = self.secret(f"{kind}_{field.key}".upper())
            elif isinstance(field.shape, PlainAddress):
                found[field.key] = f"'{self.url}'"
            elif type(field.shape).__name__ == "StreamAddress":
                found["stream"] = "false"
            elif field.key == "url":
                found["url"] = self.secret(f"{kind}_URL".upper(), f"{self.url}/")
            elif field.key == "host":
                found["host"] = "127.0.0.1"
            elif field.required or field.key == "handle":
                found[field.key] = REQUIRED.get(field.key, "123456")
        self.lines.append("  - {" + ", ".join(f"{key}: {value}" for key, value in found.items()) + "}")


def singing(text: bytes) -> list[bytes]:
    """Where a canary is heard, with what stands before it."""
    found, at = [], 0
    while (at := text.find(CANARY.encode(), at)) >= 0:
        found.append(text[max(0, at - 120) : at + 30])
        at += 1
    return found


def run(folder: Path, env: dict[str, str], *arguments: str) -> bytes:
    """Everything a command writes."""
    made = [sys.executable, "-m", "bot", *arguments]
    done = subprocess.run(made, env=env, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=240)
    return done.stdout + done.stderr


def test_case_87_a_debug_run_with_canaries_for_secrets_gives_none_away(tmp_path: Path) -> None:
    Parrot.heard.clear()
    with parrot() as url:
        settings = Settings(url)
        (tmp_path / "config.yaml").write_text("\n".join(settings.lines) + "\n")
        (tmp_path / "protocol.yaml").write_text(CARE)
        env = environment(**settings.secrets)
        checked = run(tmp_path, env, "check", "--debug")
        with (tmp_path / "said").open("wb") as out:
            service = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                env=env,
                cwd=tmp_path,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
            try:
                wanted = {canary.rpartition("/")[2] for name, canary in settings.secrets.items() if name in HEARD}
                until = time.monotonic() + 60
                while time.monotonic() < until and not all(any(c in said for said in Parrot.heard) for c in wanted):
                    assert service.poll() is None, (tmp_path / "said").read_text()[-3000:]
                    time.sleep(0.2)
                time.sleep(3)
                asked = run(tmp_path, env, "status") + run(tmp_path, env, "source", "ls", "--json")
            finally:
                service.send_signal(signal.SIGTERM)
                service.wait(20)
        examined = run(tmp_path, env, "doctor", "--debug") + run(tmp_path, env, "status", "--json", "--debug")
    unheard = [c for c in wanted if not any(c in said for said in Parrot.heard)]
    assert not unheard, "the parrot must have heard what must not come back"
    said = (tmp_path / "said").read_bytes()
    assert b"source_failed" in said and len(said) > 2000
    for where, text in {"check": checked, "log": said, "status": asked, "doctor": examined}.items():
        assert not singing(text), (where, singing(text)[:5])
    kept = [Path(place) / name for place, _, names in os.walk(tmp_path / "data") for name in names]
    kept = [file for file in kept if not file.is_socket()]
    assert any(file.name == "seintje.db" for file in kept)
    for file in kept:
        if "bronnen" not in file.parts:  # where platforms' own renewed tokens are kept, for the owner alone
            assert not singing(file.read_bytes()), (file, singing(file.read_bytes())[:5])


HEARD = {"TG", "FACEBOOK_TOKEN", "X_BEARER_TOKEN", "MASTODON_TOKEN", "YOUTUBE_KEY", "FEED_URL"}
"""Of these it is certain that they go over the line."""
