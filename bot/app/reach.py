"""From settings to the ways beside Telegram: their notifiers, with the book of who is reached by which."""

from bot.app.book import book, revealed
from bot.clock import Clock
from bot.config import AppriseSettings, Config, EmailSettings
from bot.notifiers.apprise import APPRISE, SMS, VOICE, AppriseNotifier, with_number
from bot.notifiers.email import EMAIL, EmailNotifier, Security, Smtp
from bot.ports import Notifier
from bot.ways import OWN, Book, Reveal

PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


def second_ways(config: Config, clock: Clock, key: bytes = b"") -> tuple[dict[str, Notifier], Book]:
    """The notifiers of the settings and the book that belongs to them. ``key`` signs what is ours."""
    notifiers: dict[str, Notifier] = {}
    if config.email is not None:
        notifiers[EMAIL] = EmailNotifier(smtp(config.email), revealed(config), clock, key=key)
    if config.apprise is not None:
        notifiers |= _services(config.apprise, config)
    return notifiers, book(config)


def smtp(email: EmailSettings) -> Smtp:
    """The mail server as the notifier wants it."""
    security = Security(email.security)
    password = email.password
    return Smtp(
        email.host,
        email.sender,
        email.port or PORTS[security],
        security,
        user=lambda: email.user,
        password=lambda: password.reveal() if password else "",
    )


def _services(services: AppriseSettings, config: Config) -> dict[str, Notifier]:
    found: dict[str, Notifier] = {}
    for name, template in ((SMS, services.sms), (VOICE, services.voice)):
        if template is not None:
            found[name] = AppriseNotifier(name, _numbers(template.reveal(), revealed(config)), shared=True)
    if services.people:
        found[APPRISE] = AppriseNotifier(APPRISE, lambda name: _own(name, services), shared=False)
    return found


def _own(name: str, services: AppriseSettings) -> str | None:
    secret = services.people.get(name.removeprefix(OWN))
    return secret.reveal() if secret else None


def _numbers(template: str, reveal: Reveal) -> Reveal:
    """The URL of a service for the phone number behind the name of a secret."""

    def url(name: str) -> str | None:
        number = reveal(name)
        return with_number(template, number) if number else None

    return url
