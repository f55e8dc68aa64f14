"""Who is reached by which way, by the settings: opens nothing, so that a check can ask it too."""

from bot.config import AppriseSettings, Config
from bot.ways import Book, Reveal


def book(config: Config) -> Book:
    """The ways beside Telegram that the settings give."""
    services = config.apprise or AppriseSettings()
    return Book(
        revealed(config),
        telegram=config.telegram is not None,
        email=config.email is not None,
        sms=services.sms is not None,
        voice=services.voice is not None,
        own=lambda person: services.people[person].reveal() if person in services.people else None,
    )


def revealed(config: Config) -> Reveal:
    """The value behind the name of a secret of the protocol."""

    def reveal(name: str) -> str | None:
        secret = config.secret(name)
        return secret.reveal() if secret else None

    return reveal
