"""The body of a request from outside, bounded."""

from starlette.requests import ClientDisconnect, Request


async def body_of(request: Request, largest: int) -> bytes | None:
    """The whole body; None when it has more bytes than ``largest`` (what is left is not read) or breaks off."""
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > largest:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
