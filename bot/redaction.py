"""The values that never leave: every secret that was read, cut out of whatever is written.

Apart from the log, so that reading the settings does not load a logging library.
"""

REDACTED = "•••"
_SHORTEST = 6
"""A shorter secret would cut words out of everything."""
_secrets: set[str] = set()


def register_secret(value: str) -> None:
    """From now on ``value`` never leaves through the log."""
    if len(value) >= _SHORTEST:
        _secrets.add(value)


def redacted(text: str) -> str:
    """``text`` without any registered secret."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, REDACTED)
    return text
