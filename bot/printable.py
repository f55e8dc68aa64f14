"""Text of strangers made safe to show on a terminal or in a log: one line, nothing that moves the cursor."""


def printable(text: str) -> str:
    """``text`` with control characters, line breaks, direction marks and lone surrogates as ``\\x1b``-like escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def shortened(text: str, limit: int = 60) -> str:
    """``printable(text)``, cut to at most ``limit`` characters, the last one then an ellipsis."""
    clean = printable(text[: limit + 1])
    return clean if len(text) <= limit and len(clean) <= limit else clean[: limit - 1] + "…"
