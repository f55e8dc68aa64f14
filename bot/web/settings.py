"""How the pages are served."""

from dataclasses import dataclass

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """``host`` is the address to listen on; ``hosts`` the names a browser may call us by (a guard against DNS rebinding).

    ``tls``: pages reach the browser over https, by ourselves or by a proxy in front of us. ``demo``: everything is invented,
    so nobody logs in, and the reader chooses whose eyes to look through.
    """

    host: str = "127.0.0.1"
    port: int = 8470
    hosts: tuple[str, ...] = LOOPBACK
    tls: bool = False
    demo: bool = False
    live: bool = True
    """Whether pages ask for the live stream (they need the built htmx for it as well)."""
