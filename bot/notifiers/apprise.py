"""SMS, a voice that calls, Teams, Slack, ntfy and a hundred more, by Apprise (extra ``seintje[apprise]``).

The library knows how each service is spoken to; an address is a URL that holds its credentials, so it is a secret and
is looked up by name for every message. The library is imported when the first message goes out, and works in a thread.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from bot.ports import Abilities, Address, Button, DeliveryError, Fault, Message

SMS, VOICE, APPRISE = "sms", "voice", "apprise"
SERVICES = (SMS, VOICE, APPRISE)
"""A text to a phone number, a call to one, and any other service somebody is reached by."""

TO = "{to}"
"""Where the number goes in the URL of a service for phones."""
SHORT = 2
"""Lines that go by SMS or are spoken: what a lock screen shows, which names no client."""
LONGEST = 3500
"""Characters for the other services; most take four thousand or more."""

_STATUS = re.compile(r"error=(\d{3})\b")


def with_number(template: str, number: str) -> str:
    """The URL of a service for this phone number: digits and a leading plus only, so that nothing else gets in."""
    plain = re.sub(r"[^\d+]", "", number)
    return template.replace(TO, quote(plain, safe="+"))


class AppriseNotifier:
    """The ``Notifier`` for one kind of service. ``url_of`` gives the URL behind the name of a secret, None when unknown.

    ``shared``: everybody is reached with the same credentials, so that their refusal is the notifier's failure and not
    this person's.
    """

    def __init__(self, name: str, url_of: Callable[[str], str | None], *, shared: bool) -> None:
        self.name = name
        self.abilities = Abilities(edits=False, presses=False, prompt=True, follows=name != VOICE)
        self._url_of = url_of
        self._shared = shared

    def __repr__(self) -> str:
        return f"AppriseNotifier({self.name!r})"

    async def send(self, to: Address, message: Message) -> str:
        """Hand it to the service, which gives no id (empty). Raises ``DeliveryError``."""
        url = self._url_of(to.to)
        if not url:
            raise DeliveryError(f"{self.name}: no address", Fault.GONE)
        failure = await asyncio.to_thread(self._attempt, url, message)
        if failure is not None:
            raise failure
        return ""

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        """Nothing can be changed: the new text follows. Raises ``DeliveryError``."""
        await self.send(to, message)

    async def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        """No answer comes back by these services."""

    async def close(self) -> None:
        """Nothing is kept open."""

    def _attempt(self, url: str, message: Message) -> DeliveryError | None:
        """The failure named, or None. Returned and not raised: no frame with the URL hangs on it."""
        try:
            apprise = _library()
            service = apprise.Apprise()
            if not service.add(url):
                return self._failed("an address that Apprise does not know", Fault.GONE)
            title, body = _words(message, short=self.name != APPRISE)
            result = service.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT)
        except ImportError:
            return self._failed("not installed: pip install 'seintje[apprise]'", Fault.TOKEN)
        except Exception as error:  # whatever one of a hundred services does must become a named fault
            return self._failed(type(error).__name__, Fault.UNKNOWN)
        return None if result else self._named([entry.message for entry in result.logs()])

    def _named(self, said: list[str]) -> DeliveryError:
        """The library only says yes or no; the status stands in what it logs."""
        found = next((int(status[1]) for line in said if (status := _STATUS.search(line))), None)
        if found is None:
            return self._failed("no answer", Fault.UNKNOWN)
        return self._failed(f"the service answered {found}", self._of_status(found))

    def _of_status(self, status: int) -> Fault:
        if status in (401, 403):
            return Fault.TOKEN if self._shared else Fault.GONE
        if status == 429:
            return Fault.THROTTLED
        if status in (404, 410):
            return Fault.GONE
        return Fault.REFUSED if 400 <= status < 500 else Fault.UNREACHABLE

    def _failed(self, what: str, fault: Fault) -> DeliveryError:
        return DeliveryError(f"{self.name}: {what}", fault)


def _library() -> Any:
    """Apprise, kept from writing its URLs into our log."""
    import apprise

    logger = logging.getLogger("apprise")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    return apprise


def _words(message: Message, *, short: bool) -> tuple[str, str]:
    """Title and body in plain words. Short: the first lines and one link."""
    links = [button for row in message.buttons for button in row if button.url]
    lines = [line for line in message.plain.splitlines() if line.strip()]
    if short:
        return "", "\n".join([*lines[:SHORT], *map(_link, links[:1])])
    title, _, rest = message.plain.partition("\n")
    return title, "\n".join([rest.strip()[:LONGEST] or title, *map(_link, links)])


def _link(button: Button) -> str:
    return f"{button.label}: {button.url}"
