"""Our own HTTP client for sources: bounded in time, size and redirects, and it cannot be turned inward.

Every address is checked where the connection is made, on what the name really resolved to, so that a name which
resolves to another address the second time ("rebinding") gains nothing. Errors are ``HttpError``, a ``SourceError``
that names the host only: a path or a query may be a secret.
"""

from bot.platforms.http.answers import LONGEST_WAIT, Answer, HttpError, RateLimit
from bot.platforms.http.bounds import HttpSettings
from bot.platforms.http.client import Http

__all__ = ["LONGEST_WAIT", "Answer", "Http", "HttpError", "HttpSettings", "RateLimit"]
