"""A server of connections on this machine, each on a thread of its own, for as long as it is wanted."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Threads(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


@contextmanager
def served(handler: type[socketserver.BaseRequestHandler]) -> Iterator[int]:
    """Runs while the block does; gives the port."""
    with _Threads(("127.0.0.1", 0), handler) as real:
        thread = threading.Thread(target=real.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield real.server_address[1]
        finally:
            real.shutdown()
            thread.join()
