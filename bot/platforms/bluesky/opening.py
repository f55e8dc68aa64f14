"""Bluesky at work, and how it is with it. What acts as an account is only loaded where there is one: its library is large."""

import importlib
import re
from collections.abc import Sequence
from typing import Any

from bot.errors import Explained
from bot.platforms.bluesky import PASSWORDS, BlueskySource
from bot.platforms.bluesky.listener import NetworkListener
from bot.platforms.bluesky.sieve import Sieve
from bot.platforms.examine import bad, failed, good
from bot.platforms.platform import Opened, Tools
from bot.ports import Finding, SourceError
from rules.i18n import N_

NOBODY = N_("bij 'password' hoort 'handle' (of 'did'): van welk account het is")
NOTHING = N_("zonder 'password' en zonder 'stream' valt er op Bluesky niets te lezen")
FIELDS = N_("Zet het in config.yaml bij deze bron.")
_OURS = "bot.platforms.bluesky.own"


class UnfinishedError(Explained, SourceError):
    """The settings of this source do not go together."""


def wrong_with(source: BlueskySource) -> str:
    """What does not go together in the settings, a message id; empty when all is well."""
    if source.password is not None and not source.who:
        return NOBODY
    return NOTHING if source.password is None and not source.stream else ""


def opened(source: BlueskySource, tools: Tools) -> Opened:
    """What hears and acts. Raises ``UnfinishedError``."""
    if wrong := wrong_with(source):
        error = UnfinishedError(wrong)
        error.blind = True
        raise error
    own = _own().opened(source, tools) if source.password is not None else None
    whose = own.whose if own else None
    private = tools.http.settings.allow_private
    stream = NetworkListener(source, tools.clock, tools.terms, whose=whose, allow_private=private, kept=tools.kept)
    return Opened(
        watchers=[own.watcher] if own else [],
        listeners=[stream] if source.stream else [],
        actors=[own.actor] if own else [],
    )


def _own() -> Any:
    """What acts as an account."""
    return importlib.import_module(_OURS)


async def examined(source: BlueskySource, tools: Tools) -> Sequence[Finding]:
    """The account and its password, whether the stream speaks, and which names are too short to listen for."""
    if wrong := wrong_with(source):
        return [bad(tools, source.name, wrong, FIELDS, PASSWORDS)]
    found: list[Finding] = []
    if source.password is not None:
        found += _shape(source, tools)
        found += await _own().examined(source, tools)
    if source.stream:
        found += await _stream(source, tools)
    return found


def _shape(source: BlueskySource, tools: Tools) -> list[Finding]:
    """A password of the account itself opens everything; one for apps can be taken back by itself."""
    secret = source.password.reveal() if source.password else ""
    if re.fullmatch(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}", secret):
        return []
    said = N_("dit lijkt het gewone wachtwoord van het account, en geen app-wachtwoord")
    return [bad(tools, source.name, said, N_("Maak een app-wachtwoord; dat is los in te trekken."), PASSWORDS)]


async def _stream(source: BlueskySource, tools: Tools) -> list[Finding]:
    private = tools.http.settings.allow_private
    stream = NetworkListener(source, tools.clock, tools.terms, allow_private=private).listen("")
    try:
        await anext(stream)
    except SourceError as error:
        return [failed(tools, source.name, error, N_("Kijk of server en speech bij elkaar horen."))]
    finally:
        await stream.aclose()  # type: ignore[attr-defined]
    found = [good(tools, source.name, N_("de stroom van Bluesky is te horen"))]
    for name in Sieve(tools.terms()).deaf:
        short = N_("de naam {name} is te kort om in deze stroom naar te luisteren")
        found.append(bad(tools, source.name, short, N_("Geef in het protocol een langere naam op."), name=name))
    return found
